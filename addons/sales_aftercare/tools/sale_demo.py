"""The sales of the demonstration: which home, to whom, how far. Plain data."""

from typing import NamedTuple

ESTATE, CODE = "锦绣江南", "JN"
BUILDINGS = (
    # name, entrance, floors, homes a floor, (gross, inside) of each home
    ("1号楼", "1单元", 6, ((89.5, 72.4), (112.3, 91.8))),
    ("2号楼", "1单元", 6, ((96.2, 78.0), (128.6, 104.9))),
)
STAFF = (
    # login, name, groups, the screen to begin with
    ("centre1", "顾婉清", ("user",), "sale_home_contract_action"),
    ("sales1", "陆子昂", ("representative",), "sale_home_subscription_action"),
    ("clerk1", "叶蓁", ("clerk", "buyer_data"), "sale_home_contract_action"),
    ("archivist1", "蒋慕云", ("archivist",), "sale_home_contract_action"),
    ("finance1", "苏锦程", ("finance",), "movein_slip_action"),
    ("handler1", "范思远", ("handler",), "sale_home_contract_action"),
    ("salesmanager1", "卢承志", ("manager",), "sale_home_contract_action"),
    ("gm1", "裴正邦", ("general_manager",), "sale_home_contract_action"),
)
BUYER = "buyer1"
"""Login of the first buyer of :data:`DEALS`."""


class Deal(NamedTuple):
    """One sale.

    :param building: number of the building, from 0
    :param room: number of the home
    :param buyers: ((name, share), ...)
    :param method: of payment
    :param ago: days since the contract was signed
    :param stage: the step at which it stands
    :param delivery: days from today until the home is to be delivered
    """

    building: int
    room: str
    buyers: tuple
    method: str
    ago: int
    stage: str
    delivery: int


DEALS = (
    # off-plan
    Deal(1, "201", (("邵文博", 60), ("邵雅琴", 40)), "mortgage", 120, "loan", 210),
    Deal(1, "102", (("汤佳怡", 100),), "mortgage", 45, "authenticate", 260),
    Deal(1, "101", (("尹浩然", 100),), "lump", 40, "distribute", 260),
    Deal(1, "301", (("葛晓彤", 50), ("葛立军", 50)), "instalment", 150, "pay", 200),
    Deal(1, "302", (("祝明达", 100),), "lump", 400, "move_in", 9),
    Deal(1, "401", (("戚春燕", 100),), "lump", 420, "move_in", 12),
    Deal(1, "202", (("梅志强", 100),), "lump", 3, "seal", 300),
    Deal(1, "402", (("傅文轩", 100),), "mortgage", 90, "loan", 210),
    # ready
    Deal(0, "101", (("柳依依", 100),), "lump", 20, "move_in", 10),
    Deal(0, "102", (("骆俊杰", 100),), "lump", 200, "survey", -150),
    Deal(0, "201", (("白雪梅", 70), ("白建华", 30)), "lump", 300, "settle", -250),
    Deal(0, "202", (("鲍振宇", 100),), "lump", 330, "title", -280),
    Deal(0, "301", (("宁远航", 100),), "lump", 380, "land", -330),
    Deal(0, "302", (("季晨曦", 100),), "lump", 500, "done", -440),
    Deal(0, "401", (("曲安宁", 100),), "instalment", 70, "pay", 60),
)
DRAFT = Deal(0, "402", (("闻人杰", 100),), "lump", 0, "sign", 30)
"""A contract that waits for its approval."""
SUBSCRIPTIONS = (
    # building, room, buyer, what becomes of it
    (0, "501", "穆天佑", "active"),
    (0, "502", "霍青山", "pending"),
    (1, "501", "岳灵珊", "sealed"),
)
PRICE = (12800, 13600)
"""Of a square metre, by building."""

SETTLED_STAGE = "title"
"""Where the area difference is posted and still to be paid."""
GROWN = 1.012
"""Measured area of homes whose survey is over, of what was sold."""

# What else is told, by (building, room) of its home.
BANK, VISITOR = "江南银行苏州分行", "客户经理"
WAITING_BANK, VISITING_BANK = (1, "201"), (1, "402")
AUTHENTICATED, SENT_BACK = (1, "101"), (1, "102")
SENT_BACK_BECAUSE = "身份证复印件不清楚"
TO_SIGN, TO_SIGN_PAPERS = (1, "201"), ("首付款发票", "按揭办理须知")
OVERPAID, OVERPAID_BECAUSE = (0, "302"), "维修资金重复转账"
LOST, LOST_BECAUSE = (0, "101"), "搬办公室后未找到"
LAND, SLIP, INSPECTION = (0, "301"), (0, "101"), (1, "302")
POWER, AGENT = (1, "301"), "葛立新"
SUPPLEMENT, SUPPLEMENT_BECAUSE = (0, "401"), "买受人工作调动，申请退房"
VISIT = (0, "102")
VISIT_BECAUSE = "入住后回访：房屋与服务是否满意"
MILESTONES = (
    # name, days from today, what has been built, floors that stand
    ("桩基与地下室完成", -150, "桩基检测合格，地下室结构完成。", 1),
    ("主体结构封顶", -12, "2号楼主体结构封顶，砌体开始施工。", 6),
    ("外立面完工", 60, "", 0),
)

"""Headings and words of contract ledgers, in the three languages we meet."""

import re

from odoo.addons.property_ops.tools import estate_words

ROLES = (
    "number",
    "subscribed",
    "signed",
    "buyer",
    "share",
    "phone",
    "home",
    "building",
    "entrance",
    "room",
    "area",
    "price_unit",
    "total",
    "method",
    "down",
    "bank",
    "loan",
    "fund",
    "authenticated",
    "kind",
    "agreed",
    "actual",
    "surveyed",
    "received",
    "title",
    "land",
    "online",
    "note",
)
DATES = ("subscribed", "signed", "authenticated", "agreed", "actual")
"""Roles of the columns that hold days, in the order in which they come to pass."""
_MONEY = r"价|價|额|額|款|金|面积|面積|price|amount|area|sum"
_DELIVER = r"交付|交房|交屋|交樓|交楼|收房|入伙|点交|點交|deliver|hand.?over|possession"
_SHARED = ("phone", "share", "entrance", "building", "home", "room", "note")
_PLACES = tuple(pair for pair in estate_words.COLUMN_WORDS if pair[0] in _SHARED)
COLUMN_WORDS = (
    ("surveyed", r"实测|實測|测绘|測繪|measured|survey"),
    ("land", r"土地|国土|國土|\bland\b"),
    (
        "title",
        r"产权证|產權證|房产证|房產證|不动产|不動產|权证|權證|权状|權狀|certificate|\bdeed\b|title",
    ),
    ("price_unit", r"单价|單價|unit price|(price|rate).*(per|/)|per (m|sq)"),
    ("kind", r"现房|現房|期房|预售|預售|成屋|房源类型|ready|off.?plan|pre.?sale"),
    (
        "subscribed",
        rf"(?!.*({_MONEY}))(认购|認購|预订|預訂|訂購|subscri|reserv|booked)",
    ),
    (
        "signed",
        rf"(?!.*({_MONEY}|号|號))(签约|簽約|签订|簽訂|签署|簽署|立约|立約|\bsign)",
    ),
    (
        "authenticated",
        r"鉴证|鑑證|鑒證|公证|公證|(备案|備案|filing|filed).*(日|date|on\b)|authentic|notari",
    ),
    ("actual", rf"(实际|實際|已|actual).*({_DELIVER})|入住|handed over|delivered"),
    ("agreed", _DELIVER),
    ("online", r"网签|網簽|备案号|備案號|备案编号|online|filing (no|number)"),
    (
        "number",
        r"(合同|合约|合約|契约|契約|协议|協議)(编?号|編?號|序号|號碼|号码|书号)"
        r"|(contract|agreement|deal).*(no\b|no\.|number|id\b|ref)|^编号$|^編號$",
    ),
    ("fund", r"公积金|公積金|provident"),
    ("bank", r"银行|銀行|\bbank\b|lender"),
    ("loan", r"贷款|貸款|按揭款|按揭金|按揭额|商贷|\bloan|mortgage (amount|sum)"),
    (
        "down",
        r"首付|首期|头期|頭期|头款|自备款|自備款|down.?pay|initial pay|first pay",
    ),
    (
        "method",
        r"(付款|缴款|繳款|支付|购房|購屋)(方式|方法|形式|类型)|^付款$"
        r"|pay(ment)?.?(method|type|mode|terms|plan|by)|^payment$|how paid",
    ),
    (
        "received",
        r"已收|已付|已缴|已繳|已交|实收|實收|累计|累計|到账|到帳|received|paid",
    ),
    (
        "total",
        r"总价|總價|总额|總額|总款|總款|房款|房价|房價|成交价|成交價|合同(金额|价)|合約(金額|價)"
        r"|total|price|amount|contract (sum|value)",
    ),
    (
        "area",
        r"面积|面積|建面|坪|\barea\b|gfa|\bm²|\bm2|sq\.? ?m|size",
    ),
    *(pair for pair in _PLACES if pair[0] in ("phone", "share")),
    (
        "buyer",
        r"买受人|買受人|购买人|購買人|买方|買方|购房人|購屋人|承购|承購|承买|承買|客户|客戶|业主|業主"
        r"|认购人|姓名|buyer|purchaser|customer|client|^names?$|owner",
    ),
    *(pair for pair in _PLACES if pair[0] not in ("phone", "share")),
)
METHODS = {
    "lump": "lump",
    "instalment": "instalment",
    "mortgage": "mortgage",
    "fund": "mortgage",
    "combined": "mortgage",
}
"""What a word means -> how the contract is paid."""
METHOD_WORDS = (
    ("combined", r"组合|組合|混合|combin|mixed|公积金.*(商|\+)|商.*公积金"),
    ("fund", r"公积金|公積金|provident"),
    ("mortgage", r"按揭|贷|貸|银行|銀行|mortgage|loan|bank"),
    ("instalment", r"分期|分批|分次|instal?l?ment|stages?|phased"),
    (
        "lump",
        r"一次|全款|全额|全額|现金|現金|一笔|付清|lump|full|cash|one.?off|outright",
    ),
)
KIND_WORDS = (
    (
        "off_plan",
        r"期房|预售|預售|在建|未竣工|楼花|樓花|off.?plan|pre.?sale|under construction",
    ),
    ("ready", r"现房|現房|成屋|现售|現售|竣工|准现房|ready|complete|existing|built"),
)
VALUES = {"method": METHOD_WORDS, "kind": KIND_WORDS}
DONE = re.compile(
    r"已办|已辦|已领|已領|已发|已發|已取|已出|办结|辦結|办妥|辦妥|办理完毕|完成|齐|^有$|^是$"
    r"|^[√✓✔vy○]$|^yes$|issued|done|collected|obtained|received",
    re.I,
)
OPEN = re.compile(
    r"未|没|沒|无|無|否|待|办理中|辦理中|^[×xn✗]$|^no\b|not|pending|open|applied"
    r"|in progress",
    re.I,
)
TITLE_TAIL = re.compile(
    r"[\s\-–—:：]*(商品房|房屋|房产|房產|预售|預售)*(买卖|買賣|销售|銷售|认购|認購|签约|簽約)*"
    r"(合同|合约|合約|契约|契約)*(台账|台帐|臺賬|台賬|臺帳|台帳|清册|清冊|名册|名冊|总表|總表|一览表"
    r"|一覽表|明细表|明細表|登记表|登記表|登记簿|登記簿|表|清单|清單)\s*(\(.*\))?$"
    r"|[\s\-–—:,]*(home|property|unit)?s?\s*(sales?)?\s*(contracts?)\s*"
    r"(ledger|register|list|roll|schedule|records?)?\b.*$",
    re.I,
)

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
    "state",
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
_DELIVER = (
    r"交付|交房(?!款)|交屋(?!款)|交樓|交楼|收房(?!款)|入伙|点交|點交"
    r"|deliver|hand.?over|possession"
)
_SHARED = ("phone", "share", "entrance", "building", "home", "room", "note")
_PLACES = tuple(pair for pair in estate_words.COLUMN_WORDS if pair[0] in _SHARED)
_NOT_THE_PRICE = (
    r"(原|折前|优惠前|優惠前|标准|標準|挂牌|底|表|市场|备案|備案)[总總单單]?[价價]"
    r"|(优惠|優惠|折扣)(金额|金額|额)?$|(车位|車位|车库|储藏|裝修|装修|家具).*[价價款费]"
    r"|(list|original|book|parking|furniture|decoration) price|discount(?!ed)"
)
_NOT_A_SUM = (
    r"(首付|按揭|贷款|貸款|已[付收缴]|付款|收款|loan|mortgage|down.?payment|paid).{0,6}"
    r"(比例|成数|成數|年限|期限|利率|状态|狀態|日期|时间|合同[编号]|笔数|期数|进度|ratio|rate\b|%|percent|term\b|years)"
    r"|(比例|成数|成數|年限|利率)$"
)
_STILL_OPEN = (
    r"(未|剩余|剩餘|待|应|應|欠|尚)(未)?[付收缴繳](款|房|金|余|$)|余[款额]|餘[款額]|尾款|欠款|剩余房款"
    r"|unpaid|outstanding|balance|remaining|receivable|\bdue\b.*amount|amount due"
)
_OTHER_MONEY = (
    r"(定金|订金|訂金|诚意金|维修|維修|基金|契税|契稅|税费|稅費|税金|代收|代缴|滞纳金|违约金)"
    r"|\b(deposit|tax|fund|fee)s?\b.{0,3}(paid|received|amount)|maintenance|deed tax"
)
_PART_OF_AREA = (
    r"(套内|套內|公摊|公攤|分摊|分攤|得房|赠送|贈送|花园|花園|露台|阳台|车位|储藏|差)"
    r".*(面积|面積|单价|單價|率)|(面积|面積)(差|补)"
    r"|(inside|internal|net|saleable|balcony) area"
)
_OTHER_PEOPLE = (
    r"(置业|置業|销售|銷售)?(顾问|顧問)|经办|經辦|业务员|業務員|签约人|签约代表|代理|中介"
    r"|sales(man|person| ?agent| ?rep)|\bagent\b"
    r"|(通知|发放|發放).*(日|时|時)|(交付|交房|交楼)(标准|標準|条件)"
    r"|delivery (standard|condition)"
)
COLUMN_WORDS = (
    *(pair for pair in estate_words.COLUMN_WORDS[:1]),
    ("ignore", _OTHER_PEOPLE),
    ("ignore", r"([预預][售]|[销銷]售)(许可|許可)?[证證]"),
    ("ignore", _NOT_A_SUM),
    ("ignore", _NOT_THE_PRICE),
    ("ignore", _STILL_OPEN),
    ("ignore", rf"(?!.*(公积金|公積金|provident))(.*({_OTHER_MONEY}))"),
    ("surveyed", r"实测|實測|测绘|測繪|measured|survey"),
    ("ignore", _PART_OF_AREA),
    ("land", r"土地|国土|國土|\bland\b"),
    (
        "title",
        r"(?!.*坪).*(产权证|產權證|房产证|房產證|不动产|不動產|权证|權證|权状|權狀"
        r"|certificate|\bdeed\b|title)",
    ),
    ("price_unit", r"单价|單價|unit price|(price|rate).*(per|/)|per (m|sq)"),
    (
        "state",
        r"^(合同|合约|合約|契约|契約|签约|簽約|销售|銷售|交易|contract |sale )?"
        r"(状态|狀態|status|state)$",
    ),
    (
        "kind",
        r"现房|現房|期房|预售|預售|成屋|现/期|期/现|房源类型|readiness|ready|off.?plan|pre.?sale",
    ),
    (
        "subscribed",
        rf"(?!.*({_MONEY}|号|號))(认购|認購|预订|預訂|訂購|subscri|reserv|booked|booking)",
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
    (
        "bank",
        r"[贷貸]款行|按揭行|[银銀]行(?!.*[贷貸]款)|\bbank\b(?! loan)|lender",
    ),
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
        r"已收|已付|回款(?!率|比)|已缴|已繳|已交(?!付|房|楼|樓|屋)|实收|實收|累计|累計"
        r"|到账|到帳|received|\bpaid\b",
    ),
    (
        "total",
        r"总价|總價|总额|總額|总款|總款|房款|房价|房價|成交价|成交價|(合同|签约)总?(金额|价)|(合約|簽約)總?(金額|價)"
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
    (
        "mortgage",
        r"(?<![非无無不未])(按揭|贷|貸)|银行(?!转)|銀行(?!轉)|mortgage|loan"
        r"|bank(?! transf)",
    ),
    ("instalment", r"分期|分批|分次|instal?l?ment|stages?|phased"),
    (
        "lump",
        r"一次|全款|全额|全額|现金|現金|一笔|付清|lump|full|cash|one.?off|outright",
    ),
)
KIND_WORDS = (
    (
        "off_plan",
        r"期房|预售|預售|在建|未竣工|楼花|樓花|^期$|off.?plan|pre.?sale"
        r"|under construction|not (yet )?(ready|complete|built)|incomplete|unfinished",
    ),
    (
        "ready",
        r"(?<!准)[现現]房|成屋|[现現]售|竣工|^[现現]$|ready|complete|existing|built",
    ),
)
STATE_WORDS = (
    (
        "ended",
        r"(?<!未)退|作废|作廢|解除|解约|解約|撤销|撤銷|终止|終止|取消|注销|註銷|换房|換房"
        r"|cancel|rescind|rescission|terminat|\bvoid|withdrawn|\bended",
    ),
    (
        "running",
        r"正常|履行|有效|生效|执行|執行|签约|簽約|已签|已簽|网签|網簽|备案|備案|已售|完成"
        r"|结清|結清|交付|交房|入住|办证|active|valid|running|signed|sold|in force"
        r"|normal|complete",
    ),
)
VALUES = {"method": METHOD_WORDS, "kind": KIND_WORDS, "state": STATE_WORDS}
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
    r"(合同|合约|合約|契约|契約)*(台账|台帐|臺賬|台賬|臺帳|台帳|清册|清冊|名册|名冊|名录|名錄|总表|總表|一览表"
    r"|一覽表|明细表|明細表|登记表|登記表|登记簿|登記簿|表|清单|清單)\s*(\(.*\))?$"
    r"|[\s\-–—:,]*(home|property|unit)?s?\s*(sales?)?\s*(contracts?)\s*"
    r"(ledger|register|list|roll|schedule|records?)?\b.*$",
    re.I,
)

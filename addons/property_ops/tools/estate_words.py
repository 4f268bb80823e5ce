"""Headings and words of ledgers, in the three languages we meet.

Only proposals: whatever is recognised here is shown to the person who imports, who may
correct it, and the correction is remembered.
"""

import re

ROLES = (
    "home",
    "building",
    "entrance",
    "floor",
    "room",
    "use",
    "layout",
    "structure",
    "condition",
    "gross",
    "inside",
    "handover",
    "status",
    "owner",
    "share",
    "phone",
    "owned_from",
    "tenant",
    "tenant_phone",
    "rent",
    "deposit",
    "lease_from",
    "lease_to",
    "rate",
    "water",
    "water_first",
    "power",
    "power_first",
    "gas",
    "gas_first",
    "heat",
    "heat_first",
    "arrears",
    "arrears_from",
    "note",
)
METERS = ("water", "power", "gas", "heat")
_PHONE = r"电话|電話|手机|手機|联系方式|聯絡|聯繫|tel\b|tel\.|phone|mobile|contact"
_TENANT = r"租户|租戶|承租|租客|房客|租住|租赁人|tenant|lessee|renter"
_DIAL = (
    r"底数|底數|读数|讀數|度数|度數|起数|起度|起码|起碼|表底|底码|指数|示数|行度|reading"
    r"|base|start|index|initial"
)
_OWED = (
    r"欠费|欠費|欠款|拖欠|欠缴|欠繳|积欠|積欠|陈欠|陳欠|旧欠|舊欠|尚欠|未缴|未繳|未付|arrears|owed"
    r"|owing|outstanding|overdue|unpaid"
)
_BEGIN = (
    r"起始|起止|自$|开始|開始|起算|最早|自何|since|from|begin|start|earliest|oldest"
)
_METER_WORDS = {
    "water": r"水表|水錶|water",
    "power": r"电表|電表|電錶|电度表|power|elec|kwh",
    "gas": r"燃气|燃氣|煤气|煤氣|瓦斯|天然气|gas\b",
    "heat": r"热力|热表|暖气|暖氣|供暖|heat",
}

_PERSONAL = (
    r"身份证|身份證|证件|證件|护照|護照|\bid\b.?(no|num|card)|passport"
    r"|性别|性別|民族|籍贯|工作单位|紧急|緊急|emergency"
    r"|(联系|聯絡|通讯|通訊|通信|户籍|戶籍|邮寄|郵寄|家庭|身份证)(地址|住址)"
    r"|(mail|post|correspond|contact)\w* address"
    r"|(客户|客戶|业主|業主|租户|租戶|customer|client|owner|buyer)\W?"
    r"(编号|編號|编码|类型|類型|类别|来源|來源|等级|经理|經理|code|type|id\b|no\b|source)"
)
"""Columns about people of which a ledger of homes takes nothing."""
_SUM_OF_FEES = (
    r"(?!.*((/|每|per)\s*(m|平|坪|sq|呎|尺)))(.*("
    r"(每?月|年|应[缴收交]|應[繳收交])(度|均)?(物业|物業|管理)"
    r"|monthly (fee|charge|management|service)"
    r"|(物业|物業|管理)(管理)?[费費].*(合[计計]|总额|總額|余额|餘額|金[额額]|预存|預存|起算|起[始收]|至|截)))"
)
"""What a home pays, or has paid up to a day: no price per square metre."""
_OTHER_FEES = (
    r"(水|电|電|气|氣|暖|停车|停車|车位|車位|垃圾|电梯|電梯).?[费費]?"
    r".*(单价|單價|标准|標準|管理[费費])"
)
_COUNTED = (
    rf"({_OWED}|逾期).*(月数|月數|个月|個月|天数|天數|期数|期數|次数|笔数)"
    r"|\bmonths? (unpaid|owed|overdue|owing|outstanding|in arrears)|days overdue"
    r"|(unpaid|overdue|owed|outstanding) (months|days)"
)
_PART_OF_AREA = (
    r"公摊|公攤|分摊|分攤|花园|花園|露台|阳台|陽台|赠送|贈送|车位|車位|车库|車庫|储藏|儲藏"
    r"|balcony|terrace|garden"
)

FURTHER_PEOPLE = (
    r"共有(权|權)?人|共同(产权|產權|买受|買受|购房)人|配偶|第二(业主|买受人)"
    r"|co.?(owner|buyer|purchaser)|joint (owner|buyer)|spouse|second (owner|buyer)"
)
"""Columns with owners beside the one that names the first."""
_COUNT_OF_HOUSE = (
    r"总(楼层|层数)|總(樓層|層數)|层高|層高|(total|no\.? of) (floors|storeys)"
    r"|(水|电|電|气|氣).{0,2}[户戶][号號]"
)

OTHER_PERIOD = re.compile(
    r"[/每]\s*(年|季|套|户|戶)|年费|年費|季度|annual|annum|year|quarter"
    r"|(/|per)\s*(flat|home|unit)\b",
    re.I,
)
"""Of a fee that is neither by the square metre nor by the month."""

COLUMN_WORDS = (
    ("ignore", _PERSONAL),
    ("ignore", r"年租金|租金(合计|总额)|(annual|yearly|total) rent"),
    ("ignore", _COUNT_OF_HOUSE),
    ("ignore", _COUNTED),
    ("ignore", rf"({_PART_OF_AREA}).*(面积|面積|area)"),
    ("ignore", _OTHER_FEES),
    *(
        (role, rf"(?=.*({word}))(?=.*({_DIAL}))")
        for role, word in ((f"{k}_first", w) for k, w in _METER_WORDS.items())
    ),
    *((kind, rf"({word})(?!费|費)") for kind, word in _METER_WORDS.items()),
    (
        "arrears_from",
        rf"(?!.*(截至|截止|as at))(?=.*({_OWED}))"
        rf"(?=.*({_BEGIN}|期间|期間|时段|月份|月$))",
    ),
    ("arrears", _OWED + r"|应收余额|应收未收|balance due|amount due"),
    ("tenant_phone", rf"(?=.*({_TENANT}))(?=.*({_PHONE}))"),
    (
        "lease_from",
        r"起租|租期起|租约起|租約起|租赁起|租赁开始|租賃開始"
        r"|(lease|tenancy|let).*(start|from|begin|since)",
    ),
    (
        "lease_to",
        r"租期止|租期至|止租|租约止|租約止|租赁止|租赁到期|租賃到期|退租|合同到期"
        r"|(lease|tenancy|let).*(end|to\b|until|expir)",
    ),
    ("deposit", r"押金|保证金|保證金|deposit"),
    ("rent", r"租金|月租|\brent\b"),
    ("tenant", _TENANT),
    ("phone", _PHONE),
    (
        "share",
        r"份额|份額|持分|产权比例|產權比例|权属比例|占比|share|percent|ownership ?%",
    ),
    (
        "owned_from",
        r"购房|購屋|购买日期|登记日期|登記日期|过户|過戶|取得日期"
        r"|purchase|acquired|owne[dr] since|registered on",
    ),
    (
        "owner",
        r"业主|業主|产权人|產權人|所有权人|所有權人|屋主|户主|戶主|owner|proprietor",
    ),
    ("ignore", _SUM_OF_FEES),
    (
        "rate",
        r"物业费|物業費|物业管理费|物業管理費|管理费|管理費|收费标准|收費標準|单价|單價"
        r"|fee rate|\brate\b|management fee|service charge"
        r"|property fee|fee per|monthly fee",
    ),
    (
        "inside",
        r"套内|套內|使用面积|使用面積|实用|實用|室内面积|專有|专有"
        r"|inside|internal|net area|\bnet\b|usable|carpet|saleable",
    ),
    (
        "gross",
        r"建筑面积|建築面積|建面|产权面积|產權面積|计费面积|計費面積|^面积|^面積|坪[数數]|坪$"
        r"|(房屋|房产|房產|登记|登記|收费|收費|合同|总|總)面[积積]"
        r"|gross|built|building area|gfa|^area|floor area"
        r"|total area|chargeable area|size",
    ),
    (
        "handover",
        r"交付|交房|收房|收楼|收樓|接房|交屋|點交|点交|入伙|hand.?over|handed|deliver|possession"
        r"|completion date",
    ),
    (
        "status",
        r"状态|狀態|现况|現況|使用情况|使用狀況|居住情况|居住狀況|入住情况|status|occupancy|\bstate\b",
    ),
    ("structure", r"结构|結構|structure|construction"),
    ("condition", r"完好|房屋状况|房屋狀況|现状|現狀|condition"),
    (
        "layout",
        r"户型|戶型|房型|格局|layout|bedroom|room type|house type|flat type|unit type",
    ),
    (
        "use",
        r"用途|房屋性质|物业类型|物業類型|业态|性質|使用性质"
        r"|\buse\b|usage|purpose|property type",
    ),
    ("floor", r"楼层|樓層|层数|層數|所在层|^层$|^層$|^floor|^level|^storey|^fl\.?$"),
    ("entrance", r"单元|單元|梯号|梯號|门栋|^梯$|entrance|stair|section|core"),
    (
        "building",
        r"楼栋|樓棟|栋号|棟號|幢号|幢號|楼号|樓號|座号|座號|楼座|楼宇|棟別|栋别|^栋|^棟|^幢|^座"
        r"|building|bldg|block|tower",
    ),
    (
        "home",
        r"房屋编号|房屋編號|房屋地址|房产地址|房屋坐落|坐落|门牌地址|地址|address"
        r"|^property( (no|number|ref).*)?$|^home\b|premises|location",
    ),
    (
        "room",
        r"房号|房號|室号|室號|房间|房間|门牌|門牌|门号|門號|^户号|^戶號|^[单單]位[号號]?$"
        r"|^房屋$|^房屋名|^房$|^室$|\broom\b(?! type)|\bflat\b(?! type)|apartment"
        r"|\bapt\b|\bdoor\b|\bunit\b(?! (price|type|rate|cost))",
    ),
    ("note", r"备注|備註|備考|备考|说明|說明|附注|附註|remark|note|comment|memo"),
    ("owner", r"^姓名$|^名字$|^客户|^客戶|^name$|^full name$|customer|resident"),
)
STATUS_WORDS = (
    (
        "unsold",
        r"未售|待售|未出售|未销售|未銷售|滞销|自持|unsold|for sale|not sold|developer",
    ),
    (
        "vacant",
        r"^空$|空置|空关|空關|空屋|空房|空着|闲置|閒置|[未没沒无無不](有)?(人|入|居|常)*住|[无無没沒]人"
        r"|[待招拟擬]租|待出租|未出租|未使用|vacant|empty|unoccupied|void"
        r"|(not|un)\W?(occupied|let\b|lived|rented|tenanted)|\bto let\b|for rent",
    ),
    (
        "sold",
        r"未交|未接房|未收房|待交|已售|sold|not handed|undelivered|pending handover",
    ),
    (
        "renovating",
        r"(?<![未没沒已精简簡待])[装裝][修潢](?![完好毕畢])"
        r"|(?<!not )(renovating|renovation|fit.?ting|decorating|refurbish)",
    ),
    (
        "let",
        r"出租|出賃|已租|租出|租赁|租賃|在租|^租$|\blet\b|^let|rented|leased|tenanted",
    ),
    (
        "occupied",
        r"入住|自住|自用|居住|常住|有人|使用中|occupied|lived"
        r"|owner.?occup|(?<!non)(?<!non.)resident|in use",
    ),
)
USE_WORDS = (
    ("parking", r"车位|車位|车库|車庫|停车|停車|parking|garage|carport"),
    ("storage", r"储藏|儲藏|仓库|倉庫|杂物|地下室|storage|store ?room|cellar"),
    ("office", r"办公|辦公|写字|寫字|商务|office"),
    ("shop", r"商铺|商舖|店面|店铺|底商|商业|商業|shop|retail|commercial|store"),
    (
        "home",
        r"(?<![非])住宅|住家|住房|居住|公寓|别墅|別墅|home|resid|dwelling|flat|apartment|house|villa",
    ),
)
STRUCTURE_WORDS = (
    ("brick", r"砖|磚|brick"),
    ("concrete", r"钢筋|鋼筋|钢混|鋼混|混凝土|框架|剪力|框剪|rc\b|concrete"),
    ("steel", r"钢|鋼|steel"),
    ("other", r"其他|其它|木|other|wood"),
)
CARE_WORDS = (
    ("old", r"孤寡|高龄|高齡|老人|长者|長者|elderly|\bold\b|aged"),
    (
        "disabled",
        r"行动不便|行動不便|残疾|殘疾|殘障|轮椅|輪椅|失能|disab|wheelchair|mobility",
    ),
    ("ill", r"重病|患病|慢性病|卧床|臥床|\bill\b|bedridden|dementia"),
    ("alone", r"独居|獨居|独自|alone|single elder"),
    ("child", r"婴|嬰|幼儿|幼兒|孕|infant|baby|toddler|pregnan"),
)
TITLE_TAIL = re.compile(
    r"[\s\-–—:：]*(房产|房屋|房產|业主|業主|物业|物業|住户|住戶|产权|基础|基本|信息|資料|资料|收费"
    r"|欠费|管理|登记|登記|明细|明細|汇总)*(台账|台帐|臺賬|台賬|清册|清冊|名册|名冊|名录|名錄|花名册|登记簿|登記簿|统计表|統計表|总表|總表"
    r"|一览表|一覽表|明细表|信息表|登记表|登記表|资料表|資料|资料|表|清单|清單)\s*(\(.*\))?$"
    r"|[\s\-–—:,]*(estate|property|unit|homes?|owners?|resident)*\s*"
    r"(ledger|register|list|roll|schedule|records?|master ?file)\b.*$",
    re.I,
)

"""What offices write into rosters, in the three languages we meet.

Only proposals: whatever is recognised here is shown to the manager, who may
correct it, and the correction is remembered.
"""

import re
from datetime import date, datetime, timedelta

from .sheet import fold, plain
from .sheet_cells import MONTHS

CJK = re.compile(r"[\u3400-\u9fff]")

COLUMN_WORDS = {
    "number": r"工號|工号|編號|编号|員工號|员工号|號碼|employee ?(no|id|number)|staff ?"
    r"(no|id|number)|badge|^no\.?$|^id$",
    "name": r"姓名|名字|員工|员工|^(full )?name$|agent|employee|staff|person",
    "post": r"崗位|岗位|職位|职位|席位|組別|组别|班組|班组|post|position|desk|team"
    r"|queue",
    "total_work": r"^(?!.*(時|时|hour)).*(出勤|上班|合計|合计|班數|班数|worked"
    r"|work days|shifts|total)",
    "total_off": r"休假|休息|假數|假数|days off|off days|^off$|rest",
}
DUTY_MANAGER = re.compile(
    r"值班經理|值班经理|值班主管|當值|当值|duty ?manager|manager on duty|^dm$", re.I
)
HEAD_COUNT = re.compile(
    r"^[合總总小共]\s*[計计]|人[數数]|班$|head ?count|total|shifts?$"
    r"|^(day|night|morning|afternoon|evening|early|late)s?$",
    re.I,
)
"""Label of a row that counts who works, if all its cells are numbers."""
LABEL = re.compile(
    r"^(說明|说明|備註|备注|註|注|圖例|图例|notes?|legend|key|remarks?)\s*(:.*)?$", re.I
)
NOTE = re.compile(
    r"^(說明|说明|備註|备注|註|注|圖例|图例|note|legend|key|remark)", re.I
)
REST = re.compile(
    r"^(休|休息|例假|例|公休|輪休|轮休|off|o|r|rest|d/?o|r/?d|w/o|-+|/|—)$", re.I
)
LEAVE = re.compile(
    r"^(年|病|事|婚|喪|丧|產|产|年假|病假|事假|特休|特|補休|补休|調休|调休|"
    r"[abcmsuv]/?l|pl|leave|sick|annual|vac|h)$",
    re.I,
)
WEEKDAY = re.compile(
    r"^(星期|週|周|禮拜)?[一二三四五六日天]$|^(mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?$"
    r"|^[mtwfs]$",
    re.I,
)
_CLOCK = r"(\d{1,2})[:h](\d{2})"
_DATE = re.compile(
    r"\d{2,4}\s*[年/.\-]\s*\d{1,2}\s*[月/.\-]\s*\d{1,2}(?!\d)\s*日?"
    r"|\d{1,2}\s*月\s*\d{1,2}\s*[日號号]"
)
_WHOLE_MONTH = re.compile(
    r"(\d{4})\s*[年/.\-]\s*0?(\d{1,2})\s*[月/.\-]\s*0?1\s*日?\s*(?:[-–—~]|至|到|to)\s*"
    r"(?:\1\s*[年/.\-]\s*)?0?\2\s*[月/.\-]\s*(?:28|29|30|31)\s*日?"
)
"""From the first to the last day of a month."""
LEGEND_HOURS = re.compile(
    rf"([^\s:=;,.()]{{1,8}})\s*[:=(]?\s*{_CLOCK}\s*(?:-|–|—|~|至|到|to)\s*"
    rf"(?:次日|翌日|隔日|\+1)?\s*{_CLOCK}",
    re.I,
)
ABBREVIATION = re.compile(r"^([a-z]/l|d/o|r/d|w/o|[ps]/h|n/a|o/[dt])$", re.I)
"""Letters of a phrase, not two shifts: days off, leave, public holidays, overtime."""
LEGEND_LABEL = re.compile(r"^([A-Z0-9]{1,2}|.{0,3}班|[早中晚夜日])$")
SERIAL = re.compile(r"^(no\.?|#|序號|序号|項次|项次|s/?n)$", re.I)
_WEEKDAYS = {char: number for number, char in enumerate("一二三四五六日")} | {"天": 6}
_WEEKDAYS |= {
    name: n for n, name in enumerate(["mon", "tue", "wed", "thu", "fri", "sat", "sun"])
}
LEGEND_WORD = re.compile(r"([^\s:=;,.]{1,8})\s*=\s*([^\s=;,.]+)")


def codes_of(text):
    """The codes in one cell: usually one; ``E/M`` is a planned double shift."""
    if ABBREVIATION.match(text):
        return [text]
    parts = [part.strip() for part in re.split(r"[/+、,&]", text)]
    return parts if len(parts) > 1 and all(parts) else [text]


def split_person(text):
    """(name, staff number) of ``高超麗(CS001)`` or ``CS001 高超麗``."""
    found = re.fullmatch(r"(.*\D)\s*\(\s*([a-z]{0,4}-?\d+)\s*\)", text, re.I)
    if found:
        return found[1].strip(), found[2]
    found = re.fullmatch(r"([a-z]{0,4}-?\d{2,})[\s\-_/.]*(\D+)", text, re.I)
    return (found[2].strip(), found[1]) if found else (text, "")


def column_role(header):
    """Role a label column has by its header, or None."""
    text = fold(header)
    if len(text) > 20 or find_month(text):  # a title, not a heading
        return None
    if re.search(r"姓名|\bname", text) and re.search(COLUMN_WORDS["number"], text):
        return "name"  # both in one cell
    for role, words in COLUMN_WORDS.items():
        if text and re.search(words, text, re.I):
            return role
    return None


def find_month(text):
    """First day of the month named in ``text``, or None.

    A whole date says when something was written, not of which month it is.
    """
    if isinstance(text, date):
        return date(text.year, text.month, 1) if text.day == 1 else None
    text = _WHOLE_MONTH.sub(r"\1年\2月", plain(text))
    text = _DATE.sub(" ", text)
    found = re.search(
        r"(?<!\d)(民國|民国)?\s*(\d{2,4})\s*(?:年度?|[/.\-])\s*(\d{1,2})(?!\d)", text
    )
    if found:
        year, month = int(found[2]), int(found[3])
        if found[1]:
            year += 1911
        if 2000 <= year < 2200 and 1 <= month <= 12:
            return date(year, month, 1)
    words = re.search(r"([A-Za-z]{3,9})\.?[ ,\-]*(\d{4})", text)
    if words and words[1].lower() in MONTHS:
        return date(int(words[2]), MONTHS[words[1].lower()], 1)
    return None


def find_bare_month(text):
    """Number of a month that is named without its year: ``12月排班表``; or None."""
    text = "" if isinstance(text, date) else _DATE.sub(" ", plain(text))
    found = re.search(r"(?<![\d年/.\-])(\d{1,2})\s*月(?!\s*\d)", text)
    return int(found[1]) if found and 1 <= int(found[1]) <= 12 else None


def find_weekday(text):
    """0 (Monday) to 6 where a text is, or ends with, a day of the week; or None."""
    text = re.sub(r"\d+\s*[日號号]", "", fold(text))
    found = re.search(r"(?:^|\W|\d|期|週|周|拜)([一二三四五六日天])\W*$", text)
    found = found or re.search(r"\b(mon|tue|wed|thu|fri|sat|sun)[a-z]*\b", text)
    return _WEEKDAYS[found[1]] if found else None


def find_day(value, day_first=False):
    """What day a header cell stands for: a date, a day number (1-31) or None.

    :param day_first: whether ``1/12`` is the first of December
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and 36526 <= value < 73051:
        return date(1899, 12, 30) + timedelta(days=int(value))
    text = plain(value)
    found = day_first and re.fullmatch(r"(\d{1,2})[/.\-]\d{1,2}(?:\s*\D*)?", text)
    if found:
        return int(found[1]) if 1 <= int(found[1]) <= 31 else None
    if re.fullmatch(r"\d{1,2}", text):
        return int(text) if 1 <= int(text) <= 31 else None
    found = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?.*", text)
    if found:
        return _date(int(found[1]), int(found[2]), int(found[3]))
    return _find_day_number(text)


def _find_day_number(text):
    patterns = (
        r"(?:\d{1,2}[/月.\-])(\d{1,2})[日號号]?(?:\s*\(?\D*\)?)?",
        r"(\d{1,2})\s*[日號号](?:\s*\(?\D*\)?)?",
        r"(\d{1,2})\s*\(?\s*(?:星期|週|周|禮拜)?[一二三四五六日天]\)?",
        r"(?:[A-Za-z]{3,9}\.?\s+)(\d{1,2})(?:st|nd|rd|th)?",
        r"(\d{1,2})(?:st|nd|rd|th)?\s+[A-Za-z]{3,9}\.?",
    )
    for pattern in patterns:
        found = re.fullmatch(pattern, text)
        if found and 1 <= int(found[1]) <= 31:
            return int(found[1])
    return None


def _date(year, month, day):
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_legend(text):
    """Codes explained in a note.

    :return: ``(hours, words)``; hours maps a code to decimal (from, to), words
        maps a code to what it stands for
    """
    text = plain(text)
    hours = {}
    for code, hour, minute, to_hour, to_minute in LEGEND_HOURS.findall(text):
        code = re.sub(r"^(說明|说明|note|legend|key)\W*", "", code, flags=re.I)
        if code:
            hours[fold(code)] = (
                int(hour) + int(minute) / 60,
                int(to_hour) + int(to_minute) / 60,
            )
    words = {fold(code): word for code, word in LEGEND_WORD.findall(text)}
    for code, word in words.items():  # D = Day 07:00-19:00
        if fold(word) in hours:
            hours.setdefault(code, hours[fold(word)])
    for code in list(hours):  # 早班 in the legend, 早 in the cells
        if len(code) > 1 and code.endswith("班"):
            hours.setdefault(code[:-1], hours[code])
    return hours, words

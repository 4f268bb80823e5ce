"""What offices write into rosters, in the three languages we meet.

Only proposals: whatever is recognised here is shown to the manager, who may
correct it, and the correction is remembered.
"""

import re
from datetime import date, datetime

from .sheet import fold, plain
from .sheet_cells import MONTHS

COLUMN_WORDS = {
    "number": r"工號|工号|編號|编号|員工號|员工号|號碼|employee ?(no|id|number)|staff ?"
    r"(no|id|number)|badge|^no\.?$|^id$",
    "name": r"姓名|名字|員工|员工|^(full )?name$|agent|employee|staff|person",
    "post": r"崗位|岗位|職位|职位|席位|組別|组别|post|position|desk|team|queue",
    "total_work": r"出勤|上班|合計|合计|班數|班数|worked|work days|shifts|total",
    "total_off": r"休假|休息|假數|假数|days off|off days|^off$|rest",
}
DUTY_MANAGER = re.compile(
    r"值班經理|值班经理|值班主管|當值|当值|duty ?manager|manager on duty|^dm$", re.I
)
NOTE = re.compile(
    r"^(說明|说明|備註|备注|註|注|圖例|图例|note|legend|key|remark)", re.I
)
REST = re.compile(r"^(休|休息|例假|例|公休|輪休|轮休|off|o|r|rest|do|-+|/|—)$", re.I)
LEAVE = re.compile(
    r"^(年|病|事|婚|喪|丧|產|产|年假|病假|事假|特休|特|補休|补休|調休|调休|"
    r"al|sl|pl|ul|leave|sick|annual|vac|h)$",
    re.I,
)
WEEKDAY = re.compile(
    r"^(星期|週|周|禮拜)?[一二三四五六日天]$|^(mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?$"
    r"|^[mtwfs]$",
    re.I,
)
_CLOCK = r"(\d{1,2})[:h](\d{2})"
LEGEND_HOURS = re.compile(
    rf"([^\s:=;,.()]{{1,8}})\s*[:=(]?\s*{_CLOCK}\s*(?:-|–|—|~|至|到|to)\s*"
    rf"(?:次日|翌日|隔日|\+1)?\s*{_CLOCK}",
    re.I,
)
LEGEND_WORD = re.compile(r"([^\s:=;,.]{1,8})\s*=\s*([^\s=;,.]+)")


def codes_of(text):
    """The codes in one cell: usually one; ``E/M`` is a planned double shift."""
    parts = [part.strip() for part in re.split(r"[/+、,&]", text)]
    return parts if len(parts) > 1 and all(parts) else [text]


def column_role(header):
    """Role a label column has by its header, or None."""
    text = fold(header)
    if len(text) > 20 or find_month(text):  # a title, not a heading
        return None
    for role, words in COLUMN_WORDS.items():
        if text and re.search(words, text, re.I):
            return role
    return None


def find_month(text):
    """First day of the month named in ``text``, or None."""
    text = plain(text)
    found = re.search(
        r"(?<!\d)(民國|民国)?\s*(\d{2,4})\s*[年/.\-]\s*(\d{1,2})(?!\d)", text
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


def find_day(value):
    """What day a header cell stands for: a date, a day number (1-31) or None."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = plain(value)
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
    return hours, words

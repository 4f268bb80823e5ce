"""Numbers, dates and months as offices write them into cells, read or refused.

Every function takes a cell value and returns what it means, None for an empty cell,
and raises :class:`Unreadable` with the kind of slip for anything else.
"""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from .sheet import UNCOUNTED, plain

EMPTY = re.compile(
    r"^[-–—/\\无無]*$|^n/?a$|^none$|^nil$|^(暂|暫)[无無缺]$|^[没沒]有$"
    r"|^(不详|不詳|未知|未登记|未登記|unknown|tbc|tba)$",
    re.I,
)
DITTO = re.compile(
    r"^(同上|同前|同左|同右|〃|′′|''|\"|ditto|same as above|as above)$", re.I
)
ERROR = re.compile(r"^#(n/a|ref!|value!|name\?|div/0!|num!|null!|spill!|calc!)$", re.I)
UNITS = re.compile(
    r"(平方米|平米|㎡|m2|m²|sqm|sq\.? ?m|元|圆|圓|rmb|cny|yuan|hkd|ntd?|mop"
    r"|(?:hk|nt|us)\$|度|吨|噸|[¥￥$])"
    r"(?:/[^\s\d]\S*)?[.整]?",
    re.I,
)
_NUMBER = r"-?\d*\.?\d+|-?\d+\."
TEN_THOUSAND, THOUSAND = Decimal(10000), Decimal(1000)
MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june")
        + ("jul july", "aug august", "sep sept september", "oct october")
        + ("nov november", "dec december"),
        start=1,
    )
    for name in names.split()
}


class Unreadable(Exception):
    """A cell that means nothing; ``kind`` names the slip."""

    def __init__(self, kind, **figures):
        super().__init__(kind)
        self.kind, self.figures = kind, figures


def read_text(value):
    """Text of a cell, None where it says that there is nothing."""
    text = plain(value)
    if text == UNCOUNTED:
        raise Unreadable("formula")
    if ERROR.match(text):
        raise Unreadable("sheet_error")
    if DITTO.match(text):
        raise Unreadable("ditto")
    return None if EMPTY.match(text) else text


def read_label(value):
    """Text that names something; ``1-2`` that a spreadsheet took for a day is none."""
    if isinstance(value, date):
        raise Unreadable("made_date")
    return read_text(value)


def read_number(value, scale=Decimal(1)):
    """Exact decimal of a number, or of a text with its unit and separators.

    :param scale: of numbers that name no unit of their own
    """
    if isinstance(value, bool):
        raise Unreadable("number")
    if isinstance(value, int | float):
        return Decimal(str(value)) * scale
    text = read_text(value)
    if text is None:
        return None
    if re.search(r"[万萬元圆圓]", text):
        scale = Decimal(1)
    text = UNITS.sub("", text).replace("，", ",").strip()
    text, factor = _take_factor(text)
    if found := re.fullmatch(r"\((.*)\)", text):
        text = f"-{found[1]}"
    if re.fullmatch(r"-?\d{1,3}([, ]\d{3})+(\.\d+)?", text):
        text = re.sub(r"[, ]", "", text)
    text = re.sub(r"^\+|(?<=^-)\s+", "", text)
    if not re.fullmatch(_NUMBER, text):
        raise Unreadable("number")
    try:
        return Decimal(text) * factor * scale
    except InvalidOperation as error:
        raise Unreadable("number") from error


def _take_factor(text):
    """(text, factor) of a number of ``万`` or ``萬``."""
    found = re.fullmatch(r"(.*\d)\s*[万萬]", text)
    return (found[1], TEN_THOUSAND) if found else (text, Decimal(1))


def find_day_order(values):
    """``dmy`` or ``mdy`` for a column of dates such as 04/15/2022; None if unclear.

    ``mixed`` where texts in one order stand beside dates none of which is after the
    12th: a spreadsheet of the other order made those dates, with day and month swapped.
    """
    firsts, seconds, made = set(), set(), set()
    for value in values:
        if isinstance(value, date):
            made.add(value.day)
            continue
        found = re.match(r"(\d{1,2})[/.\-](\d{1,2})[/.\-]\d{4}", plain(value))
        if found:
            firsts.add(int(found[1]))
            seconds.add(int(found[2]))
    is_dmy, is_mdy = (max(part, default=0) > 12 for part in (firsts, seconds))
    if is_dmy == is_mdy:
        return None
    if made and max(made) <= 12:
        return "mixed"
    return "dmy" if is_dmy else "mdy"


def read_date(value, order=None):
    """Date of a date cell, a text in the usual forms or a serial number."""
    if isinstance(value, date):
        if order == "mixed":
            raise Unreadable("date_swapped")
        return value.date() if isinstance(value, datetime) else value
    if isinstance(value, int | float) and 20000 < value < 80000:
        return date(1899, 12, 30) + timedelta(days=int(value))
    text = read_text(value)
    if text is None:
        return None
    parts = _find_date(text, order)
    if not parts:
        raise Unreadable("date")
    try:
        return date(*parts)
    except ValueError as error:
        raise Unreadable("no_such_date") from error


def _find_date(text, order):
    """(year, month, day) a text names, or None."""
    text = re.sub(r"\s*\d{1,2}:\d{2}(:\d{2})?$", "", text)
    found = re.fullmatch(
        r"(民國|民国|roc)?\s*(\d{2,4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日號号]?",
        text,
        re.I,
    )
    if found and (found[1] or len(found[2]) > 2):
        year = int(found[2])
        return year + 1911 if year < 1000 else year, int(found[3]), int(found[4])
    if found := re.fullmatch(r"(\d{4})(\d{2})(\d{2})", text):
        return tuple(map(int, found.groups()))
    if found := re.fullmatch(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})", text):
        first, second, year = map(int, found.groups())
        if first == second or order == "dmy" or first > 12:
            return year, second, first
        return (year, first, second) if order == "mdy" or second > 12 else None
    return _find_named_date(text)


def _find_named_date(text):
    """15 April 2022, Apr 15, 2022, 15-Apr-2022, 15-Apr-22"""
    found = re.fullmatch(
        r"(\d{1,2})(?:st|nd|rd|th)?[\s\-/]+([a-z]+)\.?,?[\s\-/]+(\d{4}|\d{2})",
        text,
        re.I,
    )
    if found and found[2].lower() in MONTHS:
        year = int(found[3])
        year += 0 if year > 99 else 2000 if year < 70 else 1900
        return year, MONTHS[found[2].lower()], int(found[1])
    found = re.fullmatch(
        r"([a-z]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})", text, re.I
    )
    if found and found[1].lower() in MONTHS:
        return int(found[3]), MONTHS[found[1].lower()], int(found[2])
    return None


def read_month(value):
    """First day of a month; a whole date counts as its month.

    The number 2026.1 may have been 2026.10.
    """
    if isinstance(value, float) and re.fullmatch(r"2\d{3}\.1", plain(value)):
        raise Unreadable("month_unclear")
    if isinstance(value, int | float) and 190001 <= value <= 220012:
        value = str(int(value))
    year, month = (None, None) if isinstance(value, date) else _find_month(plain(value))
    if year and month:
        try:
            return date(year, month, 1)
        except ValueError as error:
            raise Unreadable("month") from error
    try:
        day = read_date(value)
    except Unreadable as error:
        if error.kind in ("date", "no_such_date"):
            raise Unreadable("month") from error
        raise
    return day and day.replace(day=1)


def _find_month(text):
    """(year, month) a text names, or (None, None)."""
    if found := re.fullmatch(r"(\d{4})\s*[-/.年]?\s*(\d{1,2})\s*月?(份)?", text):
        return int(found[1]), int(found[2])
    if found := re.fullmatch(
        r"(?:(?:民國|民国)\s*(\d{2,3})|(\d{3}))\s*年\s*(\d{1,2})\s*月", text
    ):
        return int(found[1] or found[2]) + 1911, int(found[3])
    if found := re.fullmatch(r"(\d{1,2})[/.\-](\d{4})", text):
        return int(found[2]), int(found[1])
    if found := re.fullmatch(r"([a-z]+)\.?[\s\-,]*(\d{4})", text, re.I):
        return int(found[2]), MONTHS.get(found[1].lower())
    return None, None


def read_first_month(value):
    """First month of ``2026.08-2026.10`` or ``2026年8月至10月``, or the only one."""
    found = re.fullmatch(
        r"(\d{4}\s*[-/.年]\s*\d{1,2}\s*月?)\s*份?\s*(?:[-–—~]|至|到|to)\s*"
        r"(?:\d{4}\s*[-/.年]\s*)?\d{1,2}\s*月?\s*份?",
        plain(value),
        re.I,
    )
    whole = found and re.fullmatch(r"\d{4}([-/.])\d{1,2}\1\d{1,2}", plain(value))
    return read_month(found[1] if found and not whole else value)

"""Numbers, dates and months as offices write them into cells, read or refused.

Every function takes a cell value and returns what it means, None for an empty cell,
and raises :class:`Unreadable` with the kind of slip for anything else.
"""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from .sheet import plain

EMPTY = re.compile(r"^[-–—/\\无無]*$|^n/?a$|^none$|^nil$", re.I)
UNITS = re.compile(
    r"(平方米|平米|㎡|m2|m²|sqm|sq\.? ?m|元|rmb|cny|yuan|hkd|ntd?|度|吨|噸|[¥￥$])"
    r"(?:/\S*)?\.?",
    re.I,
)
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
    text = plain(value)
    return None if EMPTY.match(text) else text


def read_number(value):
    """Exact decimal of a number, or of a text with its unit and separators."""
    if isinstance(value, bool):
        raise Unreadable("number")
    if isinstance(value, int | float):
        return Decimal(str(value))
    text = read_text(value)
    if text is None:
        return None
    text = UNITS.sub("", text).replace("，", ",").strip()
    if found := re.fullmatch(r"\((.*)\)", text):
        text = f"-{found[1]}"
    if re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", text):
        text = text.replace(",", "")
    text = re.sub(r"(?<=\d)\s+(?=\d)|^\+", "", text)
    if not re.fullmatch(r"-?\d*\.?\d+|-?\d+\.", text):
        raise Unreadable("number")
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise Unreadable("number") from error


def find_day_order(values):
    """``dmy`` or ``mdy`` for a column of dates such as 04/15/2022; None if unclear."""
    firsts, seconds = set(), set()
    for value in values:
        found = re.match(r"(\d{1,2})[/.\-](\d{1,2})[/.\-]\d{4}", plain(value))
        if found:
            firsts.add(int(found[1]))
            seconds.add(int(found[2]))
    if max(firsts, default=0) > 12:
        return "dmy"
    return "mdy" if max(seconds, default=0) > 12 else None


def read_date(value, order=None):
    """Date of a date cell, a text in the usual forms or a serial number."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
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
    if found and (found[1] or len(found[2]) == 4 or int(found[2]) > 31):
        year = int(found[2])
        return year + 1911 if year < 1000 else year, int(found[3]), int(found[4])
    if found := re.fullmatch(r"(\d{4})(\d{2})(\d{2})", text):
        return tuple(map(int, found.groups()))
    if found := re.fullmatch(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})", text):
        first, second, year = map(int, found.groups())
        if first == second or (order and order == "dmy") or first > 12:
            return year, second, first
        return (year, first, second) if order == "mdy" or second > 12 else None
    return _find_named_date(text)


def _find_named_date(text):
    """15 April 2022, Apr 15, 2022, 15-Apr-2022"""
    found = re.fullmatch(
        r"(\d{1,2})(?:st|nd|rd|th)?[\s\-]+([a-z]+)\.?,?[\s\-]+(\d{4})", text, re.I
    )
    if found and found[2].lower() in MONTHS:
        return int(found[3]), MONTHS[found[2].lower()], int(found[1])
    found = re.fullmatch(
        r"([a-z]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})", text, re.I
    )
    if found and found[1].lower() in MONTHS:
        return int(found[3]), MONTHS[found[1].lower()], int(found[2])
    return None


def read_month(value):
    """First day of a month; a whole date counts as its month."""
    if isinstance(value, int | float) and 190001 <= value <= 220012:
        value = str(int(value))
    text = "" if isinstance(value, date) else plain(value)
    year, month = None, None
    if found := re.fullmatch(r"(\d{4})\s*[-/.年]?\s*(\d{1,2})\s*月?(份)?", text):
        year, month = int(found[1]), int(found[2])
    elif found := re.fullmatch(
        r"(?:民國|民国)?\s*(\d{2,3})\s*年\s*(\d{1,2})\s*月", text
    ):
        year, month = int(found[1]) + 1911, int(found[2])
    elif found := re.fullmatch(r"(\d{1,2})[/.\-](\d{4})", text):
        year, month = int(found[2]), int(found[1])
    elif found := re.fullmatch(r"([a-z]+)\.?[\s\-,]*(\d{4})", text, re.I):
        year, month = int(found[2]), MONTHS.get(found[1].lower())
    if year and month:
        try:
            return date(year, month, 1)
        except ValueError as error:
            raise Unreadable("month") from error
    try:
        day = read_date(value)
    except Unreadable as error:
        raise Unreadable("month") from error
    return day and day.replace(day=1)

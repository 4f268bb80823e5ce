"""Which shift falls on which day: cycles, copied months and template weeks."""

import re
from datetime import timedelta

REST = frozenset({"-", "–", "—", "0", "rest", "off", "休", "休息"})
"""What stands for a day off in a cycle."""


def parse_cycle(text):
    """List of shift codes of a cycle, ``None`` for a day off.

    Codes are separated by commas (also ，、;) or blanks: ``E,E,M,M,N,N,-,-``.
    """
    parts = [part for part in re.split(r"[,，、;；\s]+", text or "") if part]
    return [None if part.lower() in REST else part for part in parts]


def code_on(cycle, anchor, offset, day):
    """Code of ``cycle`` on ``day`` for somebody ``offset`` days ahead in it.

    :param list cycle: as from :func:`parse_cycle`
    :param date anchor: first day of the cycle at offset 0
    """
    return cycle[((day - anchor).days + offset) % len(cycle)] if cycle else None


def iterate_days(first, last):
    """Every date from ``first`` to ``last``, both included."""
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def last_of_month(day):
    """Last date of the month of ``day``."""
    following = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return following - timedelta(days=1)


def add_months(day, count):
    """First day of the month ``count`` months after that of ``day``."""
    index = day.year * 12 + day.month - 1 + count
    return day.replace(year=index // 12, month=index % 12 + 1, day=1)


def map_month(source, target):
    """{day of the target month: day of the source month} by weekday.

    The second Tuesday takes from the second Tuesday; a fifth one that the source
    does not have takes from its last.
    """
    by_weekday = {}
    for day in iterate_days(source, last_of_month(source)):
        by_weekday.setdefault(day.weekday(), []).append(day)
    result = {}
    for day in iterate_days(target, last_of_month(target)):
        days = by_weekday[day.weekday()]
        result[day] = days[min((day.day - 1) // 7, len(days) - 1)]
    return result


def map_week(source, target):
    """{day of the target month: same weekday of the week that ``source`` is in}."""
    monday = source - timedelta(days=source.weekday())
    return {
        day: monday + timedelta(days=day.weekday())
        for day in iterate_days(target, last_of_month(target))
    }

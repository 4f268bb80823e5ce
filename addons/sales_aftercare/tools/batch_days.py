"""The days on which contracts go to the housing bureau."""

from bisect import bisect_left
from datetime import timedelta

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def parse_weekdays(text):
    """{0 .. 6} of ``TU,FR``.

    >>> sorted(parse_weekdays("tu, FR"))
    [1, 4]

    :raises ValueError: for anything that names no weekday
    """
    names = [name.strip().upper() for name in (text or "").split(",")]
    return {WEEKDAYS.index(name) for name in names}


def get_batch_days(weekdays, working_days, first, last):
    """[(batch day, nominal day)] from ``first`` to ``last``, each day once.

    A nominal day on which nobody works moves to the next working day; two that move
    to the same day make one batch, which keeps the earlier nominal day.

    :param weekdays: set of weekday numbers, Monday is 0
    :param working_days: sorted working days, from the one before ``first`` (or long
        enough before) to one after ``last``
    """
    before = bisect_left(working_days, first)
    begin = working_days[before - 1] + timedelta(days=1) if before else first
    days = {}
    day = min(begin, first)
    while day <= last:
        place = bisect_left(working_days, day)
        if day.weekday() in weekdays and place < len(working_days):
            actual = working_days[place]
            if first <= actual <= last:
                days.setdefault(actual, day)
        day += timedelta(days=1)
    return sorted(days.items())

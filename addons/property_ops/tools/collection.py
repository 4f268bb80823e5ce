"""Periods of the collection figures: month, quarter, half-year, year."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

SPANS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
"""Months of each span; every span begins in a month that its length divides."""


def get_period(span, day):
    """(first day, last day) of the ``span`` in which ``day`` lies."""
    length = SPANS[span]
    month = (day.month - 1) // length * length + 1
    first = day.replace(month=month, day=1)
    return first, first + relativedelta(months=length) - timedelta(days=1)


def get_months(first, last):
    """First days of the months from ``first`` to ``last``."""
    months, month = [], first.replace(day=1)
    while month <= last:
        months.append(month)
        month += relativedelta(months=1)
    return months


def get_spans_ending(month):
    """Spans whose last month begins on ``month``, the shortest first."""
    return [span for span, length in SPANS.items() if month.month % length == 0]


def get_label(span, first):
    """2026-11, 2026 Q4, 2026 H2, 2026: the same in every language."""
    number = (first.month - 1) // SPANS[span] + 1
    return {
        "month": f"{first:%Y-%m}",
        "quarter": f"{first:%Y} Q{number}",
        "half": f"{first:%Y} H{number}",
        "year": f"{first:%Y}",
    }[span]

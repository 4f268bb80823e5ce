"""Sums of ownership shares over time."""

from datetime import date, timedelta
from decimal import Decimal

WHOLE = Decimal(100)
TOLERANCE = Decimal("0.01")
"""Thirds written as 33.33 count as a third."""


def find_wrong(spans):
    """Days from which the shares of one home do not sum to 100 %.

    Before the first owner and after the last one nobody owns the home: that is
    not wrong; a gap between owners is.

    :param spans: iterable of (first day, last day or None, percent)
    :return: list of (day, sum in percent), one per stretch of wrong days
    """
    changes = {}
    for first, last, share in spans:
        amount = Decimal(str(share))
        changes[first] = changes.get(first, Decimal(0)) + amount
        if last:
            after = last + timedelta(days=1) if last < date.max else None
            if after:
                changes[after] = changes.get(after, Decimal(0)) - amount
    total, wrong, days = Decimal(0), [], sorted(changes)
    for day in days:
        total += changes[day]
        ended = day == days[-1] and abs(total) <= TOLERANCE
        if abs(total - WHOLE) > TOLERANCE and not ended:
            wrong.append((day, float(total)))
    return wrong

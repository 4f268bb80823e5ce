"""What an old debt of one sum is made of, month by month."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from .fees import month_end


def months_between(first, last):
    """First days of the months from ``first`` to ``last``, both counted."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [
        date(
            first.year + (first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1, 1
        )
        for n in range(max(count, 1))
    ]


def spread(amount, first, last, monthly=None, step=Decimal("0.01")):
    """Months of an opening debt, so that its age and late fee are not overstated.

    A ledger names one sum and the month it began. Where the monthly fee is known and
    explains the sum, every later month owes the fee and the first what is left of it;
    otherwise the months owe the same. The parts always sum to the amount.

    :param monthly: fee of one month, None when unknown
    :param step: smallest unit of the currency
    :return: list of (last day of the month, Decimal), oldest first, none of them 0
    """
    months = months_between(first, last)
    count = len(months)
    if monthly:
        oldest = amount - monthly * (count - 1)
        if not 0 < oldest <= monthly + step * count:
            monthly = None
    if not monthly:
        monthly = (amount / count).quantize(step, ROUND_HALF_UP)
        oldest = amount - monthly * (count - 1)
        if oldest <= 0:  # a few cents over many months
            return [(month_end(months[0]), amount)]
    parts = [oldest] + [monthly] * (count - 1)
    return [
        (month_end(month), part)
        for month, part in zip(months, parts, strict=True)
        if part
    ]

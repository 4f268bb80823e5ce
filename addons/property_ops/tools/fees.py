"""Arithmetic of fees: months in part, tiers, dials. Exact decimals throughout."""

from calendar import monthrange
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def decimal(value):
    """Exact decimal of what a float shows: 0.1 is one tenth."""
    return value if isinstance(value, Decimal) else Decimal(str(value))


def round_money(amount, step=CENT):
    """``amount`` rounded half away from zero to a multiple of ``step``."""
    step = decimal(step)
    return (decimal(amount) / step).quantize(Decimal(1), ROUND_HALF_UP) * step


def month_end(first):
    """Last day of the month of ``first``."""
    return first.replace(day=monthrange(first.year, first.month)[1])


def share_of_month(first, last):
    """(days, days of the month) from ``first`` to ``last``, both counted.

    :raises ValueError: when both are not in one month, in order
    """
    if (first.year, first.month) != (last.year, last.month) or last < first:
        raise ValueError(f"{first} to {last} is no part of one month")
    return (last - first).days + 1, monthrange(first.year, first.month)[1]


def split_month(period, changes):
    """Parts of the month of ``period`` between days on which something changes.

    :param period: first day of the month
    :param changes: days on which a new payer or rate begins
    :return: list of (first day, last day), covering the month
    """
    last = month_end(period)
    starts = sorted({period, *(day for day in changes if period < day <= last)})
    ends = [start - timedelta(days=1) for start in starts[1:]] + [last]
    return list(zip(starts, ends, strict=True))


def get_gaps(first, last, spans):
    """Stretches of the days ``first`` to ``last`` that none of ``spans`` covers.

    :param spans: (first day, last day), in any order
    :return: list of (first day, last day), in order
    """
    gaps = []
    for start, end in sorted(spans):
        if first <= last and end >= first:
            if start > first:
                gaps.append((first, min(start - timedelta(days=1), last)))
            first = end + timedelta(days=1)
    if first <= last:
        gaps.append((first, last))
    return gaps


def split_amount(amount, weights, step=CENT):
    """``amount`` apportioned by ``weights``, rounded, to the last cent.

    The cents that rounding leaves go to the largest remainders, the first of equals
    first, so that the parts always sum to the whole.
    """
    amount, step = decimal(amount), decimal(step)
    total = sum(map(decimal, weights))
    if not total:
        return [Decimal(0)] * len(weights)
    exact = [amount * decimal(weight) / total / step for weight in weights]
    parts = [share.to_integral_value("ROUND_FLOOR") for share in exact]
    missing = int(round_money(amount, step) / step - sum(parts))
    order = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for index in order[:missing]:
        parts[index] += 1
    return [part * step for part in parts]


def tier_amount(quantity, rate, tiers=()):
    """Price of ``quantity``, each further unit at the rate of its tier.

    :param rate: price of a unit below the first tier
    :param tiers: (quantity above which it begins, rate), in any order
    """
    quantity = decimal(quantity)
    steps = [(Decimal(0), decimal(rate))]
    steps += sorted((decimal(start), decimal(price)) for start, price in tiers)
    amount = Decimal(0)
    for number, (start, price) in enumerate(steps):
        end = steps[number + 1][0] if number + 1 < len(steps) else quantity
        amount += max(min(quantity, end) - start, Decimal(0)) * price
    return amount


def consumption(before, after, digit_count, factor=1):
    """Units used between two readings of a dial that may have rolled over."""
    before, after = decimal(before), decimal(after)
    used = after - before
    if used < 0:
        used += Decimal(10) ** digit_count
    return used * decimal(factor)

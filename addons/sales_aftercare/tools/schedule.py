"""Instalments of a price: plain arithmetic in decimals, to the cent."""

from decimal import ROUND_DOWN, Decimal

from dateutil.relativedelta import relativedelta

CENT = Decimal("0.01")


def split_even(total, count, step=CENT):
    """``total`` in ``count`` parts; the last one takes what division leaves.

    >>> split_even(Decimal("100"), 3)
    [Decimal('33.33'), Decimal('33.33'), Decimal('33.34')]
    """
    part = (total / count / step).to_integral_value(ROUND_DOWN) * step
    return [part] * (count - 1) + [total - part * (count - 1)]


def propose(method, total, first, **terms):
    """[(kind, due day, amount)] of a price; they sum to ``total``.

    :param method: ``lump``, ``instalment`` or ``mortgage``
    :param first: day on which the first of them is due
    :param terms: ``down`` amount paid first, ``fund`` part of the provident fund,
        ``count`` of equal instalments, ``months`` between them, ``loan_days`` until
        the bank pays, ``step`` of rounding
    """
    step = terms.get("step", CENT)
    if total <= 0:
        return []
    if method == "lump":
        return [("instalment", first, total)]
    down = min(terms.get("down") or Decimal(0), total)
    rows = [("down", first, down)]
    rest = total - down
    if method == "instalment":
        count, months = max(terms.get("count") or 1, 1), terms.get("months") or 1
        rows += [
            ("instalment", first + relativedelta(months=months * number), amount)
            for number, amount in enumerate(split_even(rest, count, step), start=1)
        ]
    else:
        fund = min(terms.get("fund") or Decimal(0), rest)
        day = first + relativedelta(days=terms.get("loan_days") or 0)
        rows += [("loan", day, rest - fund), ("fund", day, fund)]
    return [row for row in rows if row[2] > 0]

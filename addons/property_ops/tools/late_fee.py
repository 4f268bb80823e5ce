"""Late fee by day on open principal (PO-4.1.3.1). Pure, exact, explained.

The due day is not counted, nor are the grace days: due on the 1st with three days
of grace, the first day charged is the 5th. A payment stops the fee on its own day:
the day of payment is still charged on what was open before it (a day is charged on
the principal open at its beginning).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from .fees import decimal, round_money


@dataclass(frozen=True)
class Stretch:
    """Days of one principal and one rate; both ends are charged."""

    first: date
    last: date
    principal: Decimal
    rate: Decimal

    @property
    def days(self):
        return (self.last - self.first).days + 1

    @property
    def amount(self):
        """Exact, not rounded."""
        return self.principal * self.rate * self.days


def stretches(principal, due, payments, rates, last, grace_days=0):
    """How the fee on one debt runs, up to ``last`` and including it.

    :param principal: amount due, more than zero
    :param due: day on which it was due
    :param payments: (day, amount) that reduced the principal, in any order;
        a negative amount is a payment taken back
    :param rates: (first day, rate per day as a fraction), newest rate wins
    :param last: last day to charge
    """
    first = due + timedelta(days=grace_days + 1)
    if last < first:
        return []
    rates = sorted((day, decimal(rate)) for day, rate in rates)
    paid = sorted((day, decimal(amount)) for day, amount in payments)
    cuts = {first, last + timedelta(days=1)}
    cuts |= {day + timedelta(days=1) for day, _amount in paid}
    cuts |= {day for day, _rate in rates}
    cuts = sorted(cut for cut in cuts if first <= cut <= last + timedelta(days=1))
    found = []
    for start, after in zip(cuts, cuts[1:], strict=False):
        open_amount = decimal(principal) - sum(
            (amount for day, amount in paid if day < start), Decimal(0)
        )
        rate = next((rate for day, rate in reversed(rates) if day <= start), Decimal(0))
        if open_amount > 0 and rate:
            found.append(Stretch(start, after - timedelta(days=1), open_amount, rate))
    return found


def amount(principal, due, payments, rates, last, grace_days=0, cap=None, step="0.01"):
    """The fee of one debt up to ``last``, rounded once, never above the cap.

    :param cap: most that may be charged, as a share of the principal (1 is the
        principal itself); None is no cap
    """
    found = stretches(principal, due, payments, rates, last, grace_days)
    total = sum((stretch.amount for stretch in found), Decimal(0))
    if cap is not None:
        total = min(total, decimal(principal) * decimal(cap))
    return round_money(total, step)

"""What measured against sold area costs whom. Exact decimals, no env.

The ratio is never rounded before it is compared: 3.0001 % is beyond 3 %.
"""

from dataclasses import dataclass
from decimal import Decimal

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.property_ops.tools.fees import CENT, decimal, round_money

ZERO = Decimal(0)
MEASURED = {"gross": ("gross", "inside"), "inside": ("inside",)}
"""Which areas count for the right to rescind, by what the price counts; both when the
price is in total and the contract settles it by area nevertheless."""


@dataclass(frozen=True)
class Areas:
    """Square metres of one home, as sold or as measured."""

    gross: Decimal
    inside: Decimal = ZERO

    def get_priced(self, basis):
        return self.inside if basis == "inside" else self.gross


@dataclass(frozen=True)
class Terms:
    """What the contract says about a difference.

    :param rule: ``model`` single up to the limit, beyond it free or double;
        ``contract_price`` all of it; ``none`` nothing
    :param basis: what the price counts: ``gross``, ``inside`` or ``total``
    :param price: per square metre; with ``total`` of the whole home
    :param percent: the limit of the rule ``model``
    """

    rule: str
    basis: str
    price: Decimal
    percent: Decimal = Decimal(3)


@dataclass(frozen=True)
class Difference:
    """The result: parts of the ratio in percent, of the money in the currency.

    :param ratio: (measured - sold) / sold of the area that is paid for
    :param buyer: what the buyer pays in addition
    :param seller: what the seller gives for nothing
    :param refund: what the buyer gets back, of which
    :param refund_double: is for the part beyond the limit
    :param may_rescind: whether the buyer may leave the contract
    """

    ratio: Decimal = ZERO
    buyer: Decimal = ZERO
    seller: Decimal = ZERO
    refund: Decimal = ZERO
    refund_double: Decimal = ZERO
    may_rescind: bool = False


@enforces("SA-1.6.1")
def work_out(terms, sold, surveyed, step=CENT):
    """The :class:`Difference` of a home between ``sold`` and ``surveyed``.

    :raises ValueError: when the area that the price counts was not sold or measured
    """
    before, after = sold.get_priced(terms.basis), surveyed.get_priced(terms.basis)
    if before <= 0 or after <= 0:
        raise ValueError(f"{before} to {after} m²")
    ratio = (after - before) * 100 / before
    if terms.rule == "none":
        return Difference(ratio)
    excess = after - before
    within, beyond = _split(terms, before, abs(excess))
    may_rescind = _is_beyond(terms, sold, surveyed)
    if excess >= 0:
        return Difference(
            ratio,
            buyer=_cost(terms, before, within, step),
            seller=_cost(terms, before, beyond, step),
            may_rescind=may_rescind,
        )
    # Rounded once: the buyer gets the exact sum, its parts follow.
    refund = _cost(terms, before, within + 2 * beyond, step)
    single = _cost(terms, before, within, step)
    return Difference(
        ratio, refund=refund, refund_double=refund - single, may_rescind=may_rescind
    )


def _split(terms, before, excess):
    """``excess`` up to the limit of the contract, and beyond it."""
    if terms.rule != "model":
        return excess, ZERO
    within = min(excess, before * terms.percent / 100)
    return within, excess - within


def _is_beyond(terms, sold, surveyed):
    if terms.rule != "model":
        return False
    kinds = MEASURED.get(terms.basis, MEASURED["gross"])
    pairs = [(getattr(sold, kind), getattr(surveyed, kind)) for kind in kinds]
    return any(
        abs(after - before) * 100 > terms.percent * before
        for before, after in pairs
        if before and after
    )


def _cost(terms, before, area, step):
    """Price of ``area``; of a price in total its share, divided last."""
    cost = area * terms.price
    return round_money(cost / before if terms.basis == "total" else cost, step)


def read(gross, inside=0):
    """:class:`Areas` of two floats as they show."""
    return Areas(decimal(gross), decimal(inside or 0))

"""Cells that only a ledger of contracts has: certificates, sums that were rounded."""

import contextlib
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from odoo.addons.cs_policy.tools.sheet_cells import Unreadable, read_date, read_text

from .contract_words import DONE, OPEN

YUAN, CENT = Decimal(1), Decimal("0.01")


@dataclass(frozen=True)
class Certificate:
    """A certificate that is issued; day and number where the ledger says them."""

    day: date | None = None
    number: str = ""


def read_certificate(value, order=None):
    """The :class:`Certificate` a cell speaks of, None where there is none yet.

    A word, a day, or the number printed on the certificate.
    """
    text = read_text(value)
    if text is None:
        return None
    with contextlib.suppress(Unreadable):
        return Certificate(read_date(value, order))
    if OPEN.search(text):
        return None
    number = _find_number(text)
    if number or DONE.search(text):
        return Certificate(_find_day(text, order), number)
    raise Unreadable("certificate")


def _find_number(text):
    """``渝(2026)不动产权第000123号`` as it is written; '' where no number stands."""
    found = re.search(r"\S*(第|no\.?\s*)\s*\d{3,}\s*[号號]?", text, re.I)
    return (
        found[0] if found else text if re.fullmatch(r"[\w\-/()]*\d{5,}", text) else ""
    )


def _find_day(text, order):
    found = re.search(r"\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}", text)
    try:
        return read_date(found[0], order) if found else None
    except Unreadable:
        return None


def is_product(total, area, price):
    """Whether ``total`` is area times price, as offices round sums and unit prices.

    Sums to the whole yuan, unit prices to the cent.
    """
    exact = area * price
    return abs(total - exact) <= max(YUAN, area * CENT / 2)


def is_sum(total, *parts):
    """Whether ``parts`` make up ``total``, to the yuan."""
    return abs(total - sum(part or 0 for part in parts)) <= YUAN

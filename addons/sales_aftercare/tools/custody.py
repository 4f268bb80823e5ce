"""Where each paper belongs in the end, and how one act of handing it over looks."""

from dataclasses import dataclass
from datetime import date

from odoo.addons.cs_policy.tools.enforce import enforces

CODES = {
    "a_original": "A1",
    "a_duplicate": "A2",
    "b_original": "B1",
    "b_duplicate": "B2",
    "subscription_customer": "S1",
    "subscription_archive": "S2",
    "id_photocopy": "ID",
    "power": "PA",
    "mortgage_contract": "MC",
    "loan_contract": "LC",
    "certificate": "PC",
    "land_certificate": "LU",
    "other": "X",
}
"""Kind of paper -> its mark in the number of a copy."""

CONTRACT_KINDS = ("a_original", "a_duplicate", "b_original", "b_duplicate")
ORIGINALS = ("a_original", "b_original")
SUBSCRIPTION_KINDS = ("subscription_customer", "subscription_archive")
EVIDENCE_KINDS = ("id_photocopy", "power")
"""What goes to the housing bureau beside the contract and to the archive after it."""

RIGHT_PLACES = {
    "a_original": "archive",
    "a_duplicate": "property",
    "b_original": "customer",
    "b_duplicate": "customer",
    "subscription_customer": "customer",
    "subscription_archive": "archive",
    "id_photocopy": "archive",
    "power": "archive",
    "mortgage_contract": "bank",
    "loan_contract": "bank",
    "certificate": "customer",
    "land_certificate": "customer",
    "other": "archive",
}
OUTSIDE = ("customer", "bank", "property")
"""Who signs for what they take."""

HANDING_ROLES = {
    "archive": ("archivist",),
    "property": ("clerk",),
    "bureau": ("clerk",),
    "customer": ("clerk", "handler"),
    "bank": ("user",),
    "office": ("clerk", "archivist", "handler", "representative"),
}
"""Holder -> roles that may give a paper there (SA-1.1.3, SA-1.3, SA-1.9)."""

STATES = {"office": "ours", "archive": "archived"}


@enforces("SA-1.1.3")
def get_right_place(kind, payment_method=None):
    """Who keeps a paper of ``kind`` in the end (SA-1.1.3, SA-1.2.2).

    >>> get_right_place("b_original", "lump"), get_right_place("b_original", "mortgage")
    ('customer', 'bank')
    """
    if kind == "b_original" and payment_method == "mortgage":
        return "bank"
    return RIGHT_PLACES[kind]


@dataclass(frozen=True)
class Transfer:
    """One act of handing papers over: to whom, and what proves it.

    :param to: one of the holders of ``document.copy``
    :param partner_id: the buyer, agent or bank that takes them
    :param user_id: the colleague who takes them
    :param person: name of who takes them, where it is not the partner
    :param signature: of the receiver, base64
    :param due_back: set when they are only lent
    :param receipt_id: the signed receipt by which a customer takes them
    """

    to: str
    partner_id: int = 0
    user_id: int = 0
    person: str = ""
    signature: object = None
    witness: str = ""
    due_back: date | None = None
    reason: str = ""
    box: str = ""
    place: str = ""
    receipt_id: int = 0

    @property
    def state(self):
        """The state of a paper after it."""
        if self.due_back:
            return "lent"
        return STATES.get(self.to, "handed_out")

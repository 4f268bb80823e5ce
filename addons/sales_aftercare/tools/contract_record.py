"""One contract as the office's ledger knows it.

Pure data: files are read into it, exports write it, and the contracts take it in by
one way only.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from odoo.addons.property_ops.tools import estate_home

from .contract_cells import Certificate
from .contract_words import METHODS


@dataclass
class Record:
    """Facts are None or empty where the ledger doesn't say."""

    number: str
    building: str
    room: str
    entrance: str = ""
    subscribed: date | None = None
    signed: date | None = None
    buyers: list = field(default_factory=list)
    """:class:`estate_home.Person`, in the order of their shares"""
    area: Decimal | None = None
    price_unit: Decimal | None = None
    total: Decimal | None = None
    word: str = ""
    """what the payment word means: lump, instalment, mortgage, fund or combined"""
    down: Decimal | None = None
    bank: str = ""
    loan: Decimal = Decimal(0)
    fund: Decimal = Decimal(0)
    """part of the loan that the provident fund lends"""
    authenticated: date | None = None
    kind: str = ""
    """ready or off_plan"""
    agreed: date | None = None
    actual: date | None = None
    surveyed: Decimal | None = None
    received: Decimal = Decimal(0)
    title: Certificate | None = None
    land: Certificate | None = None
    online: str = ""
    note: str = ""
    row: int = 0
    place: str = ""
    """the row, as the office finds it"""
    cells: dict = field(default_factory=dict)
    """role -> where it stands, as :class:`sheet.Cell`"""

    @property
    def method(self):
        return METHODS.get(self.word, "")

    @property
    def key(self):
        """The home, as the register of the estate finds it."""
        return (
            estate_home.building_key(self.building),
            estate_home.entrance_key(self.entrance),
            estate_home.room_key(self.room),
        )

    def get_people(self):
        return self.buyers

    def cell(self, role):
        """Where ``role`` stands, or the number of the contract."""
        return self.cells.get(role) or self.cells.get("number")

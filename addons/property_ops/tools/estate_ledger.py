"""Reads homes and slips out of a ledger whose layout is agreed.

Pure functions: what a status or use means is given, what comes back are homes and
issues, each with the cell it stands in.
"""

import re
from decimal import Decimal

from odoo.addons.cs_policy.tools import sheet_cells
from odoo.addons.cs_policy.tools.sheet import fold, plain
from odoo.addons.cs_policy.tools.sheet_layout import meaning
from odoo.addons.cs_policy.tools.sheet_rows import Context, Reading

from . import estate_cells as cells
from . import estate_words as words
from .estate_home import Home, Meter, Person
from .estate_layout import DATES
from .estate_rows import PlaceRow

CLAUSES = {
    **dict.fromkeys(("owner", "share", "phone", "owned_from"), "PO-4.5.2"),
    **dict.fromkeys(
        ("tenant", "tenant_phone", "rent", "deposit", "lease_from", "lease_to"),
        "PO-4.5.3",
    ),
    **dict.fromkeys(("arrears", "arrears_from"), "PO-4.1.2"),
    "rate": "PO-4.1.1",
    "status": "PO-4.5.1",
    **dict.fromkeys(
        (f"{kind}{part}" for kind in words.METERS for part in ("", "_first")),
        "PO-4.1.1",
    ),
}
REGISTER = "PO-4.5.4"
VALUES = {
    "status": words.STATUS_WORDS,
    "use": words.USE_WORDS,
    "structure": words.STRUCTURE_WORDS,
}


def read(layout, day, meanings=None):
    """Read every home of ``layout``.

    :param day: date the ledger is as at
    :param meanings: {(role, folded text): value} of words somebody explained
    :return: a :class:`Reading` of :class:`Home`
    """
    ledger = Reading()
    context = Context(layout, ledger, meanings, DATES)
    context.has_rates = "rate" in context.roles and any(
        plain(row[context.roles["rate"]]) for row in context.body
    )
    context.check_headings()
    for number in layout.table_rows:
        ledger.items.append(_HomeRow(context, number, day).read())
    _check_rates(context, ledger)
    _check_same_homes(ledger)
    _check_same_meters(ledger)
    ledger.issues.sort(key=lambda issue: issue.cell.row)
    return ledger


class _HomeRow(PlaceRow):
    """One home, cell by cell."""

    words = VALUES

    def __init__(self, context, number, day):
        super().__init__(context, number)
        self.day = day

    def read(self):
        building, entrance, room = self.read_place()
        home = Home(building, room, entrance)
        home.row = self.number + 1
        home.place = self.context.layout.get_place(self.number)
        home.cells = self.all_cells()
        self.read_house(home)
        self.read_owners(home)
        self.read_tenant(home)
        self.read_meters(home)
        self.read_money(home)
        return home

    def read_house(self, home):
        home.floor = self.get("floor", cells.read_floor)
        number = re.fullmatch(r"\D*(\d{1,2})\d\d\D*", home.room)
        if home.floor is None and "floor" not in self.bad and number:
            home.floor = int(number[1])
        home.layout, home.condition = self.text("layout"), self.text("condition")
        home.use = self.meaning_of("use") or "home"
        home.structure = self.meaning_of("structure")
        home.gross, home.inside = self.number_of("gross"), self.number_of("inside")
        if home.gross is not None and home.gross == 0:
            self.refuse("gross", "zero_area")
        elif home.gross is None and "gross" in self.context.roles.keys() - self.bad:
            self.refuse("gross", "no_area")
        if None not in (home.gross, home.inside) and home.inside > home.gross:
            self.refuse("inside", "inside_larger", gross=home.gross)
        home.handover = self.date_of("handover")
        home.status = self.meaning_of("status")
        home.note = self.remark("note")
        home.care = meaning(words.CARE_WORDS, home.note) or ""
        if home.care:
            home.note = ""  # a personal fact: kept with the household, not here

    def read_owners(self, home):
        if self.cell("owner") is None:
            return
        phones = self.get("phone", cells.read_phones) or []
        home.owners = self.read_people("owner", phones)
        if not home.owners:
            if "owner" not in self.bad:
                self.check_nobody(home, phones)
            return
        home.owned_from = self.date_of("owned_from")
        if home.status == "unsold":
            self.refuse("status", "unsold_owned", blocking=False)
        self.check_shares_written(home.owners)

    def check_nobody(self, home, phones):
        """A home without an owner is the developer's, unless people live there."""
        if home.status in ("occupied", "let", "renovating", "sold"):
            self.refuse("owner", "no_owner")
        elif self.text("share"):
            self.refuse("share", "share_nobody")
        elif phones:
            self.refuse("phone", "phone_nobody")

    def read_tenant(self, home):
        names = self.get("tenant", cells.read_names) or []
        phones = self.get("tenant_phone", cells.read_phones) or []
        home.rent, home.deposit = self.number_of("rent"), self.number_of("deposit")
        home.lease_from = self.date_of("lease_from")
        home.lease_to = self.date_of("lease_to")
        if names:
            cell = self.cell("tenant").name
            phone = phones[0] if phones else ""
            home.tenant = Person("、".join(names), phone, cell=cell)
            if home.lease_from and home.lease_to and home.lease_to < home.lease_from:
                self.refuse("lease_to", "lease_order")
            return
        for role in ("rent", "deposit", "tenant_phone"):
            known = {role, "tenant"} & self.bad
            if self.text(role) and not known and self.cell("tenant"):
                self.refuse(role, "no_tenant")
        home.rent = home.deposit = home.lease_from = home.lease_to = None

    def read_meters(self, home):
        for kind in words.METERS:
            number = self.text(kind)
            first = self.number_of(f"{kind}_first")
            if number:
                meter_cell = self.cell(kind)
                home.meters[kind] = Meter(number, first or Decimal(0), meter_cell)
            elif first is not None and self.cell(kind):
                self.refuse(f"{kind}_first", "no_meter")

    def read_money(self, home):
        home.fee_rate = self.number_of("rate")
        if self.context.has_rates and home.fee_rate is None and "rate" not in self.bad:
            self.refuse("rate", "no_rate")
        owed = self.number_of("arrears")
        if owed is not None and owed != owed.quantize(Decimal("0.01")):
            owed = owed.quantize(Decimal("0.01"))  # a sum worked out by the sheet
        home.arrears = owed or Decimal(0)
        home.arrears_from = self.get("arrears_from", sheet_cells.read_first_month)
        if home.arrears_from and home.arrears_from > self.day:
            self.refuse("arrears_from", "future_month", day=self.day)
        elif home.arrears and not home.arrears_from and "arrears_from" not in self.bad:
            self.refuse("arrears_from", "no_month", blocking=False, day=self.day)


def _check_rates(context, ledger):
    """What a home pays a month is no price per square metre.

    Prices are few; sums are many, and the areas explain them.
    """
    pairs = [(h.fee_rate, h.gross) for h in ledger.items if h.fee_rate and h.gross]
    prices = {rate for rate, _area in pairs}
    if "rate" in context.roles:
        cell = context.get_heading(context.roles["rate"])
        if words.OTHER_PERIOD.search(cell.text):
            ledger.refuse(cell, "rate_period", "rate")
    explained = {f"{rate / area:.2e}" for rate, area in pairs}
    if len(pairs) >= 4 and len(prices) > 2 * len(explained):
        ledger.refuse(cell, "rate_is_sum", "rate")


def _check_same_homes(ledger):
    seen = {}
    for home in ledger.items:
        if not (home.building and home.room):
            continue
        first = seen.setdefault(home.key, home)
        if first is not home:
            role = "room" if "room" in home.cells else "home"
            cell = home.cells[role]
            ledger.refuse(cell, "home_twice", role, first=first.place)


def _check_same_meters(ledger):
    seen = {}
    for home in ledger.items:
        for kind, meter in home.meters.items():
            first = seen.setdefault((kind, fold(meter.number)), home)
            if first is not home:
                ledger.refuse(meter.cell, "meter_twice", kind, first=first.place)

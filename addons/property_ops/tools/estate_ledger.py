"""Reads homes and slips out of a ledger whose layout is agreed.

Pure functions: what a status or use means is given, what comes back are homes and
issues, each with the cell it stands in. A slip is told once, at its cell; what cannot
be known because of it is not complained about as well.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from . import estate_cells as cells
from . import estate_layout as places
from . import estate_words as words
from .estate_home import Home, Meter, Person, fold, plain

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


@dataclass
class Issue:
    """Something wrong, or worth knowing, at a cell.

    :param kind: name of the slip; the model layer has the translated sentence
    :param blocking: nothing is imported while a blocking issue stands
    """

    cell: object
    kind: str
    role: str = ""
    figures: dict = field(default_factory=dict)
    blocking: bool = True

    @property
    def clause(self):
        return CLAUSES.get(self.role, REGISTER)


@dataclass
class Ledger:
    homes: list = field(default_factory=list)
    issues: list = field(default_factory=list)

    def refuse(self, cell, kind, role, blocking=True, **figures):
        self.issues.append(Issue(cell, kind, role, figures, blocking))


def read(layout, day, meanings=None):
    """Read every home of ``layout``.

    :param day: date the ledger is as at
    :param meanings: {(role, folded text): value} of words somebody explained
    :return: a :class:`Ledger`
    """
    ledger = Ledger()
    roles = layout.get_roles()
    context = _Context(layout, roles, day, meanings or {}, ledger)
    for number in layout.home_rows:
        ledger.homes.append(_Row(context, number).read())
    _check_same_homes(ledger)
    _check_same_meters(ledger)
    ledger.issues.sort(key=lambda issue: issue.cell.row)
    return ledger


class _Context:
    """What all rows share."""

    def __init__(self, layout, roles, day, meanings, ledger):
        self.layout, self.roles, self.day = layout, roles, day
        self.meanings, self.ledger = meanings, ledger
        self.headings = {pos: layout.get_heading(pos) for pos in roles.values()}
        body = [layout.rows[number] for number in layout.home_rows]
        self.orders = {
            role: cells.find_day_order(row[position] for row in body)
            for role, position in roles.items()
            if role in ("handover", "owned_from", "lease_from", "lease_to")
        }
        self.has_rates = "rate" in roles and any(
            plain(row[roles["rate"]]) for row in body
        )


class _Row:
    """One home, cell by cell."""

    def __init__(self, context, number):
        self.context, self.number = context, number
        self.bad = set()

    def cell(self, role):
        position = self.context.roles.get(role)
        if position is None:
            return None
        row = self.context.layout.rows[self.number]
        value = row[position] if position < len(row) else None
        heading = self.context.headings[position]
        return places.Cell(self.number + 1, position, heading, value)

    def refuse(self, role, kind, blocking=True, **figures):
        cell = self.cell(role) or self.first_cell()
        if blocking:
            self.bad.add(role)
        self.context.ledger.refuse(cell, kind, role, blocking, **figures)

    def first_cell(self):
        """Where a slip goes whose column the ledger doesn't have."""
        roles = self.context.roles
        return next(
            (self.cell(role) for role in ("room", "home", "building") if role in roles),
            places.Cell(self.number + 1, 0, "", None),
        )

    def get(self, role, reader, *args):
        """What the cell of ``role`` says; None when empty, absent or refused."""
        cell = self.cell(role)
        if cell is None:
            return None
        try:
            return reader(cell.value, *args)
        except cells.Unreadable as slip:
            self.refuse(role, slip.kind, **slip.figures)
            return None

    def text(self, role):
        return self.get(role, cells.read_text) or ""

    def number_of(self, role):
        """A number that can't be negative."""
        value = self.get(role, cells.read_number)
        if value is not None and value < 0:
            self.refuse(role, "negative")
            return None
        return value

    def date_of(self, role):
        return self.get(role, cells.read_date, self.context.orders.get(role))

    def meaning_of(self, role):
        """Value of a status, use or structure; unknown words are refused."""
        text = self.text(role)
        if not text:
            return ""
        known = self.context.meanings.get((role, fold(text)))
        value = known or words.meaning(VALUES[role], text)
        if not value:
            self.refuse(role, f"unknown_{role}")
        return value or ""

    def read(self):
        home = self.read_place()
        home.row = self.number + 1
        home.cells = {role: self.cell(role) for role in self.context.roles}
        self.read_house(home)
        self.read_owners(home)
        self.read_tenant(home)
        self.read_meters(home)
        self.read_money(home)
        return home

    def read_place(self):
        building, entrance, room = (
            self.text(role) for role in ("building", "entrance", "room")
        )
        together = self.text("home") or room
        parts = places.split_home(together)
        if parts and (self.text("home") or not building or not entrance):
            building = building or parts[0]
            entrance = entrance or parts[1]
            room = parts[2]
        elif parts:
            room = parts[2]
        elif self.text("home") and not room:
            room = together
        if not room:
            self.refuse("room" if "room" in self.context.roles else "home", "no_room")
        elif not building:
            known = "building" if "building" in self.context.roles else "home"
            self.refuse(known, "no_building")
        return Home(building, room, entrance)

    def read_house(self, home):
        home.floor = self.get("floor", cells.read_floor)
        digits = "".join(char for char in home.room if char.isdigit())
        if home.floor is None and "floor" not in self.bad and 3 <= len(digits) <= 4:
            home.floor = int(digits[:-2])
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
        home.note = self.text("note")
        home.care = words.meaning(words.CARE_WORDS, home.note) or ""
        if home.care:
            home.note = ""  # a personal fact: kept with the household, not here

    def read_owners(self, home):
        cell, share = self.cell("owner"), self.cell("share")
        if cell is None:
            return
        shares = len(cells.SEPARATOR.split(plain(share.value))) if share else None
        names = cells.read_names(cell.value, shares)
        phones = self.get("phone", cells.read_phones) or []
        if not names:
            self.check_nobody(home, phones)
            return
        parts = self.get("share", cells.read_shares, len(names))
        if len(phones) > len(names):
            self.refuse("phone", "phone_count", phones=len(phones), owners=len(names))
        if len({fold(name) for name in names}) < len(names):
            self.refuse("owner", "owner_twice")
        equal = cells.read_shares(None, len(names))
        home.owners = [
            Person(name, phone, part, cell.name)
            for name, part, phone in zip(
                names,
                parts or equal,
                [*phones, *[""] * len(names)],
                strict=False,
            )
        ]
        home.owned_from = self.date_of("owned_from")
        if home.status == "unsold":
            self.refuse("status", "unsold_owned", blocking=False)
        if len(names) > 1 and share is not None and not share.text:
            self.refuse("share", "shares_assumed", blocking=False, owners=len(names))

    def check_nobody(self, home, phones):
        """A home without an owner is the developer's, unless people live there."""
        if home.status in ("occupied", "let", "renovating", "sold"):
            self.refuse("owner", "no_owner")
        elif self.text("share"):
            self.refuse("share", "share_nobody")
        elif phones:
            self.refuse("phone", "phone_nobody")

    def read_tenant(self, home):
        names = (
            cells.read_names(self.cell("tenant").value) if self.cell("tenant") else []
        )
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
            if self.text(role) and role not in self.bad and self.cell("tenant"):
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
        home.arrears_from = self.get("arrears_from", cells.read_month)
        if home.arrears_from and home.arrears_from > self.context.day:
            self.refuse("arrears_from", "future_month", day=self.context.day)
        elif home.arrears and not home.arrears_from and "arrears_from" not in self.bad:
            self.refuse(
                "arrears_from", "no_month", blocking=False, day=self.context.day
            )


def _check_same_homes(ledger):
    seen = {}
    for home in ledger.homes:
        if not (home.building and home.room):
            continue
        first = seen.setdefault(home.key, home)
        if first is not home:
            role = "room" if "room" in home.cells else "home"
            cell = home.cells[role]
            ledger.refuse(cell, "home_twice", role, first=first.row)


def _check_same_meters(ledger):
    seen = {}
    for home in ledger.homes:
        for kind, meter in home.meters.items():
            first = seen.setdefault((kind, fold(meter.number)), home)
            if first is not home:
                ledger.refuse(meter.cell, "meter_twice", kind, first=first.row)

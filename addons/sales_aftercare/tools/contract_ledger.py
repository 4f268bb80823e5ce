"""Reads contracts and slips out of a ledger whose layout is agreed.

Pure functions: what a payment word means is given, what comes back are contracts and
issues, each with the cell it stands in.
"""

from odoo.addons.cs_policy.tools.sheet import fold
from odoo.addons.cs_policy.tools.sheet_layout import meaning
from odoo.addons.cs_policy.tools.sheet_rows import Context, Reading
from odoo.addons.property_ops.tools import estate_cells
from odoo.addons.property_ops.tools.estate_rows import PlaceRow

from . import contract_cells as cells
from . import contract_words as words
from .contract_record import Record

CLAUSES = {
    **dict.fromkeys(("subscribed", "share", "buyer"), "SA-1.2.1"),
    **dict.fromkeys(("bank", "loan", "fund"), "SA-1.3.2"),
    **dict.fromkeys(("down", "received"), "SA-1.4.1a"),
    "phone": "SA-2.1",
    "state": "SA-1.1.1",
    "authenticated": "SA-1.1.2",
    "actual": "SA-1.4.1b",
    "agreed": "SA-1.4.2a",
    "surveyed": "SA-1.5.1",
    "title": "SA-1.6.3",
    "land": "SA-1.7.1",
}
CONTRACT = "SA-1.1.1"
LEAST_PRICE = 10_000
"""A home for less is one whose price counts ten thousands."""
PAST = ("subscribed", "signed", "authenticated", "actual")


def read(layout, day, meanings=None):
    """Read every contract of ``layout``.

    :param day: date the ledger is as at; nothing that is done lies after it
    :param meanings: {(role, folded text): value} of words somebody explained
    :return: a :class:`Reading` of :class:`Record`
    """
    ledger = Reading()
    context = Context(layout, ledger, meanings, (*words.DATES, "title", "land"))
    context.check_headings()
    for number in layout.table_rows:
        ledger.items.append(_ContractRow(context, number, day).read())
    if "kind" not in context.roles:
        ledger.refuse(None, "no_kind_column", "kind", blocking=False)
    _check_twice(ledger, "number", lambda record: fold(record.number), "number_twice")
    _check_twice(ledger, "room", lambda record: record.key, "home_twice")
    ledger.issues.sort(key=lambda issue: issue.cell.row if issue.cell else 0)
    return ledger


class _ContractRow(PlaceRow):
    """One contract, cell by cell."""

    places = ("number", "room", "home", "building")
    words = words.VALUES

    def __init__(self, context, number, day):
        super().__init__(context, number)
        self.day = day

    def read(self):
        building, entrance, room = self.read_place()
        record = Record(self.text("number"), building, room, entrance)
        record.row, record.cells = self.number + 1, self.all_cells()
        record.place = self.context.layout.get_place(self.number)
        if not record.number and "number" not in self.bad:
            self.refuse("number", "no_number")
        record.online, record.note = self.text("online"), self.remark("note")
        self.check_running()
        self.read_buyers(record)
        self.read_dates(record)
        self.read_price(record)
        self.read_payment(record)
        self.read_certificates(record)
        self.check_received(record)
        return record

    def check_running(self):
        """A contract that has ended is none to take over."""
        if self.meaning_of("state") == "ended":
            self.refuse("state", "ended")
        elif meaning(words.STATE_WORDS[:1], self.remark("note")):
            self.refuse("note", "perhaps_ended", blocking=False)

    def read_buyers(self, record):
        phones = self.get("phone", estate_cells.read_phones) or []
        record.buyers = self.read_people("buyer", phones)
        if not record.buyers and "buyer" not in self.bad:
            self.refuse("buyer", "no_buyer")
        self.check_shares_written(record.buyers)

    def read_dates(self, record):
        for role in words.DATES:
            setattr(record, role, self.date_of(role))
        if not record.signed and "signed" not in self.bad:
            self.refuse("signed", "no_signed")
        if not record.agreed and "agreed" not in self.bad:
            self.refuse("agreed", "no_agreed", blocking=False)
        for role in PAST:
            day = getattr(record, role)
            if day and day > self.day:
                self.refuse(role, "future", day=self.day)
        self.check_order(record)

    def check_order(self, record):
        """Subscribed, signed, authenticated; nothing is promised before signature."""
        before = {
            "signed": ("subscribed", "before_subscribed"),
            "authenticated": ("signed", "before_signed"),
            "agreed": ("signed", "before_signed"),
            "actual": ("signed", "before_signed"),
        }
        for role, (earlier, kind) in before.items():
            day, first = getattr(record, role), getattr(record, earlier)
            if day and first and day < first and role not in self.bad:
                self.refuse(role, kind, day=first)
        if not record.actual or "authenticated" in self.bad:
            return
        if not record.authenticated:
            self.refuse("authenticated", "not_authenticated", blocking=False)
        elif record.actual < record.authenticated:
            day = record.authenticated
            self.refuse("actual", "before_authenticated", blocking=False, day=day)

    def read_price(self, record):
        record.area = self.number_of("area")
        record.price_unit = self.number_of("price_unit")
        record.total = self.number_of("total")
        record.surveyed = self.number_of("surveyed") or None
        known = (record.area, record.price_unit)
        known = known if all(known) else ()
        if record.total is None and known and not self.cell("total"):
            record.total = (record.area * record.price_unit).quantize(cells.CENT)
        if not record.total and "total" not in self.bad:
            self.refuse("total", "no_total")
        elif record.total and record.total < LEAST_PRICE:
            self.refuse("total", "ten_thousands")
        elif known and record.total and not cells.is_product(record.total, *known):
            product = f"{record.area * record.price_unit:,.2f}"
            self.refuse("total", "total_differs", product=product)

    def read_payment(self, record):
        record.word = self.meaning_of("method")
        if not record.word and "method" not in self.bad:
            self.refuse("method", "no_method")
        record.kind = self.meaning_of("kind")
        if not record.kind and "kind" not in self.bad:
            if self.cell("kind"):
                self.refuse("kind", "no_kind")
            record.kind = "off_plan"
        record.down, record.bank = self.number_of("down"), self.text("bank")
        record.loan = self.number_of("loan") or record.loan
        record.fund = self.number_of("fund") or record.fund
        record.received = self.number_of("received") or record.received
        if record.word == "fund" and not record.fund:
            record.fund, record.loan = record.loan, record.fund
        self.check_ratios(record)
        if record.total and not {"down", "loan", "fund", "total"} & self.bad:
            self.check_payment(record)

    def check_ratios(self, record):
        """30 % or 0.3 is a part of the price, no sum."""
        for role in ("down", "loan", "fund", "received"):
            if 0 < (getattr(record, role) or 0) <= 1 and role not in self.bad:
                self.refuse(role, "ratio")

    def check_payment(self, record):
        borrowed = record.loan + record.fund
        role = "fund" if record.fund and not self.text("loan") else "loan"
        if record.method != "mortgage":
            if borrowed and record.method:
                self.refuse(role, "loan_without_mortgage")
            elif (record.down or 0) > record.total:
                self.refuse("down", "down_more")
            return
        if not borrowed:
            self.refuse("loan", "no_loan")
        elif record.down is None:
            record.down = record.total - borrowed
        if borrowed and not cells.is_sum(record.total, record.down, borrowed):
            total = f"{record.down + borrowed:,.2f}"
            self.refuse(role, "mortgage_sum", sum=total)
        if record.loan and not record.bank:
            self.refuse("bank", "no_bank", blocking=False)
        if record.word == "combined" and not record.fund:
            self.refuse("method", "no_fund", blocking=False)

    def read_certificates(self, record):
        for role in ("title", "land"):
            order = self.context.orders.get(role)
            certificate = self.get(role, cells.read_certificate, order)
            setattr(record, role, certificate)
            if certificate and certificate.day:
                if certificate.day > self.day:
                    self.refuse(role, "future", day=self.day)
                elif record.signed and certificate.day < record.signed:
                    self.refuse(role, "before_signed", day=record.signed)

    def check_received(self, record):
        """Nothing is received beyond the price, no certificate before it is paid."""
        if record.total is None or {"received", "total"} & self.bad:
            record.total = record.total or record.received
            return
        if record.received > record.total:
            self.refuse("received", "received_more", total=f"{record.total:,.2f}")
        if record.received >= record.total:
            return
        for role in ("title", "land"):
            if getattr(record, role):
                owed = f"{record.total - record.received:,.2f}"
                self.refuse(role, "certificate_unpaid", open=owed)
        if record.actual:
            owed = f"{record.total - record.received:,.2f}"
            self.refuse("actual", "delivered_unpaid", blocking=False, open=owed)


def _check_twice(ledger, role, get_key, kind):
    """A contract number, or a home, that stands in two rows."""
    seen = {}
    for record in ledger.items:
        key = get_key(record)
        if not key or (role == "room" and not all((record.building, record.room))):
            continue
        first = seen.setdefault(key, record)
        if first is not record:
            ledger.refuse(record.cell(role), kind, role, first=first.place)

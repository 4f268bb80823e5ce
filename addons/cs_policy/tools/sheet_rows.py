"""Reads the rows of a table whose layout is agreed, cell by cell.

A slip is told once, at its cell; what cannot be known because of it is not complained
about as well. What the rows become is for the tools of each kind of table.
"""

from dataclasses import dataclass, field

from . import sheet_cells as cells
from .sheet import Cell, fold
from .sheet_layout import meaning


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


@dataclass
class Reading:
    """What a table says: its things, and the slips in it."""

    items: list = field(default_factory=list)
    issues: list = field(default_factory=list)

    def refuse(self, cell, kind, role, blocking=True, **figures):
        self.issues.append(Issue(cell, kind, role, figures, blocking))


class Context:
    """What all rows of one table share.

    :param meanings: {(role, folded text): value} of words somebody explained
    :param date_roles: roles of the columns that hold days
    """

    def __init__(self, layout, reading, meanings=None, date_roles=()):
        self.layout, self.reading = layout, reading
        self.roles, self.meanings = layout.get_roles(), meanings or {}
        self.headings = {pos: layout.get_heading(pos) for pos in self.roles.values()}
        self.body = [layout.rows[number] for number in layout.table_rows]
        self.orders = {
            role: cells.find_day_order(row[self.roles[role]] for row in self.body)
            for role in date_roles
            if role in self.roles
        }


class Row:
    """One row of the table."""

    places = ()
    """roles at whose cell a slip stands that has no column of its own"""
    words = {}
    """role -> words of its values, as :func:`sheet_layout.meaning` takes them"""

    def __init__(self, context, number):
        self.context, self.number = context, number
        self.bad = set()

    def cell(self, role):
        position = self.context.roles.get(role)
        if position is None:
            return None
        row = self.context.layout.rows[self.number]
        value = row[position] if position < len(row) else None
        return Cell(self.number + 1, position, self.context.headings[position], value)

    def all_cells(self):
        """{role: cell} of every column that has a role"""
        return {role: self.cell(role) for role in self.context.roles}

    def refuse(self, role, kind, blocking=True, **figures):
        cell = self.cell(role) or self.first_cell()
        if blocking:
            self.bad.add(role)
        self.context.reading.refuse(cell, kind, role, blocking, **figures)

    def first_cell(self):
        """Where a slip goes whose column the table doesn't have."""
        roles = self.context.roles
        return next(
            (self.cell(role) for role in self.places if role in roles),
            Cell(self.number + 1, 0, "", None),
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
        """The value a word stands for; unknown words are refused."""
        text = self.text(role)
        if not text:
            return ""
        known = self.context.meanings.get((role, fold(text)))
        value = known or meaning(self.words[role], text)
        if not value:
            self.refuse(role, f"unknown_{role}")
        return value or ""

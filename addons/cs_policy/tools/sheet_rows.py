"""Reads the rows of a table whose layout is agreed, cell by cell.

A slip is told once, at its cell; what cannot be known because of it is not complained
about as well. What the rows become is for the tools of each kind of table.
"""

import re
from dataclasses import dataclass, field
from decimal import Decimal

from . import sheet_cells as cells
from .sheet import Cell, fold, plain
from .sheet_layout import meaning
from .sheet_units import find_foreign_areas, find_scales


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
        self.scales = find_scales(layout)
        self.orders = {
            role: cells.find_day_order(row[self.roles[role]] for row in self.body)
            for role in date_roles
            if role in self.roles
        }

    def check_headings(self):
        """What the headings say about units, and which columns are not read."""
        issue = self.reading.refuse
        self.check_rows()
        for role, unit in find_foreign_areas(self.layout).items():
            issue(self.get_heading(self.roles[role]), "foreign_area", role, unit=unit)
        for role, factor in self.scales.items():
            cell, text = self.get_heading(self.roles[role]), f"{factor:,}"
            issue(cell, "scaled", role, blocking=False, factor=text)
        for column in self.layout.columns:
            cell = self.get_heading(column.position)
            if column.role != "ignore":
                continue
            if self.has_further_people(column):
                issue(cell, "further_people", "")
            elif column.rival:
                issue(cell, "rival", "", blocking=False, other=column.rival)

    def check_rows(self):
        """Rows that nobody sees, or that somebody has struck out."""
        layout, issue = self.layout, self.reading.refuse
        position = layout.columns[0].position
        rows = set(layout.table_rows)
        if hidden := getattr(layout.rows, "hidden", set()) & rows:
            cell = self.get_heading(position)
            issue(cell, "hidden", "", blocking=False, count=len(hidden))
        for number in sorted(getattr(layout.rows, "struck", set()) & rows):
            value, place = layout.rows[number][position], layout.get_place(number)
            issue(Cell(number + 1, position, "", value, place), "struck", "")

    def has_further_people(self, column):
        """Whether owners stand in a column of their own."""
        vocabulary, position = self.layout.vocabulary, column.position
        first = self.roles.get(column.rival_role)
        is_second = column.rival_role in vocabulary.people[:1] and first is not None
        further = vocabulary.further
        if not is_second and not (further and re.search(further, fold(column.heading))):
            return False
        return any(
            not cells.EMPTY.match(plain(row[position]))
            and not (is_second and fold(row[position]) == fold(row[first]))
            for row in self.body
        )

    def get_heading(self, position):
        heading = self.layout.get_heading(position)
        number = self.layout.header_row
        place = self.layout.get_place(number)
        return Cell(number + 1, position, heading, heading, place)


class Row:
    """One row of the table."""

    places = ()
    """roles at whose cell a slip stands that has no column of its own"""
    words = {}
    """role -> words of its values, as :func:`sheet_layout.meaning` takes them"""
    labels = ()
    """roles of texts that name something"""

    def __init__(self, context, number):
        self.context, self.number = context, number
        self.bad = set()

    def cell(self, role):
        position = self.context.roles.get(role)
        if position is None:
            return None
        layout, heading = self.context.layout, self.context.headings[position]
        row = layout.rows[self.number]
        value = row[position] if position < len(row) else None
        value = layout.joined.get((self.number, position), value)
        place = layout.get_place(self.number)
        return Cell(self.number + 1, position, heading, value, place)

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
        roles, layout = self.context.roles, self.context.layout
        return next(
            (self.cell(role) for role in self.places if role in roles),
            Cell(self.number + 1, 0, "", None, layout.get_place(self.number)),
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
        is_label = role in self.labels
        return self.get(role, cells.read_label if is_label else cells.read_text) or ""

    def remark(self, role):
        """A text that says anything, whatever it looks like."""
        cell = self.cell(role)
        text = plain(cell.value) if cell else ""
        return "" if cells.EMPTY.match(text) else text

    def number_of(self, role):
        """A number that can't be negative; a sum belongs to one row."""
        scale = self.context.scales.get(role, Decimal(1))
        value = self.get(role, cells.read_number, scale)
        if value and self.is_merged_sum(role):
            self.refuse(role, "merged_sum")
            return None
        if value is not None and value < 0:
            self.refuse(role, "negative")
            return None
        return value

    def is_merged_sum(self, role):
        layout = self.context.layout
        position = self.context.roles[role]
        repeated = layout.is_repeated(self.number, position)
        return repeated and role in layout.vocabulary.sums

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

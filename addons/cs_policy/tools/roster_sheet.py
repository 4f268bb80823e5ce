"""Reads people, shifts and slips out of a roster whose layout is agreed.

Pure functions: the meaning of codes and the identity of people are given, what
comes back are entries and issues, each with the cell it stands in.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from . import roster_layout
from . import roster_words as words
from .sheet import fold

MEANINGS = ("shift", "rest", "leave")


@dataclass(frozen=True)
class Person:
    row: int
    cell: str
    number: str
    name: str
    post: str
    post_cell: str

    @property
    def key(self):
        return fold(self.number or self.name)


@dataclass(frozen=True)
class Entry:
    """A cell that says: this person has this shift on this day."""

    cell: str
    day: object
    person: Person
    code: str


@dataclass(frozen=True)
class Issue:
    """Something wrong at a cell.

    :param kind: name of the slip; the model layer has the translated sentence
    :param blocking: nothing is imported while a blocking issue stands
    """

    cell: str
    kind: str
    figures: dict = field(default_factory=dict)
    blocking: bool = True


def read_people(layout):
    """People of the sheet in its order, and issues of rows that name nobody.

    Who works at several posts has a row for each.
    """
    people, issues, seen = [], [], {}
    grid = layout.grid
    number_col, name_col = layout.column("number"), layout.column("name")
    post_col = layout.column("post")

    def text(row, column):
        return grid.text(row, column) if column is not None else ""

    for row in layout.person_rows:
        where = grid.name(row, name_col if number_col is None else number_col)
        number, name = text(row, number_col).lstrip("'‘"), text(row, name_col)
        if not number:
            name, number = words.split_person(name)
        if words.CJK.search(name):
            name = name.replace(" ", "")
        if not (number or name):
            if any(grid.text(row, column) for column in layout.days):
                issues.append(Issue(where, "nobody"))
            continue
        if not any(grid.text(row, column) for column in layout.days):
            continue
        post_cell = where if post_col is None else grid.name(row, post_col)
        person = Person(row, where, number, name, text(row, post_col), post_cell)
        first = seen.setdefault((person.key, fold(person.post)), where)
        if first != where:
            figures = {"person": number or name, "first": first}
            issues.append(Issue(where, "twice", figures))
            continue
        people.append(person)
    return people, issues


def read_entries(layout, people, meanings):
    """What every cell says.

    :param meanings: code key -> ``shift``, ``rest``, ``leave`` or None
    :return: ``(shifts, leaves, issues)``
    """
    shifts, leaves, issues = [], [], []
    grid = layout.grid
    for person in people:
        worked = 0
        for column, day in layout.days.items():
            cell = grid.name(person.row, column)
            before = len(shifts)
            text = grid.text(person.row, column)
            for code in words.codes_of(text) if text else ():
                meaning = meanings.get(fold(code))
                entry = Entry(cell, day, person, fold(code))
                if not meaning:
                    issues.append(Issue(cell, "code", {"code": code}))
                elif meaning != "rest":
                    (shifts if meaning == "shift" else leaves).append(entry)
            worked += len(shifts) > before
        issues += _check_totals(layout, person, worked)
    for row, column in layout.strange_days:
        figures = {"day": grid.text(row, column)}
        filled = any(grid.text(person.row, column) for person in people)
        issues.append(Issue(grid.name(row, column), "day", figures, filled))
    issues += _check_weekdays(layout)
    return shifts, leaves, issues


def _check_weekdays(layout):
    """A month whose days of the week are other ones is another month."""
    wrong = [
        layout.grid.name(row, column)
        for column, (row, weekday) in layout.weekdays.items()
        if layout.days[column].weekday() != weekday
    ]
    if len(wrong) >= roster_layout.LEAST_DAYS and len(wrong) * 2 > len(layout.weekdays):
        yield Issue(wrong[0], "weekdays", {"month": f"{layout.month:%Y-%m}"})


def _check_totals(layout, person, worked):
    """Totals the office wrote itself are a free check of what was read."""
    expected = {"total_work": worked, "total_off": len(layout.days) - worked}
    for role, count in expected.items():
        column = layout.column(role)
        text = layout.grid.text(person.row, column) if column is not None else ""
        if text.isdigit() and int(text) != count:
            figures = {"written": int(text), "counted": count}
            cell = layout.grid.name(person.row, column)
            yield Issue(cell, role, figures, blocking=False)


def read_managers(layout):
    """(cell, day, name) of every duty manager written below the people."""
    for row in layout.manager_rows:
        for column, day in layout.days.items():
            name = layout.grid.text(row, column)
            name = name.replace(" ", "") if words.CJK.search(name) else name
            if name:
                yield layout.grid.name(row, column), day, name


def find_overlaps(intervals):
    """Pairs of one person's intervals that share time.

    :param intervals: iterable of (person, start, stop, label)
    :return: list of (label of the later, label of the earlier)
    """
    by_person = defaultdict(list)
    for person, start, stop, label in intervals:
        by_person[person].append((start, stop, label))
    pairs = []
    for rows in by_person.values():
        rows.sort(key=lambda row: row[:2])
        last_stop, last_label = None, None
        for start, stop, label in rows:
            if last_stop and start < last_stop:
                pairs.append((label, last_label))
            if last_stop is None or stop > last_stop:
                last_stop, last_label = stop, label
    return pairs

"""Where things stand in a roster drawn by hand.

Pure functions over a grid of cell values. A roster with days down and people
across is turned on its side first, so that the rest of the code knows only one
layout; :meth:`Grid.name` always gives the cell as the office sees it.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

from . import roster_words as words
from .sheet import column_letters, fold, plain

LEAST_DAYS = 5


@dataclass(frozen=True)
class Grid:
    """Cell values, counted from 0, possibly turned on their side."""

    rows: tuple
    turned: bool = False

    @classmethod
    def of(cls, rows):
        rows = [tuple(row) for row in rows]
        width = max(map(len, rows), default=0)
        return cls(tuple(row + (None,) * (width - len(row)) for row in rows))

    def turn(self):
        return Grid(tuple(zip(*self.rows, strict=True)), not self.turned)

    @property
    def width(self):
        return len(self.rows[0]) if self.rows else 0

    def text(self, row, column):
        return plain(self.rows[row][column])

    def name(self, row, column):
        """Spreadsheet name of a cell, e.g. ``D4``."""
        if self.turned:
            row, column = column, row
        return f"{column_letters(column)}{row + 1}"


@dataclass
class Layout:
    """The proposal: which row holds the days, which columns hold the people."""

    grid: Grid
    header_row: int
    month: date
    days: dict = field(default_factory=dict)
    """column -> date"""
    roles: dict = field(default_factory=dict)
    """label column -> number, name, post, total_work, total_off or ignore"""
    person_rows: list = field(default_factory=list)
    manager_rows: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    """texts of legend and remarks"""
    strange_days: list = field(default_factory=list)
    """header cells that name a day which the month does not have, or twice"""

    def column(self, role):
        return next((col for col, name in self.roles.items() if name == role), None)

    def codes(self):
        """code key -> (text as first written, number of cells)"""
        texts, counts = {}, Counter()
        for row in self.person_rows:
            for column in self.days:
                text = self.grid.text(row, column)
                for code in words.codes_of(text) if text else ():
                    texts.setdefault(fold(code), code)
                    counts[fold(code)] += 1
        return {code: (text, counts[code]) for code, text in texts.items()}


def propose(rows, month=None, hints=()):
    """Propose how to read ``rows`` (cell values, row by row).

    :param month: first day of the month when the reader knows it better
    :param hints: texts that may name the month: sheet title, file name
    :return: a Layout, or None when no row or column of days is found
    """
    grid = Grid.of(rows)
    across, down = _find_days(grid), _find_days(grid.turn())
    if max(len(across[1]), len(down[1])) < LEAST_DAYS:
        return None
    if len(down[1]) > len(across[1]):
        grid, (header, found) = grid.turn(), down
    else:
        header, found = across
    month = month or _find_month(grid, found, hints)
    layout = Layout(grid, header, month)
    if month:
        _place_days(layout, found)
    _name_columns(layout, found)
    _sort_rows(layout, found)
    return layout


def _find_days(grid):
    """(row, {column: day}) of the row with most different days."""
    best = (0, {})
    for number, row in enumerate(grid.rows):
        found, seen = {}, set()
        for column, value in enumerate(row):
            day = words.find_day(value)
            if day and day not in seen:
                found[column] = day
                seen.add(day)
        if len(found) > len(best[1]) and _is_rising(found):
            best = (number, found)
    return best


def _is_rising(found):
    """Days follow one another, at most with one break (a total, a typing slip)."""
    numbers = [getattr(day, "day", day) for day in found.values()]
    rising = sum(b == a + 1 for a, b in zip(numbers, numbers[1:], strict=False))
    return rising >= 0.7 * (len(numbers) - 1) > 0


def _find_month(grid, found, hints):
    dates = [day for day in found.values() if isinstance(day, date)]
    if dates:
        [(first, _count)] = Counter(d.replace(day=1) for d in dates).most_common(1)
        return first
    for row in grid.rows[:10]:
        for value in row:
            month = words.find_month(value)
            if month:
                return month
    months = (words.find_month(hint) for hint in hints)
    return next(filter(None, months), None)


def _place_days(layout, found):
    last = (layout.month + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    for column in range(min(found), max(found) + 1):
        value = layout.grid.rows[layout.header_row][column]
        day = words.find_day(value)
        if day is None:
            continue
        if isinstance(day, int):
            day = layout.month.replace(day=day) if day <= last.day else None
        good = day and layout.month <= day <= last and day not in layout.days.values()
        if good:
            layout.days[column] = day
        else:
            layout.strange_days.append((layout.header_row, column))


def _name_columns(layout, found):
    grid = layout.grid
    for column in range(grid.width):
        if column in found:
            continue
        header = grid.text(layout.header_row, column)
        role = words.column_role(header)
        body = [grid.text(row, column) for row in range(len(grid.rows))]
        if role and role not in layout.roles.values():
            layout.roles[column] = role
        elif len(header) > 20:
            layout.notes.append(header)
        elif any(body[layout.header_row + 1 :]) or header:
            layout.roles[column] = "ignore"
    if layout.column("name") is None:
        before = [
            c for c, r in layout.roles.items() if r == "ignore" and c < min(found)
        ]
        if before:
            layout.roles[before[-1]] = "name"


def _sort_rows(layout, found):
    grid = layout.grid
    last_label = min(found)
    for row in range(len(grid.rows)):
        if row == layout.header_row:
            continue
        cells = [grid.text(row, column) for column in found]
        labels = [grid.text(row, column) for column in range(last_label)]
        label = next(filter(None, labels), "")
        if row < layout.header_row:
            layout.notes += [text for text in labels + cells if len(text) > 1]
        elif label and words.DUTY_MANAGER.search(label):
            layout.manager_rows.append(row)
        elif not any(cells) and (words.NOTE.match(label) or len(label) > 20):
            layout.notes.append(label)
        elif not _is_weekday_row(cells) and (any(cells) or any(labels)):
            layout.person_rows.append(row)


def _is_weekday_row(cells):
    written = {fold(cell) for cell in cells if cell}
    return len(written) >= 5 and all(words.WEEKDAY.match(cell) for cell in written)

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
    other_sheets: list = field(default_factory=list)
    weekdays: dict = field(default_factory=dict)
    """column -> (row, 0 to 6) as the sheet writes it"""

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
    _set_counts_aside(layout, found)
    _find_weekdays(layout)
    return layout


def _find_days(grid):
    """(row, {column: day}) of the row with most different days."""
    best = (0, {})
    for number, row in enumerate(grid.rows):
        for day_first in (False, True):
            found = _read_days(row, day_first)
            if len(found) > len(best[1]) and _is_rising(found):
                best = (number, found)
    return best


def _read_days(row, day_first):
    """{column: day} of one row, every day once."""
    found, seen = {}, set()
    for column, value in enumerate(row):
        day = words.find_day(value, day_first)
        if day and day not in seen:
            found[column] = day
            seen.add(day)
    return found


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
    top = [value for row in grid.rows[:10] for value in dict.fromkeys(row) if value]
    found = filter(None, (words.find_month(value) for value in (*top, *hints)))
    month = next(found, None)
    bare = next(filter(None, map(words.find_bare_month, top)), None)
    return None if month and bare and month.month != bare else month


def _place_days(layout, found):
    last = (layout.month + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    outside = _find_outside(found)
    for column in range(min(found), max(found) + 1):
        value = layout.grid.rows[layout.header_row][column]
        day = found.get(column) or words.find_day(value)
        if day is None:
            continue
        if column in outside:
            day = None
        elif isinstance(day, int):
            day = layout.month.replace(day=day) if day <= last.day else None
        good = day and layout.month <= day <= last and day not in layout.days.values()
        if good:
            layout.days[column] = day
        else:
            layout.strange_days.append((layout.header_row, column))


def _find_outside(found):
    """Columns of a neighbouring month, in a roster from the 26th to the 25th."""
    runs = [[]]
    before = 0
    for column, day in sorted(found.items()):
        if isinstance(day, date):
            return set()
        if day < before - 20:
            runs.append([])
        runs[-1].append(column)
        before = day
    longest = max(runs, key=len)
    return set(found) - set(longest)


def _name_columns(layout, found):
    grid = layout.grid
    for column in range(grid.width):
        if column in found:
            continue
        header = grid.text(layout.header_row, column)
        role = words.column_role(header)
        body = [grid.text(row, column) for row in range(len(grid.rows))]
        if role == "number" and words.SERIAL.match(header) and _is_serial(body):
            role = None
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


def _is_serial(body):
    """1, 2, 3 down the sheet: the row, not the person."""
    numbers = [int(text) for text in body if text.isdigit()]
    return len(numbers) > 2 and numbers == list(range(1, len(numbers) + 1))


def _sort_rows(layout, found):
    grid = layout.grid
    last_label = min(found)
    for row in range(len(grid.rows)):
        if row == layout.header_row:
            continue
        cells = [grid.text(row, column) for column in found]
        labels = [grid.text(row, column) for column in range(last_label)]
        label = next(filter(None, labels), "")
        texts = list(dict.fromkeys(filter(None, labels + cells)))
        if row < layout.header_row:
            layout.notes += [text for text in texts if len(text) > 1]
        elif len(texts) == 1 and all(cells):  # one cell merged across the sheet
            layout.notes.append(label or texts[0])
        elif _is_legend(label, labels + cells, cells):
            layout.notes.append(" ".join(texts))
        elif label and words.DUTY_MANAGER.search(label):
            layout.manager_rows.append(row)
        elif not any(cells) and (words.NOTE.match(label) or len(label) > 20):
            layout.notes.append(label)
        elif not _is_weekday_row(cells) and (any(cells) or any(labels)):
            layout.person_rows.append(row)


def _is_legend(label, texts, cells):
    """Whether a row explains codes, in however many cells."""
    filled = sum(map(bool, cells))
    explained = words.LEGEND_HOURS.search(" ".join(filter(None, texts)))
    if words.LABEL.match(label):
        return bool(explained) or filled < LEAST_DAYS
    return bool(explained and words.LEGEND_LABEL.match(label)) and filled <= 1


def _set_counts_aside(layout, found):
    """Rows below the people that count heads, not shifts."""
    counts = []
    for row in layout.person_rows:
        texts = [layout.grid.text(row, column) for column in found]
        texts = [text for text in texts if text]
        labels = (layout.grid.text(row, column) for column in range(min(found)))
        label = next(filter(None, labels), "")
        is_count = words.HEAD_COUNT.search(label) or words.LEGEND_LABEL.match(label)
        if texts and is_count and all(text.isdigit() for text in texts):
            counts.append(row)
    layout.person_rows = [row for row in layout.person_rows if row not in counts]


def _find_weekdays(layout):
    """What the sheet itself says about the days of the week, beside the days."""
    first = layout.header_row
    rows = [row for row in (first, first + 1, first - 1, first + 2) if row >= 0]
    for row in rows:
        if row >= len(layout.grid.rows) or len(layout.weekdays) >= LEAST_DAYS:
            continue
        for column in layout.days:
            weekday = words.find_weekday(layout.grid.text(row, column))
            if weekday is not None:
                layout.weekdays[column] = (row, weekday)


def _is_weekday_row(cells):
    written = {fold(cell) for cell in cells if cell}
    return len(written) >= 5 and all(words.WEEKDAY.match(cell) for cell in written)

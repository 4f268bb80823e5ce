"""Where things stand in a table drawn by hand, with one thing per row.

Pure functions over rows of cell values: which row is the heading, what every column
is for, which rows belong to the table and which are titles, totals and notes.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from .sheet import fold, plain

DEEPEST_HEADING, SAMPLE, LEAST_ROLES = 30, 300, 3
LONGEST_HEADING = 40
TOTAL = re.compile(
    r"^(合计|合計|总计|總計|小计|小計|共计|共計|total|sub.?total|sum\b)", re.I
)
NOTE = re.compile(
    r"^(说明|說明|备注|備註|注|註|制表|製表|填表|审核|審核|编制|note|legend|key|prepared)",
    re.I,
)


@dataclass(frozen=True)
class Vocabulary:
    """What the columns of one kind of table are called and look like.

    Only proposals: whatever is recognised is shown to the person who imports, who may
    correct it, and the correction is remembered.
    """

    columns: tuple
    """(role, pattern of its headings), the first that fits counts"""
    named: tuple
    """roles of which one alone makes a row a row of the table"""
    grouped: tuple = ()
    """roles that a heading above the heading may turn into another one"""
    correct: Callable = lambda role, values, taken: role
    """role that the cells allow, of the role their heading proposes"""
    guesses: tuple = ()
    """(role, test of a text, roles beside which it is not guessed)"""


@dataclass
class Column:
    position: int
    heading: str
    role: str
    source: str
    """word, content, memory or none"""


@dataclass
class Layout:
    rows: list
    header_row: int
    vocabulary: Vocabulary
    columns: list = field(default_factory=list)
    titles: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    table_rows: list = field(default_factory=list)
    sheet: str = ""
    other_sheets: list = field(default_factory=list)
    """titles of sheets that hold such a table as well"""

    def get_roles(self):
        """{role: position}; the first column of a role counts."""
        roles = {}
        for column in self.columns:
            if column.role != "ignore":
                roles.setdefault(column.role, column.position)
        return roles

    def get_heading(self, position):
        return next(
            (col.heading for col in self.columns if col.position == position), ""
        )


def heading_key(heading):
    """Headings that differ by a date only are one heading: ``Arrears at ...``."""
    return re.sub(r"\d+", "0", fold(heading))


def column_role(columns, heading, own=None):
    """Role a column has by its heading, or None.

    :param columns: those of a :class:`Vocabulary`
    :param own: {heading key: role} of our own template in the languages in use
    """
    text = fold(heading)
    if own and heading_key(heading) in own:
        return own[heading_key(heading)]
    if not text or len(text) > LONGEST_HEADING:
        return None
    return next((role for role, word in columns if re.search(word, text)), None)


def meaning(words, text):
    """What a text stands for in ``words``, pairs of value and pattern, or None."""
    text = fold(text)
    return next((value for value, word in words if re.search(word, text)), None)


def propose(rows, vocabulary, own=None):
    """Propose how to read ``rows``, or None where no heading is found.

    :param own: {heading key: role} of our own template
    """
    best, best_roles = None, set()
    for number in range(min(len(rows), DEEPEST_HEADING)):
        headings = _get_headings(rows, number, vocabulary, own).values()
        roles = {role for _text, role in headings} - {None}
        if len(roles) > len(best_roles) and _is_heading(rows[number]):
            best, best_roles = number, roles
    if best is None or len(best_roles) < LEAST_ROLES:
        return None
    layout = Layout(rows, best, vocabulary)
    layout.columns = _name_columns(rows, best, vocabulary, own)
    _find_titles(layout)
    sort_rows(layout)
    return layout


def _is_heading(row):
    """Headings are words: hardly a number among them."""
    filled = [plain(value) for value in row if plain(value)]
    numbers = [text for text in filled if re.fullmatch(r"[\d.,%-]+", text)]
    return len(numbers) * 4 <= len(filled)


def _get_headings(rows, number, vocabulary, own):
    """{position: (text as written, role)} of a heading row, with its groups above.

    A group such as ``租户`` over ``姓名`` and ``电话`` says whose they are.
    """
    above = rows[number - 1] if number else ()
    groups = {fold(value) for value in above if plain(value)}
    headings = {}
    for position, value in enumerate(rows[number]):
        text = " ".join(str(value).split()) if value is not None else ""
        role = column_role(vocabulary.columns, text, own)
        group = plain(above[position]) if position < len(above) else ""
        is_group = 0 < len(group) <= 12 and not re.search(r"[:：\d]", group)
        if is_group and len(groups) > 1 and fold(group) != fold(text):
            if role in (None, *vocabulary.grouped):
                role = column_role(vocabulary.columns, f"{group} {text}") or role
            text = f"{group} {text}".strip()
        headings[position] = (text, role)
    return headings


def _name_columns(rows, number, vocabulary, own):
    headings = _get_headings(rows, number, vocabulary, own)
    body = rows[number + 1 : number + 1 + SAMPLE]
    columns, taken = [], set()
    for position, (heading, usual) in headings.items():
        values = _get_filled(body, position)
        if not heading and not values:
            continue
        role = vocabulary.correct(usual, values, taken)
        source = "word" if role and role == usual else "content" if role else "none"
        if role in taken:
            role, source = None, "none"
        taken.add(role)
        columns.append(Column(position, heading, role or "ignore", source))
    _guess_by_content(columns, body, vocabulary, taken)
    return columns


def _get_filled(body, position):
    values = [row[position] for row in body if position < len(row)]
    return [value for value in values if plain(value)]


def _guess_by_content(columns, body, vocabulary, taken):
    """Columns whose heading says nothing, by what their cells look like."""
    for column in columns:
        if column.source != "none" or column.role != "ignore":
            continue
        values = _get_filled(body, column.position)
        for role, test, beside in vocabulary.guesses:
            if role in taken or taken & set(beside):
                continue
            if share_of(values, test) > 0.7:
                column.role, column.source = role, "content"
                taken.add(role)
                break


def share_of(values, test):
    """Part of the values whose text passes ``test``, from 0 to 1."""
    return sum(bool(test(plain(v))) for v in values) / len(values) if values else 0


def _find_titles(layout):
    for row in layout.rows[: layout.header_row]:
        for text in dict.fromkeys(plain(value) for value in row if plain(value)):
            layout.titles.append(text)


def sort_rows(layout):
    """Tell rows of the table from totals, notes and headings repeated on every page."""
    layout.table_rows, layout.notes = [], []
    roles = layout.get_roles()
    heading = [fold(value) for value in layout.rows[layout.header_row]]
    named = [roles[role] for role in layout.vocabulary.named if role in roles]
    for number in range(layout.header_row + 1, len(layout.rows)):
        row = layout.rows[number]
        filled = [position for position, value in enumerate(row) if plain(value)]
        if not filled:
            continue
        first = plain(row[filled[0]])
        mapped = [position for position in roles.values() if position in filled]
        if TOTAL.match(first) or NOTE.match(first):
            layout.notes.append(" ".join(plain(row[p]) for p in filled))
        elif [fold(value) for value in row] == heading:
            continue
        elif len(mapped) >= 3 or (
            len(mapped) >= 1 and any(position in filled for position in named)
        ):
            layout.table_rows.append(number)
        else:
            layout.notes.append(" ".join(plain(row[p]) for p in filled))

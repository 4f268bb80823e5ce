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
LONGEST_LABEL, LEAST_VALUES = 15, 3
TOTAL = re.compile(
    r"^[合总總小共][计計]|[合总總小共][计計]:?$|^(grand|sub)?.?totals?\b|^sum\b"
    r"|^(平均|average)",
    re.I,
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
    numbers: tuple = ()
    """roles whose cells are numbers"""
    dates: tuple = ()
    """roles whose cells are days"""
    sums: tuple = ()
    """roles of money that belongs to one row, and may be told in ten thousands"""
    areas: tuple = ()
    """roles of areas, or of prices per area"""
    places: tuple = ()
    """roles that together say which thing a row is about"""
    people: tuple = ()
    """roles of which one thing may have several, each in a row of its own"""
    further: str = ""
    """pattern of headings of columns with more people, which are not read"""
    place_of_sheet: Callable = lambda title: ""
    """place that the title of a sheet names, for rows that name none"""


@dataclass
class Column:
    position: int
    heading: str
    role: str
    source: str
    """word, content, memory or none"""
    rival: str = ""
    """heading of the column that is read instead of this one"""
    rival_role: str = ""


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
    clashing: list = field(default_factory=list)
    """titles of those that speak of the same things"""
    origins: list = field(default_factory=list)
    """(title of the sheet, row in it) of every row, where several are one table"""
    skipped: set = field(default_factory=set)
    """rows above the table"""
    joined: dict = field(default_factory=dict)
    """(row, position) -> texts of several rows about one thing"""

    def get_sheet(self, number):
        return self.origins[number][0] if self.origins else self.sheet

    def get_place(self, number):
        """Row ``number`` as the office finds it: ``5`` or ``Block 2!5``."""
        if not self.origins:
            return str(number + 1)
        title, row = self.origins[number]
        return f"{title}!{row}"

    def is_repeated(self, number, position):
        return (number, position) in getattr(self.rows, "repeated", ())

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
        roles = {role for _text, role in headings} - {None, "ignore"}
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
        bare = re.sub(r"m2|100%", "", group)
        is_group = 0 < len(group) <= 12 and not re.search(r"[:：\d]", bare)
        if is_group and len(groups) > 1 and fold(group) != fold(text):
            if role in (None, *vocabulary.grouped):
                role = column_role(vocabulary.columns, f"{group} {text}") or role
            text = f"{group} {text}".strip()
        headings[position] = (text, role)
    return headings


def _name_columns(rows, number, vocabulary, own):
    headings = _get_headings(rows, number, vocabulary, own)
    body = rows[number + 1 : number + 1 + SAMPLE]
    columns, taken = [], {}
    for position, (heading, usual) in headings.items():
        values = _get_filled(body, position)
        if not heading and not values:
            continue
        role = vocabulary.correct(usual, values, set(taken))
        role = role if _is_fitting(role, values, vocabulary) else None
        source = "word" if role and role == usual else "content" if role else "none"
        rival = taken.get(role, "") if values else ""
        rival_role = role if rival else ""
        if role in taken:
            role, source = None, "none"
        if role and role != "ignore":
            taken[role] = heading
        role = role or "ignore"
        columns.append(Column(position, heading, role, source, rival, rival_role))
    _guess_by_content(columns, body, vocabulary, set(taken))
    return columns


def _is_fitting(role, values, vocabulary):
    """Whether a column of numbers, or of days, holds some at all."""
    if len(values) < LEAST_VALUES:
        return True
    if role in vocabulary.numbers:
        return share_of(values, _is_like_number) > 0.2
    return role not in vocabulary.dates or share_of(values, _is_like_date) > 0.2


def _is_like_number(text):
    return re.search(r"\d", text) and not re.match(r"\d{4}\s*[-/年]\s*\d", text)


def _is_like_date(text):
    pattern = r"\d\s*[-/.年]\s*\d|\d{5}|\d[\s\-/]*[a-z]{3}|[a-z]{3}\W*\d"
    return re.search(pattern, text, re.I)


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
    layout.table_rows, layout.notes, layout.joined = [], [], {}
    roles = layout.get_roles()
    heading = [fold(value) for value in layout.rows[layout.header_row]]
    for number in range(layout.header_row + 1, len(layout.rows)):
        row = layout.rows[number]
        texts = [text for text in map(plain, row) if text]
        if not texts or number in layout.skipped:
            continue
        if [fold(value) for value in row] == heading:
            continue
        if not _is_table_row(layout, roles, row, texts):
            layout.notes.append(" ".join(dict.fromkeys(texts)))
        elif not _join_row(layout, roles, number):
            layout.table_rows.append(number)


def _is_table_row(layout, roles, row, texts):
    """Whether a row tells of one thing: neither total, banner nor note."""
    label = texts[0].replace(" ", "")
    if len(label) <= LONGEST_LABEL and TOTAL.search(label):
        return False
    if len(texts) > 1 and len(set(texts)) == 1:  # one cell merged across the table
        return False
    mapped = _get_mapped(roles, row)
    named = {roles[role] for role in layout.vocabulary.named if role in roles}
    if NOTE.match(texts[0]) and not (len(mapped) >= 3 and mapped & named):
        return False
    return len(mapped) >= 3 or bool(mapped & named)


def _get_mapped(roles, row):
    """Positions of the columns with a role that say anything in ``row``."""
    return {n for n in roles.values() if n < len(row) and plain(row[n])}


def _join_row(layout, roles, number):
    """Whether a row only names further people of the thing in the row above.

    So it is where the cells that say which thing it is are merged over both rows.
    """
    vocabulary, row = layout.vocabulary, layout.rows[number]
    people = {roles[role] for role in vocabulary.people if role in roles}
    named = {roles[role] for role in vocabulary.named if role in roles}
    filled = _get_mapped(roles, row)
    fresh = {p for p in filled if not layout.is_repeated(number, p)}
    if not layout.table_rows or not named or named & fresh or fresh - people:
        return False
    if not all(layout.is_repeated(number, position) for position in named):
        return False
    first = layout.table_rows[-1]
    for position in fresh:
        before = layout.joined.get(
            (first, position), _get_part(layout.rows[first][position])
        )
        layout.joined[first, position] = f"{before}、{_get_part(row[position])}"
    return True


def _get_part(value):
    """What one of several rows says; a part of the whole as a percentage."""
    is_part = isinstance(value, float) and 0 < value < 1
    return f"{value * 100:.6g}%" if is_part else plain(value)

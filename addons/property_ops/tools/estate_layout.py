"""Where things stand in a ledger drawn by hand.

Pure functions over rows of cell values: which row is the heading, what every column
is for, which rows are homes and which are titles, totals and notes.
"""

import re
from dataclasses import dataclass, field

from . import estate_cells as cells
from . import estate_words as words
from .estate_home import arabic, fold, plain

DEEPEST_HEADING, SAMPLE, LEAST_ROLES = 30, 300, 3
HOME = re.compile(
    r"^\s*(?P<building>[0-9a-z]+\s*(?:#|号楼|號樓|号|號|栋|棟|幢|座|楼|樓)?)"
    r"\s*[-—–－_/ ]*\s*"
    r"(?:(?P<entrance>[0-9a-z]+\s*(?:单元|單元|梯|门|門)?)\s*[-—–－_/ ]+\s*"
    r"|(?P<entrance2>[0-9a-z]+\s*(?:单元|單元))\s*)?"
    r"(?P<room>[0-9a-z]+)\s*(?:室|房|号|號)?\s*$",
    re.I,
)
ENGLISH_HOME = re.compile(
    r"^(?:building|bldg|block|blk|tower)\s*(?P<building>\w+)[\s,]+"
    r"(?:(?:unit|entrance|stair)\s*(?P<entrance>\w+)[\s,]+)?"
    r"(?:room|flat|apt|apartment|no\.?|#)?\s*(?P<room>\w+)$",
    re.I,
)
PARTED = re.compile(
    r"[-—–－_]|[#号號栋棟幢座楼樓].*\d|单元|單元|^(building|bldg|block|tower)", re.I
)


@dataclass(frozen=True)
class Cell:
    """A place in the sheet, as the office names it."""

    row: int
    """as the sheet counts, from 1"""
    column: int
    heading: str
    value: object

    @property
    def name(self):
        return f"{column_letters(self.column)}{self.row}"

    @property
    def text(self):
        return plain(self.value)


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
    columns: list = field(default_factory=list)
    titles: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    home_rows: list = field(default_factory=list)

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


def column_letters(position):
    letters, position = "", position + 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def split_home(text):
    """(building, entrance, room) of ``1-2-301``, ``1号楼2单元301`` and the like.

    None where the text names no building beside the room.
    """
    text = arabic(plain(text))
    if not PARTED.search(text):
        return None
    found = ENGLISH_HOME.match(text) or HOME.match(text)
    if not found:
        return None
    parts = found.groupdict()
    entrance = parts.get("entrance") or parts.get("entrance2") or ""
    return parts["building"].strip(), entrance.strip(), parts["room"].strip()


def propose(rows, own=None):
    """Propose how to read ``rows``, or None where no heading is found.

    :param own: {heading key: role} of our own template
    """
    best, best_roles = None, set()
    for number in range(min(len(rows), DEEPEST_HEADING)):
        headings = _get_headings(rows, number, own).values()
        roles = {role for _text, role in headings} - {None}
        if len(roles) > len(best_roles) and _is_heading(rows[number]):
            best, best_roles = number, roles
    if best is None or len(best_roles) < LEAST_ROLES:
        return None
    layout = Layout(rows, best)
    layout.columns = _name_columns(rows, best, own)
    _find_titles(layout)
    sort_rows(layout)
    return layout


def _is_heading(row):
    """Headings are words: hardly a number among them."""
    filled = [plain(value) for value in row if plain(value)]
    numbers = [text for text in filled if re.fullmatch(r"[\d.,%-]+", text)]
    return len(numbers) * 4 <= len(filled)


def _get_headings(rows, number, own):
    """{position: (text as written, role)} of a heading row, with its groups above.

    A group such as ``租户`` over ``姓名`` and ``电话`` says whose they are.
    """
    above = rows[number - 1] if number else ()
    groups = {fold(value) for value in above if plain(value)}
    headings = {}
    for position, value in enumerate(rows[number]):
        text = " ".join(str(value).split()) if value is not None else ""
        role = words.column_role(text, own)
        group = plain(above[position]) if position < len(above) else ""
        is_group = 0 < len(group) <= 12 and not re.search(r"[:：\d]", group)
        if is_group and len(groups) > 1 and fold(group) != fold(text):
            if role in (None, "owner", "phone"):
                role = words.column_role(f"{group} {text}") or role
            text = f"{group} {text}".strip()
        headings[position] = (text, role)
    return headings


def _name_columns(rows, number, own):
    headings = _get_headings(rows, number, own)
    body = rows[number + 1 : number + 1 + SAMPLE]
    columns, taken = [], set()
    for position, (heading, usual) in headings.items():
        values = [row[position] for row in body if position < len(row)]
        values = [value for value in values if plain(value)]
        if not heading and not values:
            continue
        role = _correct_by_content(usual, values, taken)
        source = "word" if role and role == usual else "content" if role else "none"
        if role in taken:
            role, source = None, "none"
        taken.add(role)
        columns.append(Column(position, heading, role or "ignore", source))
    _guess_by_content(columns, body, taken)
    return columns


def _correct_by_content(role, values, taken):
    """The role a heading proposes, unless its cells speak clearly against it."""
    if role in ("room", "home", "building", "entrance") and values:
        texts = [plain(value) for value in values]
        parted = sum(split_home(text) is not None for text in texts)
        if parted > 0.7 * len(texts) and not {"room", "home"} & taken:
            return "home" if role != "room" or "building" not in taken else role
        if role == "home":
            return "room" if "room" not in taken else None
        if role == "room" and "entrance" not in taken and "building" in taken:
            small = {fold(text) for text in texts}
            if len(small) <= 8 and all(re.fullmatch(r"\w{1,2}", t) for t in small):
                return "entrance"
    is_phone = role in ("phone", "tenant_phone") and values
    return None if is_phone and _share(values, _has_digits) <= 0.3 else role


def _guess_by_content(columns, body, taken):
    """Columns whose heading says nothing, by what their cells look like."""
    tests = (
        ("phone", _is_phone),
        ("share", lambda text: re.fullmatch(r"[\d.]+%([、,;/ ][\d.]+%)*", text)),
        ("status", lambda text: words.meaning(words.STATUS_WORDS, text)),
        ("layout", lambda text: re.search(r"[室房].*[厅廳]|bed", text, re.I)),
        ("home", lambda text: split_home(text)),
        ("building", lambda text: re.search(r"\d\s*(#|号楼|號樓|栋|棟|幢|座)$", text)),
        ("entrance", lambda text: re.search(r"(单元|單元)$", text)),
    )
    for column in columns:
        if column.source != "none" or column.role != "ignore":
            continue
        values = [row[column.position] for row in body if column.position < len(row)]
        values = [plain(value) for value in values if plain(value)]
        for role, test in tests:
            placed = role == "home" and {"room", "building"} & taken
            if role not in taken and not placed and _share(values, test) > 0.7:
                column.role, column.source = role, "content"
                taken.add(role)
                break


def _share(values, test):
    return sum(bool(test(plain(v))) for v in values) / len(values) if values else 0


def _has_digits(text):
    return len(re.sub(r"\D", "", text)) >= 5


def _is_phone(text):
    try:
        return _has_digits(text) and "" not in cells.read_phones(text)
    except cells.Unreadable:
        return False


def _find_titles(layout):
    for row in layout.rows[: layout.header_row]:
        for text in dict.fromkeys(plain(value) for value in row if plain(value)):
            layout.titles.append(text)


def sort_rows(layout):
    """Tell homes from totals, notes and headings repeated on every page."""
    layout.home_rows, layout.notes = [], []
    roles = layout.get_roles()
    heading = [fold(value) for value in layout.rows[layout.header_row]]
    named = [roles[role] for role in ("room", "home") if role in roles]
    for number in range(layout.header_row + 1, len(layout.rows)):
        row = layout.rows[number]
        filled = [position for position, value in enumerate(row) if plain(value)]
        if not filled:
            continue
        first = plain(row[filled[0]])
        mapped = [position for position in roles.values() if position in filled]
        if words.TOTAL.match(first) or words.NOTE.match(first):
            layout.notes.append(" ".join(plain(row[p]) for p in filled))
        elif [fold(value) for value in row] == heading:
            continue
        elif len(mapped) >= 3 or (
            len(mapped) >= 1 and any(position in filled for position in named)
        ):
            layout.home_rows.append(number)
        else:
            layout.notes.append(" ".join(plain(row[p]) for p in filled))


def find_estate(layout, hints=()):
    """Name of the estate in the titles, or ''."""
    for text in (*layout.titles, *hints):
        text = re.sub(r"\.xlsx$", "", plain(text), flags=re.I)
        name = words.TITLE_TAIL.sub("", text).strip(" -–—:：·")
        if name and name != text and not re.fullmatch(r"[\d年月日.\-/ ]+", name):
            return name
    return ""


def find_day(layout):
    """Day the ledger is as at, named over the arrears or in a title, or None."""
    headings = [col.heading for col in layout.columns if col.role == "arrears"]
    for text in (*headings, *layout.titles, *layout.notes):
        for found in re.finditer(
            r"\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}"
            r"|\d{1,2}\s+[A-Za-z]+\s+\d{4}|[A-Za-z]+\s+\d{1,2},?\s+\d{4}",
            plain(text),
        ):
            try:
                return cells.read_date(found[0])
            except cells.Unreadable:
                continue
    return None

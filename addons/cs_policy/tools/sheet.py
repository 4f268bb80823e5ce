"""Workbooks as offices keep them: sheets, cells, and what a cell says as text."""

import io
import re
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from xml.etree.ElementTree import ParseError

UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
"""Marks without width that come along when text is copied from web and chat."""
UNCOUNTED = "#FORMULA"
"""Stands for the result of a formula that was never worked out."""
_NO_RESULT = re.compile(
    rb'<c (?![^>]*t="str")[^>]*>\s*<f[^>]*(?:/>|>[^<]*</f>)\s*'
    rb"(?:<v\s*/>|<v></v>)?\s*</c>"
)


def plain(value):
    """One cell as text: full width to half width, spaces folded, None to ''."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).replace("\u2212", "-")
        text = UNSEEN.sub("", text)
    return " ".join(text.split())


def fold(value):
    """Text by which two cells count as the same."""
    return plain(value).casefold()


def column_letters(position):
    """Name of a column that is counted from 0: ``A``, ``AB``."""
    letters, position = "", position + 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@dataclass(frozen=True)
class Cell:
    """A place in the sheet, as the office names it."""

    row: int
    """as the sheet counts, from 1; over all sheets where several are one table"""
    column: int
    heading: str
    value: object
    place: str = ""
    """``5``, or ``Block 2!5`` where several sheets are one table"""

    @property
    def name(self):
        sheet, mark, row = (self.place or str(self.row)).rpartition("!")
        return f"{sheet}{mark}{column_letters(self.column)}{row}"

    @property
    def text(self):
        return plain(self.value)


class Rows(list):
    """Rows of cell values that know what of them is not as it looks."""

    def __init__(self, rows=()):
        super().__init__(rows)
        self.repeated = set()
        """(row, column), counted from 0, of cells that repeat a merged one above"""
        self.hidden = set()
        """rows, counted from 0, that nobody sees"""
        self.struck = set()
        """rows, counted from 0, with a line through their first cell"""


def read_sheets(data, merged=False):
    """[(title, rows of cell values)] of the sheets of a workbook.

    A hidden sheet is an old copy or a list of words: it counts only where no other is.

    :param data: bytes of an XLSX file
    :param merged: whether the value of a merged cell stands in all of it
    :raises ValueError: when ``data`` is no such file
    """
    broken = (zipfile.BadZipFile, zlib.error, ParseError, KeyError, OSError)
    try:
        book = _load(data)
        formulas = _load(data, data_only=False) if _has_uncounted(data) else None
    except (*broken, TypeError, AttributeError) as error:
        raise ValueError("workbook") from error
    seen = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    sheets = []
    for sheet in seen or book.worksheets:
        rows = Rows(list(row) for row in sheet.iter_rows(values_only=True))
        rows.hidden = {
            number - 1 for number, row in sheet.row_dimensions.items() if row.hidden
        }
        if any(font.strike for font in book._fonts):
            rows.struck = {
                number for number, row in enumerate(sheet) if _is_struck(row)
            }
        if formulas:
            _mark_uncounted(rows, formulas[sheet.title])
        if merged:
            _fill_merged(rows, sheet.merged_cells.ranges)
        sheets.append((sheet.title, rows))
    return sheets


def _is_struck(row):
    first = next((cell for cell in row if plain(cell.value)), None)
    return first is not None and bool(first.font.strike)


def _load(data, data_only=True):
    from openpyxl import load_workbook  # slow to import, seldom needed

    return load_workbook(io.BytesIO(data), data_only=data_only)


def _has_uncounted(data):
    """Whether a formula lies in the file without its result."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return any(
            _NO_RESULT.search(archive.read(name))
            for name in archive.namelist()
            if re.match(r"xl/worksheets/[^/]+\.xml$", name)
        )


def _mark_uncounted(rows, sheet):
    for row in sheet.iter_rows():
        for cell in row:
            position = (cell.row - 1, cell.column - 1)
            if cell.data_type == "f" and rows[position[0]][position[1]] is None:
                rows[position[0]][position[1]] = UNCOUNTED


def _fill_merged(rows, areas):
    for area in areas:
        value = rows[area.min_row - 1][area.min_col - 1]
        for number in range(area.min_row - 1, min(area.max_row, len(rows))):
            for position in range(area.min_col - 1, area.max_col):
                rows[number][position] = value
                if number >= area.min_row:
                    rows.repeated.add((number, position))

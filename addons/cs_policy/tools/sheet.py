"""Workbooks as offices keep them: sheets, cells, and what a cell says as text."""

import io
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from xml.etree.ElementTree import ParseError


def plain(value):
    """One cell as text: full width to half width, spaces folded, None to ''."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(unicodedata.normalize("NFKC", str(value)).split())


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


def read_sheets(data, merged=False):
    """[(title, rows of cell values)] of every sheet of a workbook.

    :param data: bytes of an XLSX file
    :param merged: whether the value of a merged cell stands in all of it
    :raises ValueError: when ``data`` is no such file
    """
    from openpyxl import load_workbook  # slow to import, seldom needed

    broken = (zipfile.BadZipFile, zlib.error, ParseError, KeyError, OSError)
    try:
        book = load_workbook(io.BytesIO(data), data_only=True)
    except broken as error:
        raise ValueError("workbook") from error
    sheets = []
    for sheet in book.worksheets:
        rows = [list(row) for row in sheet.iter_rows(values_only=True)]
        if merged:
            _fill_merged(rows, sheet.merged_cells.ranges)
        sheets.append((sheet.title, rows))
    return sheets


def _fill_merged(rows, areas):
    for area in areas:
        value = rows[area.min_row - 1][area.min_col - 1]
        for number in range(area.min_row - 1, min(area.max_row, len(rows))):
            for position in range(area.min_col - 1, area.max_col):
                rows[number][position] = value

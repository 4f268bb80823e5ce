"""The bureau's list of measured areas, read from a workbook or a text file; no env.

All or nothing: every cell that can't be taken is named, so that it is put right once.
"""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from odoo.addons.cs_policy.tools.sheet import column_letters
from odoo.addons.property_ops.tools.bank_sheet import fold, read_rows

HEADINGS = {
    "home": (
        "合同编号", "合同号", "合同編號", "合同號", "房号", "房號", "房屋", "home",
        "contract", "contract no", "unit",
    ),
    "gross": (
        "建筑面积", "实测建筑面积", "建築面積", "實測建築面積", "gross", "gross area",
    ),
    "inside": (
        "套内面积", "套内建筑面积", "实测套内面积", "套內面積", "套內建築面積",
        "實測套內面積", "inside", "inside area",
    ),
}  # fmt: skip
REQUIRED = ("home", "gross")
HEADER_ROWS = 20
WORDS = {fold(word): role for role, words in HEADINGS.items() for word in words}


@dataclass(frozen=True)
class Row:
    """One measured home; ``home`` is a contract number or the name of a home."""

    number: int
    home: str
    gross: Decimal
    inside: Decimal


@dataclass(frozen=True)
class Issue:
    """A cell that can't be taken.

    :param cell: such as ``B7``; empty when the whole file is meant
    :param problem: ``columns``, ``home``, ``number``, ``inside``, ``twice``
    """

    cell: str
    problem: str
    value: str = ""


def read(data):
    """(rows, issues) of the file ``data``; its columns in any order.

    :raises ValueError: when it is neither a workbook nor text
    """
    table = read_rows(data)
    found = _find_columns(table)
    if found is None:
        return [], [Issue("", "columns")]
    header, columns = found
    rows, issues, seen = [], [], {}
    for number, cells in enumerate(table[header + 1 :], header + 2):
        if not any(str(cell or "").strip() for cell in cells):
            continue
        row = _read_row(number, cells, columns, issues)
        if row and seen.setdefault(fold(row.home), number) != number:
            issues.append(Issue(get_cell(columns["home"], number), "twice", row.home))
        elif row:
            rows.append(row)
    return rows, issues


def get_cell(column, number):
    """``B7`` for the second column (1) and row 7."""
    return f"{column_letters(column)}{number}"


def _find_columns(table):
    """(row of the headings, {role: column}), or None."""
    for number, cells in enumerate(table[:HEADER_ROWS]):
        columns = {}
        for column, cell in enumerate(cells):
            role = WORDS.get(_strip_unit(cell))
            if role:
                columns.setdefault(role, column)
        if all(role in columns for role in REQUIRED):
            return number, columns
    return None


def _strip_unit(cell):
    """A heading without its unit: ``Gross area (m²)``."""
    text = str(cell or "").replace("（", "(").split("(")[0]
    return fold(text).removesuffix("M2").removesuffix("㎡")


def _read_row(number, cells, columns, issues):
    def value(role):
        column = columns.get(role)
        known = column is not None and column < len(cells)
        return str(cells[column] if known and cells[column] is not None else "").strip()

    before = len(issues)
    home = value("home")
    if not home:
        issues.append(Issue(get_cell(columns["home"], number), "home"))
    areas = {}
    for role in ("gross", "inside"):
        text = value(role)
        if not text and role == "inside":
            areas[role] = Decimal(0)
            continue
        areas[role] = _read_area(text)
        if areas[role] is None:
            issues.append(Issue(get_cell(columns[role], number), "number", text))
    if len(issues) == before and areas["inside"] > areas["gross"]:
        cell = get_cell(columns["inside"], number)
        issues.append(Issue(cell, "inside", value("inside")))
    if len(issues) > before:
        return None
    return Row(number, home, areas["gross"], areas["inside"])


def _read_area(text):
    """Square metres with two decimals at most, or None."""
    try:
        area = Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None
    if not area.is_finite() or area <= 0 or area != round(area, 2):
        return None
    return area

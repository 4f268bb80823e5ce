"""One table out of several sheets, pure functions over :class:`sheet_layout.Layout`."""

from .sheet import Rows, fold
from .sheet_layout import Layout, heading_key, sort_rows


def join_sheets(layouts):
    """The table of a workbook that has one on several sheets.

    Sheets with the same headings are one table where each speaks of other things, one
    building a sheet; otherwise the longest is read.
    """
    best = max(layouts, key=lambda layout: len(layout.table_rows))
    same = [row for row in layouts if row.table_rows and _is_alike(row, best)]
    if len(same) > 1:
        things = [thing for layout in same for thing in _get_things(layout)]
        if len(set(things)) == len(things):
            best = _concatenate(same, best)
        else:
            best.clashing = [layout.sheet for layout in same]
    read = {title for title, _row in best.origins} or {best.sheet}
    best.other_sheets = [
        layout.sheet
        for layout in layouts
        if layout.table_rows and layout.sheet not in read
    ]
    return best


def _is_alike(layout, other):
    first, second = (
        [(column.position, heading_key(column.heading)) for column in row.columns]
        for row in (layout, other)
    )
    return first == second


def _get_things(layout):
    """What the rows are about, each once."""
    roles = layout.get_roles()
    places = [roles[role] for role in layout.vocabulary.places if role in roles]
    sheet = layout.vocabulary.place_of_sheet(layout.sheet)
    return {
        (sheet, *(fold(layout.rows[number][position]) for position in places))
        for number in layout.table_rows
    }


def _concatenate(layouts, best):
    rows, whole = Rows(), Layout(Rows(), layouts[0].header_row, best.vocabulary)
    for layout in layouts:
        start = len(rows)
        rows.extend(layout.rows)
        whole.origins += [(layout.sheet, n + 1) for n in range(len(layout.rows))]
        whole.skipped |= {start + number for number in range(layout.header_row + 1)}
        repeated = getattr(layout.rows, "repeated", ())
        rows.repeated |= {(start + number, column) for number, column in repeated}
        for name in ("hidden", "struck"):
            numbers = getattr(layout.rows, name, ())
            getattr(rows, name).update(start + number for number in numbers)
        whole.titles += [text for text in layout.titles if text not in whole.titles]
    width = max(map(len, rows))
    whole.rows, whole.columns = rows, best.columns
    for number, row in enumerate(rows):
        rows[number] = [*row, *[None] * (width - len(row))]
    whole.sheet = ", ".join(layout.sheet for layout in layouts)
    sort_rows(whole)
    return whole

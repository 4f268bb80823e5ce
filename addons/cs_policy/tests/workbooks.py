import io

from openpyxl import Workbook


def build_workbook(sheets, merge=()):
    """The bytes of a workbook of {title: rows of cells}; ``merge`` in every sheet."""
    book, stream = Workbook(), io.BytesIO()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
        for area in merge:
            sheet.merge_cells(area)
    book.save(stream)
    return stream.getvalue()

import re
from datetime import date

from odoo import models

LONGEST_TITLE = 31
"""Characters a spreadsheet program takes for the title of a sheet."""


class PolicyReportXlsx(models.AbstractModel):
    """Workbooks that hold what people typed."""

    _name = "policy.report.xlsx"
    _inherit = "report.report_xlsx.abstract"
    _description = "Report as XLSX"

    def get_workbook_options(self):
        """A name that begins with = is a name and no formula, nor is any a link."""
        return {
            **super().get_workbook_options(),
            "strings_to_formulas": False,
            "strings_to_urls": False,
        }

    def _add_sheet(self, workbook, title):
        """A sheet of that title, as far as spreadsheet programs allow it."""
        taken = {sheet.get_name().lower() for sheet in workbook.worksheets()}
        title = re.sub(r"[\[\]:*?/\\]", "-", title).strip("'") or "-"
        name, number = title[:LONGEST_TITLE], 1
        while name.lower() in taken:
            number += 1
            suffix = f" {number}"
            name = title[: LONGEST_TITLE - len(suffix)] + suffix
        return workbook.add_worksheet(name)

    def _add_ledger(self, workbook, name, title, columns, frozen=0):
        """A sheet with a title and headings, as ledgers are imported.

        :param columns: [(heading, whether no row can do without it)]
        :param frozen: columns that stay when the sheet is moved aside
        """
        bold = workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        thin = workbook.add_format({"bottom": 1, "text_wrap": True})
        sheet = self._add_sheet(workbook, name)
        sheet.write(0, 0, title, workbook.add_format({"bold": True, "font_size": 14}))
        for column, (heading, is_required) in enumerate(columns):
            sheet.write(1, column, heading, bold if is_required else thin)
        sheet.freeze_panes(2, frozen)
        sheet.set_column(0, len(columns) - 1, 13)
        return sheet

    def _fill_ledger(self, workbook, sheet, rows):
        """Rows of values below the headings; nothing stays an empty cell."""
        form = workbook.add_format({"num_format": "yyyy-mm-dd"})
        for number, values in enumerate(rows, 2):
            for column, value in enumerate(values):
                if isinstance(value, date):
                    sheet.write_datetime(number, column, value, form)
                elif value not in (None, "", False):
                    sheet.write(number, column, value)

    def _add_legend(self, workbook, columns, notes):
        """A sheet that says what the columns mean.

        :param columns: as of :meth:`_add_ledger`
        :param notes: [text], one per column
        """
        bold = workbook.add_format({"bold": True})
        sheet = self._add_sheet(workbook, self.env._("Legend"))
        sheet.set_column(0, 0, 28)
        sheet.set_column(1, 1, 90)
        rows = zip(columns, notes, strict=True)
        for row, ((heading, is_required), note) in enumerate(rows):
            sheet.write(row, 0, heading, bold if is_required else None)
            sheet.write(row, 1, note)
        sheet.write(len(columns) + 1, 0, self.env._("In bold: needed."), bold)

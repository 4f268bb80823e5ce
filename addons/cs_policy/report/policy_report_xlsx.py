import re

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

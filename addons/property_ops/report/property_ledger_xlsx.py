from datetime import date

from odoo import models

from ..tools import estate_sheet


class PropertyLedgerXlsx(models.AbstractModel):
    """The register as a ledger; the import reads it back and changes nothing."""

    _name = "report.property_ops.property_ledger_xlsx"
    _description = "Ledger"
    _inherit = "policy.report.xlsx"

    def generate_xlsx_report(self, workbook, data, objs):
        objs.check_access("read")
        labels = self.env["property.ledger.import"]._get_value_labels()
        for estate in objs:
            day = estate._get_ledger_day()
            title = self.env["property.ledger.import"]._get_title(estate)
            sheet = self._write_head(workbook, estate.name, title, day)
            form = workbook.add_format({"num_format": "yyyy-mm-dd"})
            rows = estate._get_ledger_homes()
            for number, home in enumerate(rows, 2):
                for column, value in enumerate(estate_sheet.as_row(home, labels)):
                    if isinstance(value, date):
                        sheet.write_datetime(number, column, value, form)
                    elif value not in (None, "", False):
                        sheet.write(number, column, value)

    def _write_head(self, workbook, name, title, day):
        """Title and headings; what a home can't do without is in bold."""
        heads = self.env["property.ledger.import"]._get_role_labels(day)
        bold = workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        thin = workbook.add_format({"bottom": 1, "text_wrap": True})
        sheet = self._add_sheet(workbook, name)
        sheet.write(0, 0, title, workbook.add_format({"bold": True, "font_size": 14}))
        for column, role in enumerate(estate_sheet.COLUMNS):
            form = bold if role in estate_sheet.REQUIRED else thin
            sheet.write(1, column, heads[role], form)
        sheet.freeze_panes(2, 4)
        sheet.set_column(0, len(estate_sheet.COLUMNS) - 1, 13)
        return sheet

from odoo import models

from ..tools import estate_sheet


class PropertyLedgerXlsx(models.AbstractModel):
    """The register as a ledger; the import reads it back and changes nothing."""

    _name = "report.property_ops.property_ledger_xlsx"
    _description = "Ledger"
    _inherit = "policy.report.xlsx"

    def generate_xlsx_report(self, workbook, data, objs):
        objs.check_access("read")
        imports = self.env["property.ledger.import"]
        labels = imports._get_value_labels()
        for estate in objs:
            columns = self._get_columns(estate._get_ledger_day())
            title = imports._get_title(estate)
            sheet = self._add_ledger(workbook, estate.name, title, columns, frozen=4)
            homes = estate._get_ledger_homes()
            rows = (estate_sheet.as_row(home, labels) for home in homes)
            self._fill_ledger(workbook, sheet, rows)

    def _get_columns(self, day):
        """[(heading, whether a home can't do without it)]"""
        heads = self.env["property.ledger.import"]._get_role_labels(day)
        return [
            (heads[role], role in estate_sheet.REQUIRED)
            for role in estate_sheet.COLUMNS
        ]

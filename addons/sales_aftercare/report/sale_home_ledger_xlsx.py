from odoo import models

from ..tools import contract_sheet


class SaleHomeLedgerXlsx(models.AbstractModel):
    """Contracts as a ledger; the import reads it back and changes nothing."""

    _name = "report.sales_aftercare.sale_home_ledger_xlsx"
    _description = "Contract Ledger"
    _inherit = "policy.report.xlsx"

    def generate_xlsx_report(self, workbook, data, objs):
        objs.check_access("read")
        imports = self.env["sale.home.ledger.import"]
        labels, columns = imports._get_value_labels(), self._get_columns()
        for estate, contracts in objs.sorted("name").grouped("estate_id").items():
            title = imports._get_title(estate)
            sheet = self._add_ledger(workbook, estate.name, title, columns, frozen=1)
            records = contracts._get_ledger_records()
            rows = (contract_sheet.as_row(record, labels) for record in records)
            self._fill_ledger(workbook, sheet, rows)

    def _get_columns(self):
        """[(heading, whether a contract can't do without it)]"""
        heads = self.env["sale.home.ledger.import"]._get_role_labels()
        return [
            (heads[role], role in contract_sheet.REQUIRED)
            for role in contract_sheet.COLUMNS
        ]

from odoo import models

from ..tools import contract_sheet


class SaleHomeLedgerTemplateXlsx(models.AbstractModel):
    """An empty contract ledger to fill in, with what its columns mean."""

    _name = "report.sales_aftercare.sale_home_ledger_template_xlsx"
    _description = "Contract Ledger Template"
    _inherit = "report.sales_aftercare.sale_home_ledger_xlsx"

    def generate_xlsx_report(self, workbook, data, objs):
        env, columns = self.env, self._get_columns()
        title = env._("Contract Ledger")
        self._add_ledger(workbook, env._("Contracts"), title, columns, frozen=1)
        notes = self._get_notes()
        texts = [notes.get(role, "") for role in contract_sheet.COLUMNS]
        self._add_legend(workbook, columns, texts)

    def _get_notes(self):
        env = self.env
        values = {}
        labels = env["sale.home.ledger.import"]._get_value_labels()
        for (role, _value), text in labels.items():
            values.setdefault(role, []).append(text)
        issued = env._("Issued, the day, or the number on it. Empty: not yet.")
        return {
            **{role: env._("One of: %s", " / ".join(v)) for role, v in values.items()},
            "buyer": env._("Several: separated by 、 in the order of their shares."),
            "share": env._("One share per buyer, e.g. 50%、50%; together 100 %."),
            "phone": env._(
                "Of the first buyer, or of each in their order. It tells people of "
                "the same name apart."
            ),
            "building": env._("1#, 1号楼 and Building 1 are the same building."),
            "total": env._("Area by price per m², where both are given."),
            "down": env._("Of a mortgage: with the loan it makes up the price."),
            "loan": env._("What the bank lends; the provident fund has its column."),
            "authenticated": env._("Empty: not authenticated yet."),
            "actual": env._("Day on which the home was handed over."),
            "received": env._("All that was paid of the price, the loan included."),
            "title": issued,
            "land": issued,
        }

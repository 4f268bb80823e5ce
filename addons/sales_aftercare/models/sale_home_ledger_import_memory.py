from odoo import fields, models


class SaleHomeLedgerImportMemory(models.Model):
    """What a company's headings and words turned out to mean last time."""

    _name = "sale.home.ledger.import.memory"
    _description = "Remembered Contract Ledger Mapping"
    _inherit = ["policy.sheet.ledger.memory"]
    _check_company_auto = True

    kind = fields.Selection(
        [
            ("column", "Column"),
            ("method", "Payment method"),
            ("kind", "Kind of home"),
            ("state", "State of the contract"),
        ],
        required=True,
    )

    _text_uniq = models.Constraint(
        "UNIQUE(company_id, kind, text)", "That text is remembered already."
    )

from odoo import fields, models


class PropertyLedgerImportMemory(models.Model):
    """What a company's headings and words turned out to mean last time."""

    _name = "property.ledger.import.memory"
    _description = "Remembered Ledger Mapping"
    _inherit = ["policy.sheet.ledger.memory"]
    _check_company_auto = True

    kind = fields.Selection(
        [
            ("column", "Column"),
            ("status", "Status"),
            ("use", "Use"),
            ("structure", "Structure"),
        ],
        required=True,
    )

    _text_uniq = models.Constraint(
        "UNIQUE(company_id, kind, text)", "That text is remembered already."
    )

from odoo import fields, models


class PropertyBankImportColumn(models.Model):
    """What a column of the bank's file holds."""

    _name = "property.bank.import.column"
    _description = "Column of a Bank File"
    _order = "import_id, position"

    import_id = fields.Many2one(
        "property.bank.import", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="import_id.company_id", store=True, index=True, precompute=True
    )
    position = fields.Integer(required=True)
    heading = fields.Char(required=True)
    role = fields.Selection(
        [
            ("date", "Date"),
            ("credit", "Amount received"),
            ("debit", "Amount paid out"),
            ("direction", "In or out"),
            ("payer", "Payer"),
            ("account", "Account of the payer"),
            ("memo", "Reference text"),
            ("serial", "Number of the bank"),
            ("result", "Result"),
            ("ignore", "Not used"),
        ],
        "Column Content",
        required=True,
        default="ignore",
    )
    is_remembered = fields.Boolean("Remembered", readonly=True)

from odoo import fields, models


class PropertyBankLayoutLine(models.Model):
    """One column of a collection file."""

    _name = "property.bank.layout.line"
    _description = "Collection File Column"
    _order = "layout_id, sequence, id"

    layout_id = fields.Many2one(
        "property.bank.layout",
        "File Layout",
        required=True,
        ondelete="cascade",
        index=True,
    )
    sequence = fields.Integer(default=10)
    name = fields.Char("Heading", required=True, translate=True)
    source = fields.Selection(
        [
            ("number", "Row number"),
            ("account", "Account number"),
            ("holder", "Account holder"),
            ("bank", "Bank"),
            ("mandate", "Authorisation"),
            ("amount", "Amount"),
            ("cents", "Amount in cents"),
            ("currency", "Currency"),
            ("reference", "Invoice number"),
            ("home", "Home"),
            ("payer", "Payer"),
            ("month", "Fee month"),
            ("due", "Due day"),
            ("day", "Collection day"),
            ("fixed", "Fixed text"),
        ],
        "Filled With",
        required=True,
    )
    text = fields.Char("Fixed Text")

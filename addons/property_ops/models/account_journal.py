from odoo import fields, models


class AccountJournal(models.Model):
    _inherit = "account.journal"

    property_method = fields.Selection(
        [
            ("cash", "Cash"),
            ("transfer", "Transfer"),
            ("card", "Card"),
            ("qr", "QR code"),
            ("online", "Online"),
        ],
        "Paid at the Desk by",
        help="The payment desk proposes this journal for that method.",
    )

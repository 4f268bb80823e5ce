from odoo import fields, models


class ResPartner(models.Model):
    """Whether the bank may collect what a payer owes."""

    _inherit = "res.partner"

    property_debit_bank_id = fields.Many2one(
        "res.partner.bank",
        "Direct Debit Account",
        domain="[('partner_id', '=', id)]",
        help="Account from which the bank collects the fees.",
    )
    property_debit_mandate = fields.Char(
        "Authorisation", help="Number of the payer's signed agreement."
    )
    property_debit_date = fields.Date("Agreed on")

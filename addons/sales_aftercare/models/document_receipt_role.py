from odoo import fields, models

from .document_copy import HOLDERS


class DocumentReceiptRole(models.Model):
    """As what somebody takes papers: buyer, agent, bank; set up by the office."""

    _name = "document.receipt.role"
    _description = "Recipient Role"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    holder = fields.Selection(
        HOLDERS,
        "Papers Then Kept By",
        required=True,
        default="customer",
        help="Where papers of the register are after the receipt was signed.",
    )
    active = fields.Boolean(default=True)

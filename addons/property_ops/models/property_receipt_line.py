from odoo import fields, models


class PropertyReceiptLine(models.Model):
    """What a part of a payment went to, as it was on the day of the receipt."""

    _name = "property.receipt.line"
    _description = "Receipt Line"
    _order = "receipt_id, id"

    receipt_id = fields.Many2one(
        "property.receipt", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        related="receipt_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="receipt_id.currency_id")
    name = fields.Char("Document", required=True)
    move_id = fields.Many2one(
        "account.move", "Invoice", index="btree_not_null", ondelete="restrict"
    )
    kind = fields.Selection(related="move_id.property_kind", store=True, string="Kind")
    unit_id = fields.Many2one("property.unit", "Home", index="btree_not_null")
    period = fields.Date("Fee Month")
    is_prepayment = fields.Boolean("Prepayment")
    amount = fields.Monetary(required=True)

from odoo import fields, models


class PropertyReceiptVoid(models.TransientModel):
    """Why a receipt is made void."""

    _name = "property.receipt.void"
    _description = "Make a Receipt Void"

    receipt_id = fields.Many2one("property.receipt", required=True, readonly=True)
    reason = fields.Char(required=True)

    def action_confirm(self):
        for wizard in self:
            wizard.receipt_id._void(wizard.reason)
        return {"type": "ir.actions.act_window_close"}

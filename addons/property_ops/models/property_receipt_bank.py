from odoo import fields, models


class PropertyReceipt(models.Model):
    """A receipt made void gives its row of the bank file free again."""

    _inherit = "property.receipt"

    bank_line_ids = fields.One2many(
        "property.bank.import.line",
        "receipt_id",
        groups="property_ops.property_ops_group_cashier",
    )

    def _after_void(self):
        lines = self.sudo().bank_line_ids.filtered("is_taken")  # kept by methods alone
        lines.write({"is_taken": False, "status": "open", "receipt_id": False})
        return super()._after_void()

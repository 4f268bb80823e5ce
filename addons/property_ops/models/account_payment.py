from odoo import fields, models


class AccountPayment(models.Model):
    _inherit = "account.payment"

    property_receipt_ids = fields.One2many(
        "property.receipt",
        "payment_id",
        groups="property_ops.property_ops_group_cashier",
    )

    def _get_property_item(self):
        """The item on the payer's account that a payment settles debts with."""
        return self.move_id.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )[:1]

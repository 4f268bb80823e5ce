from odoo import fields, models

from odoo.addons.cs_policy.tools.reason import Reason


class PropertyReceipt(models.Model):
    _inherit = "property.receipt"

    fapiao_ids = fields.One2many(
        "property.fapiao",
        "receipt_id",
        groups=(
            "property_ops.property_ops_group_cashier,"
            "property_ops.property_ops_group_manager"
        ),
    )

    def _get_void_reasons(self):
        """A fapiao on the payment is made void first."""
        found = super()._get_void_reasons()
        for receipt in self:
            live = receipt.sudo().fapiao_ids  # whoever may see fapiao or not
            if any(fapiao.state == "issued" for fapiao in live):
                found[receipt.id].append(
                    Reason(
                        "PO-4.1.2",
                        self.env._("A fapiao was issued for the receipt."),
                        self.env._("Cancel the fapiao first."),
                    )
                )
        return found

    def action_ask_fapiao(self):
        """Ask for the fapiao of this receipt."""
        self.ensure_one()
        payer = self.partner_id
        return {
            "name": self.env._("Ask for a Fapiao"),
            "type": "ir.actions.act_window",
            "res_model": "property.fapiao",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_receipt_id": self.id,
                "default_title": payer.name,
                "default_tax_number": payer.vat,
                "default_email": payer.email,
            },
        }

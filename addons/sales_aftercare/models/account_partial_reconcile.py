from odoo import models


class AccountPartialReconcile(models.Model):
    """A payment taken back: what it had paid of a home is open again."""

    _inherit = "account.partial.reconcile"

    def unlink(self):
        partials = self.sudo()  # whoever takes the payment back
        lines = partials.debit_move_id | partials.credit_move_id
        contracts = lines.sale_contract_id
        result = super().unlink()
        contracts._refresh_paid()
        return result

from odoo import models


class AccountPartialReconcile(models.Model):
    """A payment taken back: the days it had stopped are charged again."""

    _inherit = "account.partial.reconcile"

    def unlink(self):
        lines = self.debit_move_id.sudo()  # those of the payment taken back
        is_principal = bool(lines._filter_principal())
        result = super().unlink()
        if is_principal:
            self.env["property.late.fee"]._trigger_booking()
        return result

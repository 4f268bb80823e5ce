from odoo import models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _reconcile_post_hook(self, data):
        """A payment by any door (desk, portal, bank, by hand) stops the ladder."""
        result = super()._reconcile_post_hook(data)
        self.env["property.dunning.case"]._note_payment(self)
        return result

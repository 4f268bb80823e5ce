from odoo import models


class SaleHomeBuyer(models.Model):
    """Whoever leaves a contract keeps what they could see of it until then."""

    _inherit = "sale.home.buyer"

    def write(self, vals):
        if "partner_id" in vals:
            moved = self.filtered(lambda row: row.partner_id.id != vals["partner_id"])
            self.env["sale.home.buyer.past"]._note(moved)
        return super().write(vals)

    def unlink(self):
        self._check_changeable()
        self.env["sale.home.buyer.past"]._note(self)
        return super().unlink()

from odoo import api, models
from odoo.exceptions import UserError


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_duties(self):
        duties = self.env["policy.duty"].sudo()  # whether there are any
        if duties.search_count([("company_id", "in", self.ids)], limit=1):
            raise UserError(
                self.env._("A company with duties on record can't be deleted.")
            )

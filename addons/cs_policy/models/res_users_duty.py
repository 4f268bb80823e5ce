from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def write(self, vals):
        result = super().write(vals)
        if vals.get("active") is False:
            people = self.env["hr.employee"].sudo()  # whose logins they are, anywhere
            people.search([("user_id", "in", self.ids)])._hand_on_duties(has_left=False)
        return result

from odoo import models


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    def write(self, vals):
        result = super().write(vals)
        if vals.get("active") is False:
            self._hand_on_duties()
        return result

    def _hand_on_duties(self):
        """Open duties of people who leave go to who is in charge."""
        duty = self.env["policy.duty"].sudo()  # of those who leave
        duties = duty.search([("employee_id", "in", self.ids), ("state", "=", "due")])
        for person, rows in duties.grouped("employee_id").items():
            rows._hand_on(
                self.env["hr.employee"],
                self.env._("%(person)s has left.", person=person.name),
            )

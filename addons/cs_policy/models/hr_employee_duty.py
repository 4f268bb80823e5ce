from odoo import models


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    def write(self, vals):
        result = super().write(vals)
        if vals.get("active") is False:
            self._hand_on_duties()
        return result

    def _hand_on_duties(self, has_left=True):
        """Open duties of people who leave, or only lose their login, are handed on."""
        duty = self.env["policy.duty"].sudo()  # of those who leave
        duties = duty.search([("employee_id", "in", self.ids), ("state", "=", "due")])
        for person, rows in duties.grouped("employee_id").items():
            reason = (
                self.env._("%(person)s has left.", person=person.name)
                if has_left
                else self.env._("%(person)s can no longer sign in.", person=person.name)
            )
            rows._hand_on(self.env["hr.employee"], reason)

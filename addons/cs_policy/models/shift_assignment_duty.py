from odoo import models


class ShiftAssignment(models.Model):
    _inherit = "shift.assignment"

    def _after_reassign(self):
        """What hangs on the shift goes with it, whoever does it now (CS-6.6)."""
        result = super()._after_reassign()
        duties = self.env["policy.duty"].sudo()  # of both people
        domain = [("by_shift", "=", True), ("slot", "in", self.ids)]
        found = duties.search([*domain, ("state", "=", "due")])
        for shift, rows in found.grouped("shift_id").items():
            person = shift.employee_id if shift.active else shift.employee_id.browse()
            rows._hand_on(person, shift.display_name)
        return result

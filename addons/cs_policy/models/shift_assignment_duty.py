from odoo import api, models


class ShiftAssignment(models.Model):
    _inherit = "shift.assignment"

    def _after_reassign(self):
        """What hangs on the shift goes with it, whoever does it now (CS-6.6)."""
        result = super()._after_reassign()
        for shift, rows in self._get_due_duties().grouped("shift_id").items():
            person = shift.employee_id if shift.active else shift.employee_id.browse()
            rows._hand_on(person, shift.display_name)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_void_duties(self):
        """Nobody misses what hung on a shift that is no longer there."""
        duties = self._get_due_duties()
        if duties:
            duties._void(self.env._("The shift was deleted."))

    def _get_due_duties(self):
        """Open duties that hang on these shifts, in sudo."""
        domain = [("by_shift", "=", True), ("slot", "in", self.ids)]
        duties = self.env["policy.duty"].sudo()  # whoever has them
        return duties.search([*domain, ("state", "=", "due")])

from odoo import fields, models


class ShiftAttendanceCorrect(models.TransientModel):
    """A department manager sets the times of a shift right, saying why (CS-2.1)."""

    _name = "shift.attendance.correct"
    _description = "Correct Attendance"

    shift_id = fields.Many2one("shift.assignment", required=True, readonly=False)
    sign_in_at = fields.Datetime("Signed In")
    sign_out_at = fields.Datetime("Signed Out")
    reason = fields.Char(required=True)

    def action_correct(self):
        for wizard in self:
            wizard.shift_id._correct_attendance(
                wizard.sign_in_at, wizard.sign_out_at, wizard.reason
            )
        return {"type": "ir.actions.act_window_close"}

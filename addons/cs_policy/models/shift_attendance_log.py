from odoo import api, fields, models
from odoo.exceptions import UserError


class ShiftAttendanceLog(models.Model):
    """What happened to a shift's attendance, by whom: added to, never changed."""

    _name = "shift.attendance.log"
    _description = "Attendance Log"
    _inherit = ["policy.guard.mixin"]
    _order = "moment desc, id desc"
    _rec_name = "shift_id"

    shift_id = fields.Many2one(
        "shift.assignment", required=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one(
        related="shift_id.company_id", store=True, index=True, precompute=True
    )
    employee_id = fields.Many2one("hr.employee", help="Who had the shift then.")
    kind = fields.Selection(
        [
            ("sign_in", "Signed in"),
            ("sign_out", "Signed out"),
            ("absent", "Absent"),
            ("release", "Released"),
            ("correction", "Corrected"),
            ("reset", "Person changed"),
        ],
        required=True,
    )
    channel = fields.Selection(
        [
            ("session", "Own session"),
            ("desk", "Shared desk"),
            ("manager", "Manager"),
            ("system", "By itself"),
        ],
        required=True,
    )
    moment = fields.Datetime(required=True, default=fields.Datetime.now)
    user_id = fields.Many2one(
        "res.users", required=True, default=lambda self: self.env.uid
    )
    note = fields.Char()

    @api.model
    def _get_guarded(self, names):
        return list(names)

    def write(self, vals):
        raise UserError(self.env._("The attendance log can't be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The attendance log can't be changed."))

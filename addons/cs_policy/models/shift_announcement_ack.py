from odoo import api, fields, models
from odoo.exceptions import UserError


class ShiftAnnouncementAck(models.Model):
    """Who has read an announcement, and when: their own act (CS-3.3)."""

    _name = "shift.announcement.ack"
    _description = "Announcement Read"
    _order = "moment desc, id desc"
    _rec_name = "announcement_id"
    _check_company_auto = True

    announcement_id = fields.Many2one(
        "shift.announcement",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(
        related="announcement_id.company_id", store=True, index=True, precompute=True
    )
    employee_id = fields.Many2one(
        "hr.employee", required=True, index=True, check_company=True
    )
    moment = fields.Datetime(
        "Read At", required=True, default=fields.Datetime.now, readonly=True
    )
    channel = fields.Selection(
        [("session", "Own session"), ("desk", "Shared desk")], required=True
    )

    _once = models.Constraint(
        "UNIQUE(announcement_id, employee_id)", "That was acknowledged already."
    )

    def write(self, vals):
        raise UserError(self.env._("What was acknowledged can't be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What was acknowledged can't be changed."))

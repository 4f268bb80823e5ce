from odoo import api, fields, models
from odoo.exceptions import UserError


class PolicyDutyLog(models.Model):
    """What happened to a duty after it was made. Append-only."""

    _name = "policy.duty.log"
    _description = "History of a Duty"
    _inherit = ["policy.guard.mixin"]
    _order = "id desc"

    duty_id = fields.Many2one(
        "policy.duty", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="duty_id.company_id")
    event = fields.Selection(
        [
            ("done", "Done"),
            ("missed", "Missed"),
            ("void", "Void"),
            ("redated", "Re-dated"),
            ("handed_on", "Handed on"),
        ],
        required=True,
        readonly=True,
    )
    user_id = fields.Many2one("res.users", "By", readonly=True)
    note = fields.Char(readonly=True)
    employee_from_id = fields.Many2one("hr.employee", "From Person", readonly=True)
    employee_to_id = fields.Many2one("hr.employee", "To Person", readonly=True)
    date_from = fields.Datetime("Was Due", readonly=True)
    date_to = fields.Datetime("Now Due", readonly=True)

    @api.model
    def _get_guarded(self, names):
        return list(names)

    def write(self, vals):
        raise UserError(self.env._("The history of a duty can't be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The history of a duty can't be changed."))

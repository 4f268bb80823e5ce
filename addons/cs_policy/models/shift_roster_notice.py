from odoo import api, fields, models
from odoo.exceptions import UserError

# A client can send any context *value* over RPC, but never this very object.
_APPEND = object()


class ShiftRosterNotice(models.Model):
    """Proof of who was told which plan, and when. Append-only."""

    _name = "shift.roster.notice"
    _description = "Roster Notice"
    _order = "id desc"

    roster_id = fields.Many2one(
        "shift.roster", required=True, readonly=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one(
        related="roster_id.company_id", store=True, index=True, precompute=True
    )
    employee_id = fields.Many2one("hr.employee", required=True, readonly=True)
    kind = fields.Selection(
        [("month", "Month published"), ("change", "Change")],
        required=True,
        readonly=True,
    )
    digest = fields.Char(
        readonly=True, help="Fingerprint of the plan the person was told."
    )
    message_id = fields.Many2one("mail.message", readonly=True)
    is_sent = fields.Boolean(
        "Sent", readonly=True, help="Unset: no user and no work e-mail; tell in person."
    )

    @api.model
    def _append(self, vals_list):
        """Add rows; the only way in."""
        log = self.sudo()  # nobody may create
        return log.with_context(shift_log=_APPEND).create(vals_list)

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.context.get("shift_log") is not _APPEND:
            raise UserError(self.env._("Notices are recorded by the roster itself."))
        return super().create(vals_list)

    def write(self, vals):
        if self:
            raise UserError(self.env._("A notice can't be rewritten."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A notice can't be deleted."))

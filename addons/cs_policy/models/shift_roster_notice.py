from odoo import fields, models


class ShiftRosterNotice(models.Model):
    """Proof of who was told which plan, and when. Append-only."""

    _name = "shift.roster.notice"
    _description = "Roster Notice"
    _inherit = ["policy.log.mixin"]
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

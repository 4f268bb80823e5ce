from odoo import api, fields, models
from odoo.fields import Command

MOST = 20


class ShiftSwapFind(models.TransientModel):
    """Find a colleague: allowed swaps for one shift, best first (CS-7.10)."""

    _name = "shift.swap.find"
    _description = "Find a Colleague to Swap With"

    swap_id = fields.Many2one(
        "shift.swap", readonly=True, help="The draft that a proposal completes."
    )
    employee_id = fields.Many2one(
        "hr.employee", required=True, default=lambda self: self.env.user.employee_id
    )
    shift_id = fields.Many2one(
        "shift.assignment",
        "Shift to Give",
        required=True,
        domain="[('employee_id', '=', employee_id), ('start', '>', now), "
        "('state', '=', 'published')]",
    )
    now = fields.Datetime(default=fields.Datetime.now)
    reason_id = fields.Many2one("shift.swap.reason")
    note = fields.Char()
    briefing = fields.Text(
        help="What the colleague must know about the shift to take over."
    )
    proposal_ids = fields.One2many(
        "shift.swap.find.line",
        "find_id",
        compute="_compute_proposal_ids",
        store=True,
        readonly=True,
    )
    reasons_html = fields.Html(compute="_compute_reasons_html", sanitize=False)

    def action_file_best(self, employee_id=None):
        """File the first proposal as it stands, if there is one.

        :param int employee_id: the only colleague to ask; None is anybody
        """
        self.ensure_one()
        best = self.proposal_ids.filtered(
            lambda line: employee_id in (None, line.employee_id.id)
        )[:1]
        return bool(best) and best.action_file()

    @api.depends("shift_id")
    def _compute_proposal_ids(self):
        for find in self:
            found = []
            if find._is_shift_known():
                found = self.env["shift.swap"]._propose(find.shift_id._origin, MOST)
            find.proposal_ids = [Command.clear()] + [
                Command.create(
                    {
                        "employee_id": case.counterpart.id,
                        "shift_id": case.second.id,
                        "rank": number,
                        "same_post": why["same_post"],
                        "swaps": why["swaps"],
                        "days": why["days"],
                        "hours": why["hours"],
                    }
                )
                for number, (case, why) in enumerate(found or [], start=1)
            ]

    @api.depends("shift_id")
    def _compute_reasons_html(self):
        """Why the shift itself can't be swapped, with whomever."""
        for find in self:
            swap = self.env["shift.swap"].new(
                {"employee_id": find.employee_id.id, "shift_id": find.shift_id.id}
            )
            known = find._is_shift_known()
            reasons = swap._get_reasons("look")[swap.id] if known else []
            find.reasons_html = swap._render_reasons(reasons) if reasons else False

    def _is_shift_known(self):
        """Whether the user, not the system, may see the shift asked about."""
        shift = self.shift_id._origin.sudo(False)  # stored fields compute in sudo
        return bool(shift) and shift.has_access("read")

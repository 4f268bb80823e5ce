from odoo import api, fields, models
from odoo.exceptions import UserError

PLAIN_FIELDS = {
    "employee_id",
    "shift_id",
    "counterpart_id",
    "return_shift_id",
    "reason_id",
    "note",
    "briefing",
}
"""What the requester fills in; fixed from the moment the swap is filed."""


class ShiftSwap(models.Model):
    """Two people exchange two shifts: one is given, one is given back.

    The roster changes only when the swap takes effect (CS-7.3).
    """

    _name = "shift.swap"
    _description = "Shift Swap"
    _inherit = ["mail.thread", "policy.approval.mixin"]
    _order = "date desc, id desc"

    _transitions = {
        "draft": {"asked"},
        "asked": {"accepted", "declined", "withdrawn", "expired"},
        "accepted": {"effective", "refused", "withdrawn", "expired"},
        "effective": set(),
        "declined": set(),
        "refused": set(),
        "withdrawn": set(),
        "expired": set(),
    }
    _approval_states = ("accepted", "effective")
    _approval_clause = "CS-7.3"
    _approval_fields = (
        "employee_id",
        "shift_id",
        "counterpart_id",
        "return_shift_id",
        "reason_id",
        "note",
        "briefing",
        "return_briefing",
    )
    _protected_fields = (
        "state",
        "return_briefing",
        "answer",
        "date_asked",
        "date_accepted",
        "date_effective",
        "date_closed",
        "closed_by_id",
        "approved_by_id",
        "date_reminded",
        "is_briefed_by_requester",
        "is_briefed_by_counterpart",
    )

    name = fields.Char(compute="_compute_name", store=True)
    company_id = fields.Many2one(
        related="shift_id.company_id", store=True, index=True, precompute=True
    )
    employee_id = fields.Many2one(
        "hr.employee",
        "Requester",
        required=True,
        index=True,
        tracking=True,
        default=lambda self: self.env.user.employee_id,
    )
    shift_id = fields.Many2one(
        "shift.assignment",
        "Shift to Give",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
    )
    # No check_company on the other side: the rules name the clause (CS-7.3).
    counterpart_id = fields.Many2one(
        "hr.employee", "Colleague", index=True, tracking=True
    )
    return_shift_id = fields.Many2one(
        "shift.assignment",
        index=True,
        ondelete="restrict",
        tracking=True,
        help="The colleague's shift that the requester works in return.",
    )
    date = fields.Date(
        "Day", related="shift_id.date", store=True, precompute=True, index=True
    )
    return_date = fields.Date(
        "Return Day", related="return_shift_id.date", store=True, precompute=True
    )
    first_start = fields.Datetime(
        "Decide Before",
        compute="_compute_first_start",
        store=True,
        precompute=True,
        index=True,
        help="The earlier of both shifts starts then; afterwards the swap expires.",
    )
    reason_id = fields.Many2one("shift.swap.reason", tracking=True)
    note = fields.Char(help="A sentence about the reason.")
    briefing = fields.Text(
        help="What the colleague must know about the shift to take over (CS-7.7)."
    )
    return_briefing = fields.Text(
        readonly=True,
        copy=False,
        help="What the requester must know about the return shift (CS-7.7).",
    )
    is_briefed_by_requester = fields.Boolean(
        "Briefing Confirmed by Requester", readonly=True, copy=False
    )
    is_briefed_by_counterpart = fields.Boolean(
        "Briefing Confirmed by Colleague", readonly=True, copy=False
    )
    answer = fields.Char("Reason of the No", readonly=True, copy=False, tracking=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("asked", "Colleague Asked"),
            ("accepted", "Accepted"),
            ("effective", "Effective"),
            ("declined", "Declined"),
            ("refused", "Refused"),
            ("withdrawn", "Withdrawn"),
            ("expired", "Expired"),
        ],
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        default="draft",
        index=True,
    )
    date_asked = fields.Datetime("Filed on", readonly=True, copy=False)
    date_accepted = fields.Datetime("Accepted on", readonly=True, copy=False)
    date_effective = fields.Datetime("Effective on", readonly=True, copy=False)
    date_closed = fields.Datetime("Closed on", readonly=True, copy=False)
    date_reminded = fields.Datetime("Reminded on", readonly=True, copy=False)
    closed_by_id = fields.Many2one("res.users", "Closed by", readonly=True, copy=False)
    approved_by_id = fields.Many2one(
        "res.users", "Approved by", readonly=True, copy=False
    )
    change_ids = fields.One2many(
        "shift.change",
        "source_id",
        "Roster Changes",
        domain=[("source_model", "=", "shift.swap")],
    )

    @api.depends("employee_id", "counterpart_id", "date", "return_date")
    def _compute_name(self):
        for swap in self:
            people = swap.sudo().employee_id, swap.sudo().counterpart_id  # names only
            who = " ⇄ ".join(person.name or "?" for person in people)
            swap.name = f"{swap.date or ''} {who}".strip()

    @api.depends("shift_id.start", "return_shift_id.start")
    def _compute_first_start(self):
        for swap in self:
            starts = (swap.shift_id | swap.return_shift_id).mapped("start")
            swap.first_start = min((s for s in starts if s), default=False)

    @api.onchange("counterpart_id")
    def _onchange_counterpart_id(self):
        if self.return_shift_id.employee_id != self.counterpart_id:
            self.return_shift_id = False

    def write(self, vals):
        filed = self.filtered(lambda swap: swap.state != "draft")
        if filed and PLAIN_FIELDS & set(vals):
            raise UserError(
                self.env._(
                    "%(swap)s is filed; withdraw it and file another one instead.",
                    swap=filed[0].display_name,
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        filed = self.filtered(lambda swap: swap.state != "draft")
        if filed:
            raise UserError(
                self.env._(
                    "%(swap)s is filed and stays on record.", swap=filed[0].display_name
                )
            )

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.enforce import enforces
from .policy_state_mixin import _MOVE

OUTGOING_FIELDS = frozenset(
    ("equipment_state", "difficult_issues", "staff_remark", "outgoing_signature")
)
INCOMING_FIELDS = frozenset(("incoming_remark", "incoming_signature"))


class ShiftHandover(models.Model):
    """The log one shift hands to the next at a post (CS-3.1, CS-3.4).

    Written by the outgoing agent while it is open, frozen by the first signature,
    immutable after the second.
    """

    _name = "shift.handover"
    _description = "Shift Handover"
    _inherit = ["mail.thread", "policy.state.mixin"]
    _order = "change_at desc, id desc"
    _check_company_auto = True

    _transitions = {"draft": {"outgoing"}, "outgoing": {"done"}, "done": set()}
    _protected_fields = (
        "state",
        "post_id",
        "change_at",
        "company_id",
        "outgoing_shift_id",
        "incoming_shift_id",
        "staff_changes",
        "item_ids",
        "announcement_ids",
        "outgoing_employee_id",
        "outgoing_signed_at",
        "outgoing_channel",
        "incoming_employee_id",
        "incoming_signed_at",
        "incoming_channel",
    )

    post_id = fields.Many2one("shift.post", required=True, readonly=True)
    change_at = fields.Datetime("Shift Change", required=True, readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    outgoing_shift_id = fields.Many2one(
        "shift.assignment",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    incoming_shift_id = fields.Many2one(
        "shift.assignment",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    outgoing_employee_id = fields.Many2one(
        "hr.employee", "Outgoing", compute="_compute_people", store=True, index=True
    )
    incoming_employee_id = fields.Many2one(
        "hr.employee", "Incoming", compute="_compute_people", store=True, index=True
    )
    equipment_state = fields.Text(help="Phones, headsets, computers: what works not?")
    difficult_issues = fields.Text(help="What the next shift has to know; or: none.")
    staff_changes = fields.Text(
        readonly=True, help="Roster changes of the day, filled in by themselves."
    )
    staff_remark = fields.Text("Remark on Staff Changes")
    ticket_list = fields.Text(
        "Difficult Tickets",
        compute="_compute_ticket_list",
        help="Open, assigned to the outgoing side, difficult or of high priority.",
    )
    announcement_ids = fields.Many2many(
        "shift.announcement", string="Current Announcements", readonly=True
    )
    item_ids = fields.One2many("shift.handover.item", "handover_id", readonly=True)
    outgoing_signature = fields.Image(max_width=800, max_height=300, copy=False)
    outgoing_signed_at = fields.Datetime(readonly=True, copy=False)
    outgoing_channel = fields.Selection("_selection_channel", readonly=True)
    incoming_signature = fields.Image(max_width=800, max_height=300, copy=False)
    incoming_signed_at = fields.Datetime(readonly=True, copy=False)
    incoming_channel = fields.Selection("_selection_channel", readonly=True)
    incoming_remark = fields.Text("Remark of Incoming")
    state = fields.Selection(
        [
            ("draft", "Open"),
            ("outgoing", "Signed by outgoing"),
            ("done", "Signed by both"),
        ],
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        default="draft",
    )
    can_sign_outgoing = fields.Boolean(compute="_compute_can_sign")
    can_sign_incoming = fields.Boolean(compute="_compute_can_sign")
    is_outgoing = fields.Boolean(compute="_compute_can_sign")
    is_incoming = fields.Boolean(compute="_compute_can_sign")

    _change_uniq = models.Constraint(
        "UNIQUE(post_id, change_at)",
        "There is a handover for this post and shift change already.",
    )

    @api.model
    def _selection_channel(self):
        return [
            ("session", self.env._("Own session")),
            ("desk", self.env._("Shared desk")),
        ]

    @api.depends("outgoing_shift_id.employee_id", "incoming_shift_id.employee_id")
    def _compute_people(self):
        for handover in self:
            if not handover.outgoing_signed_at:
                handover.outgoing_employee_id = handover.outgoing_shift_id.employee_id
            if not handover.incoming_signed_at:
                handover.incoming_employee_id = handover.incoming_shift_id.employee_id

    @api.depends("state", "item_ids", "outgoing_shift_id")
    def _compute_ticket_list(self):
        for handover in self:
            if handover.state == "draft":
                tickets = handover._get_difficult_tickets()
                lines = [f"{ticket.number} {ticket.name}" for ticket in tickets]
            else:
                items = handover.item_ids.filtered(lambda item: item.kind == "ticket")
                lines = items.mapped("text")
            handover.ticket_list = "\n".join(lines)

    @api.depends_context("uid")
    @api.depends("state", "equipment_state", "difficult_issues")
    def _compute_can_sign(self):
        out = self._get_sign_outgoing_reasons()
        into = self._get_sign_incoming_reasons()
        own = self.env.user.sudo().employee_ids  # the user's own rows
        for handover in self:
            handover.can_sign_outgoing = not out[handover.id]
            handover.can_sign_incoming = not into[handover.id]
            handover.is_outgoing = bool(own & handover._get_outgoing())
            handover.is_incoming = bool(own & handover._get_incoming())

    @api.depends("post_id", "change_at")
    def _compute_display_name(self):
        for handover in self:
            company = handover.company_id
            local = handover.change_at and company._policy_local(handover.change_at)
            parts = [
                handover.post_id.name or "",
                f"{local:%Y-%m-%d %H:%M}" if local else "",
            ]
            handover.display_name = " ".join(parts)

    def write(self, vals):
        if self.env.context.get("policy_move") is not _MOVE:
            self._check_writer(set(vals))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Handover logs are kept."))

    @enforces("CS-3.4")
    def _check_writer(self, names):
        """The outgoing side writes until it signs, then the incoming until both."""
        own = self.env.user.sudo().employee_ids  # the user's own rows
        for handover in self:
            sides = {
                "draft": (OUTGOING_FIELDS, handover._get_outgoing()),
                "outgoing": (INCOMING_FIELDS, handover._get_incoming()),
            }
            allowed, people = sides.get(handover.state, (frozenset(), own.browse()))
            touched = names & (OUTGOING_FIELDS | INCOMING_FIELDS)
            if touched and (touched - allowed or not own & people):
                raise UserError(
                    self.env._(
                        "%(record)s: only the outgoing agent writes the log, the "
                        "incoming one adds to it, and nobody after both have signed.",
                        record=handover.display_name,
                    )
                )

    def _get_peers(self, shift):
        """Shifts of the same post that begin and end together with ``shift``."""
        return (
            self.env["shift.assignment"]
            .sudo()  # names at one's own post
            .search(
                [
                    ("post_id", "=", shift.post_id.id),
                    ("start", "=", shift.start),
                    ("stop", "=", shift.stop),
                ]
            )
        )

    def _is_between(self, shift):
        """Whether ``shift`` is on either side of this handover."""
        self.ensure_one()
        return self.post_id == shift.post_id and (
            self.outgoing_shift_id.stop == shift.stop or self.change_at == shift.start
        )

    def _get_outgoing(self):
        """Employees who may sign for the outgoing side."""
        self.ensure_one()
        return self._get_peers(self.outgoing_shift_id).employee_id

    def _get_incoming(self):
        self.ensure_one()
        return self._get_peers(self.incoming_shift_id).employee_id

    def _get_difficult_tickets(self):
        """Open tickets of the outgoing side that are difficult or of high priority."""
        self.ensure_one()
        users = self._get_outgoing().sudo().user_id  # to find their tickets
        return (
            self.env["helpdesk.ticket"]
            .sudo()  # agents see own teams only
            .search(
                [
                    ("user_id", "in", users.ids),
                    ("company_id", "=", self.company_id.id),
                    ("stage_id.closed", "=", False),
                    "|",
                    ("is_difficult", "=", True),
                    ("priority", "in", ("2", "3")),
                ]
            )
        )

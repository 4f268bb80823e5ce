from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from .shift_assignment_attendance import ON_ROSTER


class ShiftAssignment(models.Model):
    """*My shift today*: what an agent needs on the phone, on one card."""

    _inherit = "shift.assignment"

    is_mine_now = fields.Boolean(
        compute="_compute_is_mine_now", search="_search_is_mine_now"
    )
    desk_hours = fields.Char(
        "Hours at the Desk",
        compute="_compute_desk",
        help="Company time, whatever the device says.",
    )
    is_sign_in_open = fields.Boolean(compute="_compute_desk")
    unread_count = fields.Integer("To Read", compute="_compute_desk")
    handover_id = fields.Many2one("shift.handover", compute="_compute_desk")
    permit_id = fields.Many2one("shift.permit", "Open Permit", compute="_compute_desk")

    permit_state = fields.Selection(
        lambda self: (
            self.env["shift.permit"]._fields["state"]._description_selection(self.env)
        ),
        "State of the Permit",
        compute="_compute_desk",
    )

    @api.depends_context("uid")
    def _compute_is_mine_now(self):
        mine = self.search([("id", "in", self.ids), ("is_mine_now", "=", True)])
        for shift in self:
            shift.is_mine_now = shift in mine

    @api.model
    def _search_is_mine_now(self, operator, value):
        """The user's shifts that run or ended a moment ago, and the one after."""
        if operator != "in":
            return NotImplemented
        now = fields.Datetime.now()
        # the user's own rows
        mine = Domain("employee_id", "in", self.env.user.sudo().employee_ids.ids)
        mine &= Domain("roster_id.state", "in", ON_ROSTER)
        after = self.search(mine & Domain("start", ">", now), order="start", limit=1)
        signed = Domain("sign_in_at", "!=", False) & Domain("sign_out_at", "=", False)
        running = self.sudo().search(mine & signed)  # the user's own stamps
        running = running.filtered(lambda s: s._is_sign_out_open())
        near = Domain("stop", ">", now - timedelta(hours=2))
        near &= Domain("start", "<", now + timedelta(hours=4))
        return mine & (near | Domain("id", "in", (running | after).ids))

    @api.depends_context("uid")
    @api.depends("sign_in_at", "sign_out_at")
    def _compute_desk(self):
        unread = self.env["shift.announcement"]._get_unread(self)
        handovers = self.env["shift.handover"].search(
            [
                ("post_id", "in", self.post_id.ids),
                "|",
                ("outgoing_shift_id.stop", "in", list(set(self.mapped("stop")))),
                ("change_at", "in", list(set(self.mapped("start")))),
            ]
        )
        permits = self.env["shift.permit"].search(
            [("shift_id", "in", self.ids), ("state", "in", ("asked", "granted"))]
        )
        now = fields.Datetime.now()
        for shift in self:
            opens = shift.start - shift._policy_minutes("signin_open_minutes")
            came = shift.sudo().sign_in_at  # whether, not when
            shift.is_sign_in_open = not came and opens <= now < shift.stop
            shift.desk_hours = shift._get_desk_hours()
            own = handovers.filtered(lambda h, s=shift: h._is_between(s))
            todo = own.filtered(lambda h: h.state != "done")
            shift.handover_id = (todo or own)[:1]
            shift.permit_id = permits.filtered(lambda p, s=shift: p.shift_id == s)[:1]
            shift.permit_state = shift.permit_id.state
            shift.unread_count = len(unread.get(shift.id, ()))

    def _get_desk_hours(self):
        """Day and hours on the company's clock.

        The day on which it starts: a night shift of Monday begins on Tuesday at 0:00.
        """
        self.ensure_one()
        start = self.company_id._policy_date(self.start)
        day = format_date(self.env, start, date_format=self.env._("EEE d MMM"))
        return f"{day}, {self._clock(self.start)}–{self._clock(self.stop)}"

    def action_to_read(self):
        return self._act_window("shift_announcement_action_to_read")

    def action_handover(self):
        """Open the handover of this shift; it is opened first when it is due."""
        self.ensure_one()
        self.check_access("read")
        self.env["shift.handover"]._open_due(fields.Datetime.now())
        self.invalidate_recordset(["handover_id"])
        action = self._act_window("shift_handover_action")
        if self.handover_id:
            action.update(views=[(False, "form")], res_id=self.handover_id.id)
        return action

    def action_permit(self):
        """The open permit of this shift, or a new one to ask for."""
        self.ensure_one()
        action = self._act_window("shift_permit_action")
        action.update(
            views=[(False, "form")],
            res_id=self.permit_id.id,
            context={"default_shift_id": self.id},
        )
        return action

    def _act_window(self, name):
        action = self.env["ir.actions.act_window"]
        return action._for_xml_id(f"cs_policy.{name}")

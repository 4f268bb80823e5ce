from odoo import api, fields, models

from ..tools.enforce import enforces
from ..tools.reason import Reason


class ShiftAssignment(models.Model):
    """Open shifts that whoever is free and qualified may take."""

    _inherit = "shift.assignment"

    can_pick_up = fields.Boolean(compute="_compute_can_pick_up")
    pick_up_hint = fields.Char(
        compute="_compute_can_pick_up", help="What stands against taking it."
    )
    is_open = fields.Boolean(
        "Open Shift", compute="_compute_is_open", search="_search_is_open"
    )
    is_mine = fields.Boolean(compute="_compute_is_mine", search="_search_is_mine")

    @api.depends("employee_id", "state", "start")
    @api.depends_context("uid")
    def _compute_can_pick_up(self):
        reasons = self._get_pick_up_reasons()
        for shift in self:
            shift.can_pick_up = not reasons[shift.id]
            shift.pick_up_hint = " ".join(
                reason.message for reason in reasons[shift.id]
            )

    @api.depends("employee_id", "active")
    def _compute_is_open(self):
        for shift in self:
            shift.is_open = shift.active and not shift.employee_id

    @api.depends("employee_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        mine = self.env.user.sudo().employee_ids  # own ones, in every company
        for shift in self:
            shift.is_mine = shift.employee_id.id in mine.ids

    @api.model
    def _search_is_open(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = [("employee_id", "=", False), ("state", "=", "published")]
        return domain if True in value else ["!", "&", *domain]

    @api.model
    def _search_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        mine = self.env.user.sudo().employee_ids.ids  # own ones, in every company
        return [("employee_id", "in" if True in value else "not in", mine)]

    def action_pick_up(self):
        """Take open shifts on oneself.

        :raises PolicyRefusal: CS-2.1 and CS-7.6, with every reason against. Of two who
            pick the same shift at once the second one waits, and is then told who won.
        """
        self.check_access("read")
        # Decided on the latest state: see _lock_for_change.
        self._lock_for_change(self.env.user.sudo().employee_ids.ids)  # own row
        reasons = self._get_pick_up_reasons()
        for shift in self:
            self.env["policy.clause"]._refuse(reasons[shift.id], shift)
        moves = [(shift, shift._get_own_employee(), "pickup") for shift in self]
        self._reassign(moves, self.env._("Picked up"))
        return True

    def _get_own_employee(self):
        """The user's employee in the company of the shift; may be empty."""
        self.ensure_one()
        return self.env.user.sudo().employee_ids.filtered(  # own ones
            lambda employee: employee.company_id == self.company_id
        )[:1]

    def _get_pick_up_reasons(self):
        """Every reason against the user taking these shifts: {id: [Reason]}."""
        reasons = {shift.id: [] for shift in self}
        for shift, reason in self._iter_pick_up_reasons():
            reasons[shift.id].append(reason)
        return reasons

    @enforces("CS-2.1")
    def _iter_pick_up_reasons(self):
        """Yield (shift, Reason) against the user taking it."""
        is_agent = self.env.user.has_group("cs_policy.cs_policy_group_agent")
        pairs = []
        for shift in self:
            own = shift._get_own_employee()
            if not is_agent:
                message = self.env._("Only agents work shifts.")
                yield shift, Reason("CS-2.1", message)
            if not own:
                message = self.env._("You have no employee in this company.")
                yield shift, Reason("CS-2.1", message)
            elif shift.start and shift.id:
                pairs.append((shift, own))
            for message in shift._iter_not_open_messages():
                yield shift, Reason("CS-2.1", message)
        for (shift, _own), found in self._get_candidate_reasons(pairs).items():
            for reason in found:
                yield shift, reason

    def _iter_not_open_messages(self):
        """Why nobody could take this shift."""
        for shift in self:
            if shift.employee_id:
                message = self.env._(
                    "%(person)s has this shift already.", person=shift.employee_id.name
                )
                yield message
            if shift.state != "published":
                message = self.env._("Its roster is not open for changes.")
                yield message
            if not shift.active:
                yield self.env._("The shift is cancelled.")
            if shift.start and shift.start <= fields.Datetime.now():
                message = self.env._("The shift has started already.")
                yield message

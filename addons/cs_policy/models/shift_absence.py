from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.enforce import enforces
from ..tools.reason import Reason
from .policy_state_mixin import _MOVE

SWAPPED = ("swap", "return")


class ShiftAbsence(models.Model):
    """A shift nobody worked: who answers for it, and by how much (CS-7.7, CS-7.8)."""

    _name = "shift.absence"
    _description = "Absence Case"
    _inherit = ["mail.thread", "policy.state.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True

    _initial_state = "open"
    _transitions = {
        "open": {"decided", "dismissed"},
        "decided": set(),
        "dismissed": set(),
    }
    _protected_fields = ("state", "decided_at", "decided_user_id", "opened_by_itself")

    shift_id = fields.Many2one(
        "shift.assignment",
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        related="shift_id.company_id", store=True, index=True, precompute=True
    )
    date = fields.Date(related="shift_id.date", store=True, precompute=True)
    kind = fields.Selection(
        [("absenteeism", "Absenteeism")], required=True, default="absenteeism"
    )
    cause = fields.Selection(
        [("missed", "Shift missed"), ("empty", "Shift left empty")],
        required=True,
        default="missed",
    )
    is_swapped = fields.Boolean(
        "Swapped or Return Shift", compute="_compute_is_swapped", store=True
    )
    opened_by_itself = fields.Boolean(readonly=True, copy=False)
    account = fields.Text("What Happened", tracking=True)
    party_ids = fields.One2many("shift.absence.party", "absence_id", copy=False)
    share_total = fields.Float(compute="_compute_share_total", digits=(5, 2))
    decision = fields.Text("Decision and Grounds", tracking=True)
    decided_at = fields.Datetime(readonly=True, copy=False)
    decided_user_id = fields.Many2one(
        "res.users", "Decided By", readonly=True, copy=False
    )
    state = fields.Selection(
        [("open", "Hearing"), ("decided", "Decided"), ("dismissed", "Dismissed")],
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        default="open",
    )
    can_decide = fields.Boolean(compute="_compute_can_decide")

    _shift_once = models.Constraint(
        "UNIQUE(shift_id)", "There is an absence case for this shift already."
    )

    @api.depends("shift_id")
    def _compute_is_swapped(self):
        """As it was missed: who replaces changes the shift, not the case."""
        for case in self:
            case.is_swapped = case.shift_id.origin in SWAPPED

    @api.depends("party_ids.share")
    def _compute_share_total(self):
        for case in self:
            case.share_total = sum(case.party_ids.mapped("share"))

    @api.depends("state", "decision", "party_ids.share", "party_ids.is_heard")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        reasons = self._get_decide_reasons()
        for case in self:
            case.can_decide = not reasons[case.id]

    @api.depends("shift_id")
    def _compute_display_name(self):
        """Without a name: whoever has the shift now may have come in for another."""
        for case in self:
            label = case.shift_id._get_label() if case.shift_id else ""
            case.display_name = self.env._("Absence %(shift)s", shift=label)

    @api.model_create_multi
    def create(self, vals_list):
        cases = super().create(vals_list)
        cases.filtered(lambda case: not case.party_ids)._add_parties()
        return cases

    def write(self, vals):
        closed = self.filtered(lambda case: case.state != "open")
        if closed and set(vals) & {
            "shift_id",
            "kind",
            "cause",
            "account",
            "decision",
            "party_ids",
        }:
            closed._refuse_change()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Absence cases are kept; dismiss it instead."))

    def _refuse_change(self):
        raise UserError(
            self.env._(
                "%(record)s is closed and can't be changed.",
                record=self[:1].display_name,
            )
        )

    def action_decide(self):
        """The department manager holds the parties to their shares."""
        self._close("decided")

    def action_dismiss(self):
        """Nobody is to blame: closed with the grounds."""
        self._close("dismissed")

    def _close(self, state):
        self.check_access("write")
        reasons = self._get_decide_reasons(state)
        for case in self:
            self.env["policy.clause"]._refuse(reasons[case.id], case)
        self._move(
            state, decided_at=fields.Datetime.now(), decided_user_id=self.env.uid
        )

    def _get_decide_reasons(self, state="decided"):
        """{case id: [Reason]} against closing the case as ``state`` now."""
        reasons = defaultdict(list)
        for case, reason in self._iter_decide_reasons(state):
            reasons[case.id].append(reason)
        return reasons

    @enforces("CS-7.7")
    def _iter_decide_reasons(self, state):
        """Open, by a manager who is no party, with grounds, all heard, 100 %."""
        is_manager = self.env.user.has_group("cs_policy.cs_policy_group_manager")
        own = self.env.user.sudo().employee_ids  # the user's own rows
        for case in self:
            messages = []
            if case.state != "open":
                messages.append(self.env._("The case is closed."))
            if not is_manager:
                messages.append(self.env._("Only a department manager decides."))
            if own & case.party_ids.employee_id:
                messages.append(self.env._("A party to the case doesn't decide it."))
            if not (case.decision or "").strip():
                messages.append(self.env._("The decision needs its grounds."))
            if state == "decided":
                messages += case._get_share_faults()
            for message in messages:
                yield case, Reason("CS-7.7", message)

    def _get_share_faults(self):
        """What is wrong with hearing and shares, as translated sentences."""
        self.ensure_one()
        faults = []
        unheard = self.party_ids.filtered(lambda party: not party.is_heard)
        if not self.party_ids:
            faults.append(self.env._("The case names no responsible party."))
        if unheard:
            faults.append(
                self.env._(
                    "Not heard yet: %(names)s.",
                    names=", ".join(unheard.employee_id.mapped("name")),
                )
            )
        if sum(round(share * 100) for share in self.party_ids.mapped("share")) != 10000:
            faults.append(
                self.env._(
                    "The shares sum to %(total)s %%, not to 100 %%.",
                    total=f"{self.share_total:g}",
                )
            )
        return faults

    @api.model
    @enforces("CS-7.7", "CS-7.8")
    def _open_for(self, shifts):
        """Open a case for each swapped or return shift that was missed or empty."""
        shifts = shifts.filtered(lambda shift: shift.origin in SWAPPED)
        # opened by itself: nobody's rights count, and each shift only once
        known = self.sudo().search([("shift_id", "in", shifts.ids)]).shift_id
        return self.sudo()._create_protected(  # as above
            [
                {
                    "shift_id": shift.id,
                    "cause": "missed" if shift.employee_id else "empty",
                    "opened_by_itself": True,
                }
                for shift in shifts - known
            ]
        )

    def _add_parties(self):
        """Name whoever had the shift and whoever gave it away, shares still open."""
        rows = []
        for case in self.sudo():  # the roster log is read to find them
            changes = case.shift_id.change_ids.filtered(lambda c: c.origin in SWAPPED)
            people = case.shift_id.employee_id
            people |= changes[:1].employee_from_id | changes[:1].employee_to_id
            rows += [{"absence_id": case.id, "employee_id": p.id} for p in people]
        parties = self.env["shift.absence.party"].sudo()  # as the case itself
        parties.with_context(policy_move=_MOVE).create(rows)

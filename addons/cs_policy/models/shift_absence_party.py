from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.enforce import enforces
from ..tools.reason import Reason
from .policy_state_mixin import _MOVE

HEARING = frozenset(("statement", "heard_at", "is_heard", "refusal", "refusal_user_id"))
DERIVED = frozenset(("company_id", "date", "state", "named_by_itself"))
"""Follow from the case; a written value would hide that it is closed."""


class ShiftAbsenceParty(models.Model):
    """One person's share of the responsibility, and their own account of it."""

    _name = "shift.absence.party"
    _description = "Party to an Absence Case"
    _inherit = ["policy.guard.mixin"]
    _order = "absence_id, id"
    _check_company_auto = True

    absence_id = fields.Many2one(
        "shift.absence",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(
        related="absence_id.company_id", store=True, index=True, precompute=True
    )
    date = fields.Date(related="absence_id.date", store=True, precompute=True)
    state = fields.Selection(related="absence_id.state", store=True)
    employee_id = fields.Many2one(
        "hr.employee", required=True, index=True, check_company=True
    )
    share = fields.Float("Share (%)", digits=(5, 2), aggregator="avg")
    statement = fields.Text(readonly=True, copy=False)
    refusal = fields.Char(
        "Statement Refused",
        readonly=True,
        copy=False,
        help="Noted by the manager when the party would not say anything.",
    )
    refusal_user_id = fields.Many2one("res.users", readonly=True, copy=False)
    heard_at = fields.Datetime(readonly=True, copy=False)
    is_heard = fields.Boolean(compute="_compute_is_heard", store=True)
    named_by_itself = fields.Boolean(
        readonly=True, copy=False, help="Had the shift, or gave it away: it stays."
    )
    is_mine = fields.Boolean(compute="_compute_is_mine")

    _once = models.Constraint(
        "UNIQUE(absence_id, employee_id)", "A person is a party only once."
    )
    _share_valid = models.Constraint(
        "CHECK(share >= 0 AND share <= 100)", "A share lies between 0 and 100 %."
    )

    @api.depends("heard_at")
    def _compute_is_heard(self):
        for party in self:
            party.is_heard = bool(party.heard_at)

    @api.depends("employee_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        own = self.env.user.sudo().employee_ids  # the user's own rows
        for party in self:
            party.is_mine = party.employee_id in own

    @api.depends("employee_id", "share")
    def _compute_display_name(self):
        for party in self:
            party.display_name = f"{party.employee_id.name or ''} {party.share:g} %"

    @api.model
    def _get_guarded(self, names):
        guarded = [name for name in names if name in HEARING | DERIVED]
        return super()._get_guarded(names) + guarded

    @api.model_create_multi
    def create(self, vals_list):
        by_itself = self.env.context.get("policy_move") is _MOVE
        for vals in vals_list:
            for name in HEARING | DERIVED:
                vals.pop(name, None)
            vals["named_by_itself"] = by_itself
        parties = super().create(vals_list)
        parties._require_open()
        if not by_itself:
            parties._require_impartial(new=parties)
        return parties

    def write(self, vals):
        self._require_open()
        if self.env.context.get("policy_move") is not _MOVE:
            if (HEARING | DERIVED | {"absence_id", "employee_id"}) & set(vals):
                raise UserError(
                    self.env._("What a party said is recorded by that party only.")
                )
            self.check_access("write")
            self._require_impartial()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_open(self):
        self._require_open()
        self._require_impartial()
        reasons = list(self._iter_unlink_reasons())
        self.env["policy.clause"]._refuse(reasons, self[:1])

    @enforces("CS-7.7")
    def _iter_unlink_reasons(self):
        """Yield why these parties stay: who is struck out, nobody has to hear."""
        for party in self:
            if party.is_heard:
                message = self.env._(
                    "%(person)s has been heard and stays a party.",
                    person=party.employee_id.name,
                )
            elif party.named_by_itself and party.absence_id.opened_by_itself:
                message = self.env._(
                    "%(person)s had the shift or gave it away and stays a party.",
                    person=party.employee_id.name,
                )
            else:
                continue
            remedy = self.env._("A share of 0 says that somebody is not to blame.")
            yield Reason("CS-7.7", message, remedy)

    def _require_impartial(self, new=()):
        """Refuse a user who is a party to one of the cases, before ``new`` ones."""
        for case in self.absence_id:
            reasons = list(self._iter_impartial_reasons(case, new))
            self.env["policy.clause"]._refuse(reasons, case)

    @enforces("CS-7.7")
    def _iter_impartial_reasons(self, case, new):
        own = self.env.user.sudo().employee_ids  # the user's own rows
        before = case.sudo().party_ids.filtered(  # all, whatever the user sees
            lambda party: party not in new
        )
        if own & before.employee_id:
            yield Reason(
                "CS-7.7",
                self.env._(
                    "A party to the case doesn't say who answers for it, or how much."
                ),
                self.env._("Leave it to another department manager."),
            )

    def _require_open(self):
        closed = self.absence_id.filtered(lambda case: case.state != "open")
        if closed:
            closed._refuse_change()

    def _record_statement(self, statement):
        """The party's own account; by the party, in their own session.

        :raises PolicyRefusal: CS-7.7, for anybody else or an empty statement
        """
        self.ensure_one()
        self._hear({"statement": statement}, statement, own=True)

    def _record_refusal(self, reason):
        """The party would not speak; noted by a manager who is no party."""
        self.ensure_one()
        vals = {"refusal": reason, "refusal_user_id": self.env.uid}
        self._hear(vals, reason, own=False)

    def _hear(self, vals, text, own):
        self.check_access("read")
        reasons = list(self._iter_hearing_reasons(text, own))
        self.env["policy.clause"]._refuse(reasons, self)
        # who may say it was checked above; agents can't write the case
        self.sudo().with_context(policy_move=_MOVE).write(
            {**vals, "heard_at": fields.Datetime.now()}
        )

    @enforces("CS-7.7")
    def _iter_hearing_reasons(self, text, own):
        employees = self.env.user.sudo().employee_ids  # the user's own rows
        is_manager = self.env.user.has_group("cs_policy.cs_policy_group_manager")
        if self.heard_at:
            yield Reason("CS-7.7", self.env._("This party has been heard already."))
        if not (text or "").strip():
            yield Reason("CS-7.7", self.env._("Write what was said, or why not."))
        if own and self.employee_id not in employees:
            yield Reason("CS-7.7", self.env._("Only the party records its statement."))
        if not own and (
            not is_manager or employees & self.absence_id.party_ids.employee_id
        ):
            yield Reason(
                "CS-7.7",
                self.env._("Only a manager who is no party notes a refused statement."),
            )

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason

from .property_dunning_level import CLAUSES, NEXT

RULE = "PO-4.1.3.x"


class PropertyDunningCase(models.Model):
    """Whether a case may go on: all reasons against, for buttons and jobs alike."""

    _inherit = "property.dunning.case"

    can_advance = fields.Boolean(compute="_compute_can_advance")
    blocked_by = fields.Text(
        "What Blocks the Next Step", compute="_compute_can_advance"
    )

    @api.depends_context("uid", "lang")
    @api.depends("state", "step_id.state", "date_next", "hold_kind", "last_payment_at")
    def _compute_can_advance(self):
        reasons = self._get_advance_reasons()
        for case in self:
            against = reasons.get(case.id, [])
            case.can_advance = case.state == "open" and not against
            case.blocked_by = case.state == "open" and "\n".join(
                f"{reason.message} ({reason.clause})" for reason in against
            )

    @enforces("PO-4.1.3.x", "X-3")
    def _get_advance_reasons(self):
        """{id: every reason why the next step can't open today}.

        The same conditions in SQL, for ten thousand cases, are in ``_find_moves``.
        """
        found = {case.id: [] for case in self}
        debts = self._get_debts()
        policies = self._get_policy_ids()
        proofs = self.step_id.sudo()._get_proof_reasons()  # steps of these cases
        for case in self:
            reasons = found[case.id]
            if case.state != "open":
                state = self._state_label(case.state)
                reasons.append(
                    Reason(RULE, self.env._("The case is %(state)s.", state=state))
                )
            elif not debts.get(case.id, (0,))[0]:
                reasons.append(Reason(RULE, self.env._("Nothing is overdue any more.")))
            elif case.id not in policies:
                reasons.append(
                    Reason(RULE, self.env._("The policy does not cover this debtor."))
                )
            if case.hold_kind:
                reasons.append(case._get_held_reason())
            reasons += proofs.get(case.step_id.id, [])
            reasons += case._get_limit_reasons()
        return found

    def _get_held_reason(self):
        kinds = dict(self._fields["hold_kind"]._description_selection(self.env))
        kind = kinds.get(self.hold_kind)
        if self.hold_until:
            message = self.env._(
                "It rests until %(day)s: %(kind)s.", day=self.hold_until, kind=kind
            )
        else:
            message = self.env._("It rests: %(kind)s.", kind=kind)
        return Reason(RULE, message, figures={"until": str(self.hold_until or "")})

    def _get_limit_reasons(self):
        """The limit that the debtor was given has not passed."""
        today = self.company_id._policy_today()
        if not self.date_next or self.date_next <= today:
            return []
        return [
            Reason(
                CLAUSES[NEXT[self.step_kind]],
                self.env._("The limit runs until %(day)s.", day=self.date_next),
                figures={"from": str(self.date_next)},
            )
        ]

    def _get_policy_ids(self):
        """{case id: policy id} of cases whose debtor the policy covers today."""
        found = {}
        for company, cases in self.grouped("company_id").items():
            policies = self._get_policies(company, company._policy_today())
            for case in cases:
                debtor = case.partner_id.commercial_partner_id
                policy = policies.get((case.estate_id.id, debtor.is_company))
                developer = case.estate_id.developer_id.commercial_partner_id
                if policy and debtor != developer and not debtor.is_developer:
                    found[case.id] = policy.id
        return found

    @api.model
    @enforces("PO-4.1.3.x")
    def _get_policies(self, company, day):
        """{(estate id, for companies): policy} in force on ``day``.

        Where there is none, nobody of that kind is dunned; the developer never is.
        """
        policies = self.env["property.dunning.policy"].sudo()  # limits are no secret
        return {
            (estate_id, for_companies): policy
            for estate_id, for_companies, policy, first, last, *_due in (
                policies._get_terms()
            )
            if policy.company_id == company and first <= day <= last
        }

    def action_advance(self):
        """Open the next step now, if nothing stands against it."""
        self.check_access("write")
        reasons = self._get_advance_reasons()
        for case in self:
            self.env["policy.clause"]._refuse(reasons[case.id], case)
        for company, cases in self.grouped("company_id").items():
            ladder = self.sudo()  # nobody types steps; the reasons were asked
            ladder._process_chunk(company, company._policy_today(), cases.unit_id.ids)
        self.invalidate_recordset()
        return True

    def action_stop(self):
        """The director takes the debtor off the ladder; the debt stays.

        Only what falls due after that day begins a new case (see ``_find_moves``).
        """
        self.check_access("write")
        if not self.env.user.has_group("property_ops.property_ops_group_manager"):
            self.env["policy.clause"]._refuse(
                [Reason(RULE, self.env._("Only the office director stops a case."))],
                self[:1],
            )
        return self._close(
            "stopped",
            self.env._("Stopped by the office director"),
            is_stopped_by_hand=True,
        )

    def _refuse_deletion(self):
        raise UserError(self.env._("Cases are evidence and stay; stop them instead."))

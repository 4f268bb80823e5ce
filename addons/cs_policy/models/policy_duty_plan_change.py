from odoo import fields, models

DECIDE = (
    "clause_id", "company_id", "when_type", "date_from", "rrule", "day_rule",
    "anchor_model", "anchor_date_field", "anchor_domain", "festival", "offset",
    "offset_unit", "lead_days", "hour_from", "due_hours", "grace_hours", "role_type",
    "role_employee_id", "role_group_id", "role_template_id", "role_field",
    "evidence_model",
)  # fmt: skip
"""What duties take from their plan when they are made."""


class PolicyDutyPlan(models.Model):
    """Nobody misses what a plan no longer asks for (X-2)."""

    _inherit = "policy.duty.plan"

    def write(self, vals):
        before = {plan: plan._get_decided() for plan in self}
        result = super().write(vals)
        if vals.get("active") is False:
            self._void_switched_off()
        else:
            changed = (plan for plan in self if plan._get_decided() != before[plan])
            for plan in changed:
                plan._void_unopened()
        return result

    def _get_decided(self):
        return [self[name] for name in DECIDE]

    def _void_switched_off(self):
        """What is not late yet is void; what is late stays so, and can be done."""
        duties = self._search_open([("due_at", ">=", fields.Datetime.now())])
        duties._void_for_another(self.env._("The plan was switched off."))

    def _void_unopened(self):
        """What has not opened yet is void; the generator makes it anew.

        It looks at the days from today on: a duty that was moved here from an
        earlier day stays.
        """
        duties = self._search_open([("opens_at", ">", fields.Datetime.now())])
        duties = duties.filtered(
            lambda duty: (
                duty.anchor_id
                or duty.occurrence_key >= str(duty.company_id._policy_today())
            )
        )
        duties._void_for_another(self.env._("The plan was changed."))

    def _search_open(self, domain):
        duties = self.env["policy.duty"].sudo()  # of whoever it is, in any company
        return duties.search(
            [("plan_id", "in", self.ids), ("state", "=", "due"), *domain]
        )

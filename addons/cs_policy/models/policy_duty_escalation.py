from odoo import api, fields, models
from odoo.tools import SQL


class PolicyDutyEscalation(models.Model):
    """What one manager is told on one day: one activity, not one per duty."""

    _name = "policy.duty.escalation"
    _description = "Missed Duties Told to a Manager"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"

    date = fields.Date(required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    user_id = fields.Many2one("res.users", "Manager", required=True, readonly=True)
    duty_ids = fields.One2many("policy.duty", "escalation_id", "Missed", readonly=True)
    duty_count = fields.Integer(compute="_compute_duty_count")

    _day_uniq = models.Constraint(
        "UNIQUE(company_id, date, user_id)",
        "This manager has been told today already.",
    )

    @api.depends("duty_ids")
    def _compute_duty_count(self):
        for escalation in self:
            escalation.duty_count = len(escalation.duty_ids)

    @api.depends("date", "user_id")
    def _compute_display_name(self):
        for escalation in self:
            escalation.display_name = self.env._(
                "Missed duties, %(date)s", date=escalation.date
            )

    @api.model
    def _escalate(self, duties):
        """Tell managers of missed ``duties`` whose plan asks for it.

        A manager who has an open activity of the same day gets the duties added
        to it. Duties nobody is above of stay on the board only.
        """
        duties = duties.filtered(lambda d: not d.plan_id or d.plan_id.escalate)
        managers = {}
        for (company, person), rows in duties.grouped(
            lambda duty: (duty.company_id, duty.employee_id)
        ).items():
            user = self._get_manager(company, person)
            if user:
                key = (company, company._policy_today(), user)
                managers[key] = managers.get(key, duties.browse()) | rows
        for (company, day, user), rows in managers.items():
            self._get_or_create(company, day, user)._add(rows)

    def _get_or_create(self, company, day, user):
        domain = [
            ("company_id", "=", company.id),
            ("date", "=", day),
            ("user_id", "=", user.id),
        ]
        values = {"company_id": company.id, "date": day, "user_id": user.id}
        return self.search(domain, limit=1) or self.create(values)

    def _add(self, duties):
        self.ensure_one()
        self.env.cr.execute(
            SQL(
                "UPDATE policy_duty SET escalation_id = %s WHERE id IN %s",
                self.id,
                tuple(duties.ids),
            )  # fmt: skip
        )
        duties.invalidate_recordset(["escalation_id"])
        self.invalidate_recordset(["duty_ids", "duty_count"])
        summary = self.with_context(lang=self.user_id.lang).env._(
            "%(number)s duties were missed", number=self.duty_count
        )
        if self.activity_ids:
            self.activity_ids.summary = summary
            return
        self.activity_schedule(
            "mail.mail_activity_data_todo", summary=summary, user_id=self.user_id.id
        )

    @api.model
    def _get_manager(self, company, person):
        """User above ``person``: own manager, head of department, else any manager.

        Who has no part in the policy, and could not open it, is passed over.
        """
        for above in (
            person.parent_id,
            person.department_id.manager_id,
            company_heads(self.env, company),
        ):
            user = above.filtered(lambda e: e != person).user_id
            if user.active and self.with_user(user).has_access("read"):
                return user
        return self.env["res.users"]


def company_heads(env, company):
    """The first department manager of the company, who is told what is nobody's."""
    group = env.ref("cs_policy.cs_policy_group_manager")
    return env["hr.employee"].search(
        [
            ("company_id", "=", company.id),
            ("user_id.all_group_ids", "in", group.ids),
            ("user_id.active", "=", True),
        ],
        order="id",
        limit=1,
    )

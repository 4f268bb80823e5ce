from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

SHIFT_ROLES = ("shift", "late_shift")


class PolicyDutyPlan(models.Model):
    """Who does it: roles, resolved for each day.

    An upper addon adds a role by extending the selection and providing
    ``_get_role_<role_type>(company, days)``.
    """

    _inherit = "policy.duty.plan"

    role_type = fields.Selection(
        [
            ("employee", "A named person"),
            ("agent", "Each agent"),
            ("group_each", "Each person of a group"),
            ("group_any", "Anybody of a group"),
            ("duty_manager", "The duty manager of the day"),
            ("shift", "Whoever has a shift that day"),
            ("late_shift", "Whoever has the late shift that day"),
            ("record_field", "The person named on the record"),
        ],
        "Who",
        required=True,
        default="employee",
        tracking=True,
    )
    role_employee_id = fields.Many2one(
        "hr.employee", "Person", tracking=True, check_company=True
    )
    role_group_id = fields.Many2one("res.groups", "Group", tracking=True)
    role_template_id = fields.Many2one(
        "shift.template",
        "Shift Code",
        check_company=True,
        help="Only this shift; empty: any.",
    )
    role_field = fields.Char(
        "Person Field", help="Technical name of the field with the person or user."
    )

    @api.constrains(
        "role_type", "role_employee_id", "role_group_id", "role_field", "when_type",
        "anchor_model",
    )  # fmt: skip
    def _check_role(self):
        needs = {
            "employee": "role_employee_id",
            "group_each": "role_group_id",
            "group_any": "role_group_id",
        }
        for plan in self:
            missing = needs.get(plan.role_type)
            if missing and not plan[missing]:
                raise ValidationError(
                    self.env._("%(plan)s: say who does it.", plan=plan.name)
                )
            if plan.role_type == "record_field" and not plan._get_role_model():
                raise ValidationError(
                    self.env._(
                        "%(plan)s: %(field)s names no person on the record.",
                        plan=plan.name,
                        field=plan.role_field or "",
                    )
                )

    def _get_role_model(self):
        """``hr.employee``, ``res.users`` or nothing: what the person field holds."""
        model = self.env.get(self.anchor_model or "")
        if self.when_type != "anchor" or model is None:
            return ""
        field = model._fields.get(self.role_field)
        wanted = ("hr.employee", "res.users")
        found = field and field.store and field.type == "many2one"
        return field.comodel_name if found and field.comodel_name in wanted else ""

    def _get_role_employees(self, company, days):
        """Who has the duty on each of ``days``.

        :return: ``{day: [(employee id or None, slot)]}``. The slot tells apart the
            duties of one occurrence for good: it stays the same when the duty is
            handed on. It is the id of the shift where a shift decides
            (``SHIFT_ROLES``). A day without anybody is missing.
        """
        self.ensure_one()
        return getattr(self, f"_get_role_{self.role_type}")(company, days)

    @api.model
    def _get_role_types(self):
        """The roles in the reader's language, for duties that keep theirs."""
        return self._fields["role_type"]._description_selection(self.env)

    def _get_role_employee(self, company, days):
        person = self.role_employee_id
        if not person.active or person.company_id != company:
            return {}
        return {day: [(person.id, 0)] for day in days}

    def _get_role_agent(self, company, days):
        return self._get_role_members(
            self.env.ref("cs_policy.cs_policy_group_agent"), company, days
        )

    def _get_role_group_each(self, company, days):
        return self._get_role_members(self.role_group_id, company, days)

    def _get_role_group_any(self, company, days):
        return {day: [(None, 0)] for day in days}

    def _get_role_duty_manager(self, company, days):
        found = {}
        for day in days:
            person = self.env["shift.duty.manager"]._get_duty_manager(
                company, company._policy_utc(day, self.hour_from)
            )
            if person:
                found[day] = [(person.id, 0)]
        return found

    def _get_role_shift(self, company, days):
        domain = []
        if self.role_template_id:
            domain = [("template_id", "=", self.role_template_id.id)]
        return self._get_role_shifts(company, days, domain)

    def _get_role_late_shift(self, company, days):
        return self._get_role_shifts(
            company, days, [("template_id.is_late", "=", True)]
        )

    def _get_role_record_field(self, company, days):
        return {}  # read from the record itself, in the generator's own statement

    def _get_role_members(self, group, company, days):
        people = self.env["hr.employee"].search(
            [
                ("company_id", "=", company.id),
                ("user_id.all_group_ids", "in", group.ids),
                ("user_id.active", "=", True),
            ]
        )
        everybody = [(person.id, person.id) for person in people]
        return {day: everybody for day in days} if everybody else {}

    def _get_role_shifts(self, company, days, domain):
        """People of published shifts, after swaps: one duty per shift."""
        query = self.env["shift.assignment"]._search(
            [
                ("company_id", "=", company.id),
                ("date", "in", list(days)),
                ("employee_id", "!=", False),
                ("roster_id.state", "!=", "draft"),
                *domain,
            ]
        )
        found = {}
        columns = ("date", "employee_id", "id")
        for day, employee, shift in self.env.execute_query(
            query.select(*(SQL.identifier(query.table, name) for name in columns))
        ):
            found.setdefault(day, []).append((employee, shift))
        return found

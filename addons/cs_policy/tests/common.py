from contextlib import contextmanager

from odoo.tests import new_test_user

from odoo.addons.base.tests.common import BaseCommon

from ..exceptions import PolicyRefusal

GROUPS = {
    "agent": "cs_policy.cs_policy_group_agent",
    "duty_manager": "cs_policy.cs_policy_group_duty_manager",
    "manager": "cs_policy.cs_policy_group_manager",
    "policy_manager": "cs_policy.cs_policy_group_policy_manager",
    "auditor": "cs_policy.cs_policy_group_auditor",
}


class PolicyCase(BaseCommon):
    """One user and one employee per role, and assertions in policy words.

    In a company of their own, beside whatever demo data there is.
    """

    @classmethod
    def setup_independent_company(cls, **kwargs):
        return cls.env["res.company"].create(
            {"name": "Test Desk", "policy_tz": "Asia/Shanghai", **kwargs}
        )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        staff = cls._get_staff()
        users = cls._create_users(staff)
        roles = [login.partition("_")[2] for login in staff]
        employees = cls.env["hr.employee"].create(
            [
                {"name": role, "user_id": user.id, "company_id": cls.company.id}
                for role, user in zip(roles, users, strict=True)
            ]
        )
        for role, user, employee in zip(roles, users, employees, strict=True):
            setattr(cls, f"user_{role}", user)
            setattr(cls, f"employee_{role}", employee)

    @classmethod
    def _get_staff(cls):
        """{login: group}; ``policy_agent`` is ``user_agent`` and ``employee_agent``."""
        return {f"policy_{role}": group for role, group in GROUPS.items()}

    @classmethod
    def _create_employee(cls, name, user=None, **vals):
        return cls.env["hr.employee"].create(
            {
                "name": name,
                "user_id": user.id if user else False,
                "company_id": cls.company.id,
                **vals,
            }
        )

    @classmethod
    def _create_user(cls, login, groups, **vals):
        """A user of the company alone."""
        return new_test_user(
            cls.env,
            login,
            groups=groups,
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
            **vals,
        )

    @classmethod
    def _create_users(cls, logins):
        """Users of the company alone, of ``{login: group}``; the password is the login.

        All at once: Odoo empties its caches each time that a user is made.
        """
        return cls.env["res.users"].create(
            [
                {
                    "login": login,
                    "name": f"{login} ({group})",
                    "email": f"{login}@example.com",
                    "password": login,
                    "group_ids": [(6, 0, cls.env.ref(group).ids)],
                    "company_id": cls.company.id,
                    "company_ids": [(6, 0, cls.company.ids)],
                }
                for login, group in logins.items()
            ]
        )

    @classmethod
    def _login_for(cls, partner):
        """A portal user of the company, ``portal_`` and the name of ``partner``."""
        login = f"portal_{partner.name.lower()}"
        return cls._create_user(login, "base.group_portal", partner_id=partner.id)

    @classmethod
    def _set_parameter(cls, code, value, date_from="2020-01-01", company=None):
        return cls.env["policy.parameter.value"].create(
            {
                "parameter_id": cls.env["policy.parameter"]
                .search([("code", "=", code)])
                .id,
                "company_id": (company or cls.company).id,
                "date_from": date_from,
                "value": str(value),
                "reason": "Test",
            }
        )

    @contextmanager
    def assertRefused(self, *clauses):
        """The block is refused for exactly ``clauses`` and leaves nothing behind."""
        with self.assertRaises(PolicyRefusal) as caught, self.cr.savepoint():
            yield caught
        self.assertEqual(sorted(set(caught.exception.clauses)), sorted(set(clauses)))


class ShiftCase(PolicyCase):
    """A post, the three shift codes of a round-the-clock desk and a roster."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.post = cls.env["shift.post"].create({"name": "Hotline", "code": "HOT"})
        template = cls.env["shift.template"]
        cls.early = template.create(
            {"name": "Early", "code": "E", "hour_from": 8, "hour_to": 16}
        )
        cls.middle = template.create(
            {"name": "Middle", "code": "M", "hour_from": 16, "hour_to": 24}
        )
        cls.night = template.create(
            {
                "name": "Night",
                "code": "N",
                "hour_from": 24,
                "hour_to": 8,
                "is_late": True,
            }
        )

    @classmethod
    def _get_roster(cls, day):
        roster = cls.env["shift.roster"]
        month = f"{str(day)[:7]}-01"
        return roster.search(
            [("company_id", "=", cls.company.id), ("month", "=", month)]
        ) or roster.create({"company_id": cls.company.id, "month": month})

    @classmethod
    def _create_shift(cls, employee, day, template=None, **vals):
        """A shift of ``employee`` (or an open one, for None) on ``day`` (ISO)."""
        return cls.env["shift.assignment"].create(
            {
                "roster_id": cls._get_roster(day).id,
                "employee_id": employee.id if employee else False,
                "post_id": cls.post.id,
                "template_id": (template or cls.early).id,
                "date": day,
                **vals,
            }
        )

    @classmethod
    def _ask_leave(cls, employee, day, unit="day", **vals):
        """Unpaid time off on ``day``, asked for although a shift lies in it."""
        kind = cls.env["hr.leave.type"].create(
            {
                "name": "Unpaid",
                "requires_allocation": False,
                "company_id": cls.company.id,
                "leave_validation_type": "hr",
                "request_unit": unit,
            }
        )
        return cls.env["hr.leave"].create(
            {
                "employee_id": employee.id,
                "holiday_status_id": kind.id,
                "request_date_from": day,
                "request_date_to": day,
                "request_unit_hours": unit == "hour",
                "is_swap_ruled_out": True,
                **vals,
            }
        )


class DutyCase(ShiftCase):
    """Duty plans of one company; freeze the time around 2026-12-07, a Monday."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clause = cls.env["policy.clause"].create(
            {"code": "CS-99.2", "name": "Test duty", "part": "CS"}
        )

    @classmethod
    def _create_plan(cls, **vals):
        return cls.env["policy.duty.plan"].create(
            {
                "name": "Clean up",
                "clause_id": cls.clause.id,
                "company_id": cls.company.id,
                "date_from": "2026-12-07",
                "rrule": "FREQ=DAILY",
                "role_type": "employee",
                "role_employee_id": cls.employee_agent.id,
                **vals,
            }
        )

    def _get_duties(self, plan):
        return self.env["policy.duty"].search([("plan_id", "in", plan.ids)])

    def _create_duty(self, **vals):
        """The duty of today of a fresh daily plan."""
        plan = self._create_plan(**vals)
        plan._generate()
        return self._get_duties(plan)[0]

    def _hand_in(self, duty, user=None):
        report = self.env["policy.duty.report"].with_user(user or self.user_agent)
        return report.create({"duty_id": duty.id, "note": "Done as asked"})

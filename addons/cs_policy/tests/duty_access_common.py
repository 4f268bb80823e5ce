from lxml import etree

from odoo.tests import Form
from odoo.tools import SQL

from .common import DutyCase


class DutyAccessCase(DutyCase):
    """Whoever a shipped plan names finds, opens and hands in the duty."""

    def _get_shipped_plans(self, addon):
        names = self.env["ir.model.data"].search(
            [("module", "=", addon), ("model", "=", "policy.duty.plan")]
        )
        return self.env["policy.duty.plan"].browse(names.mapped("res_id"))

    def _create_people(self, groups):
        """{group: user of the company with this role alone, who is an employee}"""
        logins = {
            f"duty_{group.id}": group.get_external_id()[group.id] for group in groups
        }
        users = self._create_users(logins)
        for user in users:
            self._create_employee(user.name, user)
        return dict(zip(groups, users, strict=True))

    def _insert_duty(self, plan, employee):
        """A duty of ``plan`` that is open now, whatever makes it due."""
        plan = plan.with_company(self.company)
        plan._insert_duties(
            self.company,
            SQL(
                "SELECT 'test' AS occurrence_key, x.now::date AS due_date,"
                " x.now AS opens_at, x.now + interval '12 hours' AS due_at,"
                " NULL::int AS anchor_id, NULL::date AS anchor_date,"
                " %s::int AS employee_id, 0 AS slot"
                " FROM (SELECT %s::timestamp AS now) x",
                employee.id or None,
                self.company._policy_utc(self.company._policy_today(), 0),
            ),
        )
        self.env.invalidate_all()
        return self._get_duties(plan).filtered(
            lambda duty: duty.occurrence_key == "test"
        )

    def _check_plans(self, addon, base_group, menu):
        """Every plan of ``addon``, by a user who has no role but the one it names.

        :param base_group: XML id of the role of whoever a record names
        :param menu: XML id of the menu where they look
        """
        plans = self._get_shipped_plans(addon)
        self.assertTrue(plans)
        base = self.env.ref(base_group)
        people = self._create_people((plans.role_group_id | base).sorted("id"))
        for plan in plans:
            with self.subTest(plan=plan.name):
                user = people[plan.role_group_id or base]
                named = plan.role_type == "record_field"
                duty = self._insert_duty(
                    plan, user.employee_id if named else self.env["hr.employee"]
                )
                duty = duty.with_user(user).with_company(self.company)
                self._check_found(duty, menu)
                self._check_opens(duty)
                if not plan.evidence_model:
                    self._check_handed_in(duty)

    def _check_found(self, duty, menu):
        agent = "cs_policy.cs_policy_group_agent"
        if duty.env.user.has_group(agent):
            menu = "cs_policy.policy_duty_my_menu"
        menus = self.env["ir.ui.menu"].with_user(duty.env.user)
        self.assertIn(self.env.ref(menu).id, menus._visible_menu_ids())
        self.assertIn(duty, duty.search([("is_mine", "=", True)]))
        self.assertGreaterEqual(duty.get_my_counts()["due"], 1)

    def _check_opens(self, duty):
        for kind in ("kanban", "list"):
            arch = etree.fromstring(duty.get_view(view_type=kind)["arch"])
            names = {node.get("name") for node in arch.iter("field")}
            duty.web_search_read([("id", "=", duty.id)], {name: {} for name in names})
        self.assertEqual(Form(duty).state, "due")

    def _check_handed_in(self, duty):
        action = duty.action_report()
        report = self.env[action["res_model"]].with_user(duty.env.user)
        with Form(report.with_context(**action["context"])) as form:
            form.note = "Done as asked"
        report = report.search([("duty_id", "=", duty.id)])
        self.assertEqual(report.note, "Done as asked")
        self.assertEqual(duty.state, "done")
        self.assertEqual(Form(duty).log_ids._records[0]["event"], "done")

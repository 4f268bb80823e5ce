from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from odoo.addons.cs_policy.tests.browser_wait import WAIT
from odoo.addons.cs_policy.tests.duty_access_common import DutyAccessCase

OPEN_BY_COUNTER = (
    WAIT
    + """
    (async () => {
        const counter = await wait("the counter", () =>
            document.querySelector(".o_duty_systray_counter"));
        if (counter.textContent.trim() !== "1") throw new Error(counter.textContent);
        counter.closest("button").click();
        await wait("the duty", () =>
            [...document.querySelectorAll(".o_kanban_record, .o_data_row")].find(
                (card) => card.textContent.includes("PO-4.1.4")));
        console.log("test successful");
    })();
"""
)


@tagged("post_install", "-at_install")
class TestDutyCounter(HttpCase, DutyAccessCase):
    def test_the_counter_in_the_top_bar_leads_the_cashier_to_the_duty(self):
        """X-2, PO-4.1.4"""
        plan = self.env.ref("property_ops.policy_duty_plan_collection_month")
        self._create_users({"duty_cashier": "property_ops.property_ops_group_cashier"})
        self._insert_duty(plan, self.env["hr.employee"])
        self.browser_js("/odoo", OPEN_BY_COUNTER, login="duty_cashier")


@freeze_time("2026-12-07 01:00:00")
class TestDutyAccess(DutyAccessCase):
    """X-2: duties reach the people of the office, who are no agents."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        group = "property_ops.property_ops_group_"
        cls.user_boss, cls.user_desk = cls._create_users(
            {
                "property_boss": f"{group}area_manager",
                "property_desk": f"{group}user",
            }
        )
        cls.boss = cls._create_employee("Boss", cls.user_boss)
        cls.desk = cls._create_employee("Desk", cls.user_desk, parent_id=cls.boss.id)

    def test_who_a_plan_names_finds_opens_and_hands_in(self):
        """X-2, PO-4.1.4, PO-4.5.3: each with the one role that the plan names."""
        self._check_plans(
            "property_ops",
            "property_ops.property_ops_group_user",
            "property_ops.policy_duty_my_menu",
        )

    def test_a_manager_of_the_office_is_told_of_missed_duties_and_opens_them(self):
        """X-2"""
        duty = self._create_duty(role_employee_id=self.desk.id, grace_hours=0)
        with freeze_time("2026-12-07 20:00:00"):
            missed = self.env["policy.duty"]._mark_missed()
            self.env["policy.duty.escalation"]._escalate(missed)
        told = duty.escalation_id.with_user(self.user_boss)
        self.assertEqual(told.user_id, self.user_boss)
        self.assertEqual(told.duty_ids, duty)
        self._check_opens_missed(told)
        with self.assertRaises(AccessError):
            told.with_user(self.user_desk).read(["date"])

    def _check_opens_missed(self, told):
        self.assertTrue(told.web_read({"duty_ids": {"fields": {"display_name": {}}}}))
        self.assertEqual(told.duty_ids.log_ids.event, "missed")

    def test_duties_reports_and_histories_of_others_stay_unseen(self):
        """X-2: one's own only."""
        duty = self._create_duty(role_employee_id=self.desk.id)
        report = self._hand_in(duty, self.user_desk)
        for record in (duty, duty.log_ids, report):
            with self.subTest(record._name):
                self.assertTrue(record.with_user(self.user_desk).has_access("read"))
                self.assertFalse(record.with_user(self.user_boss).has_access("read"))

from freezegun import freeze_time

from odoo.addons.cs_policy.tests.duty_access_common import DutyAccessCase


@freeze_time("2026-12-07 01:00:00")
class TestDutyAccess(DutyAccessCase):
    """X-2: duties reach the people of the sale, who are no agents."""

    def test_who_a_plan_names_finds_and_opens(self):
        """X-2, SA-2.2: each with the one role that the plan names."""
        self._check_plans(
            "sales_aftercare",
            "sales_aftercare.sales_aftercare_group_user",
            "sales_aftercare.policy_duty_my_menu",
        )

    def test_the_sales_manager_reads_the_history_of_every_duty_of_the_sale(self):
        """X-2"""
        group = "sales_aftercare.sales_aftercare_group_"
        user = self._create_users({"sale_chief": f"{group}manager"})
        clause = self.env["policy.clause"].create(
            {"code": "SA-99.2", "name": "Test duty", "part": "SA"}
        )
        duty = self._create_duty(clause_id=clause.id)
        self._hand_in(duty)
        self.assertEqual(duty.with_user(user).log_ids.event, "done")

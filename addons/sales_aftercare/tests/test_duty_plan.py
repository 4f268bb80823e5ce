from datetime import date

from freezegun import freeze_time

from odoo.addons.cs_policy.tests.common import DutyCase


class TestDutyPlan(DutyCase):
    """Duties after the sale are declared purely by data."""

    def _generate(self):
        plan = self.env.ref("sales_aftercare.policy_duty_plan_unpaid_homes")
        plan.write({"date_from": "2026-10-01", "generated_until": False})
        plan._generate()
        return self._get_duties(plan).filtered(lambda d: d.company_id == self.company)

    @freeze_time("2026-11-09 01:00:00")
    def test_on_the_12th_the_unpaid_homes_are_checked_with_finance(self):
        """SA-1.4.1c: created by itself, ticked off by the payment check."""
        duty = self._generate().filtered(lambda d: d.due_date == date(2026, 11, 12))
        self.assertEqual(duty.clause_code, "SA-1.4.1c")
        with freeze_time("2026-11-12 07:00:00"):
            check = self.env["sale.home.payment.check"].create(
                {"date": "2026-11-12", "company_id": self.company.id}
            )
            check.action_confirm()
            check.action_make_demands()
            self.env["policy.duty"]._cron_close()
        self.assertEqual(duty.state, "done")
        self.assertEqual(duty.evidence_label, check.display_name)

    @freeze_time("2026-12-08 01:00:00")
    def test_a_12th_without_work_moves_to_the_next_working_day(self):
        """SA-1.4.1c: finance is not there on a Saturday."""
        self.assertIn(date(2026, 12, 14), self._generate().mapped("due_date"))

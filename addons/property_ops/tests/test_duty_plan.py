from datetime import date

from freezegun import freeze_time

from odoo.addons.cs_policy.tests.common import DutyCase


class TestDutyPlan(DutyCase):
    """Duties of the property office are declared purely by data."""

    def _generate(self, name):
        plan = self.env.ref(f"property_ops.policy_duty_plan_{name}")
        plan.write({"date_from": "2026-12-01", "generated_until": False})
        self._get_duties(plan).invalidate_recordset()
        plan._generate()
        return self._get_duties(plan).filtered(lambda d: d.company_id == self.company)

    def test_every_saturday_morning_the_renovation_statistics(self):
        """PO-4.2.1.3: created by itself, ticked off by a report, else missed."""
        with freeze_time("2026-12-07 01:00:00"):
            duty = self._generate("renovation_statistics").filtered(
                lambda d: d.due_date == date(2026, 12, 12)
            )
        local = self.company._policy_local
        self.assertEqual(local(duty.opens_at).strftime("%a %H:%M"), "Sat 08:00")
        self.assertEqual(local(duty.due_at).strftime("%a %H:%M"), "Sat 12:00")
        self.assertEqual(duty.clause_code, "PO-4.2.1.3")
        with freeze_time("2026-12-12 03:00:00"):
            self.assertTrue(duty.with_user(self.user_agent).is_mine)
            self._hand_in(duty)
        self.assertRecordValues(
            duty, [{"state": "done", "employee_id": self.employee_agent.id}]
        )

    def test_nobody_hands_in_and_it_is_missed(self):
        """PO-4.2.1.3"""
        with freeze_time("2026-12-07 01:00:00"):
            duty = self._generate("renovation_statistics").filtered(
                lambda d: d.due_date == date(2026, 12, 12)
            )
        with freeze_time("2026-12-14 01:00:00"):
            self.env["policy.duty"]._cron_close()
        self.assertEqual(duty.state, "missed")

    def test_from_the_28th_to_the_30th_the_special_service_statistics(self):
        """PO-4.11.4: in February its last days."""
        for today, opens, due in (
            ("2026-12-24 01:00:00", "2026-12-28 09:00", "2026-12-30 18:00"),
            ("2027-02-22 01:00:00", "2027-02-26 09:00", "2027-02-28 18:00"),
            ("2028-02-23 01:00:00", "2028-02-27 09:00", "2028-02-29 18:00"),
        ):
            with self.subTest(due=due), freeze_time(today):
                duty = self._generate("special_service_statistics")[-1]
                window = [
                    self.company._policy_local(moment).strftime("%Y-%m-%d %H:%M")
                    for moment in (duty.opens_at, duty.due_at)
                ]
                self.assertEqual(window, [opens, due])

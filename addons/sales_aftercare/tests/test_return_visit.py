from datetime import date

from freezegun import freeze_time

from odoo.exceptions import UserError

from .care_common import CareCase
from .common import TODAY

FIRST, SECOND = "policy_duty_plan_first_visit", "policy_duty_plan_second_visit"


class TestReturnVisit(CareCase):
    """A month after authentication and three months after hand-over."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agent = cls._create_employee("Agent", user=cls.sale_user)
        cls.rep = cls._create_employee("Rep", user=cls.sale_representative)
        cls.contract = cls._create_active(date_signed=date(2020, 1, 1))

    def _visit(self, **vals):
        context = self.contract.action_open_visits()["context"]
        visits = self.env["service.visit"].with_user(self.sale_user)
        visit = visits.with_context(**context).create(
            {"reason": "How are you?", "result": "Content", **vals}
        )
        visit.action_done()
        return visit

    def test_a_month_goes_over_month_ends_leap_day_and_year_end(self):
        """SA-2.2: the 31st becomes the last day of the month after."""
        days = {
            date(2026, 12, 31): date(2027, 1, 31),
            date(2027, 1, 31): date(2027, 2, 28),
            date(2028, 1, 30): date(2028, 2, 29),
            date(2028, 2, 29): date(2028, 3, 29),
            date(2027, 3, 31): date(2027, 4, 30),
        }
        plan = self.env.ref(f"sales_aftercare.{FIRST}")
        for day, due in days.items():
            self.assertEqual(plan._add_offset(self.company, day), due)
            with freeze_time(f"{day} 08:00:00"):
                self.contract._record_step("authenticate", day)
                duty = self._get_plan_duties(FIRST, self.contract)
            self.assertEqual(duty.due_date, due, day)
            self.assertEqual(duty.clause_code, "SA-2.2")
            self.assertEqual(duty.employee_id, self.rep)

    def test_three_months_after_hand_over(self):
        """SA-2.2: over the year end and into a short month; opens two weeks before."""
        plan = self.env.ref(f"sales_aftercare.{SECOND}")
        days = {
            date(2026, 11, 30): date(2027, 2, 28),
            date(2027, 11, 30): date(2028, 2, 29),
            date(2026, 10, 15): date(2027, 1, 15),
        }
        for day, due in days.items():
            self.assertEqual(plan._add_offset(self.company, day), due)
        with freeze_time("2026-11-30 08:00:00"):
            self.contract._record_step("move_in", date(2026, 11, 30))
            self.assertFalse(self._get_plan_duties(SECOND, self.contract))
        with freeze_time("2027-02-14 01:00:00"):
            duty = self._get_plan_duties(SECOND, self.contract)
            self.assertEqual(duty.due_date, date(2027, 2, 28))

    def test_a_late_start_of_the_scheduler_loses_no_visit(self):
        """SA-2.2: nothing ran for five weeks."""
        self.contract._record_step("authenticate", TODAY)
        with freeze_time("2026-12-30 01:00:00"):
            duty = self._get_plan_duties(FIRST, self.contract)
            self.assertEqual(duty.due_date, date(2026, 12, 24))
            self.assertEqual(len(duty), 1)

    def test_the_visit_ticks_off_its_duty_whoever_made_it(self):
        """SA-2.2: the first visit proves the first duty and not the second."""
        self.contract._record_step("authenticate", TODAY)
        first = self._get_plan_duties(FIRST, self.contract)
        visit = self._visit()
        self.assertEqual(visit.sale_occasion, "first")
        self.assertEqual((first.state, first.evidence_id), ("done", visit.id))
        self.contract._record_step("move_in", TODAY)
        with freeze_time("2027-02-20 02:00:00"):
            second = self._get_plan_duties(SECOND, self.contract)
            other = self._visit(sale_occasion="other")
            self.assertEqual(second.state, "due")
            visit = self._visit()
            self.assertEqual(visit.sale_occasion, "second")
            self.assertEqual((second.state, second.evidence_id), ("done", visit.id))
            self.assertEqual(self.contract._get_visit_occasion(), "other")
        self.assertNotEqual(other, visit)

    def test_a_visit_to_anybody_proves_no_duty_of_a_contract(self):
        """SA-2.2: also not when the duty is named by RPC."""
        self.contract._record_step("authenticate", TODAY)
        duty = self._get_plan_duties(FIRST, self.contract)
        visits = self.env["service.visit"].with_user(self.sale_representative)
        visit = visits.create(
            {
                "partner_id": self.bob.id,
                "reason": "x",
                "result": "y",
                "duty_id": duty.id,
            }
        )
        with self.assertRefused("SA-2.2"):
            visit.action_done()
        self.assertEqual(duty.state, "due")

    def test_the_visit_goes_to_whoever_looks_after_the_contract_now(self):
        """SA-2.2: open duties go with the person named on the contract."""
        self.contract._record_step("authenticate", TODAY)
        duty = self._get_plan_duties(FIRST, self.contract)
        self.assertEqual(duty.employee_id, self.rep)
        self.contract.sudo().user_id = self.sale_user
        duty.plan_id._generate()
        self.assertEqual(duty.employee_id, self.agent)

    def test_a_visit_made_before_its_duty_was_there_counts(self):
        """SA-2.2: on the day after authentication, before the nightly run."""
        self.contract._record_step("authenticate", TODAY)
        visit = self._visit()
        duty = self._get_plan_duties(FIRST, self.contract)
        self.assertEqual(duty.state, "due")
        self.env["policy.duty"]._match_evidence(duty.plan_id)
        self.assertEqual((duty.state, duty.evidence_id), ("done", visit.id))

    def test_a_rescinded_contract_asks_for_no_visit(self):
        """SA-2.2: what was due is void."""
        self.contract._record_step("authenticate", TODAY)
        duty = self._get_plan_duties(FIRST, self.contract)
        self.contract.sudo()._move("rescinded")
        self._get_plan_duties(FIRST, self.contract)
        self.assertEqual(duty.state, "void")

    def test_a_promise_is_kept_once_it_was_made(self):
        visit = self._visit(promise="Repair the tap", promise_date=TODAY)
        visit.action_promise_kept()
        self.assertEqual(visit.promise_kept_on, TODAY)
        with self.assertRaises(UserError):
            self._visit().action_promise_kept()
        with self.assertRaises(UserError):
            visit.promise_kept_on = date(2026, 1, 1)
        with self.assertRaises(UserError):
            visit.sale_occasion = "other"

from datetime import date, timedelta

from freezegun import freeze_time

from odoo.tests import tagged

from .common import TODAY
from .title_common import TitleCase


@tagged("post_install", "-at_install")
class TestTitleClock(TitleCase):
    """By when the certificate is due, over holidays, years and standing schedulers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls.env.ref("sales_aftercare.policy_duty_plan_title")
        cls.plan.write({"date_from": "2026-01-01", "company_id": cls.company.id})
        cls.clerk = cls._create_employee("Centre", user=cls.sale_representative)

    def _sign(self, day, **vals):
        """A ready home signed on ``day``, in force and looked after by somebody."""
        contract = self._create_contract(date_signed=day, **vals)
        contract.action_submit()
        contract.with_user(self.sale_manager).action_approve()
        return contract

    def _generate(self):
        self.plan._generate()
        return self.env["policy.duty"].search([("plan_id", "=", self.plan.id)])

    def _add_leave(self, first, last):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "company_id": self.company.id,
                "date_from": self.company._policy_utc(first),
                "date_to": self.company._policy_utc(last, 24),
            }
        )

    def test_ninety_days_from_signature_or_hand_over(self):
        """SA-1.6.3: ready homes from signature, off-plan homes from hand-over."""
        contract = self._sign(date(2026, 11, 20))
        self.assertEqual(contract.date_title_due, date(2027, 2, 18))
        other = self._create_active(self.units[1], delivery_kind="off_plan")
        self.assertFalse(other.date_title_due)
        other._record_step("move_in", date(2026, 11, 24))
        self.assertEqual(other.date_title_due, date(2027, 2, 22))

    def test_the_days_are_the_company_s(self):
        """SA-1.6.3: a parameter with its own dates."""
        self.env["policy.parameter.value"].create(
            {
                "parameter_id": self.env.ref(
                    "sales_aftercare.policy_parameter_title_days_ready"
                ).id,
                "company_id": self.company.id,
                "date_from": "2026-11-25",
                "value": "60",
            }
        )
        with freeze_time("2026-11-30 02:00:00"):
            contract = self._sign(date(2026, 11, 25))
            self.assertEqual(contract.date_title_due, date(2027, 1, 24))
            contract = self._sign(date(2026, 11, 24), unit=self.units[1])
            self.assertEqual(contract.date_title_due, date(2027, 2, 22))

    def test_a_leap_day_counts(self):
        """SA-1.6.3: 90 days over 29 February 2028, and over a year's end."""
        with freeze_time("2028-01-10 02:00:00"):
            contract = self._sign(date(2027, 12, 15))
            self.assertEqual(contract.date_title_due, date(2028, 3, 14))
            contract = self._sign(date(2028, 1, 10), unit=self.units[1])
            self.assertEqual(contract.date_title_due, date(2028, 4, 9))

    def test_a_day_off_moves_the_duty_forward_not_the_law(self):
        """SA-1.6.3: over a week-end and a holiday to the working day before."""
        contract = self._sign(date(2026, 11, 22))
        self.assertEqual(contract.date_title_due, date(2027, 2, 20))  # a Saturday
        self._add_leave(date(2027, 2, 17), date(2027, 2, 19))
        with freeze_time("2027-02-01 01:00:00"):
            duty = self._generate()
        self.assertEqual(duty.due_date, date(2027, 2, 16))
        self.assertEqual(duty.clause_code, "SA-1.6.3")
        self.assertEqual(duty.employee_id, self.clerk)

    def test_a_make_up_saturday_is_a_working_day(self):
        """SA-1.6.3: then the duty is due on the day itself."""
        self._sign(date(2026, 11, 22))
        self.env["policy.makeup.day"].create(
            {
                "date": "2027-02-20",
                "name": "Make-up day",
                "calendar_id": self.company.resource_calendar_id.id,
            }
        )
        with freeze_time("2027-02-01 01:00:00"):
            self.assertEqual(self._generate().due_date, date(2027, 2, 20))

    def test_a_scheduler_that_stood_still_makes_it_up_once(self):
        """SA-1.6.3: after weeks of downtime, one duty, still due on its day."""
        self._sign(date(2026, 11, 20))
        with freeze_time("2027-03-20 01:00:00"):
            duty = self._generate()
            self.assertEqual(len(duty), 1)
            self.assertEqual(duty.due_date, date(2027, 2, 18))
            self.assertEqual(self._generate(), duty)
            duty._mark_missed()
            self.assertEqual(duty.state, "missed")

    def test_it_moves_with_the_day_it_hangs_on(self):
        """SA-1.6.3: the hand-over was recorded wrongly."""
        contract = self._create_active(delivery_kind="off_plan")
        contract.with_user(self.sale_manager).user_id = self.sale_representative
        contract._record_step("move_in", date(2026, 11, 2))
        with freeze_time("2027-01-20 01:00:00"):
            duty = self._generate()
            self.assertEqual(duty.due_date, date(2027, 1, 29))
            contract._record_step("move_in", date(2026, 11, 9))
            self._generate()
            self.assertEqual(duty.due_date, date(2027, 2, 5))

    def test_the_certificate_ticks_it_off(self):
        """SA-1.6.3: done by the application, whatever day it opened."""
        contract = self._create_ready()
        contract.with_user(self.sale_manager).user_id = self.sale_representative
        with freeze_time("2027-02-18 02:00:00"):
            duty = self._generate()
            self.assertEqual(duty.state, "due")
            application = self._apply(contract)
            self._issue(application)
            self.assertEqual(duty.state, "done")
            self.assertEqual(duty.evidence_id, application.id)

    def test_the_bureau_is_asked_after_twenty_working_days(self):
        """SA-1.6.3: over New Year's holiday; done when it answers."""
        self._add_leave(date(2027, 1, 1), date(2027, 1, 3))
        plan = self.env.ref("sales_aftercare.policy_duty_plan_title_result")
        plan.write({"date_from": "2026-01-01", "company_id": self.company.id})
        contract = self._create_ready()
        application = self._apply(contract)
        application.user_id = self.sale_representative
        self._hand_out(application)
        application.bureau_number = "B-1"
        with freeze_time("2026-12-21 02:00:00"):
            application.action_submit()
        with freeze_time("2027-01-19 02:00:00"):
            plan._generate()
            duty = self.env["policy.duty"].search([("plan_id", "=", plan.id)])
            self.assertEqual(duty.due_date, date(2027, 1, 19))
            application.property_number = "P-1"
            application.action_issue()
            self.assertEqual(duty.state, "done")

    def test_the_certificate_is_handed_to_the_customer(self):
        """SA-1.6.3: ten working days after it was issued."""
        plan = self.env.ref("sales_aftercare.policy_duty_plan_title_collect")
        plan.write({"date_from": "2026-01-01", "company_id": self.company.id})
        application = self._apply(self._create_ready())
        application.user_id = self.sale_representative
        self._issue(application)
        with freeze_time("2026-12-01 02:00:00"):
            plan._generate()
        duty = self.env["policy.duty"].search([("plan_id", "=", plan.id)])
        self.assertEqual(duty.due_date, TODAY + timedelta(days=14))
        application.is_collected_there = True
        application.action_collect()
        self.assertEqual(duty.state, "done")

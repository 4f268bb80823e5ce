from datetime import datetime

from freezegun import freeze_time

from .common import ShiftCase

NOTICE = (lambda env: "Late", lambda env: "10 min")


class TestDutyManager(ShiftCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rows = cls.env["shift.duty.manager"]

    def _get(self, moment):
        return self.rows.with_user(self.user_agent)._get_duty_manager(
            self.company, datetime.fromisoformat(moment)
        )

    def _create(self, employee, day, template=None):
        return self.rows.with_user(self.user_manager).create(
            {
                "employee_id": employee.id,
                "date": day,
                "template_id": template.id if template else False,
            }
        )

    def test_whole_day_covers_its_night_after_midnight(self):
        """CS-2.2: 2026-12-11 03:00 in Shanghai belongs to the 10th's night shift."""
        self._create(self.employee_duty_manager, "2026-12-10")
        self.assertEqual(self._get("2026-12-10 19:00"), self.employee_duty_manager)
        self.assertEqual(self._get("2026-12-10 02:00"), self.employee_duty_manager)
        self.assertFalse(self._get("2026-12-11 01:00"))

    def test_row_of_one_shift_goes_before_the_whole_day(self):
        """CS-2.2: the duty manager of each shift."""
        self._create(self.employee_duty_manager, "2026-12-10")
        self._create(self.employee_manager, "2026-12-10", self.middle)
        self.assertEqual(self._get("2026-12-10 09:00"), self.employee_manager)
        self.assertEqual(self._get("2026-12-10 03:00"), self.employee_duty_manager)

    def test_company_sees_its_own_only(self):
        other = self.env["res.company"].create({"name": "Other"})
        self._create(self.employee_duty_manager, "2026-12-10")
        self.assertFalse(self.rows._get_duty_manager(other, datetime(2026, 12, 10, 3)))

    def test_duty_manager_receives_the_exception(self):
        """CS-2.2: exceptions of a shift go to whoever is in charge then."""
        self._create(self.employee_duty_manager, "2026-12-10")
        shift = self._create_shift(self.employee_agent, "2026-12-10")
        told = shift.with_user(self.user_agent)._notify_duty_manager(*NOTICE)
        self.assertEqual(told[shift], self.user_duty_manager.partner_id)
        message = self.env["mail.message"].search([("subject", "=", "Late")])
        self.assertEqual(
            message.notified_partner_ids, self.user_duty_manager.partner_id
        )

    @freeze_time("2026-12-01")
    def test_managers_receive_it_when_nobody_is_in_charge(self):
        """CS-2.2: no exception is lost."""
        shift = self._create_shift(self.employee_agent, "2026-12-10")
        told = shift._notify_duty_manager(*NOTICE)
        self.assertIn(self.user_manager.partner_id, told[shift])

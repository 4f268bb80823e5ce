from datetime import datetime
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tools import mute_logger

from .common import ShiftCase
from .test_calendar import CalendarCase


@freeze_time("2026-09-01 02:00:00")
class TestHolidayOverTimeOff(CalendarCase, ShiftCase):
    """The agent asked for 24 and 25 September, with a shift on the 25th, a feast."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.employee_agent.write(
            {"resource_calendar_id": cls.calendar.id, "tz": "Asia/Shanghai"}
        )
        cls._create_shift(cls.employee_agent, "2026-09-25").roster_id.action_publish()
        cls.leave = cls._ask_leave(
            cls.employee_agent, "2026-09-24", request_date_to="2026-09-25"
        )

    def test_people_lose_no_time_off_to_a_new_holiday(self):
        """CS-7.9: what was granted before stays granted, and is a day shorter."""
        self.leave.action_approve()
        self.assertEqual(self.leave.number_of_days, 2)
        self._load(2026)
        self.assertRecordValues(
            self.leave, [{"state": "validate", "number_of_days": 1}]
        )

    def test_holiday_by_hand_comes_and_goes_over_granted_time_off(self):
        """CS-7.9: entered, renamed and deleted; nobody's request stands against it."""
        self.leave.action_approve()
        self.user_policy_manager.tz = "Asia/Shanghai"
        self.user_policy_manager.group_ids += self.env.ref(
            "hr_holidays.group_hr_holidays_manager"
        )
        holiday = (
            self.env["resource.calendar.leaves"]
            .with_user(self.user_policy_manager)
            .create(
                {
                    "name": "Moon",
                    "calendar_id": self.calendar.id,
                    "date_from": datetime(2026, 9, 24, 16),
                    "date_to": datetime(2026, 9, 25, 15, 59, 59),
                }
            )
        )
        self.assertEqual(self.leave.number_of_days, 1)
        holiday.name = "Mid-Autumn"
        self.assertEqual(self.leave.state, "validate")
        holiday.unlink()
        self.assertRecordValues(
            self.leave, [{"state": "validate", "number_of_days": 2}]
        )

    def test_what_is_only_asked_for_is_judged_when_it_is_granted(self):
        """CS-7.9: it stays asked for; no value in the context lets it pass."""
        self._load(2026)
        self.assertEqual(self.leave.state, "confirm")
        for mark in (None, True, "trusted"):
            leave = self.leave.with_context(policy_trusted=mark)
            with self.subTest(mark=mark), self.assertRefused("CS-7.9"):
                leave.action_approve()

    def test_calendar_that_fails_leaves_the_others_their_holidays(self):
        """CS-7.9: the failure is on record under its name."""
        broken = self.calendar.create(
            {
                "name": "Broken",
                "company_id": self.company.id,
                "policy_holiday_region": "CN",
            }
        )
        calendars = self.registry["resource.calendar"]
        load = calendars._load_public_holidays

        def fail(calendar, *args):
            if calendar == broken:
                raise ValueError("No such region")
            return load(calendar, *args)

        with (
            patch.object(calendars, "_load_public_holidays", fail),
            mute_logger("odoo.addons.cs_policy.models.policy_job_run"),
        ):
            self.calendar._cron_load_public_holidays()
        self.assertTrue(self._leave("2027-10-01"))
        run = self.env["policy.job.run"].search([("job", "=", "holidays")], limit=1)
        self.assertEqual(run.failed_count, 1)
        self.assertIn("Broken", run.error)

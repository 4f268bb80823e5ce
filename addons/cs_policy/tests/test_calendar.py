from datetime import date, datetime

from pytz import timezone

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time

from .common import PolicyCase

SHANGHAI = timezone("Asia/Shanghai")
MAKEUP_2026 = [
    date(2026, 1, 4),
    date(2026, 2, 14),
    date(2026, 2, 28),
    date(2026, 5, 9),
    date(2026, 9, 20),
    date(2026, 10, 10),
]


class CalendarCase(PolicyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.tz = "Asia/Shanghai"
        cls.calendar = cls.env["resource.calendar"].create(
            {
                "name": "Office",
                "tz": "Asia/Shanghai",
                "company_id": cls.company.id,
                "policy_holiday_region": "CN",
            }
        )
        cls.company.resource_calendar_id = cls.calendar
        cls.sources = cls.env["policy.holiday.source"]

    @classmethod
    def _load(cls, *years, lang="zh_TW"):
        return cls.calendar._load_public_holidays(list(years), lang)

    def _leave(self, day):
        return self.sources.search(
            [("calendar_id", "=", self.calendar.id), ("date", "=", day)]
        ).leave_id

    def _makeup(self, day):
        return self.env["policy.makeup.day"].search(
            [("calendar_id", "=", self.calendar.id), ("date", "=", day)]
        )


class TestCalendar(CalendarCase):
    """What the company's calendar answers, with China's year 2026."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._load(2026)

    def _plan(self, hours, *moment):
        start = SHANGHAI.localize(datetime(*moment))
        end = self.calendar.plan_hours(hours, start, compute_leaves=True)
        return end.replace(tzinfo=None)

    def test_make_up_days_of_2026_are_working_days(self):
        year = self.company._working_days(date(2026, 1, 1), date(2026, 12, 31))
        self.assertEqual([day for day in year if day.weekday() > 4], MAKEUP_2026)

    def test_holidays_carry_their_names(self):
        found = self.company._public_holidays(date(2026, 9, 1), date(2026, 9, 30))
        self.assertEqual(found, {date(2026, 9, 25): "中秋節"})

    def test_swapped_days_off_are_no_working_days(self):
        self.assertFalse(self.company._is_working_day(date(2026, 2, 20)))
        self.assertFalse(self.company._is_working_day(date(2026, 10, 7)))
        self.assertTrue(self.company._is_working_day(date(2026, 10, 8)))

    def test_first_working_day_after_the_autumn_holidays(self):
        company = self.company
        self.assertEqual(
            company._add_working_days(date(2026, 9, 30), 1), date(2026, 10, 8)
        )
        self.assertEqual(
            company._add_working_days(date(2026, 10, 8), -1), date(2026, 9, 30)
        )
        self.assertEqual(
            company._add_working_days(date(2026, 10, 9), 1), date(2026, 10, 10)
        )

    def test_zero_working_days_is_that_day_or_the_next(self):
        company = self.company
        day = date(2026, 9, 24)
        self.assertEqual(company._add_working_days(day, 0), day)
        self.assertEqual(
            company._add_working_days(date(2026, 9, 25), 0), date(2026, 9, 28)
        )

    def test_many_working_days_go_forth_and_back(self):
        there = self.company._add_working_days(date(2026, 1, 5), 200)
        self.assertEqual(self.company._add_working_days(there, -200), date(2026, 1, 5))

    def test_deadline_skips_mid_autumn(self):
        self.assertEqual(self._plan(8, 2026, 9, 24, 17), datetime(2026, 9, 28, 17))

    def test_deadline_moves_to_the_make_up_sunday(self):
        self.assertEqual(self._plan(2, 2026, 9, 18, 16), datetime(2026, 9, 20, 9))
        self._makeup("2026-09-20").unlink()
        self.assertEqual(self._plan(2, 2026, 9, 18, 16), datetime(2026, 9, 21, 9))

    def test_deadline_reckoned_backwards_uses_the_make_up_sunday(self):
        self.assertEqual(self._plan(-2, 2026, 9, 21, 9), datetime(2026, 9, 20, 16))

    def test_make_up_day_has_the_hours_of_its_weekday(self):
        friday = self.calendar.attendance_ids.filtered(
            lambda row: row.dayofweek == "4" and row.day_period == "morning"
        )
        friday.hour_from = 10
        self._makeup("2026-09-20").dayofweek = "4"
        self.assertEqual(self._plan(2, 2026, 9, 18, 16), datetime(2026, 9, 20, 11))

    def test_make_up_day_that_is_worked_anyway_counts_once(self):
        self._makeup("2026-09-20").date = "2026-09-21"
        self.assertEqual(self._plan(9, 2026, 9, 21, 8), datetime(2026, 9, 22, 9))

    def test_employee_works_the_make_up_day(self):
        self.employee_agent.resource_calendar_id = self.calendar
        self.employee_agent.tz = "Asia/Shanghai"
        data = self.employee_agent._get_work_days_data_batch(
            datetime(2026, 9, 19), datetime(2026, 9, 20, 23)
        )
        self.assertEqual(data[self.employee_agent.id]["hours"], 8)

    def test_company_wide_time_off_counts_and_personal_does_not(self):
        leaves = self.env["resource.calendar.leaves"]
        bounds = {
            "date_from": datetime(2026, 11, 9, 16),
            "date_to": datetime(2026, 11, 10, 15, 59),
        }
        leaves.create({"name": "Founding day", "calendar_id": False, **bounds})
        bounds = {
            "date_from": datetime(2026, 11, 10, 16),
            "date_to": datetime(2026, 11, 11, 15, 59),
        }
        leaves.create(
            {
                "name": "Trip",
                "resource_id": self.employee_agent.resource_id.id,
                "calendar_id": self.calendar.id,
                **bounds,
            }
        )
        self.assertEqual(
            self.company._public_holidays(date(2026, 11, 1), date(2026, 11, 30)),
            {date(2026, 11, 10): "Founding day"},
        )

    def test_half_a_day_off_is_no_holiday(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Afternoon off",
                "calendar_id": self.calendar.id,
                "date_from": datetime(2026, 12, 24, 4),
                "date_to": datetime(2026, 12, 24, 16),
            }
        )
        day = date(2026, 12, 24)
        self.assertEqual(self.company._public_holidays(day, day), {})

    def test_holidays_of_another_company_do_not_count(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.assertTrue(other._is_working_day(date(2026, 10, 1)))
        self.assertFalse(other._is_working_day(date(2026, 9, 20)))

    def test_calendar_without_working_days_is_refused(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Closed for good",
                "calendar_id": self.calendar.id,
                "date_from": datetime(2026, 12, 31, 16),
                "date_to": datetime(2040, 1, 1),
            }
        )
        with self.assertRaises(UserError):
            self.company._add_working_days(date(2027, 1, 1), 1)

    def test_agent_may_ask_the_calendar(self):
        company = self.company.with_user(self.user_agent)
        self.assertFalse(company._is_working_day(date(2026, 9, 25)))
        self.assertTrue(company._is_working_day(date(2026, 9, 20)))

    def test_a_year_costs_the_same_as_a_day(self):
        company = self.company.with_user(self.user_agent)
        days = (date(2026, 1, 1), date(2026, 1, 2))
        company._working_days(*days)
        with self.assertQueryCount(1):
            company._working_days(*days)
        with self.assertQueryCount(1):
            company._working_days(date(2026, 1, 1), date(2026, 12, 31))


class TestHolidayLoad(CalendarCase):
    def _dates(self, region, year):
        self.calendar.policy_holiday_region = region
        self._load(year)
        return self.company._public_holidays(date(year, 1, 1), date(year, 12, 31))

    def test_taiwan(self):
        days = self._dates("TW", 2026)
        self.assertEqual(days[date(2026, 2, 28)], "和平紀念日")
        self.assertIn(date(2026, 2, 27), days)
        self.assertIn(date(2026, 12, 25), days)
        self.assertFalse(self.calendar.policy_makeup_day_ids)

    def test_taiwan_make_up_day(self):
        self._dates("TW", 2025)
        self.assertEqual(
            self.calendar.policy_makeup_day_ids.mapped("date"), [date(2025, 2, 8)]
        )

    def test_hong_kong(self):
        days = self._dates("HK", 2026)
        self.assertEqual(days[date(2026, 7, 1)], "香港特別行政區成立紀念日")
        self.assertIn(date(2026, 10, 19), days)
        self.assertNotIn(date(2026, 10, 2), days)

    def test_names_follow_the_language(self):
        self._load(2026, lang="zh_CN")
        self.assertEqual(self._leave("2026-09-25").name, "中秋节")
        self.calendar.policy_holiday_region = "TW"
        self._load(2027, lang="en_US")
        self.assertEqual(self._leave("2027-09-15").name, "Mid-Autumn Festival")

    def test_holidays_are_whole_days_of_the_calendar_whoever_loads(self):
        for tz in ("America/New_York", False, "Asia/Shanghai"):
            with self.subTest(tz=tz):
                self.sources.search([]).leave_id.unlink()
                self.sources.search([]).unlink()
                self.env.user.tz = tz
                self._load(2026)
                self.assertRecordValues(
                    self._leave("2026-10-01"),
                    [
                        {
                            "date_from": datetime(2026, 9, 30, 16),
                            "date_to": datetime(2026, 10, 1, 15, 59, 59),
                        }
                    ],
                )

    def test_second_load_changes_nothing(self):
        self.assertEqual(self._load(2026), (28, 0))
        rows = self.sources.search([]).mapped(lambda row: (row.leave_id, row.makeup_id))
        self.assertEqual(self._load(2026), (0, 0))
        self.assertEqual(
            self.sources.search([]).mapped(lambda row: (row.leave_id, row.makeup_id)),
            rows,
        )

    def test_rows_edited_by_hand_survive(self):
        self._load(2026)
        self._leave("2026-09-25").name = "Moon day"
        self._leave("2026-10-07").unlink()
        self._makeup("2026-10-10").unlink()
        self._makeup("2026-05-09").name = "Works"
        self.assertEqual(self._load(2026), (0, 0))
        self.assertEqual(self._leave("2026-09-25").name, "Moon day")
        self.assertTrue(self.company._is_working_day(date(2026, 10, 7)))
        self.assertFalse(self.company._is_working_day(date(2026, 10, 10)))
        self.assertEqual(self._makeup("2026-05-09").name, "Works")

    def test_days_entered_by_hand_before_are_kept(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Golden week",
                "calendar_id": self.calendar.id,
                "date_from": datetime(2026, 9, 30, 16),
                "date_to": datetime(2026, 10, 7, 15, 59, 59),
            }
        )
        self._load(2026)
        found = self.company._public_holidays(date(2026, 10, 1), date(2026, 10, 7))
        self.assertEqual(set(found.values()), {"Golden week"})

    @freeze_time("2026-06-01")
    def test_day_no_longer_published_goes_unless_touched_or_past(self):
        self._load(2026)
        days = ["2026-03-03", "2026-12-03", "2026-12-04"]
        leaves = self._leave("2026-09-25")
        for day in days:
            low, high = self.calendar._get_day_bounds(date.fromisoformat(day))
            leaf = leaves.copy({"name": "x", "date_from": low, "date_to": high})
            self.sources.create(
                {
                    "calendar_id": self.calendar.id,
                    "region": "CN",
                    "date": day,
                    "kind": "holiday",
                    "name": "x",
                    "date_from": low,
                    "date_to": high,
                    "leave_id": leaf.id,
                }
            )
        self._leave("2026-12-04").name = "Ours"
        self.assertEqual(self._load(2026), (0, 1))
        self.assertTrue(self._leave("2026-03-03"))
        self.assertFalse(self._leave("2026-12-03"))
        self.assertTrue(self._leave("2026-12-04"))

    @freeze_time("2026-12-01")
    def test_scheduled_action_loads_this_year_and_the_next(self):
        self.env["resource.calendar"]._cron_load_public_holidays()
        self.assertTrue(self._leave("2026-10-01"))
        self.assertTrue(self._leave("2027-10-01"))


class TestHolidayLoadWizard(CalendarCase):
    def _wizard(self, user, year=2026):
        wizard = (
            self.env["policy.holiday.load"]
            .with_user(user)
            .create({"year": year, "lang": "en_US"})
        )
        return wizard, wizard.line_ids.filtered(
            lambda line: line.calendar_id == self.calendar
        )

    def test_preview_counts_what_the_load_then_does(self):
        wizard, line = self._wizard(self.user_policy_manager)
        self.assertRecordValues(
            line, [{"region": "CN", "new_count": 28, "kept_count": 0}]
        )
        self.assertEqual(line.summary, "01-04, 02-14, 02-28, 05-09, 09-20, 10-10")
        wizard.action_load()
        self._makeup("2026-10-10").unlink()
        line = self._wizard(self.user_policy_manager)[1]
        self.assertRecordValues(
            line, [{"new_count": 0, "kept_count": 27, "edited_count": 1}]
        )

    def test_chosen_region_stays_on_the_calendar(self):
        wizard, line = self._wizard(self.user_policy_manager)
        line.region = "TW"
        wizard.action_load()
        self.assertEqual(self.calendar.policy_holiday_region, "TW")

    def test_year_out_of_range_is_refused(self):
        with self.assertRaises(UserError):
            self._wizard(self.user_policy_manager, year=26)

    def test_others_may_not_load(self):
        for user in (self.user_manager, self.user_auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._wizard(user)

    def test_calendar_of_another_company_is_refused(self):
        other = self.env["res.company"].create({"name": "Other"})
        wizard, line = self._wizard(self.user_policy_manager)
        self.assertNotIn(other.resource_calendar_id, wizard.line_ids.calendar_id)
        calendar = self.env["resource.calendar"].create(
            {"name": "Theirs", "company_id": other.id}
        )
        line.calendar_id = calendar
        with self.assertRaises(AccessError):
            wizard.action_load()

    def test_policy_manager_edits_holidays_and_agents_do_not(self):
        self._load(2026)
        leave = self._leave("2026-10-01")
        leave.with_user(self.user_policy_manager).name = "Founding"
        with self.assertRaises(AccessError):
            leave.with_user(self.user_agent).name = "Mine"
        makeup = self._makeup("2026-10-10")
        makeup.with_user(self.user_policy_manager).dayofweek = "3"
        with self.assertRaises(AccessError):
            makeup.with_user(self.user_manager).unlink()

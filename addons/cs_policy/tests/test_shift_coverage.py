from datetime import date

from freezegun import freeze_time

from odoo.exceptions import ValidationError

from .common import ShiftCase


@freeze_time("2026-11-20 02:00:00")
class TestCoverage(ShiftCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_manning()
        cls._create_shift(cls.employee_agent, "2026-12-10")
        cls._create_shift(None, "2026-12-10")
        cls.roster = cls._get_roster("2026-12-10")

    @classmethod
    def _create_manning(cls, minimum=2, **vals):
        return cls.env["shift.post.manning"].create(
            {
                "post_id": cls.post.id,
                "template_id": cls.early.id,
                "minimum": minimum,
                "date_from": "2026-01-01",
                **vals,
            }
        )

    def _get(self, day):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["shift.coverage"].search(
            [("company_id", "=", self.company.id), ("date", "=", day)]
        )

    def _get_required(self, day):
        return sum(self._get(day).mapped("required"))

    def test_needed_planned_open_and_missing(self):
        """CS-2.1: who is missing where is seen before it hurts."""
        self.assertRecordValues(
            self._get("2026-12-10"),
            [{"required": 2, "planned": 1, "open": 1, "missing": 1}],
        )
        self.assertRecordValues(
            self._get("2026-12-11"), [{"required": 2, "planned": 0, "missing": 2}]
        )
        self.assertEqual(self.roster.gap_count, 31)

    def test_later_rule_replaces_the_earlier_from_its_day_on(self):
        self._create_manning(5, date_from="2026-12-15")
        self.assertEqual(self._get_required("2026-12-14"), 2)
        self.assertEqual(self._get_required("2026-12-15"), 5)

    def test_rule_ends_with_its_last_day(self):
        self.env["shift.post.manning"].search(
            [("post_id", "=", self.post.id)]
        ).date_to = "2026-12-20"
        self.assertEqual(self._get_required("2026-12-20"), 2)
        self.assertEqual(self._get_required("2026-12-21"), 0)

    def test_weekdays_are_minded(self):
        rule = self._create_manning(3, template_id=self.night.id)
        rule.write({"saturday": False, "sunday": False})
        self.assertEqual(self._get_required("2026-12-11"), 5)
        self.assertEqual(self._get_required("2026-12-12"), 2)

    def test_holiday_rules_agree_with_the_company_calendar(self):
        """CS-2.1: the calendar of deadlines and of manning is the same one."""
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Day Off",
                "company_id": self.company.id,
                "calendar_id": self.company.resource_calendar_id.id,
                "date_from": "2026-12-24 16:00:00",
                "date_to": "2026-12-25 15:59:59",
            }
        )
        self.assertIn(
            date(2026, 12, 25),
            self.company._public_holidays(date(2026, 12, 24), date(2026, 12, 26)),
        )
        self._create_manning(1, holidays="only")
        self._create_manning(4, template_id=self.night.id, holidays="except")
        self.assertEqual(self._get_required("2026-12-24"), 6)
        self.assertEqual(self._get_required("2026-12-25"), 1)
        self.assertEqual(self._get_required("2026-12-26"), 6)

    def test_code_of_another_company_is_refused(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        code = self.env["shift.template"].create(
            {
                "name": "There",
                "code": "T",
                "hour_from": 1,
                "hour_to": 2,
                "company_id": company.id,
            }
        )
        with self.assertRaises(ValidationError):
            self._create_manning(template_id=code.id)

    def test_counting_gaps_costs_the_same_for_a_year(self):
        rosters = self.roster
        self.roster.mapped("gap_count")  # warm caches
        for month in range(1, 6):
            rosters |= self._get_roster(f"2027-0{month}-01")
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(6):
            rosters.mapped("gap_count")

from datetime import date

from odoo.tests import BaseCase

from ..tools.recurrence import has_hours, occurrences, parse_rule

START = date(2026, 1, 1)


class TestRecurrence(BaseCase):
    def _days(self, rule, first, last):
        return [m.date().isoformat() for m in occurrences(rule, START, first, last)]

    def test_saturdays(self):
        days = self._days(
            "RRULE:FREQ=WEEKLY;BYDAY=SA", date(2026, 12, 1), date(2026, 12, 12)
        )
        self.assertEqual(days, ["2026-12-05", "2026-12-12"])

    def test_last_day_up_to_the_30th_of_each_month(self):
        """PO-4.11.4: the 30th, in February its last day, leap years too."""
        rule = "FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1"
        days = self._days(rule, date(2027, 1, 1), date(2027, 3, 31))
        self.assertEqual(days, ["2027-01-30", "2027-02-28", "2027-03-30"])
        leap = self._days(rule, date(2028, 2, 1), date(2028, 2, 29))
        self.assertEqual(leap, ["2028-02-29"])

    def test_both_ends_are_in(self):
        day = date(2026, 5, 5)
        self.assertEqual(self._days("FREQ=DAILY", day, day), ["2026-05-05"])

    def test_every_second_week_counts_from_the_start(self):
        days = self._days("FREQ=WEEKLY;INTERVAL=2", date(2026, 1, 2), date(2026, 2, 1))
        self.assertEqual(days, ["2026-01-15", "2026-01-29"])

    def test_a_rule_with_a_count_ends(self):
        days = self._days("FREQ=DAILY;COUNT=3", date(2026, 1, 2), date(2026, 12, 31))
        self.assertEqual(days, ["2026-01-02", "2026-01-03"])

    def test_hours_of_the_rule(self):
        rule = "FREQ=DAILY;BYHOUR=9,15"
        self.assertTrue(has_hours(rule))
        hours = [m.hour for m in occurrences(rule, START, START, START)]
        self.assertEqual(hours, [9, 15])

    def test_a_day_that_never_comes_is_empty_at_once(self):
        rule = "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31"
        self.assertEqual(self._days(rule, START, date(2027, 1, 1)), [])

    def test_what_is_no_rule_is_refused(self):
        for text in (
            "",
            None,
            "every Saturday",
            "FREQ=HOURLY",
            "FREQ=SECONDLY",
            "BYDAY=SA",
            "FREQ=WEEKLY;BYDAY=XX",
            "FREQ=DAILY;INTERVAL=0",
            "FREQ=DAILY;INTERVAL=x",
            "FREQ=DAILY;BYMINUTE=1",
            "FREQ=DAILY;FREQ=WEEKLY",
            "FREQ=DAILY;",
            "DTSTART:20260101\nRRULE:FREQ=DAILY",
            "FREQ=MONTHLY;BYMONTHDAY=a",
        ):
            with self.subTest(text=text), self.assertRaises(ValueError):
                list(parse_rule(text, START)[:1])

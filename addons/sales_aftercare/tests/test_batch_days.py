from datetime import date, timedelta

from odoo.tests import BaseCase

from ..tools.batch_days import get_batch_days, parse_weekdays

TUESDAY_FRIDAY = {1, 4}


def work(first, last, off=(), makeup=()):
    """Working days: Monday to Friday but ``off``, and ``makeup``."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [
        day for day in days if day in makeup or (day.weekday() < 5 and day not in off)
    ]


def span(first, last):
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


class TestBatchDays(BaseCase):
    """The days on which contracts go to the housing bureau."""

    def _get(self, first, last, off=(), makeup=()):
        working = work(
            first - timedelta(days=20), last + timedelta(days=20), off, makeup
        )
        days = get_batch_days(TUESDAY_FRIDAY, working, first, last)
        return [day for day, _nominal in days]

    def test_tuesdays_and_fridays(self):
        """SA-1.1.2: an ordinary fortnight."""
        days = self._get(date(2026, 11, 23), date(2026, 12, 4))
        self.assertEqual(
            days,
            [
                date(2026, 11, 24),
                date(2026, 11, 27),
                date(2026, 12, 1),
                date(2026, 12, 4),
            ],
        )

    def test_holidays_move_to_the_next_working_day_once(self):
        """SA-1.1.2: both days of the golden week make one batch after it."""
        off = span(date(2026, 10, 1), date(2026, 10, 7))
        days = self._get(date(2026, 9, 28), date(2026, 10, 12), off)
        self.assertEqual(
            days, [date(2026, 9, 29), date(2026, 10, 8), date(2026, 10, 9)]
        )
        off = span(date(2026, 2, 16), date(2026, 2, 23))
        days = self._get(date(2026, 2, 13), date(2026, 2, 24), off)
        self.assertEqual(days, [date(2026, 2, 13), date(2026, 2, 24)])

    def test_a_make_up_day_is_a_working_day(self):
        """SA-1.1.2: Friday off, Saturday worked: the batch is on Saturday."""
        days = self._get(
            date(2026, 10, 8),
            date(2026, 10, 14),
            off=[date(2026, 10, 9)],
            makeup=[date(2026, 10, 10)],
        )
        self.assertEqual(days, [date(2026, 10, 10), date(2026, 10, 13)])

    def test_year_end_and_leap_day(self):
        """SA-1.1.2: New Year's Friday moves into the next week; 29 February counts."""
        days = self._get(date(2026, 12, 29), date(2027, 1, 8), off=[date(2027, 1, 1)])
        self.assertEqual(
            days,
            [
                date(2026, 12, 29),
                date(2027, 1, 4),
                date(2027, 1, 5),
                date(2027, 1, 8),
            ],
        )
        days = self._get(date(2028, 2, 28), date(2028, 3, 3))
        self.assertEqual(days, [date(2028, 2, 29), date(2028, 3, 3)])

    def test_a_late_start_finds_the_day_that_moved_to_today(self):
        """SA-1.1.2: the scheduler comes back on the day after the holiday."""
        off = span(date(2026, 10, 1), date(2026, 10, 7))
        self.assertEqual(
            self._get(date(2026, 10, 8), date(2026, 10, 9), off),
            [date(2026, 10, 8), date(2026, 10, 9)],
        )
        # What was to be taken before that is past and is not made any more.
        self.assertEqual(self._get(date(2026, 11, 25), date(2026, 11, 26)), [])

    def test_whichever_day_it_starts_the_days_are_the_same(self):
        """SA-1.1.2: two years from every day, over holidays and make-up days."""
        off = [
            *span(date(2026, 2, 16), date(2026, 2, 23)),
            *span(date(2026, 5, 1), date(2026, 5, 5)),
            *span(date(2026, 10, 1), date(2026, 10, 7)),
            date(2027, 1, 1),
        ]
        makeup = [date(2026, 2, 14), date(2026, 5, 9), date(2026, 10, 10)]
        first, last = date(2026, 1, 5), date(2027, 12, 24)
        working = work(first - timedelta(days=9), last + timedelta(9), off, makeup)
        whole = get_batch_days(TUESDAY_FRIDAY, working, first, last)
        for shift in range(1, 400):
            start = first + timedelta(days=shift)
            part = get_batch_days(TUESDAY_FRIDAY, working, start, last)
            self.assertEqual(
                [day for day, _ in part], [day for day, _ in whole if day >= start]
            )
        self.assertLessEqual({day for day, _nominal in whole}, set(working))

    def test_weekdays_are_words(self):
        """SA-1.1.2: the parameter says them."""
        self.assertEqual(parse_weekdays("MO, th"), {0, 3})
        for text in ("", "TU,XX"):
            with self.assertRaises(ValueError):
                parse_weekdays(text)

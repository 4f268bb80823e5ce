from datetime import date

from odoo.tests import BaseCase

from ..tools.shares import find_wrong


class TestShares(BaseCase):
    def test_shares_over_time(self):
        first, later = date(2026, 1, 1), date(2026, 6, 1)
        for spans, wrong in (
            ([], []),
            ([(first, None, 100)], []),
            ([(first, None, 50), (first, None, 50)], []),
            ([(first, None, 33.33)] * 3, []),
            ([(first, None, 90)], [(first, 90)]),
            ([(first, None, 60), (later, None, 40)], [(first, 60)]),
            ([(first, date(2026, 5, 31), 100), (later, None, 100)], []),
            ([(first, date(2026, 5, 31), 100)], []),
            ([(first, later, 100), (later, None, 100)], [(later, 200)]),
            (
                [(first, date(2026, 3, 31), 100), (later, None, 100)],
                [(date(2026, 4, 1), 0)],
            ),
        ):
            with self.subTest(spans):
                self.assertEqual(find_wrong(spans), wrong)

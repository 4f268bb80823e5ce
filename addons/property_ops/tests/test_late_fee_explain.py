from datetime import date

from odoo.tests import freeze_time, tagged

from .late_fee_common import LateFeeCase


@tagged("post_install", "-at_install")
@freeze_time("2026-11-23 04:00:00")
class TestLateFeeExplain(LateFeeCase):
    """Every cent of a late fee can be shown to whoever pays it (PO-4.1.3.1)."""

    def _explain(self, lines, day):
        return [
            (
                str(row["date_from"]),
                str(row["date_to"]),
                row["days"],
                row["principal"],
                row["rate"],
                row["amount"],
                row["is_capped"],
            )
            for row in lines._get_late_fee_explanation(date.fromisoformat(day))
        ]

    def test_line_by_line(self):
        """PO-4.1.3.1: a payment and a new rate begin a new line."""
        line = self._bill(300, "2026-09-30")
        self._pay(line, 100, "2026-10-10")
        self._create_policy(date_from="2026-11-01", rate=0.1)
        self.assertEqual(
            self._explain(line, "2026-11-10"),
            [
                ("2026-10-01", "2026-10-10", 10, 300, 0.05, 1.5, False),
                ("2026-10-11", "2026-10-31", 21, 200, 0.05, 2.1, False),
                ("2026-11-01", "2026-11-10", 10, 200, 0.1, 2, False),
            ],
        )

    def test_lines_sum_to_what_is_booked_and_due(self):
        """PO-4.1.3.1: to the cent, though each is rounded."""
        line = self._bill(33.33, "2026-09-30")
        for day in ("2026-10-07", "2026-10-15", "2026-10-29"):
            self._pay(line, 3.33, day)
        rows = self._explain(line, "2026-11-20")
        booked = sum(self.fees.search([("line_id", "=", line.id)]).mapped("amount"))
        due = self._due(line, "2026-11-20")
        self.assertAlmostEqual(sum(row[5] for row in rows), booked + due, 2)
        summary = line._get_late_fee_summary(date(2026, 11, 20))
        self.assertAlmostEqual(summary["charged"], booked + due, 2)
        self.assertAlmostEqual(summary["booked"], booked, 2)

    def test_the_cap_is_named(self):
        """PO-4.1.3.1"""
        self.policy.rate = 1
        line = self._bill(300, "2026-06-30")
        self._pay(line, 100, "2026-07-30")
        rows = self._explain(line, "2026-11-20")
        self.assertEqual(
            rows,
            [
                ("2026-07-01", "2026-07-30", 30, 300, 1, 90, False),
                ("2026-07-31", "2026-11-20", 113, 200, 1, 210, True),
            ],
        )

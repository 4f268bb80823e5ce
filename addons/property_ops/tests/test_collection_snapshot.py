from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError

from .collection_common import MEASURES, NOVEMBER, OCTOBER, CollectionCase


class TestCollectionSnapshot(CollectionCase):
    """Frozen months keep what the books said; corrections show as a difference."""

    def _freeze(self, *months):
        snapshots = self.env["property.collection.snapshot"]
        for month in months:
            snapshots |= snapshots._freeze(self.company, month)
        return snapshots

    def test_a_frozen_month_reads_as_the_books_did(self):
        """PO-4.1.4: month, and the quarter once all its months are frozen."""
        self._tell_story()
        asked = (("month", OCTOBER), ("month", NOVEMBER))
        before = [self._get_figures(self._report(*ask)) for ask in asked]
        self._freeze(OCTOBER, NOVEMBER)
        for ask, expected in zip(asked, before, strict=True):
            report = self._report(*ask)
            self.assertTrue(report.is_frozen)
            self.assertEqual(self._get_figures(report), expected)

    def test_the_quarter_is_put_together_from_its_frozen_months(self):
        """PO-4.1.4: fees of the quarter at its end, arrears of each month."""
        self._tell_story()
        with freeze_time("2027-01-05 04:00:00"):
            ask = ("quarter", date(2026, 12, 1), date(2026, 12, 31))
            expected = self._get_figures(self._report(*ask))
            self._freeze(OCTOBER, NOVEMBER, date(2026, 12, 1))
            report = self._report(*ask)
            self.assertTrue(report.is_frozen)
            self.assertEqual(self._get_figures(report), expected)

    def test_a_later_correction_is_a_difference_and_not_a_change(self):
        """PO-4.1.4: Bob's money of October is entered in December."""
        snapshot = self._freeze(OCTOBER)
        frozen = self._get_figures(self._report("month", OCTOBER))
        self._pay(self.bob, 158.57, "2026-10-30", self._bill(self.bob, OCTOBER))
        self.assertEqual(self._get_figures(self._report("month", OCTOBER)), frozen)
        report = self._report("month", OCTOBER, basis="difference")
        sums = {name: sum(report.figure_ids.mapped(name)) for name in MEASURES}
        self.assertAlmostEqual(sums.pop("collected"), 158.57)
        self.assertFalse(any(sums.values()))
        books = self._report("month", OCTOBER, basis="books")
        self.assertAlmostEqual(sum(books.figure_ids.mapped("collected")), 158.57)
        self.assertEqual(snapshot.collected, 0)

    def test_months_freeze_by_themselves_once_and_after_downtime(self):
        """PO-4.1.4: three days after their end; nothing twice."""
        snapshots = self.env["property.collection.snapshot"]
        mine = [("company_id", "=", self.company.id)]
        for now, months in (
            ("2026-12-03 04:00:00", ["2026-10-01"]),
            ("2026-12-03 17:00:00", ["2026-10-01", "2026-11-01"]),
            ("2026-12-04 04:00:00", ["2026-10-01", "2026-11-01"]),
            (
                "2027-02-10 04:00:00",
                ["2026-10-01", "2026-11-01", "2026-12-01", "2027-01-01"],
            ),
        ):
            with self.subTest(now=now), freeze_time(now):
                snapshots._cron_freeze()
                found = snapshots.search(mine, order="month").mapped("month")
                self.assertEqual([str(month) for month in found], months)

    def test_figures_wait_for_bills_that_go_out_after_the_month(self):
        """PO-4.1.4: of October as at the end of November; arrears stay October's."""
        self._tell_story()
        self._set_parameter("collection_settle_days", 30)
        report = self._report("month", OCTOBER)
        as_at = date(2026, 11, 30)
        self.assertEqual(report.date, as_at)
        expected = self._get_figures(report)
        self.assertEqual(
            {key: row for key, row in expected.items() if any(row.values())},
            self._get_oracle(OCTOBER, date(2026, 10, 31), as_at),
        )
        snapshot = self._freeze(OCTOBER)
        self.assertEqual(snapshot.date, as_at)
        self.assertAlmostEqual(
            snapshot.collected, sum(report.figure_ids.mapped("collected"))
        )
        frozen = self._report("month", OCTOBER)
        self.assertTrue(frozen.is_frozen)
        self.assertEqual(self._get_figures(frozen), expected)
        end = self._report("month", OCTOBER, date(2026, 10, 31))
        self.assertFalse(end.is_frozen)
        november = self._report("month", NOVEMBER, user=self.user_cashier)
        self.assertEqual(november.date, self.company._policy_today())
        self.assertFalse(november.can_freeze)
        with self.assertRaises(UserError):
            november.action_freeze()

    def test_months_that_wait_freeze_when_their_day_has_passed(self):
        """PO-4.1.4: the quarter is mailed once its last month is frozen."""
        self._set_parameter("collection_settle_days", 30)
        snapshots = self.env["property.collection.snapshot"]
        mine = [("company_id", "=", self.company.id)]
        for now, count in (
            ("2027-02-03 04:00:00", 1),
            ("2027-02-04 04:00:00", 1),
            ("2027-03-10 04:00:00", 2),
        ):
            with self.subTest(now=now), freeze_time(now):
                snapshots._cron_freeze()
                self.assertEqual(snapshots.search_count(mine), count)
        december = snapshots.search(mine, order="month", limit=1)
        self.assertEqual(str(december.date), "2027-01-30")
        spans = [
            span
            for found, span in self.env["property.collection.statement"]._get_due()
            if found == december
        ]
        self.assertEqual(spans, ["month", "quarter", "half", "year"])

    def test_the_cashier_freezes_a_month_that_is_over(self):
        """PO-4.1.4: area managers don't, and nobody the running one."""
        report = self._report("month", NOVEMBER, user=self.user_cashier)
        self.assertTrue(report.can_freeze)
        report.action_freeze()
        self.assertTrue(report.is_frozen)
        again = self._report("month", NOVEMBER, user=self.user_cashier)
        self.assertFalse(again.can_freeze)
        other = self._report("month", OCTOBER, user=self.user_area_manager)
        self.assertFalse(other.can_freeze)
        with self.assertRaises(AccessError):
            other.action_freeze()
        running = self._report("month", date(2026, 12, 1), user=self.user_cashier)
        with self.assertRaises(UserError):
            running.action_freeze()

    def test_nobody_rewrites_a_frozen_month(self):
        """PO-4.1.4: neither header nor lines, and none twice."""
        snapshot = self._freeze(NOVEMBER)
        self.assertEqual(self._freeze(NOVEMBER), snapshot)
        self.assertTrue(snapshot.line_ids)
        for record in (snapshot, snapshot.line_ids[0]):
            with self.assertRaises(UserError):
                record.write({"company_id": self.company.id})
            with self.assertRaises(UserError):
                record.unlink()
            mine = record.with_user(self.user_cashier)
            with self.assertRaises(AccessError):
                mine.create({"company_id": self.company.id})

    def test_a_frozen_month_opens_and_compares(self):
        """PO-4.1.4"""
        snapshot = self._freeze(NOVEMBER).with_user(self.user_director)
        for action, basis in (
            (snapshot.action_show(), "frozen"),
            (snapshot.action_compare(), "difference"),
        ):
            report = self.env["property.collection.report"].browse(action["res_id"])
            self.assertEqual(report.basis, basis)
            self.assertEqual(bool(report.figure_ids), basis == "frozen")

from datetime import date

from .collection_common import NOVEMBER, OCTOBER, CollectionCase


class TestCollectionTarget(CollectionCase):
    def _get_targets(self, month=OCTOBER, **vals):
        report = self._report("month", month, **vals)
        return {row["kind"]: row for row in report._get_targets()}

    def _pay_all(self, month, but=0):
        for partner in (self.ann, self.bob, self.carl, self.developer):
            bill = self._bill(partner, month)
            if bill:
                amount = bill.amount_residual
                amount -= but if partner == self.ann else 0
                self._pay(partner, amount, f"{month:%Y-%m}-20", bill)

    def test_95_percent_of_the_property_fee_and_all_of_the_rest(self):
        """PO-4.1.5: with ten owed by Ann, the fee is met and the others are missed."""
        self._pay_all(OCTOBER, but=10)
        found = self._get_targets()
        self.assertEqual(
            {kind: (row["target"], row["is_met"]) for kind, row in found.items()},
            {
                "property": (95, True),
                "utility": (100, False),
                "service": (100, False),
            },
        )
        self.assertLess(found["property"]["rate"], 100)

    def test_all_paid_meets_every_target(self):
        """PO-4.1.5"""
        self._pay_all(OCTOBER)
        found = self._get_targets()
        self.assertEqual([row["is_met"] for row in found.values()], [True] * 3)

    def test_the_target_of_the_fee_month_counts(self):
        """PO-4.1.5: raised from November on, October keeps its own."""
        self._set_parameter("collection_target_property", 99, "2026-11-15")
        self.assertEqual(self._get_targets()["property"]["target"], 95)
        self.assertEqual(self._get_targets(NOVEMBER)["property"]["target"], 99)

    def test_each_figure_says_whether_its_target_is_met(self):
        """PO-4.1.5: by fee and building, and the rate of sums is that of amounts."""
        self._pay(
            self.carl, self._bill(self.carl, OCTOBER).amount_total, "2026-10-20",
            self._bill(self.carl, OCTOBER),
        )  # fmt: skip
        report = self._report("month", OCTOBER)
        results = {
            (figure.building_id.name, figure.target_result)
            for figure in report.figure_ids
        }
        self.assertEqual(results, {("1", "missed"), ("2", "met")})
        [(rate, target)] = self.env["property.collection.figure"]._read_group(
            [("report_id", "=", report.id), ("fee_kind", "=", "property")],
            [],
            ["collection_rate:avg", "target_percent:avg"],
        )
        billed = 3 * 117.47 + 50.80
        self.assertAlmostEqual(rate, 100 * 50.80 / billed)
        self.assertAlmostEqual(target, 95)

    def test_arrears_of_before_and_late_fees_are_no_part_of_the_rate(self):
        """PO-4.1.5"""
        self._pay_all(OCTOBER)
        bill = self._bill(self.ann, NOVEMBER)
        rate = self._get_targets(NOVEMBER)["property"]["rate"]
        for kind in ("opening", "late_fee"):
            self.env.cr.execute(
                "UPDATE account_move SET property_kind = %s WHERE id = %s",
                [kind, self._bill(self.ann, OCTOBER).id],
            )
            self.env.invalidate_all()
            row = self._get_targets(OCTOBER)["property"]
            self.assertAlmostEqual(row["billed"], 2 * 117.47 + 50.80)
        self.assertEqual(self._get_targets(NOVEMBER)["property"]["rate"], rate)
        self.assertTrue(bill)
        report = self._report("month", OCTOBER, date(2026, 10, 31))
        late = report.figure_ids.filtered(lambda f: f.kind == "late_fee")
        self.assertRecordValues(
            late, [{"billed": 158.57, "collected": 158.57, "target_result": False}]
        )

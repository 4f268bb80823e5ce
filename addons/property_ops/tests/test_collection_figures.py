from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError, ValidationError
from odoo.tools import SQL

from .collection_common import NOVEMBER, OCTOBER, CollectionCase


class TestCollectionFigures(CollectionCase):
    """Figures as at any day equal plain arithmetic over posted journal items."""

    def _check(self, span, day, as_at):
        report = self._report(span, day, as_at)
        oracle = self._get_oracle(report.date_from, report.date_to, as_at)
        self.assertEqual(self._get_figures(report), oracle)
        return report

    def test_figures_equal_the_books_to_the_cent_on_any_day(self):
        """PO-4.1.4: month, quarter, half-year and year, as at many past days."""
        self._tell_story()
        for span, day, as_at in (
            ("month", OCTOBER, date(2026, 10, 4)),
            ("month", OCTOBER, date(2026, 10, 12)),
            ("month", OCTOBER, date(2026, 10, 31)),
            ("month", OCTOBER, date(2026, 12, 20)),
            ("month", NOVEMBER, date(2026, 11, 9)),
            ("month", NOVEMBER, date(2026, 11, 15)),
            ("month", NOVEMBER, date(2026, 11, 30)),
            ("month", NOVEMBER, date(2026, 12, 2)),
            ("month", NOVEMBER, date(2026, 12, 3)),
            ("quarter", NOVEMBER, date(2026, 12, 20)),
            ("half", NOVEMBER, date(2026, 11, 20)),
            ("year", NOVEMBER, date(2026, 12, 1)),
        ):
            with self.subTest(span=span, as_at=as_at):
                self._check(span, day, as_at)

    def test_a_partial_payment_is_spread_over_the_fees_to_the_cent(self):
        """PO-4.1.4: 117.47 + 33.33 + 7.77 are owed, 100.00 came in."""
        self._pay(self.ann, 100, "2026-10-12", self._bill(self.ann, OCTOBER))
        report = self._check("month", OCTOBER, date(2026, 10, 31))
        first = report.figure_ids.filtered(lambda f: f.building_id == self.building)
        found = {f.fee_type_id.name: f.collected for f in first}
        # 74.0808…, 21.0191… and 4.9000…: the cent goes to the largest remainder
        self.assertEqual(found, {"Fee": 74.08, "Water": 21.02, "Cleaning": 4.90})

    def test_a_payment_entered_later_counts_from_its_own_day(self):
        """PO-4.1.4: the books of today tell what had been paid on a past day."""
        bill = self._bill(self.carl, OCTOBER)
        before = self._report("month", OCTOBER, date(2026, 10, 31))
        self.assertEqual(sum(before.figure_ids.mapped("collected")), 0)
        self._pay(self.carl, 50, "2026-10-20", bill)
        after = self._report("month", OCTOBER, date(2026, 10, 31))
        earlier = self._report("month", OCTOBER, date(2026, 10, 19))
        self.assertAlmostEqual(sum(after.figure_ids.mapped("collected")), 50)
        self.assertEqual(sum(earlier.figure_ids.mapped("collected")), 0)

    def test_a_credit_note_lowers_what_was_billed_from_its_own_day(self):
        """PO-4.1.4: and it keeps the fee month of the bill it corrects."""
        self._tell_story()
        total = self._bill(self.carl, NOVEMBER).amount_total
        sums = [
            sum(self._report("month", NOVEMBER, day).figure_ids.mapped("billed"))
            for day in (date(2026, 12, 1), date(2026, 12, 2))
        ]
        self.assertAlmostEqual(sums[0] - sums[1], total)

    def test_money_on_account_is_prepaid_until_it_is_set_against_a_bill(self):
        """PO-4.1.4"""
        entry = self._pay(self.carl, 60, "2026-11-29")
        advance = self._report("month", NOVEMBER, date(2026, 11, 30)).figure_ids
        advance = advance.filtered(lambda f: f.kind == "advance")
        self.assertRecordValues(
            advance, [{"prepaid": 60, "building_id": self.east.id, "billed": 0}]
        )
        lines = self.env.registry["account.move.line"]
        with patch.object(lines, "_get_prepayment_sql", lambda self: SQL("FALSE")):
            figures = self._report("month", NOVEMBER, date(2026, 11, 30)).figure_ids
        self.assertEqual(sum(figures.mapped("prepaid")), 0)
        lines = self._get_owed(entry) | self._get_owed(self._bill(self.carl, OCTOBER))
        lines.reconcile()
        figures = self._report("month", NOVEMBER, date(2026, 11, 30)).figure_ids
        self.assertEqual(sum(figures.mapped("prepaid")), 0)
        self.assertAlmostEqual(sum(figures.mapped("recovered")), 60)

    def test_the_area_manager_of_the_day_answers(self):
        """PO-4.1.4: another one from November 16 on."""
        first, second = self.employee_area_manager, self.employee_front_desk
        self.env["property.area.assignment"].create(
            [
                {
                    "building_id": self.building.id,
                    "employee_id": person.id,
                    "date_from": start,
                    "date_to": stop,
                }
                for person, start, stop in (
                    (first, "2026-01-01", "2026-11-15"),
                    (second, "2026-11-16", False),
                )
            ]
        )
        for day, person in ((15, first), (16, second)):
            figures = self._report("month", NOVEMBER, date(2026, 11, day)).figure_ids
            figures = figures.filtered(lambda f: f.building_id == self.building)
            self.assertEqual(figures.area_manager_id, person)

    def test_a_change_of_owner_gives_two_bills_and_one_figure(self):
        """PO-4.1.4: figures are of homes, whoever owns them."""
        tenure = self.unit.tenure_ids
        tenure.date_to = "2026-12-14"
        self._own(self.unit, "2026-12-15", (self.bob, 100))
        run = self._create_run("2026-12-01")
        run.write({"invoice_date": "2026-12-05", "date_due": "2026-12-20"})
        run.action_preview()
        self._post(run)
        self._pay(self.bob, 10, "2026-12-18", self._bill(self.bob, date(2026, 12, 1)))
        self._check("month", date(2026, 12, 1), date(2026, 12, 20))

    def test_other_companies_are_not_in_the_figures(self):
        """PO-4.1.4: nor can one ask for them."""
        other = self.env["res.company"].create({"name": "Other"})
        with self.assertRaises(AccessError):
            self._report(user=self.user_area_manager, company_id=other.id)
        report = self._report(company_id=other.id)
        self.assertFalse(report.figure_ids)

    def test_people_without_accounting_rights_read_their_own_reports(self):
        """PO-4.1.4: area managers see sums, not journal items."""
        report = self._report(user=self.user_area_manager)
        self.assertTrue(report.figure_ids)
        with self.assertRaises(AccessError):
            self.env["account.move.line"].with_user(self.user_area_manager).search(
                [("id", "!=", 0)], limit=1
            )
        with self.assertRaises(AccessError):
            report.with_user(self.user_director).figure_ids.mapped("billed")
        with self.assertRaises(AccessError):
            self._report(user=self.user_front_desk)

    def test_a_day_to_come_has_no_figures(self):
        """PO-4.1.4"""
        with self.assertRaises(ValidationError):
            self._report("month", NOVEMBER, date(2026, 12, 21))

    def test_the_charges_behind_a_figure_are_shown(self):
        """PO-4.1.4"""
        figure = self._report().figure_ids.filtered(
            lambda f: f.building_id == self.east and f.fee_type_id == self.water
        )
        action = figure.action_view_charges()
        charges = self.env["property.charge"].search(action["domain"])
        self.assertEqual(sum(charges.mapped("amount")), figure.billed)
        self.assertEqual(charges.unit_id, self.shop)

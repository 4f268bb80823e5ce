from datetime import date
from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .late_fee_common import LateFeeCase


@tagged("post_install", "-at_install")
@freeze_time("2026-11-23 04:00:00")
class TestLateFeeBooking(LateFeeCase):
    """Booked monthly and at payment, never twice, never on itself (PO-4.1.3.1)."""

    def _book_month(self):
        """What the scheduled action does."""
        cron = self.env.ref("property_ops.property_late_fee_cron_book")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()

    def _get_moves(self):
        return self.env["account.move"].search(
            [
                ("property_kind", "=", "late_fee"),
                ("company_id", "=", self.company.id),
            ],
            order="id",
        )

    def _get_rows(self, line):
        rows = self.fees.search([("line_id", "=", line.id)])
        return [
            (str(row.date_from), str(row.date_to), row.principal, row.amount)
            for row in rows
        ]

    def test_settling_posts_an_invoice_for_home_and_debtor(self):
        """PO-4.1.3.1: one line per debt, which says how it was reckoned."""
        first = self._bill(300, "2026-01-01")
        second = self._bill(100, "2026-02-01")
        self._assert_books(ann=400)
        move = self._settle(first | second, "2026-03-02")
        self.assertRecordValues(
            move,
            [
                {
                    "move_type": "out_invoice",
                    "state": "posted",
                    "property_kind": "late_fee",
                    "property_unit_id": self.unit.id,
                    "partner_id": self.ann.id,
                    "invoice_date": date(2026, 11, 23),
                    "invoice_date_due": date(2026, 11, 23),
                    "amount_total": 10.45,
                }
            ],
        )
        self.assertEqual(move.invoice_line_ids.mapped("price_unit"), [9.0, 1.45])
        self.assertIn(
            "2026-01-02 – 2026-03-02: 60 days × 300.00 × 0.05 %",
            move.invoice_line_ids[0].name,
        )
        self._assert_books(ann=410.45)
        self.assertFalse(self._settle(first | second, "2026-03-02"))
        self.assertFalse(self._settle(first | second, "2026-02-02"))
        self._assert_books(ann=410.45)

    def test_the_month_is_booked_once_up_to_its_end(self):
        """PO-4.1.3.1"""
        line = self._bill(300, "2026-10-11")
        self._bill(100, "2026-11-01")
        self._bill(200, "2026-09-30", self.bob, self.units[1])
        self._book_month()
        self.assertEqual(self._get_rows(line), [("2026-10-12", "2026-10-31", 300, 3.0)])
        self._assert_books(ann=403, bob=203.1)
        self._book_month()
        self._assert_books(ann=403, bob=203.1)
        with freeze_time("2026-12-01 04:00:00"):
            self._book_month()
            self._book_month()
        self._assert_books(ann=403 + 4.5 + 1.45, bob=206.1)
        job = self.env["policy.job.run"].search([("job", "=", "late_fee")], limit=1)
        self.assertFalse(job.failed_count)

    def test_paying_books_up_to_the_day_of_payment(self):
        """PO-4.1.3.1: the day of payment is charged on what was open before it."""
        line = self._bill(300, "2026-10-11")
        self._pay(line, 200, "2026-10-31")
        self._assert_books(ann=100 + 3)
        self._pay(line, 100, "2026-11-10")
        self._assert_books(ann=3.5)
        self.assertEqual(
            self._get_rows(line),
            [
                ("2026-10-12", "2026-10-31", 300, 3.0),
                ("2026-11-01", "2026-11-10", 100, 0.5),
            ],
        )
        self._book_month()
        self._assert_books(ann=3.5)

    def test_no_late_fee_on_a_late_fee(self):
        """PO-4.1.3.1"""
        line = self._bill(300, "2026-01-01")
        fee = self._settle(line, "2026-03-02")
        debt = self._get_debt(fee)
        with freeze_time("2027-11-23 04:00:00"):
            self.assertFalse(self._settle(debt, "2027-11-20"))
            self._pay(debt, 9, "2027-11-20")
        self.assertFalse(self.fees.search([("line_id", "=", debt.id)]))
        self._assert_books(ann=300)

    def test_paid_in_time_or_before_the_bill_costs_nothing(self):
        """PO-4.1.3.1: prepayments and payments within grace."""
        line = self._bill(300, "2026-10-11")
        self._pay(line, 300, "2026-09-01")
        other = self._bill(300, "2026-10-11")
        self._pay(other, 300, "2026-10-11")
        self.assertFalse(self._get_moves())
        self._book_month()
        self._assert_books(ann=0)

    def test_an_earlier_payment_takes_back_what_was_booked_too_much(self):
        """PO-4.1.3.1: by a credit note, against the late fee."""
        line = self._bill(300, "2026-09-30")
        self._book_month()
        self._assert_books(ann=304.65)
        self._pay(line, 300, "2026-10-11")
        self.assertEqual(
            self._get_rows(line),
            [
                ("2026-10-01", "2026-10-31", 300, 4.65),
                ("2026-10-12", "2026-10-31", -300, -3.0),
            ],
        )
        fee, credit = self._get_moves()
        self.assertEqual(credit.move_type, "out_refund")
        self.assertEqual((fee.amount_residual, credit.amount_residual), (1.65, 0))
        self._assert_books(ann=1.65)
        self._book_month()
        self._assert_books(ann=1.65)

    def test_a_payment_taken_back_books_the_missing_days(self):
        """PO-4.1.3.1"""
        line = self._bill(300, "2026-09-30")
        credit = self._pay(line, 300, "2026-10-11")
        self._assert_books(ann=1.65)
        (line | credit).remove_move_reconcile()
        credit.move_id.button_cancel()
        self._book_month()
        self._assert_books(ann=304.65)
        self.assertEqual(
            self._get_rows(line)[1:], [("2026-10-12", "2026-10-31", 300, 3.0)]
        )

    def test_a_credit_note_counts_from_its_day(self):
        """PO-4.1.3.1"""
        line = self._bill(300, "2026-09-30")
        credit = self._bill(
            100, "2026-10-10", move_type="out_refund", invoice_date="2026-10-10"
        )
        (line | credit).reconcile()
        self._assert_books(ann=201.5)
        self._book_month()
        self._assert_books(ann=201.5 + 2.1)

    def test_locked_days_stay_as_they_are(self):
        """PO-4.1.3.1: the correction is booked on an open day."""
        line = self._bill(300, "2026-08-31")
        with freeze_time("2026-10-05 04:00:00"):
            self._book_month()
        credit = self._receive(300, "2026-09-10", line)
        self.company.fiscalyear_lock_date = "2026-10-31"
        (line | credit).reconcile()
        fee, back = self._get_moves()
        self.assertEqual(fee.date, date(2026, 10, 5))
        self.assertEqual(back.date, date(2026, 11, 23))
        self._assert_books(ann=1.5)
        self.company.fiscalyear_lock_date = "2026-11-30"
        other = self._bill(300, "2026-08-31", self.bob, date="2026-12-01")
        move = self._settle(other, "2026-11-20")
        self.assertEqual(move.date, date(2026, 12, 1))

    def test_the_cap_ends_it(self):
        """PO-4.1.3.1: never more than the principal."""
        self.policy.rate = 1
        line = self._bill(300, "2026-01-01")
        self._settle(line, "2026-03-01")
        self._settle(line, "2026-11-01")
        self.assertFalse(self._settle(line, "2026-11-20"))
        rows = self.fees.search([("line_id", "=", line.id)])
        self.assertEqual(rows.mapped("amount"), [177, 123])
        self.assertEqual(rows.mapped("is_capped"), [False, True])
        self._assert_books(ann=600)

    def test_small_fees_wait(self):
        """PO-4.1.3.1: until they have grown to the smallest one."""
        self.policy.amount_min = 5
        line = self._bill(300, "2026-01-01")
        self.assertFalse(self._settle(line, "2026-02-02"))
        self.assertTrue(self._settle(line, "2026-02-04"))
        self._assert_books(ann=305.1)

    def test_developer_and_companies_are_left_alone(self):
        """PO-4.1.3.1: unless companies have a policy of their own."""
        firm = self.env["res.partner"].create({"name": "Firm", "is_company": True})
        clerk = self.env["res.partner"].create({"name": "C", "parent_id": firm.id})
        of_firm = self._bill(300, "2026-01-01", clerk)
        of_developer = self._bill(300, "2026-01-01", self.developer)
        lines = of_firm | of_developer
        self.assertFalse(self._settle(lines, "2026-03-02"))
        self._create_policy(debtor_scope="company", rate=0.1)
        self.assertEqual(self._settle(lines, "2026-03-02").partner_id, clerk)
        self.assertEqual(self._due(of_developer, "2026-11-02"), 0)
        self.assertEqual(self._residual(firm), 318)

    def test_no_payment_fails_for_the_late_fee(self):
        """PO-4.1.3.1: what can't be booked is set aside and tried again."""
        line = self._bill(300, "2026-09-30")
        other = self._bill(200, "2026-09-30", self.bob, self.units[1])
        prepare = type(self.fees)._prepare_move

        def fail(this, kind, rows):
            if rows.partner_id == self.ann:
                raise ValueError("No such account")
            return prepare(this, kind, rows)

        quiet = mute_logger(
            "odoo.addons.property_ops.models.account_move_line_late_fee",
            "odoo.addons.cs_policy.models.policy_job_run",
        )
        with quiet, patch.object(type(self.fees), "_prepare_move", fail):
            self._pay(line, 300, "2026-10-11")
            self._assert_books(ann=0)
            self._book_month()
        self._assert_books(ann=0, bob=203.1)
        job = self.env["policy.job.run"].search([("job", "=", "late_fee")], limit=1)
        self.assertEqual(job.failed_count, 1)
        self.assertIn("No such account", job.error)
        self.assertTrue(other)
        self._book_month()
        self._assert_books(ann=1.65, bob=203.1)

    def test_days_to_come_are_not_charged(self):
        """PO-4.1.3.1"""
        line = self._bill(300, "2026-11-03")
        self._settle(line, "2027-11-20")
        self._assert_books(ann=303)

    def test_what_was_booked_is_not_changed(self):
        """PO-4.1.3.1: neither the rows nor the policy behind them."""
        line = self._bill(300, "2026-01-01")
        self._settle(line, "2026-03-02")
        row = self.fees.search([("line_id", "=", line.id)])
        for change in (
            lambda: row.write({"amount": 1}),
            lambda: row.write({"move_id": False}),
            row.unlink,
            lambda: self.policy.write({"rate": 1}),
            self.policy.unlink,
        ):
            with self.assertRaises(UserError):
                change()
        with self.assertRaises(ValidationError):
            self._create_policy(date_from="2026-03-02")
        self._create_policy(date_from="2026-03-03", rate=0.1)
        self.assertEqual(self._due(line, "2026-03-12"), 3)

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL

from .payment_common import PaymentCase


@tagged("post_install", "-at_install")
@freeze_time(PaymentCase.TODAY)
class TestAccountStatement(PaymentCase):
    """The owner's account on paper is the ledger's (PO-4.1.2)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = cls._bill(cls.ann, cls.units[2], "2026-11-01", 40.05)

    def _statement(self, date_from, date_to, units=()):
        wizard = self.env["property.account.statement"].with_user(self.user_cashier)
        return wizard.create(
            {
                "company_id": self.company.id,
                "partner_id": self.ann.id,
                "unit_ids": [(6, 0, [unit.id for unit in units])],
                "date_from": date_from,
                "date_to": date_to,
            }
        )

    def _balance(self, before):
        """Posted receivable items of Ann before the day, from the database."""
        self.env.flush_all()
        [(total,)] = self.env.execute_query(
            SQL(
                """
                SELECT COALESCE(SUM(line.balance), 0) FROM account_move_line line
                  JOIN account_account account ON account.id = line.account_id
                 WHERE line.parent_state = 'posted' AND line.date < %s
                   AND account.account_type = 'asset_receivable'
                   AND line.company_id = %s AND line.partner_id = %s
                """,
                before,
                self.company.id,
                self.ann.id,
            )
        )
        return float(total)

    def test_opening_rows_and_closing_are_the_posted_items(self):
        """PO-4.1.2"""
        self._take(130.07, day="2026-11-10")
        void = self._take(5, day="2026-11-12")
        void.with_user(self.user_director)._void("Slip")
        self._take(500, day="2026-11-22")
        credit = self.shop._reverse_moves([{"date": "2026-11-23"}])
        credit.action_post()
        for first, last, after in (
            ("2026-10-01", "2026-11-23", "2026-11-24"),
            ("2026-11-01", "2026-11-10", "2026-11-11"),
            ("2026-11-11", "2026-11-22", "2026-11-23"),
            ("2026-12-01", "2026-12-31", "2027-01-01"),
        ):
            found = self._statement(first, last)._get_statement()
            with self.subTest(first=first):
                self.assertEqual(found["opening"], self._balance(first))
                self.assertAlmostEqual(found["closing"], self._balance(after), 6)
                moved = sum(row["amount"] for row in found["rows"])
                self.assertAlmostEqual(found["opening"] + moved, found["closing"], 6)

    def test_of_one_home_it_is_what_is_open_for_that_home(self):
        """PO-4.1.2"""
        self._take(150, lines=self.october | self.november)
        self._take(40.05, lines=self.shop)
        self._take(30, lines=self.november)
        found = self._statement("2026-01-01", "2026-11-23", self.unit)._get_statement()
        self.assertEqual(
            [row["amount"] for row in found["rows"]], [100, 120, -100, -50, -30]
        )
        residual = sum((self.october | self.november).mapped("amount_residual"))
        self.assertEqual((found["closing"], residual), (40, 40))
        shop = self._statement("2026-01-01", "2026-11-23", self.units[2])
        self.assertEqual(shop._get_statement()["closing"], 0)

    def test_it_is_printed_with_the_receipts_numbers(self):
        """PO-4.1.2"""
        receipt = self._take(150)
        wizard = self._statement("2026-11-01", "2026-11-23")
        report = self.env["ir.actions.report"].with_user(self.user_cashier)
        html = report._render_qweb_html(
            wizard.action_print()["report_name"], wizard.ids
        )[0].decode()
        for text in (receipt.name, self.november.name, "Opening balance", "110.05"):
            self.assertIn(text, html)

    def test_a_period_ends_after_it_begins(self):
        with self.assertRaises(UserError):
            self._statement("2026-11-02", "2026-11-01")

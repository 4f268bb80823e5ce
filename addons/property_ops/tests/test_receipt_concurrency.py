from odoo.tests import tagged

from .race_common import EstateRaceCase


@tagged("post_install", "-at_install")
class TestReceiptConcurrency(EstateRaceCase):
    """Two real transactions take money at the same instant (PO-4.1.2)."""

    _company_name = "Receipt Race"
    _removed = tuple(
        f"DELETE FROM {table} WHERE company_id = %s"
        for table in (
            "property_receipt_counter",
            "property_receipt_line",
            "property_receipt",
            "property_cash_count",
            "property_cash_sheet_line",
            "property_cash_sheet",
        )
    )

    def _prepare_case(self, env):
        journals = env["account.journal"]
        vals = {"name": "Race", "code": "RACE", "type": "cash"}
        domain = [("code", "=", "RACE"), ("company_id", "=", self.company)]
        self.cash = (journals.search(domain) or journals.create(vals)).id
        self.moves = [self._bill(env, amount, days=10) for amount in (100, 60)]

    def _take(self, amount, *numbers):
        def act(env):
            moves = env["account.move"].browse([self.moves[n] for n in numbers])
            journal = env["account.journal"].browse(self.cash)
            partner = env["res.partner"].browse(self.partner)
            receipts = env["property.receipt"]
            return receipts._take(partner, moves, amount, journal, self.today).name

        return act

    def _read(self):
        """(valid receipts, posted receivable of the payer)"""
        with self._env() as env:
            receipts = env["property.receipt"].search(
                [("company_id", "=", self.company)], order="name"
            )
            env.cr.execute(
                """
                SELECT SUM(line.balance) FROM account_move_line line
                  JOIN account_account account ON account.id = line.account_id
                 WHERE line.parent_state = 'posted' AND line.partner_id = %s
                   AND account.account_type = 'asset_receivable'
                """,
                [self.partner],
            )
            owed = float(env.cr.fetchone()[0])
            return receipts.mapped("name"), owed

    def test_two_cashiers_taking_the_same_payment_get_one_receipt(self):
        """PO-4.1.2: the second is told so, and nothing is taken twice."""
        outcomes, tries = self._race(self._take(100, 0), self._take(100, 0))
        names, owed = self._read()
        self.assertEqual(len(names), 1)
        self.assertIn(names[0], outcomes)
        self.assertIn(["PO-4.1.2"], outcomes)
        self.assertGreater(tries, 2, "The loser saw what the winner left.")
        self.assertEqual(owed, 60)

    def test_two_payments_at_once_get_numbers_without_gap_or_double(self):
        """PO-4.1.2"""
        outcomes, _tries = self._race(self._take(100, 0), self._take(60, 1))
        names, owed = self._read()
        year = self.today.year
        self.assertEqual(names, [f"R{year}-000001", f"R{year}-000002"])
        self.assertEqual(sorted(outcomes), names)
        self.assertEqual(owed, 0)

    def test_a_payment_while_the_day_is_closed_is_on_one_sheet(self):
        """PO-4.1.2: it is counted before the closing, or belongs to the next day."""
        with self._env() as env:
            sheet = env["property.cash.sheet"].action_open_mine()["res_id"]

        def close(env):
            record = env["property.cash.sheet"].browse(sheet)
            record.reason = "Race"
            record.action_close()

        self._race(close, self._take(100, 0))
        with self._env() as env:
            record = env["property.cash.sheet"].browse(sheet)
            receipt = env["property.receipt"].search(
                [("company_id", "=", self.company)]
            )
            self.assertEqual(record.state, "closed")
            if receipt.sheet_id == record:
                self.assertLess(receipt.create_date, record.date_closed)
            else:
                self.assertGreater(receipt.sheet_id.date, record.date)

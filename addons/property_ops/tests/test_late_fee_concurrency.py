from datetime import timedelta

from psycopg2.errors import SerializationFailure

from odoo.tests import tagged
from odoo.tools import mute_logger

from .race_common import EstateRaceCase


@tagged("post_install", "-at_install")
class TestLateFeeConcurrency(EstateRaceCase):
    """Two bookings of the same debt at once, in real transactions (PO-4.1.3.1).

    300.00 are owed for 60 days at 0.05 % a day: 9.00, whoever books it.
    """

    _company_name = "Late Fee Race"
    _removed = (
        "DELETE FROM property_late_fee WHERE company_id = %s",
        "DELETE FROM property_dunning_policy WHERE company_id = %s",
    )

    def _prepare_case(self, env):
        env["property.dunning.policy"].create(
            {
                "company_id": self.company,
                "date_from": self.today - timedelta(days=90),
                "rate": 0.05,
                "grace_days": 0,
            }
        )
        self.move = self._bill(env, 300, days=60)

    def _settle(self, env):
        """Number of documents that this booking posted."""
        lines = env["account.move"].browse(self.move).line_ids._filter_principal()
        moves = env["property.late.fee"]._settle(lines, self.today)
        env.flush_all()
        return len(moves)

    def _assert_booked_once(self):
        """One row, one posted late fee of 9.00, and books that balance."""
        with self._env() as env:
            rows = env["property.late.fee"].search([("company_id", "=", self.company)])
            self.assertEqual([row.amount for row in rows], [9.00])
            moves = env["account.move"].search(
                [("company_id", "=", self.company), ("property_kind", "=", "late_fee")]
            )
            self.assertEqual(rows.move_id, moves)
            self.assertEqual(moves.mapped("state"), ["posted"])
            self.assertEqual(moves.amount_total, 9.00)
            env.cr.execute(
                "SELECT move_id FROM account_move_line WHERE company_id = %s "
                "AND parent_state = 'posted' GROUP BY move_id HAVING SUM(balance) <> 0",
                [self.company],
            )
            self.assertFalse(env.cr.fetchall())

    def test_two_bookings_at_once_book_once(self):
        """PO-4.1.3.1: the second finds it held, or done, and adds nothing."""
        outcomes, _tries = self._race(self._settle, self._settle)
        self.assertEqual(sorted(outcomes), [0, 1])
        self._assert_booked_once()

    def test_a_debt_being_booked_is_left_to_the_other(self):
        """PO-4.1.3.1"""
        first, second = self._open(), self._open()
        self.assertEqual(self._settle(first), 1)
        self.assertEqual(self._settle(second), 0)
        for one in (second, first):
            one.cr.commit()  # pylint: disable=invalid-commit  # a real transaction
        self._assert_booked_once()

    @mute_logger("odoo.sql_db")
    def test_a_booking_with_an_older_view_is_told_so(self):
        """PO-4.1.3.1: what it could not see is no reason to book it again."""
        second = self._open()
        second.cr.execute("SELECT count(*) FROM property_late_fee")  # its snapshot
        with self._env() as env:
            self.assertEqual(self._settle(env), 1)
        with self.assertRaises(SerializationFailure):
            self._settle(second)
        second.cr.rollback()
        self.assertEqual(self._settle(second), 0)
        second.cr.rollback()
        self._assert_booked_once()

    def test_a_booking_and_the_payment_of_the_debt_at_once(self):
        """PO-4.1.3.1: both book up to today; the fee is there once."""
        self._race(self._settle, lambda env: self._pay(env, self.move))
        self._assert_booked_once()
        with self._env() as env:
            self.assertEqual(env["account.move"].browse(self.move).amount_residual, 0)

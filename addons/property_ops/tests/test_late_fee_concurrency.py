import threading
from datetime import timedelta
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo.modules.registry import DummyRLock, Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import SQL, mute_logger

from .race_common import CommittedEnv

NAME = "Late Fee Race"


@tagged("post_install", "-at_install")
class TestLateFeeConcurrency(BaseCase):
    """Two bookings of the same debt at once, in real transactions (PO-4.1.3.1).

    300.00 are owed for 60 days at 0.05 % a day: 9.00, whoever books it. The company
    stays, archived, for the next time.
    """

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        self.company = self.estate = self.building = self.unit = self.partner = 0
        self.addCleanup(self._remove)
        with self._env() as env:
            self._prepare(env)

    def _env(self):
        return CommittedEnv(self.registry)

    def _open(self):
        """An environment whose transaction is open until the test is over."""
        one = self._env()
        self.addCleanup(one.cr.close)  # before what it may hold is removed
        return one.env

    def _prepare(self, env):
        companies = env["res.company"].with_context(active_test=False)
        company = companies.search([("name", "=", NAME)], limit=1)
        if company:
            company.active = True
        else:
            company = companies.create({"name": NAME, "policy_tz": "Asia/Shanghai"})
            env["account.chart.template"].try_loading(
                "generic_coa", company, install_demo=False
            )
        env.user.company_ids |= company
        env = env(context={"allowed_company_ids": company.ids})
        self.company, self.today = company.id, company._policy_today()
        estate = env["property.estate"].create({"name": NAME, "company_id": company.id})
        building = env["property.building"].create(
            {"name": "1", "estate_id": estate.id}
        )
        unit = env["property.unit"].create({"name": "1", "building_id": building.id})
        partner = env["res.partner"].create({"name": NAME})
        self.estate, self.building, self.unit = estate.id, building.id, unit.id
        self.partner = partner.id
        env["property.dunning.policy"].create(
            {
                "company_id": company.id,
                "date_from": self.today - timedelta(days=90),
                "rate": 0.05,
                "grace_days": 0,
            }
        )
        self._bill(env, self.today - timedelta(days=60))

    def _bill(self, env, day):
        income = env["account.account"].search(
            [("account_type", "=", "income"), ("company_ids", "in", self.company)],
            limit=1,
        )
        line = {
            "name": "Fee",
            "quantity": 1,
            "price_unit": 300,
            "account_id": income.id,
            "tax_ids": False,
        }
        move = env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.partner,
                "invoice_date": day,
                "invoice_date_due": day,
                "invoice_payment_term_id": False,
                "property_unit_id": self.unit,
                "property_kind": "bill",
                "invoice_line_ids": [(0, 0, line)],
            }
        )
        move.action_post()
        self.move = move.id

    def _settle(self, env):
        """Number of documents that this booking posted."""
        env = env(context={"allowed_company_ids": [self.company]})
        lines = env["account.move"].browse(self.move).line_ids._filter_principal()
        moves = env["property.late.fee"]._settle(lines, self.today)
        env.flush_all()
        return len(moves)

    def _pay(self, env):
        env = env(context={"allowed_company_ids": [self.company]})
        env["account.payment.register"].with_context(
            active_model="account.move", active_ids=[self.move]
        ).create({"payment_date": self.today}).action_create_payments()
        env.flush_all()

    def _race(self, *acts):
        """Outcomes of ``acts``, each begun before any other of them goes on."""
        start = threading.Barrier(len(acts))
        outcomes, tries = [None] * len(acts), [0] * len(acts)

        def run(index):
            with self._env() as env:

                def attempt():
                    tries[index] += 1
                    env.cr.execute("SELECT count(*) FROM property_late_fee")
                    if tries[index] == 1:
                        start.wait(20)
                    outcomes[index] = acts[index](env)
                    env.cr.commit()  # pylint: disable=invalid-commit

                retrying(attempt, env)

        threads = [threading.Thread(target=run, args=(n,)) for n in range(len(acts))]
        # The runner holds the lock of the registry, which threads ask in passing.
        with (
            mute_logger("odoo.sql_db", "odoo.service.model"),
            patch("odoo.service.model.random.uniform", lambda low, high: 0.05),
            patch.object(Registry, "_lock", DummyRLock()),
        ):
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(60)
        return outcomes

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
        outcomes = self._race(self._settle, self._settle)
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
        self._race(self._settle, self._pay)
        self._assert_booked_once()
        with self._env() as env:
            self.assertEqual(env["account.move"].browse(self.move).amount_residual, 0)

    def _remove(self):
        """Take everything out again, evidence that nobody may delete included."""
        with self._env() as env:
            for table in (
                "property_late_fee",
                "property_dunning_policy",
                "account_payment_register",
                "account_partial_reconcile",
                "account_payment",
                "account_move_line",
                "account_move",
            ):
                query = "DELETE FROM %s WHERE company_id = %s"
                env.cr.execute(SQL(query, SQL.identifier(table), self.company))
            for table, record in (
                ("property_unit", self.unit),
                ("property_building", self.building),
                ("property_estate", self.estate),
            ):
                query = "DELETE FROM %s WHERE id = %s"
                env.cr.execute(SQL(query, SQL.identifier(table), record))
            env.invalidate_all()
            env["res.partner"].browse(self.partner).unlink()
            company = env["res.company"].browse(self.company)
            company.active = False
            env.user.company_ids -= company

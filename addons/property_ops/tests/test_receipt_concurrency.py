from datetime import timedelta

from odoo import fields
from odoo.tests import tagged
from odoo.tools import SQL

from .race_common import RaceCase


@tagged("post_install", "-at_install")
class TestReceiptConcurrency(RaceCase):
    """Two real transactions take money at the same instant (PO-4.1.2).

    Everything is committed, in a company of its own that stays, archived, for the
    next time; its documents are removed afterwards.
    """

    estate = building = unit = partner = 0

    def _prepare(self, env):
        """A company with accounts, a home, a payer and two bills."""
        companies = env["res.company"].with_context(active_test=False)
        company = companies.search([("name", "=", "Receipt Race")], limit=1)
        if company:
            company.active = True
        else:
            company = companies.create(
                {"name": "Receipt Race", "policy_tz": "Asia/Shanghai"}
            )
            env["account.chart.template"].try_loading(
                "generic_coa", company, install_demo=False
            )
        self.company = company.id
        env.user.company_ids |= company
        env = env(context={"allowed_company_ids": company.ids})
        estate = env["property.estate"].create(
            {"name": "Race", "company_id": company.id}
        )
        building = env["property.building"].create(
            {"name": "1", "estate_id": estate.id}
        )
        unit = env["property.unit"].create({"name": "101", "building_id": building.id})
        self.partner = env["res.partner"].create({"name": "Race Payer"}).id
        journals = env["account.journal"]
        vals = {"name": "Race", "code": "RACE", "type": "cash"}
        domain = [("code", "=", "RACE"), ("company_id", "=", company.id)]
        self.cash = (journals.search(domain) or journals.create(vals)).id
        self.today = company._policy_today()
        income = env["account.account"].search(
            [("account_type", "=", "income"), ("company_ids", "in", company.ids)],
            limit=1,
        )
        self.moves = [self._bill(env, unit, income, amount) for amount in (100, 60)]
        self.estate, self.unit, self.building = estate.id, unit.id, building.id

    def _bill(self, env, unit, income, amount):
        day = self.today - timedelta(days=10)
        line = {
            "name": "Fee",
            "quantity": 1,
            "price_unit": amount,
            "account_id": income.id,
            "tax_ids": False,
        }
        move = env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.partner,
                "invoice_date": day,
                "property_unit_id": unit.id,
                "property_kind": "bill",
                "property_period": fields.Date.start_of(day, "month"),
                "invoice_line_ids": [(0, 0, line)],
            }
        )
        move.action_post()
        return move.id

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
            env = env(context={"allowed_company_ids": [self.company]})
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

    def _remove(self):
        """Take everything out again, evidence that nobody may delete included."""
        with self._env() as env:
            company = self.company
            for table in (
                "property_receipt_counter",
                "property_receipt_line",
                "property_receipt",
                "property_cash_count",
                "property_cash_sheet_line",
                "property_cash_sheet",
                "account_partial_reconcile",
                "account_payment",
                "account_move_line",
                "account_move",
            ):
                env.cr.execute(
                    SQL(
                        "DELETE FROM %s WHERE company_id = %s",
                        SQL.identifier(table),
                        company,
                    )
                )
            for table, record in (
                ("property_unit", self.unit),
                ("property_building", self.building),
                ("property_estate", self.estate),
            ):
                env.cr.execute(
                    SQL("DELETE FROM %s WHERE id = %s", SQL.identifier(table), record)
                )
            env.invalidate_all()
            env["res.partner"].browse(self.partner).unlink()
            env["res.company"].browse(company).active = False
            env.user.company_ids -= env["res.company"].browse(company)

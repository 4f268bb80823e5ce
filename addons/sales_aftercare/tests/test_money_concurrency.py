from odoo import Command
from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.cs_policy.tests.race_common import RaceCase

TABLES = (
    "property_receipt_counter",
    "property_receipt_line",
    "property_receipt",
    "policy_approval_log",
    "tier_review",
    "refund_request",
    "sale_home_supplement_buyer",
    "sale_home_supplement",
    "account_partial_reconcile",
    "sale_home_instalment",
    "account_payment",
    "account_move_line",
    "account_move",
    "sale_home_buyer_past",
    "sale_home_buyer",
    "sale_home_contract",
)


@tagged("post_install", "-at_install")
class TestMoneyConcurrency(RaceCase):
    """Two people act on the same money at the same instant (SA-1.4.1a, SA-1.8)."""

    company = 0

    def _get_context(self):
        return {"allowed_company_ids": [self.company]} if self.company else {}

    def _prepare(self, env):
        """A company with accounts and one contract in force over a million."""
        companies = env["res.company"].with_context(active_test=False)
        company = companies.search([("name", "=", "Sale Race")], limit=1)
        if company:
            company.active = True
        else:
            company = companies.create(
                {"name": "Sale Race", "policy_tz": "Asia/Shanghai"}
            )
            env["account.chart.template"].try_loading(
                "generic_coa", company, install_demo=False
            )
            company._propose_sale_home_accounts()
        self.company, self.today = company.id, company._policy_today()
        self.admin = env.ref("base.user_admin").id
        (env.user | env["res.users"].browse(self.admin)).company_ids |= company
        env = env(context={"allowed_company_ids": company.ids})
        self.partners = (
            env["res.partner"].create([{"name": "Race 1"}, {"name": "2"}]).ids
        )
        estate = env["property.estate"].create({"name": "Sale Race"})
        building = env["property.building"].create(
            {"name": "1", "estate_id": estate.id}
        )
        unit = env["property.unit"].create({"name": "1", "building_id": building.id})
        self.homes = (unit.id, building.id, estate.id)
        domain = [("type", "=", "bank"), ("company_id", "=", company.id)]
        self.bank = env["account.journal"].search(domain, limit=1).id
        self.contract = self._sign(env, unit).id

    def _sign(self, env, unit):
        contract = env["sale.home.contract"].create(
            {
                "name": "RACE",
                "unit_id": unit.id,
                "price_basis": "total",
                "amount_total": 1_000_000,
                "date_signed": self.today,
                "date_delivery": self.today,
                "buyer_ids": [Command.create({"partner_id": self.partners[0]})],
            }
        )
        contract._propose_instalments()
        # in force as an import makes it; approvals are raced below
        env.cr.execute(
            "UPDATE sale_home_contract SET state = 'active' WHERE id = %s",
            [contract.id],
        )
        contract.invalidate_recordset()
        contract._post_schedule(self.today)
        return contract

    def _take(self, amount, seen):
        def act(env):
            contract = env["sale.home.contract"].browse(self.contract)
            journal = env["account.journal"].browse(self.bank)
            payment = contract._receive_payment(
                amount, journal, self.today, kinds=None, seen=seen
            )
            return payment.name

        return act

    def _read(self):
        """(residual of the contract, balance of its liability, state, day paid)"""
        with self._env() as env:
            contract = env["sale.home.contract"].browse(self.contract)
            amounts = contract._get_amounts_open()[contract.id]
            account = contract.company_id.sale_home_liability_account_id
            booked = contract.company_id._get_sale_home_balances(account, contract)
            return (
                amounts["total"] - amounts["credit"],
                booked.get(contract.id, 0),
                contract.state,
                contract.date_paid,
            )

    def test_two_cashiers_taking_the_same_payment_take_it_once(self):
        """SA-1.4.1a: the second is told that something was paid meanwhile."""
        act = self._take(1_000_000, 1_000_000)
        outcomes, tries = self._race(act, act)
        self.assertIn(["SA-1.4.1a"], outcomes)
        self.assertEqual(sum(isinstance(name, str) for name in outcomes), 1)
        self.assertGreater(tries, 2, "The loser saw what the winner left.")
        self.assertEqual(self._read(), (0, 1_000_000, "active", self.today))

    def test_two_payments_at_once_both_count(self):
        """SA-1.4.1a: without a figure that they were shown."""
        outcomes, _tries = self._race(
            self._take(300_000, None), self._take(700_000, None)
        )
        self.assertEqual(len(set(outcomes)), 2)
        self.assertEqual(self._read(), (0, 1_000_000, "active", self.today))

    def _ask_supplement(self, kind, **vals):
        with self._env() as env:
            env = env(context={"allowed_company_ids": [self.company]})
            supplement = env["sale.home.supplement"].create(
                {"contract_id": self.contract, "kind": kind, "reason": "Race", **vals}
            )
            supplement.action_submit()
            return supplement.id

    def _approve(self, supplement_id):
        def act(env):
            supplement = env["sale.home.supplement"].browse(supplement_id)
            supplement.with_user(self.admin).action_approve()
            return supplement.state

        return act

    def test_two_approvals_at_once_take_effect_once(self):
        """SA-1.1.1: the debt moves to the new buyer once."""
        buyers = [Command.create({"partner_id": self.partners[1]})]
        act = self._approve(self._ask_supplement("buyers", buyer_ids=buyers))
        outcomes, _tries = self._race(act, act)
        self.assertIn("approved", outcomes)
        self.assertIn(["SA-1.1.1"], outcomes)
        self.assertEqual(self._read(), (1_000_000, 1_000_000, "active", False))

    def test_a_payment_while_the_buyer_changes_is_on_one_of_them(self):
        """SA-1.4.1a: whichever comes first, what is open is right."""
        buyers = [Command.create({"partner_id": self.partners[1]})]
        approve = self._approve(self._ask_supplement("buyers", buyer_ids=buyers))
        outcomes, _tries = self._race(approve, self._take(400_000, None))
        self.assertIn("approved", outcomes)
        self.assertEqual(self._read(), (600_000, 1_000_000, "active", False))

    def test_a_refund_is_paid_once(self):
        """SA-1.8: two people of finance press the button."""
        with self._env() as env:
            self._take(1_030_000, None)(
                env(context={"allowed_company_ids": [self.company]})
            )
        with self._env() as env:
            request = env["refund.request"].create(
                {
                    "company_id": self.company,
                    "contract_id": self.contract,
                    "reason": "Race",
                }
            )
            env.cr.execute(
                "UPDATE refund_request SET state = 'approved' WHERE id = %s",
                [request.id],
            )

        def act(env):
            journal = env["account.journal"].browse(self.bank)
            row = env["refund.request"].browse(request.id)
            return row._pay(journal, self.today).name

        outcomes, _tries = self._race(act, act)
        self.assertEqual(sum(isinstance(name, str) for name in outcomes), 1)
        self.assertIn("SA-1.8", sum((o for o in outcomes if isinstance(o, list)), []))
        self.assertEqual(self._read()[0], 0)

    def _remove(self):
        """Take everything out again, evidence that nobody may delete included."""
        with self._env() as env:
            env.cr.execute(
                "DELETE FROM refund_request_sale_home_supplement_rel WHERE "
                "sale_home_supplement_id IN (SELECT id FROM sale_home_supplement "
                "WHERE company_id = %s)",
                [self.company],
            )
            for table in TABLES:
                env.cr.execute(
                    SQL(
                        "DELETE FROM %s WHERE company_id = %s",
                        SQL.identifier(table),
                        self.company,
                    )
                )
            for table, record in zip(
                ("property_unit", "property_building", "property_estate"),
                self.homes,
                strict=True,
            ):
                env.cr.execute(
                    SQL("DELETE FROM %s WHERE id = %s", SQL.identifier(table), record)
                )
            env.invalidate_all()
            env["res.partner"].browse(self.partners).unlink()
            company = env["res.company"].browse(self.company)
            company.active = False
            (env.user | env["res.users"].browse(self.admin)).company_ids -= company

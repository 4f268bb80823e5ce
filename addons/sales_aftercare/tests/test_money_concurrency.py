from odoo import Command
from odoo.tests import tagged

from .race_common import SaleRaceCase


@tagged("post_install", "-at_install")
class TestMoneyConcurrency(SaleRaceCase):
    """Two people act on the same money at the same instant (SA-1.4.1a, SA-1.8)."""

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
            request.invalidate_recordset()
            request._log_approval("effective", requester=env.user)

        def act(env):
            journal = env["account.journal"].browse(self.bank)
            row = env["refund.request"].browse(request.id)
            return row._pay(journal, self.today).name

        outcomes, _tries = self._race(act, act)
        self.assertEqual(sum(isinstance(name, str) for name in outcomes), 1)
        self.assertIn("SA-1.8", sum((o for o in outcomes if isinstance(o, list)), []))
        self.assertEqual(self._read()[0], 0)

    def test_two_representatives_sell_a_home_once(self):
        """SA-1.2.1: one reserves it while the other submits a direct contract."""
        with self._env() as env:
            env.cr.execute(
                "UPDATE sale_home_contract SET state = 'draft' WHERE id = %s",
                [self.contract],
            )
            env = env(context={"allowed_company_ids": [self.company]})
            subscription = env["sale.home.subscription"].create(
                {
                    "unit_id": self.homes[0],
                    "price_basis": "total",
                    "amount_total": 1_000_000,
                    "buyer_ids": [Command.create({"partner_id": self.partners[1]})],
                }
            )

        def submit(model, record_id):
            def act(env):
                deal = env[model].browse(record_id)
                deal.action_submit()
                return deal.state

            return act

        outcomes, tries = self._race(
            submit("sale.home.contract", self.contract),
            submit("sale.home.subscription", subscription.id),
        )
        self.assertCountEqual(outcomes, ["pending", ["SA-1.2.1"]])
        self.assertGreater(tries, 2, "The loser saw what the winner left.")

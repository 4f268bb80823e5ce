from datetime import date

from odoo.tests import tagged

from odoo.addons.cs_policy.exceptions import PolicyRefusal

from .common import TODAY
from .money_common import MoneyCase


@tagged("post_install", "-at_install")
class TestDeposit(MoneyCase):
    """The deposit of a subscription, from the desk to the contract (SA-1.2.1)."""

    def _activate(self, **vals):
        subscription = self._create_subscription(**vals)
        subscription.action_submit()
        subscription.with_user(self.sale_manager).action_approve()
        return subscription

    def _convert(self, subscription):
        contract = self._draft_contract(subscription)
        contract.action_submit()
        contract.with_user(self.sale_manager).action_approve()
        return contract

    def _draft_contract(self, subscription):
        subscription._write_protected({"date_sealed": TODAY})
        action = subscription.action_make_contract()
        contract = self.env["sale.home.contract"].browse(action["res_id"])
        contract = contract.with_user(self.sale_representative)
        contract.write({"date_signed": TODAY, "date_delivery": date(2027, 6, 30)})
        return contract

    def _owed(self, subscription):
        items = subscription._get_items() | subscription._get_items(is_credit=True)
        return sum(items.mapped("amount_residual"))

    def test_an_approved_deposit_is_owed_and_taken(self):
        """SA-1.2.1: held as ours to give back, never income."""
        subscription = self._activate()
        self.assertEqual(self._owed(subscription), 50_000)
        self.assertEqual(subscription.amount_deposit_paid, 0)
        self._pay(subscription, 50_000)
        subscription.invalidate_recordset()
        self.assertEqual(self._owed(subscription), 0)
        self.assertEqual(subscription.amount_deposit_paid, 50_000)
        self.assertEqual(self._balance(self.deposits), -50_000)

    def test_it_is_carried_over_to_the_first_instalment(self):
        """SA-1.2.1: what was not paid of it is owed with the price, once."""
        for number, (paid, is_open) in enumerate(
            ((50_000, 950_000), (20_000, 980_000))
        ):
            with self.subTest(paid=paid):
                subscription = self._activate(unit=self.units[number])
                self._pay(subscription, paid)
                contract = self._convert(subscription)
                self.assertEqual(self._receivable(contract), {"Ann": is_open})
                self.assertEqual(self._owed(subscription), 0)
                self.assertEqual(self._balance(self.deposits), 0)
        self._assert_balanced()

    def test_a_withdrawal_says_what_becomes_of_the_deposit(self):
        """SA-1.8: and the manager decides it."""
        subscription = self._activate()
        self._pay(subscription, 50_000)
        with self.assertRaises(PolicyRefusal) as caught:
            subscription.action_withdraw()
        self.assertEqual(caught.exception.clauses, ["SA-1.8", "SA-1.8"])
        self.assertEqual(subscription.state, "active")
        subscription.deposit_outcome = "refund"
        subscription.with_user(self.sale_manager).action_withdraw()
        self.assertEqual(self._owed(subscription), -50_000)
        self.assertEqual(self._balance(self.deposits), 0)

    def test_a_forfeited_deposit_is_income(self):
        """SA-1.8"""
        subscription = self._activate()
        self._pay(subscription, 30_000)
        subscription.deposit_outcome = "forfeit"
        subscription.with_user(self.sale_manager).action_withdraw()
        income = self.company.sale_home_forfeit_account_id
        self.assertEqual(self._balance(income), -30_000)
        self.assertEqual(self._balance(self.deposits), 0)
        self.assertEqual(self._owed(subscription), 0)

    def test_without_money_the_representative_records_it(self):
        """SA-1.8: nothing is owed any more."""
        subscription = self._activate()
        subscription.action_withdraw()
        self.assertEqual(self._owed(subscription), 0)
        self._assert_balanced()

    def test_nobody_withdraws_while_the_contract_waits_for_approval(self):
        """SA-1.8: the contract is taken back first; its draft ends with it."""
        subscription = self._activate()
        contract = self._draft_contract(subscription)
        contract.action_submit()
        with self.assertRaises(PolicyRefusal) as caught:
            subscription.action_withdraw()
        self.assertEqual(caught.exception.clauses, ["SA-1.8"])
        self.assertIn(contract.name, str(caught.exception))
        self.assertEqual((subscription.state, contract.state), ("active", "pending"))
        contract.action_reset()
        subscription.action_withdraw()
        self.assertEqual(
            (subscription.state, contract.state), ("withdrawn", "cancelled")
        )

    def test_a_refused_contract_ends_with_its_subscription(self):
        """SA-1.8: it could be taken up again otherwise."""
        subscription = self._activate()
        contract = self._draft_contract(subscription)
        contract.action_submit()
        contract.with_user(self.sale_manager)._refuse_approval("No")
        subscription.action_withdraw()
        self.assertEqual(contract.state, "cancelled")

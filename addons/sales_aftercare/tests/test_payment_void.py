from datetime import date

from odoo import Command
from odoo.tests import tagged

from odoo.addons.cs_policy.exceptions import PolicyRefusal

from .common import TODAY
from .money_common import MoneyCase

APPROVERS = {
    "sale.home.subscription": ("manager",),
    "sale.home.contract": ("manager",),
    "sale.home.supplement": ("manager", "general_manager"),
    "refund.request": ("manager", "finance", "general_manager"),
}


@tagged("post_install", "-at_install")
class TestPaymentVoid(MoneyCase):
    """A cheque that bounces when the deal is over (SA-1.4.1a, SA-1.8)."""

    def _void(self, payment):
        self._get_receipt(payment).with_user(self.sale_manager)._void("Bounced")

    def _approve(self, document):
        document.action_submit()
        for role in APPROVERS[document._name]:
            if document.state == "pending":
                user = getattr(self, f"sale_{role}")
                document.with_user(user).action_approve()
        self.assertNotEqual(document.state, "pending")
        return document

    def _supplement(self, contract, kind, **vals):
        supplements = self.env["sale.home.supplement"]
        supplements = supplements.with_user(self.sale_representative)
        return self._approve(
            supplements.create(
                {"contract_id": contract.id, "kind": kind, "reason": "Agreed", **vals}
            )
        )

    def _change_buyer(self, contract, partner):
        buyers = [Command.create({"partner_id": partner.id})]
        return self._supplement(contract, "buyers", buyer_ids=buyers)

    def _sign(self, contract):
        contract = contract.with_user(self.sale_representative)
        contract.write({"date_signed": TODAY, "date_delivery": date(2027, 6, 30)})
        contract._propose_instalments()
        return self._approve(contract)

    def _exchange(self, contract):
        """The contract over the other home, in force, at 1,200,000."""
        supplement = self._supplement(
            contract, "exchange", unit_id=self.units[1].id, price_unit=12_000
        )
        return self._sign(supplement.new_contract_id)

    def _subscribe(self, unit=None):
        """A subscription in force, and the payment of its deposit."""
        subscription = self._approve(self._create_subscription(unit))
        return subscription, self._pay(subscription, 50_000)

    def _withdraw(self, subscription, outcome):
        subscription.deposit_outcome = outcome
        subscription.with_user(self.sale_manager).action_withdraw()

    def _convert(self, subscription):
        subscription._write_protected({"date_sealed": TODAY})
        action = subscription.action_make_contract()
        return self._sign(self.env["sale.home.contract"].browse(action["res_id"]))

    def _get_available(self, deal):
        name = f"{deal._name.removeprefix('sale.home.')}_id"
        requests = self.env["refund.request"]
        return requests.new({name: deal.id, "partner_id": self.ann.id})._get_available()

    def _get_net(self, deal):
        items = deal._get_items() | deal._get_items(is_credit=True)
        return sum(items.mapped("amount_residual"))

    def test_a_deposit_that_never_came_is_not_given_back(self):
        """SA-1.8: withdrawn first, then the cheque bounced."""
        subscription, payment = self._subscribe()
        self._withdraw(subscription, "refund")
        request = self.env["refund.request"].search(
            [("subscription_id", "=", subscription.id)]
        )
        request = request.with_user(self.sale_handler)
        request.reason = "Withdrawn"
        self._approve(request)
        self._void(payment)
        self.assertFalse(subscription._get_items())
        self.assertFalse(subscription._get_items(is_credit=True))
        self.assertEqual(request._get_owed(), 0)
        with self.assertRaises(PolicyRefusal) as caught:
            request.with_user(self.sale_finance)._pay(self.bank, TODAY)
        self.assertEqual(caught.exception.clauses, ["SA-1.8"])
        self.assertEqual(self._balance(self.deposits), 0)

    def test_a_forfeited_deposit_that_never_came_is_taken_at_the_desk(self):
        """SA-1.8: what is open of a deal that is over can be paid, and no more."""
        subscription, payment = self._subscribe()
        self._withdraw(subscription, "forfeit")
        with self.assertRaises(PolicyRefusal) as caught:
            self._pay(subscription, 50_000)
        self.assertEqual(caught.exception.clauses, ["SA-1.4.1a"])
        self._void(payment)
        self.assertEqual(self._get_net(subscription), 50_000)
        self._pay(subscription, 50_000)
        self.assertEqual(self._get_net(subscription), 0)

    def test_a_rescission_refunds_no_money_that_never_came(self):
        """SA-1.8: the price is open again and meets the credit, less what came."""
        contract = self._create_active(payment_method="instalment")
        self._pay(contract, 100_000)
        payment = self._pay(contract, 300_000)
        self._supplement(contract, "rescission")
        self.assertEqual(self._get_available(contract), 400_000)
        self._void(payment)
        self.assertEqual(self._receivable(contract), {"Ann": -100_000})
        self.assertFalse(contract._get_items())
        self.assertEqual(self._get_available(contract), 100_000)

    def test_what_was_refunded_by_then_is_owed_back(self):
        """SA-1.8: by who got it, at the desk."""
        contract = self._create_active()
        payment = self._pay(contract, 300_000)
        [request] = self._supplement(contract, "rescission").refund_ids
        request = self._approve(request.with_user(self.sale_handler))
        request.with_user(self.sale_finance)._pay(self.bank, TODAY)
        self._void(payment)
        self.assertEqual(self._receivable(contract), {"Ann": 300_000})
        self._pay(contract, 300_000)
        self.assertEqual(self._receivable(contract), {})

    def test_what_is_open_on_what_has_ended_is_taken_off(self):
        """SA-1.8: also where accounting set nothing against each other."""
        contract = self._create_active()
        payment = self._pay(contract, 300_000)
        self._supplement(contract, "rescission")
        payment.sudo().move_id.line_ids.remove_move_reconcile()
        self.assertEqual(sum(contract._get_items().mapped("amount_residual")), 300_000)
        self.assertEqual(self._get_available(contract), 300_000)

    def test_a_deposit_carried_over_comes_back(self):
        """SA-1.2.1, SA-1.4.1a: the price is open again, the deposit is not owed too."""
        subscription, payment = self._subscribe()
        contract = self._convert(subscription)
        self._pay(contract, 950_000)
        self.assertEqual(contract.date_paid, TODAY)
        self._void(payment)
        self.assertEqual(self._receivable(contract), {"Ann": 50_000})
        self.assertFalse(contract.date_paid)
        self.assertEqual(contract.instalment_ids.mapped("amount_open"), [50_000])
        self.assertEqual(self._get_net(subscription), 0)
        self.assertEqual(self._balance(self.deposits), 0)
        self._pay(contract, 50_000)
        self.assertEqual(contract.date_paid, TODAY)
        self._assert_balanced()

    def test_each_part_of_a_deposit_comes_back_once(self):
        """SA-1.2.1: 20,000 bounced, then 30,000 as well."""
        subscription = self._approve(self._create_subscription())
        parts = [self._pay(subscription, amount) for amount in (20_000, 30_000)]
        contract = self._convert(subscription)
        for payment, is_open in zip(parts, (970_000, 1_000_000), strict=True):
            self._void(payment)
            self.assertEqual(self._receivable(contract), {"Ann": is_open})
            self.assertEqual(contract.instalment_ids.amount_open, is_open)
        self.assertEqual(self._balance(self.deposits), 0)

    def test_money_taken_over_by_an_exchange_comes_back(self):
        """SA-1.4.1a: the new contract is open by as much; the old one owes nothing."""
        contract = self._create_active()
        self._pay(contract, 100_000)
        payment = self._pay(contract, 300_000)
        new = self._exchange(contract)
        self.assertEqual(self._receivable(new), {"Ann": 800_000})
        self._void(payment)
        self.assertEqual(self._receivable(contract), {})
        self.assertEqual(self._receivable(new), {"Ann": 1_100_000})
        self.assertEqual(new.instalment_ids.amount_open, 1_100_000)

    def test_a_deposit_comes_back_from_the_last_of_its_contracts(self):
        """SA-1.8: carried over, exchanged, rescinded; only what came is refunded."""
        subscription, payment = self._subscribe(self.units[0])
        contract = self._convert(subscription)
        self._pay(contract, 30_000)
        new = self._exchange(contract)
        self._supplement(new, "rescission")
        self.assertEqual(self._get_available(new), 80_000)
        self._void(payment)
        self.assertEqual(self._receivable(new), {"Ann": -30_000})
        self.assertEqual(self._get_available(new), 30_000)
        for deal in (subscription, contract):
            self.assertEqual(self._get_net(deal), 0)
        self._assert_balanced()

    def test_who_took_the_contract_over_owes_what_never_came(self):
        """SA-1.4.1a: the former buyer's cheque; a credit of the new one pays it."""
        contract = self._create_active()
        payment = self._pay(contract, 400_000)
        self._change_buyer(contract, self.bob)
        self._pay(contract, 650_000)
        self.assertEqual(self._receivable(contract), {"Bob": -50_000})
        self._void(payment)
        self.assertEqual(self._receivable(contract), {"Bob": 350_000})
        self.assertFalse(contract._get_items(is_credit=True))
        self.assertEqual(contract._get_items().partner_id, self.bob)
        self.assertEqual(self._balance(self.liability, contract), -1_000_000)
        self._pay(contract, 350_000)
        self.assertEqual(self._receivable(contract), {})
        self.assertEqual(contract.date_paid, TODAY)

    def test_a_former_buyer_s_money_that_never_came_is_refunded_to_nobody(self):
        """SA-1.8: taken over, rescinded; what is owed to the last buyer is less."""
        contract = self._create_active()
        payment = self._pay(contract, 400_000)
        self._change_buyer(contract, self.bob)
        self._pay(contract, 100_000)
        self._supplement(contract, "rescission")
        self.assertEqual(self._receivable(contract), {"Bob": -500_000})
        self._void(payment)
        self.assertEqual(self._receivable(contract), {"Bob": -100_000})
        self.assertFalse(contract._get_items())
        self.assertEqual(self._balance(self.liability, contract), 0)
        self._assert_balanced()

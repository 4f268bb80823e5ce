import random
from collections import Counter
from datetime import date

from odoo import Command
from odoo.tests import tagged

from odoo.addons.cs_policy.exceptions import PolicyRefusal

from .common import TODAY
from .money_walk import CENT, Expected, MoneyWalk

SEEDS = (1, 2, 3)
STEPS = 34


@tagged("post_install", "-at_install")
class TestMoneyRandom(MoneyWalk):
    """Whatever happens in whatever order, documents and ledger agree (SA-1.4.1a)."""

    def test_documents_and_ledger_agree_after_every_event(self):
        """SA-1.4.1a: seeded walks through everything that can happen to a sale."""
        happened = Counter()
        for seed in SEEDS:
            with self.subTest(seed=seed), self.env.cr.savepoint() as savepoint:
                happened += self._walk(random.Random(seed))
                savepoint.rollback()
            self.env.invalidate_all()
        events = {name.removeprefix("_do_") for name in dir(self) if "_do_" in name}
        self.assertEqual(set(happened), events)

    def _walk(self, dice):
        """One office, a few homes, ``STEPS`` events; {event: how often it happened}"""
        self.dice = dice
        self.free = list(self._get_homes())
        self.deals, self.deposits_held, self.converted = {}, {}, {}
        self.day = TODAY
        happened = Counter()
        events = sorted(name for name in dir(self) if name.startswith("_do_"))
        for _step in range(STEPS):
            for event in dice.sample(events, len(events)):
                if getattr(self, event)():
                    happened[event.removeprefix("_do_")] += 1
                    self._assert_agrees(event)
                    break
        return happened

    # The events: each answers whether it happened.
    def _do_sign(self):
        if not self.free:
            return False
        contract = self._create_active(self.free.pop(), **self._terms())
        self.deals[contract] = Expected(contract.amount_total)
        return True

    def _do_subscribe(self):
        if not self.free:
            return False
        terms = {**self._terms(), "price_unit": 10_000}
        subscription = self._create_subscription(self.free.pop(), **terms)
        subscription.action_submit()
        subscription.with_user(self.sale_manager).action_approve()
        self.deposits_held[subscription] = 0.0
        return True

    def _pick_subscription(self):
        found = [deal for deal in self.deposits_held if deal.state == "active"]
        return self.dice.choice(found) if found else None

    def _do_deposit(self):
        subscription = self._pick_subscription()
        if not subscription:
            return False
        is_open = sum(subscription._get_items().mapped("amount_residual"))
        if is_open < 1:
            return False
        amount = self.dice.choice((is_open, round(is_open / 3, 2)))
        self._pay(subscription, amount)
        self.deposits_held[subscription] += amount
        return True

    def _do_withdraw(self):
        subscription = self._pick_subscription()
        if not subscription:
            return False
        subscription.deposit_outcome = self.dice.choice(("refund", "forfeit"))
        subscription.with_user(self.sale_manager).action_withdraw()
        self.free.append(subscription.unit_id)
        self.deposits_held[subscription] = 0.0
        return True

    def _do_convert(self):
        subscription = self._pick_subscription()
        if not subscription:
            return False
        subscription.sudo()._write_protected({"date_sealed": TODAY})
        action = subscription.action_make_contract()
        contract = self.env["sale.home.contract"].browse(action["res_id"])
        self._bring_into_force(contract.with_user(self.sale_representative))
        expected = Expected(contract.amount_total)
        expected.came = self.deposits_held[subscription]
        self.deals[contract] = expected
        self.deposits_held[subscription] = 0.0
        self.converted[subscription] = contract
        return True

    def _bring_into_force(self, contract):
        contract.write({"date_signed": TODAY, "date_delivery": date(2027, 6, 30)})
        contract._propose_instalments()
        contract.action_submit()
        contract.with_user(self.sale_manager).action_approve()

    def _do_pay(self):
        contract = self._pick()
        if not contract:
            return False
        amount = self._amount(contract.amount_total / 2)
        self._pay(contract, amount)
        self.deals[contract].came += amount
        return True

    def _do_pay_up(self):
        """Also the release of a loan: what is open comes at once."""
        contract = self._pick(lambda row, _e: self._cost_open(row) > CENT)
        if not contract:
            return False
        amount = self._cost_open(contract)
        bank = self.authority if contract.payment_method == "mortgage" else None
        self._pay(contract, amount, payer=bank)
        self.deals[contract].came += amount
        return True

    def _cost_open(self, contract):
        amounts = contract._get_amounts_open()[contract.id]
        return round(amounts["price"] + amounts["difference"], 2)

    def _do_take_back(self):
        """A payment of a contract in force was a mistake of the cashier."""
        return self._take_back(lambda row: row.state == "active")

    def _do_take_back_ended(self):
        """The cheque bounced when the contract was over."""
        return self._take_back(lambda row: row.state != "active")

    def _take_back(self, test):
        contracts = self.env["sale.home.contract"].union(*filter(test, self.deals))
        receipt = self._void_one(contracts)
        if receipt:
            self._lose(receipt.sale_contract_id, receipt.amount)
        return bool(receipt)

    def _do_take_back_deposit(self):
        """In force, withdrawn, forfeited or carried over to whatever contract."""
        subscriptions = self.env["sale.home.subscription"].union(*self.deposits_held)
        receipt = self._void_one(subscriptions)
        deal = receipt.sale_subscription_id
        if deal.state == "converted":
            self._lose(self.converted[deal], receipt.amount)
        elif deal.state == "active" or deal.deposit_outcome == "forfeit":
            self.deposits_held[deal] -= receipt.amount
        return bool(receipt)

    def _do_difference(self):
        contract = self._pick()
        if not contract:
            return False
        amount = self._difference()
        contract._post_differences({contract: amount}, TODAY)
        self.deals[contract].owed += amount
        return True

    def _do_bill_behalf(self):
        contract = self._pick(lambda _row, expected: not expected.behalf)
        if not contract:
            return False
        amount = self._amount(20_000)
        contract._bill_on_behalf([("Fund", amount)], TODAY, TODAY)
        self.deals[contract].behalf = amount
        return True

    def _do_pay_behalf(self):
        contract = self._pick(lambda _row, e: e.behalf - e.behalf_paid > CENT)
        if not contract:
            return False
        expected = self.deals[contract]
        amount = round(expected.behalf - expected.behalf_paid, 2)
        self._pay(contract, amount, kinds=("on_behalf",))
        expected.behalf_paid += amount
        return True

    def _do_pass_on(self):
        contract = self._pick(lambda _row, e: e.behalf_paid - e.passed > CENT)
        if not contract:
            return False
        expected = self.deals[contract]
        amount = self._amount(expected.behalf_paid - expected.passed)
        amount = min(amount, round(expected.behalf_paid - expected.passed, 2))
        finance = contract.with_user(self.sale_finance)
        finance._pass_on(amount, self.bank, TODAY, self.authority)
        expected.passed += amount
        return True

    def _do_hand_over(self):
        contract = self._pick(lambda _row, e: not e.is_revenue and e.owed > CENT)
        if not contract:
            return False
        contract._recognise_revenue(TODAY)
        self.deals[contract].is_revenue = True
        return True

    def _supplement(self, contract, kind, **vals):
        supplements = self.env["sale.home.supplement"]
        supplement = supplements.with_user(self.sale_representative).create(
            {"contract_id": contract.id, "kind": kind, "reason": "Agreed", **vals}
        )
        supplement.action_submit()
        for user in (self.sale_manager, self.sale_general_manager):
            if supplement.state == "pending":
                supplement.with_user(user).action_approve()
        self.assertEqual(supplement.state, "approved")
        return supplement

    def _do_change_buyer(self):
        """Who is owed something is refunded first."""
        contract = self._pick()
        if not contract:
            return False
        partner = self.ann if contract.partner_id == self.bob else self.bob
        buyers = [Command.create({"partner_id": partner.id})]
        if contract._get_items(is_credit=True):
            with self.assertRaises(PolicyRefusal):
                self._supplement(contract, "buyers", buyer_ids=buyers)
            return False
        self._supplement(contract, "buyers", buyer_ids=buyers)
        return True

    def _end(self, contract, kept=0.0):
        """The books of an ended contract: nothing owed but what came, less ``kept``."""
        expected = self.deals[contract]
        expected.is_ended, expected.is_revenue = True, False
        expected.kept = kept
        expected.owed = kept
        expected.behalf = expected.passed
        self.free.append(contract.unit_id)

    def _do_rescind(self):
        contract = self._pick()
        if not contract or self.dice.random() < 0.4:
            return False
        here = self.deals[contract].get_here()
        with self.assertRaises(PolicyRefusal):
            self._supplement(contract, "rescission", amount_kept=here + 0.01)
        kept = self.dice.choice((0, round(here / 10, 2), here))
        self._supplement(contract, "rescission", amount_kept=kept)
        self._end(contract, kept)
        return True

    def _do_exchange(self):
        contract = self._pick(lambda _row, e: e.came > 1 and not e.is_revenue)
        if not contract or not self.free:
            return False
        supplement = self._supplement(
            contract, "exchange", unit_id=self.free.pop().id, price_unit=8_000
        )
        self._end(contract)
        self._assert_agrees("exchange, not signed yet")
        moved = contract._get_amounts_open()[contract.id]["credit"]
        new = supplement.new_contract_id.with_user(self.sale_representative)
        self._bring_into_force(new)
        expected = Expected(new.amount_total)
        expected.came = moved
        self.deals[contract].transferred = -moved
        self.deals[contract].heir = new
        self.deals[new] = expected
        return True

    def _do_refund(self):
        """What is owed to a buyer, of a contract in force or of one that ended."""
        found = [contract for contract in self.deals if self._get_over(contract) > 1]
        if not found:
            return False
        self._refund(self.dice.choice(found))
        return True

    def _do_settle_area(self):
        """Measured for the first time, or once more, whatever happened in between."""
        contract = self._pick()
        if not contract:
            return False
        if self._get_settlement(contract):
            self._correct_area(contract)
        else:
            self._settle_area(contract, self._difference())
        return True

    def _do_correct_a_refund(self):
        """The home was smaller, that was paid back, and then it was measured again."""
        contract = self._pick(
            lambda row, _e: not self._get_settlement(row) and not self._get_over(row)
        )
        if not contract:
            return False
        self._settle_area(contract, -self._amount(20_000))
        if self._get_over(contract):
            self._refund(contract)
            self._assert_agrees("refund of a smaller home")
        self._correct_area(contract)
        return True

    def _do_refuse(self):
        """What is not owed is not refunded, whatever the order of things before."""
        contract = self._pick()
        if not contract:
            return False
        credit = contract._get_amounts_open()[contract.id]["credit"]
        requests = self.env["refund.request"].with_user(self.sale_handler)
        request = requests.create(
            {"contract_id": contract.id, "amount": credit + 0.01, "reason": "More"}
        )
        with self.assertRaises(PolicyRefusal):
            request.action_submit()
        request.action_cancel()
        return True

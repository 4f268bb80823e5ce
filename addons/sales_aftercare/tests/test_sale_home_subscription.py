from datetime import date

from odoo.exceptions import UserError

from odoo.addons.cs_policy.exceptions import PolicyRefusal

from .common import TODAY, AftercareCase


class TestSaleHomeSubscription(AftercareCase):
    """A home reserved, and the contract that follows."""

    def _activate(self, subscription):
        subscription.action_submit()
        subscription.with_user(self.sale_manager).action_approve()
        return subscription

    def test_it_holds_the_home_for_a_week(self):
        """SA-1.2.1: validity is a parameter of the company."""
        subscription = self._activate(self._create_subscription())
        self.assertEqual(subscription.date_expiry, date(2026, 12, 1))
        self.assertRegex(subscription.name, r"RG-2026-\d{4}")
        other = self._create_subscription(buyers=[(self.bob, 100)])
        with self.assertRaises(PolicyRefusal) as caught:
            other.action_submit()
        self.assertIn(subscription.name, str(caught.exception))

    def test_a_deposit_has_its_limit(self):
        """SA-1.2.1: 20 % of the price are allowed, a cent more is not."""
        subscription = self._create_subscription(amount_deposit=200_000)
        self.assertFalse(subscription._get_submit_reasons()[subscription.id])
        subscription.amount_deposit = 200_000.01
        found = subscription._get_submit_reasons()[subscription.id]
        self.assertEqual([reason.clause for reason in found], ["SA-1.2.1"])

    def test_a_contract_is_made_of_a_sealed_subscription_only(self):
        """SA-1.2.1: approved, sealed, then the contract, once."""
        buyers = [(self.ann, 60), (self.bob, 40)]
        subscription = self._activate(self._create_subscription(buyers=buyers))
        with self.assertRaises(PolicyRefusal):
            subscription.action_make_contract()
        subscription._write_protected({"date_sealed": TODAY})
        action = subscription.action_make_contract()
        contract = self.env["sale.home.contract"].browse(action["res_id"])
        self.assertEqual(contract.buyer_ids.mapped("share"), [60, 40])
        self.assertEqual(contract.amount_total, 1_000_000)
        with self.assertRaises(PolicyRefusal):
            subscription.action_make_contract()

    def test_the_contract_in_force_ends_the_subscription(self):
        """SA-1.2.2: it became the contract."""
        subscription = self._activate(self._create_subscription())
        subscription._write_protected({"date_sealed": TODAY})
        action = subscription.action_make_contract()
        contract = self.env["sale.home.contract"].browse(action["res_id"])
        contract = contract.with_user(self.sale_representative)
        contract.write({"date_signed": TODAY, "date_delivery": date(2027, 6, 30)})
        contract.action_submit()
        contract.with_user(self.sale_manager).action_approve()
        self.assertEqual(subscription.state, "converted")

    def test_what_has_begun_is_kept(self):
        subscription = self._activate(self._create_subscription())
        with self.assertRaises(UserError):
            subscription.unlink()

    def _refused(self, method):
        with self.assertRaises(PolicyRefusal) as caught:
            method()
        return caught.exception

    def test_a_reserved_home_is_not_sold_by_a_direct_contract(self):
        """SA-1.2.1: the subscription is named; its own contract goes on."""
        subscription = self._activate(self._create_subscription())
        direct = self._create_contract(buyers=[(self.bob, 100)])
        refusal = self._refused(direct.action_submit)
        self.assertEqual(refusal.clauses, ["SA-1.2.1"])
        self.assertIn(subscription.name, str(refusal))
        own = self._create_contract(subscription_id=subscription.id)
        self.assertFalse(own.subscription_id)  # not by the hand of a user
        own._write_protected({"subscription_id": subscription.id})
        own.action_submit()
        own.with_user(self.sale_manager).action_approve()
        self.assertEqual((own.state, subscription.state), ("active", "converted"))

    def test_a_withdrawn_subscription_holds_nothing(self):
        """SA-1.2.1: the home is free for a direct contract."""
        self._activate(self._create_subscription()).action_withdraw()
        contract = self._create_active(buyers=[(self.bob, 100)])
        self.assertEqual(contract.state, "active")

    def test_the_approver_of_a_contract_is_told_of_a_reservation(self):
        """SA-1.2.1: made in between, past the guard of the submission."""
        contract = self._create_contract(buyers=[(self.bob, 100)])
        contract.action_submit()
        self._create_subscription()._move("pending")
        manager = contract.with_user(self.sale_manager)
        self.assertEqual(self._refused(manager.action_approve).clauses, ["SA-1.2.1"])

    def test_the_approver_of_a_subscription_is_told_of_a_sale(self):
        """SA-1.2.1: made in between, past the guard of the submission."""
        subscription = self._create_subscription()
        subscription.action_submit()
        self._create_contract(buyers=[(self.bob, 100)])._move("pending")
        manager = subscription.with_user(self.sale_manager)
        self.assertEqual(self._refused(manager.action_approve).clauses, ["SA-1.2.1"])

    def test_whether_homes_are_free_takes_the_same_queries_for_many(self):
        """SA-1.2.1: constant, whatever the number of contracts."""
        contracts = self.env["sale.home.contract"].browse(
            [self._create_contract(unit).id for unit in self.units]
        )
        counts = []
        for some in (contracts, contracts[:1], contracts):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some._get_holders()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts[1:])

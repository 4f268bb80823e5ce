from datetime import date

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.cs_policy.exceptions import PolicyRefusal
from odoo.addons.cs_policy.tools.trusted import trusted

from .common import TODAY
from .money_common import MoneyCase


@tagged("post_install", "-at_install")
class TestSupplement(MoneyCase):
    """Other buyers, another home, an end: agreed, approved, booked (SA-1.1.1)."""

    def _create(self, contract, kind, **vals):
        supplements = self.env["sale.home.supplement"]
        return supplements.with_user(self.sale_representative).create(
            {"contract_id": contract.id, "kind": kind, "reason": "Agreed", **vals}
        )

    def _approve(self, supplement):
        supplement.action_submit()
        for user in (self.sale_manager, self.sale_general_manager):
            if supplement.state == "pending":
                supplement.with_user(user).action_approve()
        self.assertEqual(supplement.state, "approved")
        return supplement

    def _sign(self, contract):
        """What an exchange is for comes into force."""
        contract = contract.with_user(self.sale_representative)
        contract.write({"date_signed": TODAY, "date_delivery": date(2027, 6, 30)})
        contract._propose_instalments()
        contract.action_submit()
        contract.with_user(self.sale_manager).action_approve()
        return contract

    def _buyers(self, *shares):
        return [
            Command.create({"partner_id": partner.id, "share": share})
            for partner, share in shares
        ]

    def test_the_new_buyer_owes_what_is_open(self):
        """SA-1.1.1: instalment by instalment; what was paid stays with the contract."""
        contract = self._create_active(payment_method="instalment")
        self._pay(contract, 400_000)
        buyers = self._buyers((self.bob, 60), (self.ann, 40))
        supplement = self._approve(self._create(contract, "buyers", buyer_ids=buyers))
        self.assertEqual(contract.buyer_ids.partner_id, self.bob | self.ann)
        self.assertEqual(contract.partner_id, self.bob)
        self.assertEqual(supplement.former_buyers, "Ann")
        self.assertEqual(self._receivable(contract), {"Bob": 600_000})
        self.assertEqual(
            contract.instalment_ids.mapped("amount_open"),
            [0, 75_000, 175_000, 175_000, 175_000],
        )
        self.assertEqual(self._balance(self.liability, contract), -1_000_000)
        self.assertFalse(contract.date_paid)
        self._pay(contract, 600_000)
        self.assertEqual(contract.date_paid, TODAY)
        self.assertEqual(self._receivable(contract), {})
        self._assert_balanced()

    def test_what_the_former_buyer_is_credited_is_shown_to_nobody_else(self):
        """SA-1.1.1: the new invoice is for the new buyers."""
        contract = self._create_active()
        carl = self.env["res.partner"].create({"name": "Carl"})
        buyers = self._buyers((self.bob, 50), (carl, 50))
        self._approve(self._create(contract, "buyers", buyer_ids=buyers))
        moves = self.env["account.move"].search(
            [("sale_contract_id", "=", contract.id)]
        )
        seen = {
            (move.move_type, move.partner_id): move.property_viewer_ids
            for move in moves
        }
        self.assertEqual(
            seen,
            {
                ("out_invoice", self.ann): self.ann,
                ("out_invoice", self.bob): self.bob | carl,
                ("out_refund", self.ann): self.ann,
            },
        )

    def test_a_new_buyer_beside_the_first_changes_no_books(self):
        """SA-1.1.1"""
        contract = self._create_active()
        entries = [("sale_contract_id", "=", contract.id)]
        before = self.env["account.move"].search_count(entries)
        buyers = self._buyers((self.ann, 50), (self.bob, 50))
        self._approve(self._create(contract, "buyers", buyer_ids=buyers))
        self.assertEqual(self.env["account.move"].search_count(entries), before)
        self.assertEqual(len(contract.buyer_ids), 2)

    def test_who_is_owed_money_stays_the_first_buyer(self):
        """SA-1.8: refunded first; another buyer beside the first changes nothing."""
        contract = self._create_active()
        self._pay(contract, 1_000_500)
        supplement = self._create(
            contract, "buyers", buyer_ids=self._buyers((self.bob, 100))
        )
        with self.assertRaises(PolicyRefusal) as caught:
            supplement.action_submit()
        self.assertEqual(caught.exception.clauses, ["SA-1.8"])
        self.assertEqual(caught.exception.reasons[0].figures, {"owed": 500})
        beside = self._buyers((self.ann, 50), (self.bob, 50))
        self._approve(self._create(contract, "buyers", buyer_ids=beside))
        contract._post_differences({contract: 500}, TODAY)
        self._approve(supplement)
        self.assertEqual(contract.partner_id, self.bob)

    def test_an_exchange_carries_the_money_to_the_new_contract(self):
        """SA-1.1.1: the old home is free, the new contract is to be signed."""
        contract = self._create_active(payment_method="instalment")
        self._pay(contract, 400_000)
        supplement = self._approve(
            self._create(
                contract, "exchange", unit_id=self.units[1].id, price_unit=12_000
            )
        )
        self.assertEqual((contract.state, self.unit.status), ("exchanged", "unsold"))
        self.assertEqual(self._receivable(contract), {"Ann": -400_000})
        self.assertEqual(self._balance(self.liability, contract), 0)
        new = supplement.new_contract_id
        self.assertEqual((new.amount_total, new.exchanged_id), (1_200_000, contract))
        self._sign(new)
        self.assertEqual(self._receivable(contract), {})
        self.assertEqual(self._receivable(new), {"Ann": 800_000})
        self.assertEqual(new.instalment_ids[0].amount_open, 0)
        self._assert_balanced()

    def test_an_exchange_carries_nobody_else_s_money(self):
        """SA-1.1.1: what a former buyer is owed stays theirs, and nothing doubles."""
        contract = self._create_active()
        self._pay(contract, 1_000_500)
        trusted(contract.sudo().buyer_ids).partner_id = self.bob  # as it once could
        supplement = self._approve(
            self._create(
                contract, "exchange", unit_id=self.units[1].id, price_unit=12_000
            )
        )
        owed = {"Ann": -500, "Bob": -1_000_000}
        self.assertEqual(self._receivable(contract), owed)
        new = self._sign(supplement.new_contract_id)
        self.assertEqual(self._receivable(contract), {"Ann": -500})
        self.assertEqual(self._receivable(new), {"Bob": 200_000})
        request = self.env["refund.request"].new({"contract_id": contract.id})
        self.assertEqual((request.partner_id, request.amount), (self.ann, 500))
        self._assert_balanced()

    def test_an_exchange_holds_the_other_home_from_its_approval_on(self):
        """SA-1.1.1: nobody else buys it while the new contract is to be signed."""
        contract = self._create_active()
        home = self.units[1]
        supplement = self._create(contract, "exchange", unit_id=home.id, price_unit=1)
        new = self._approve(supplement).new_contract_id
        other = self._create_contract(home, buyers=[(self.bob, 100)])
        reserved = self._create_subscription(home, buyers=[(self.bob, 100)])
        for deal in (other, reserved):
            with self.assertRaises(PolicyRefusal) as caught:
                deal.action_submit()
            self.assertIn(new.name, str(caught.exception))
        second = self._create_active(self.units[2], buyers=[(self.bob, 100)])
        again = self._create(second, "exchange", unit_id=home.id, price_unit=1)
        self.assertTrue(again._get_submit_reasons()[again.id])
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            other._move("pending")
            other.flush_recordset()
        other.invalidate_recordset()
        new.action_cancel()
        other.action_submit()
        self.assertEqual(other.state, "pending")

    def test_a_rescission_owes_back_what_was_paid(self):
        """SA-1.8: less what is kept, within 15 days; nothing is open any more."""
        contract = self._create_active(payment_method="instalment")
        self._pay(contract, 400_000)
        supplement = self._approve(
            self._create(contract, "rescission", amount_kept=50_000)
        )
        self.assertEqual((contract.state, self.unit.status), ("rescinded", "unsold"))
        self.assertEqual(self._receivable(contract), {"Ann": -350_000})
        self.assertEqual(self._balance(self.liability, contract), 0)
        income = self.company.sale_home_forfeit_account_id
        self.assertEqual(self._balance(income), -50_000)
        self.assertFalse(contract.date_paid)
        [request] = supplement.refund_ids
        self.assertEqual((request.kind, request.amount), ("rescission", 350_000))
        self.assertEqual(request.date_limit, date(2026, 12, 9))
        self._create_active(buyers=[(self.bob, 100)])

    def test_a_rescission_after_hand_over_takes_revenue_and_tax_back(self):
        """SA-1.8: differences and money of others included."""
        tax = self._set_tax(9)
        contract = self._create_active()
        contract._bill_on_behalf([("Fund", 6_500)], TODAY, TODAY)
        self._pay(contract, 1_000_000)
        self._pay(contract, 6_500, kinds=("on_behalf",))
        contract._recognise_revenue(TODAY)
        contract._post_differences({contract: 10_900}, TODAY)
        self._pay(contract, 10_900)
        self._approve(self._create(contract, "rescission"))
        self.assertEqual(self._receivable(contract), {"Ann": -1_017_400})
        output = tax.invoice_repartition_line_ids.account_id
        for account in (self.liability, self.on_behalf, output):
            self.assertEqual(self._balance(account, contract), 0)
        self.assertFalse(contract.date_revenue)
        self._assert_balanced()

    def test_what_was_passed_on_can_not_be_kept(self):
        """SA-1.1.1: fund and tax are with the authorities; the rest at most is kept."""
        contract = self._create_active()
        self._pay(contract, 50_000)
        contract._bill_on_behalf([("Fund", 30_000)], TODAY, TODAY)
        self._pay(contract, 30_000, kinds=("on_behalf",))
        authority = self.env["res.partner"].create({"name": "Bureau"})
        finance = contract.with_user(self.sale_finance)
        finance._pass_on(30_000, self.bank, TODAY, authority)
        supplement = self._create(contract, "rescission", amount_kept=50_000.01)
        with self.assertRaises(PolicyRefusal) as caught:
            supplement.action_submit()
        self.assertEqual(caught.exception.clauses, ["SA-1.1.1"])
        self.assertEqual(caught.exception.reasons[0].figures["here"], 50_000)
        supplement.amount_kept = 50_000
        self._approve(supplement)
        self.assertEqual(self._receivable(contract), {})
        self._assert_balanced()

    def test_an_unpaid_contract_ends_without_a_refund(self):
        """SA-1.8"""
        contract = self._create_active()
        supplement = self._approve(self._create(contract, "rescission"))
        self.assertEqual(self._receivable(contract), {})
        self.assertFalse(supplement.refund_ids)

    def test_what_stands_against_a_supplement(self):
        """SA-1.1.1: shares, a sold home, more kept than was paid, a certificate."""
        contract = self._create_active()
        other = self._create_active(self.units[1])
        cases = (
            ("buyers", {"buyer_ids": self._buyers((self.bob, 60))}),
            ("exchange", {"unit_id": other.unit_id.id, "price_unit": 1}),
            ("exchange", {"price_unit": 1}),
            ("exchange", {"unit_id": self.units[2].id}),
            ("rescission", {"amount_kept": 0.01}),
        )
        for kind, values in cases:
            with self.subTest(kind=kind, values=values):
                supplement = self._create(contract, kind, **values)
                with self.assertRaises(PolicyRefusal) as caught:
                    supplement.action_submit()
                self.assertEqual(caught.exception.clauses, ["SA-1.1.1"])
        contract._record_step("title", TODAY)
        supplement = self._create(contract, "rescission")
        self.assertTrue(supplement._get_submit_reasons()[supplement.id])

    def test_only_one_waits_and_its_terms_stand(self):
        """SA-1.1.1"""
        contract = self._create_active()
        buyers = self._buyers((self.bob, 100))
        supplement = self._create(contract, "buyers", buyer_ids=buyers)
        supplement.action_submit()
        for values in ({"kind": "rescission"}, {"amount_kept": 1}):
            with self.assertRaises(UserError):
                supplement.write(values)
        with self.assertRaises(UserError):
            supplement.buyer_ids.share = 50
        with self.assertRaises(PolicyRefusal):
            supplement.action_approve()

    def test_what_changed_meanwhile_is_refused_by_the_approver(self):
        """SA-1.1.1: the other home was sold in between."""
        contract = self._create_active()
        supplement = self._create(
            contract, "exchange", unit_id=self.units[1].id, price_unit=1
        )
        supplement.action_submit()
        self._create_active(self.units[1], buyers=[(self.bob, 100)])
        with self.assertRaises(PolicyRefusal):
            supplement.with_user(self.sale_manager).action_approve()

from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from odoo.addons.cs_policy.exceptions import PolicyRefusal

from .common import TODAY
from .money_common import MoneyCase


@tagged("post_install", "-at_install")
class TestPayment(MoneyCase):
    """Money in, and paid in full as accounting shows it (SA-1.4.1a)."""

    def test_the_oldest_instalment_is_paid_first(self):
        """SA-1.4.1a: 400,000 pay the first and part of the second."""
        contract = self._create_active(payment_method="instalment")
        payment = self._pay(contract, 400_000)
        self.assertEqual(payment.sale_contract_id, contract)
        self.assertEqual(payment.move_id.sale_kind, "payment")
        self.assertEqual(
            contract.instalment_ids.mapped("amount_open"),
            [0, 75_000, 175_000, 175_000, 175_000],
        )
        self.assertEqual(contract.amount_open, 600_000)
        receipt = self._get_receipt(payment)
        self.assertRegex(receipt.name, r"R2026-\d{6}")
        self.assertFalse(receipt.sheet_id)
        self.assertEqual(receipt.line_ids.unit_id, self.unit)
        self.assertIn(contract.name, receipt.line_ids[0].name)

    def test_paid_in_full_is_the_day_of_the_last_payment(self):
        """SA-1.4.1a: taken back, the step is open again."""
        contract = self._create_active(payment_method="instalment")
        self._pay(contract, 999_999.99, day=date(2026, 11, 20))
        self.assertFalse(contract.date_paid)
        last = self._pay(contract, 0.01, day=date(2026, 11, 23))
        self.assertEqual(contract.date_paid, date(2026, 11, 23))
        receipt = self._get_receipt(last).with_user(self.sale_manager)
        self.assertTrue(receipt.can_void)
        receipt._void("Wrong contract")
        self.assertFalse(contract.date_paid)
        self.assertEqual(contract.amount_open, 0.01)

    def test_what_is_open_is_listed_with_its_figures(self):
        """SA-1.4.1a: for whoever asks."""
        contract = self._create_active()
        self._pay(contract, 250_000)
        found = contract.with_user(self.sale_finance)._get_pay_reasons()[contract.id]
        self.assertEqual([reason.clause for reason in found], ["SA-1.4.1a"])
        [reason] = found
        self.assertEqual(reason.figures, {"group": "price", "open": 750_000})
        self.assertIn("750,000", reason.message)
        answer = self.env["sale.home.may"].browse(contract.action_may()["res_id"])
        self.assertIn("750,000", str(answer.line_ids.mapped("message")))

    def test_too_much_stays_as_a_credit_and_pays_what_comes(self):
        """SA-1.4.1a"""
        contract = self._create_active()
        self._pay(contract, 1_010_000)
        amounts = contract._get_amounts_open()[contract.id]
        self.assertEqual((amounts["total"], amounts["credit"]), (0, 10_000))
        self.assertEqual(contract.date_paid, TODAY)
        contract._post_differences({contract: 25_000}, TODAY)
        amounts = contract._get_amounts_open()[contract.id]
        self.assertEqual((amounts["difference"], amounts["credit"]), (15_000, 0))
        self.assertEqual(contract.date_paid, TODAY)

    def test_what_we_owe_does_not_pay_the_price(self):
        """SA-1.6.1: a smaller home is our debt; the buyer's is not touched."""
        contract = self._create_active()
        contract._post_differences({contract: -25_000}, TODAY)
        amounts = contract._get_amounts_open()[contract.id]
        self.assertEqual((amounts["price"], amounts["credit"]), (1_000_000, 25_000))
        self.assertEqual(self._balance(self.liability, contract), -975_000)

    def test_what_we_owe_for_a_smaller_home_hides_no_debt(self):
        """SA-1.4.1a: fund and tax are paid before the slip, whatever we owe beside."""
        contract = self._create_active()
        self._pay(contract, 1_000_000)
        contract._bill_on_behalf([("Fund", 10_000)], TODAY, date(2026, 11, 23))
        contract._post_differences({contract: -25_000}, TODAY)
        for day in (None, TODAY):
            found = contract._get_receivable_open(due_before=day)
            self.assertEqual(found, {contract.id: 10_000})
        reasons = contract.with_user(self.sale_finance)._get_move_in_reasons()
        figures = [reason.figures for reason in reasons[contract.id]]
        self.assertIn({"open": 10_000}, figures)

    def test_the_desk_refuses_what_changed_meanwhile(self):
        """SA-1.4.1a: another cashier was faster."""
        contract = self._create_active()
        wizards = self.env["sale.home.payment"].with_user(self.sale_finance)
        action = contract.with_user(self.sale_finance).action_take_payment()
        first, second = (
            Form(wizards.with_context(**action["context"])) for _number in range(2)
        )
        self.assertEqual(first.amount, 1_000_000)
        first.save().action_take()
        with self.assertRaises(PolicyRefusal) as caught:
            second.save().action_take()
        self.assertEqual(caught.exception.reasons[0].figures["open"], 0)
        self.assertEqual(self._receivable(contract), {})

    def test_what_can_not_be_taken(self):
        """SA-1.4.1a: nothing, tomorrow, into a journal that takes no money."""
        contract = self._create_active()
        with self.assertRaises(PolicyRefusal) as caught:
            contract.with_user(self.sale_finance)._receive_payment(
                0, self.company.sale_home_entry_journal_id, date(2026, 11, 25)
            )
        self.assertEqual(set(caught.exception.clauses), {"SA-1.4.1a"})
        self.assertEqual(len(caught.exception.reasons), 3)

    def test_only_finance_takes_money(self):
        """SA-1.4.1a"""
        contract = self._create_active()
        for user in (self.sale_user, self.sale_representative, self.sale_manager):
            with self.assertRaises(AccessError):
                self._pay(contract, 1, user=user)

    def test_a_bank_pays_for_the_buyer(self):
        """SA-1.3.2: the payer is named, the buyer's account settled."""
        bank = self.env["res.partner"].create({"name": "Bank", "is_company": True})
        contract = self._create_active(payment_method="mortgage")
        payment = self._pay(contract, 1_000_000, payer=bank)
        self.assertEqual(payment.partner_id, self.ann)
        self.assertEqual(payment.sale_payer_id, bank)
        self.assertEqual(contract.date_paid, TODAY)

    def test_a_payment_in_the_portal_is_one_of_the_contract(self):
        """SA-1.4.1a: by the co-buyer, for the next instalment alone."""
        buyers = [(self.ann, 50), (self.bob, 50)]
        contract = self._create_active(buyers=buyers, payment_method="instalment")
        invoice = self.env["account.move"].search(
            [("sale_contract_id", "=", contract.id)]
        )
        transaction = self._create_transaction(invoice, 300_000)
        payment = transaction._create_payment()
        self.assertEqual(payment.sale_contract_id, contract)
        self.assertEqual(payment.sale_payer_id, self.bob)
        self.assertEqual(contract.instalment_ids[0].amount_open, 0)
        self.assertEqual(self._receivable(contract), {"Ann": 700_000})
        self.assertEqual(self._get_receipt(payment).channel, "online")

    def _create_transaction(self, invoice, amount):
        provider = self.env["payment.provider"].create(
            {"name": "Portal", "company_id": self.company.id, "state": "test"}
        )
        method = self.env["payment.method"].search([], limit=1)
        self.bank.inbound_payment_method_line_ids[:1].payment_provider_id = provider
        provider.journal_id = self.bank
        return self.env["payment.transaction"].create(
            {
                "provider_id": provider.id,
                "payment_method_id": method.id,
                "amount": amount,
                "currency_id": self.company.currency_id.id,
                "partner_id": self.bob.id,
                "reference": "PORTAL-1",
                "invoice_ids": [(6, 0, invoice.ids)],
                "operation": "online_direct",
                "state": "done",
            }
        )

    def test_amounts_of_many_contracts_take_the_same_queries(self):
        """X-3: one statement, whatever the number."""
        ids = [self._create_active(unit).id for unit in self.units]
        contracts = self.env["sale.home.contract"].browse(ids)
        contracts._get_amounts_open()
        with self.assertQueryCount(1):
            contracts._get_amounts_open()


@tagged("post_install", "-at_install")
class TestOnBehalf(MoneyCase):
    """Maintenance fund and deed tax are other people's money (SA-1.6.3)."""

    def test_collected_apart_from_the_price_and_passed_on(self):
        """SA-1.6.3: never revenue; no more leaves than came in."""
        self._set_tax(9)
        contract = self._create_active()
        usual = contract._get_usual_on_behalf(TODAY)
        self.assertEqual(usual, {"fund": 6_500, "tax": 9_174.31})
        finance = contract.with_user(self.sale_finance)
        wizard = self.env["sale.home.behalf"].with_user(self.sale_finance)
        context = finance.action_on_behalf()["context"]
        Form(wizard.with_context(**context)).save().action_apply()
        self._pay(contract, 1_000_000)
        amounts = contract._get_amounts_open()[contract.id]
        self.assertEqual((amounts["price"], amounts["on_behalf"]), (0, 15_674.31))
        authority = self.env["res.partner"].create({"name": "Housing bureau"})
        with self.assertRaises(PolicyRefusal):
            finance._pass_on(6_500, self.bank, TODAY, authority)
        self._pay(contract, 15_674.31, kinds=("on_behalf",))
        self.assertEqual(contract.amount_held, 15_674.31)
        finance._pass_on(6_500, self.bank, TODAY, authority)
        with self.assertRaises(PolicyRefusal) as caught:
            finance._pass_on(9_174.32, self.bank, TODAY, authority)
        self.assertEqual(caught.exception.clauses, ["SA-1.6.3"])
        finance._pass_on(9_174.31, self.bank, TODAY, authority)
        contract.invalidate_recordset()
        self.assertEqual(contract.amount_held, 0)
        self.assertEqual(self._balance(self.on_behalf, contract), 0)

    def test_nothing_is_collected_before_the_contract_is_in_force(self):
        """SA-1.6.3: neither billed nor asked for."""
        contract = self._create_contract()
        found = contract._get_on_behalf_reasons()[contract.id]
        self.assertEqual([reason.clause for reason in found], ["SA-1.6.3"])
        with self.assertRaises(PolicyRefusal):
            contract._bill_on_behalf([("Fund", 6_500)], TODAY, TODAY)

    def test_a_larger_home_bears_the_higher_rate(self):
        """SA-1.6.3: above 140 m²."""
        contract = self._create_contract(gross_area=140)
        self.assertEqual(contract._get_usual_on_behalf(TODAY)["tax"], 14_000)
        contract.gross_area = 140.01
        self.assertEqual(contract._get_usual_on_behalf(TODAY)["tax"], 21_001.5)

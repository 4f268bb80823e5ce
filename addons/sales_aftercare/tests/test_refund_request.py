from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from odoo.addons.cs_policy.exceptions import PolicyRefusal

from .area_common import AreaCase
from .common import SIGNATURE, TODAY
from .money_common import MoneyCase


@tagged("post_install", "-at_install")
class TestRefundRequest(MoneyCase):
    """What the books owe a buyer goes back within a week (SA-1.8)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ann.email = "ann@example.com"

    def _overpay(self, amount=30_000):
        contract = self._create_active()
        self._pay(contract, 1_000_000 + amount)
        return contract

    def _ask(self, contract, **vals):
        requests = self.env["refund.request"].with_user(self.sale_handler)
        return requests.create(
            {"contract_id": contract.id, "reason": "Paid twice", **vals}
        )

    def _approve(self, request):
        request.action_submit()
        for user in (self.sale_manager, self.sale_finance, self.sale_general_manager):
            if request.state == "pending":
                request.with_user(user).action_approve()
        return request

    def test_it_asks_for_what_the_books_owe_and_no_more(self):
        """SA-1.8: another request counts."""
        contract = self._overpay()
        request = self._ask(contract)
        self.assertRegex(request.name, r"TK-2026-\d{4}")
        self.assertEqual((request.amount, request.partner_id), (30_000, self.ann))
        self.assertEqual(request.user_id, self.sale_handler)
        request.amount = 20_000
        request.action_submit()
        second = self._ask(contract)
        self.assertEqual(second.amount, 10_000)
        second.amount = 10_000.01
        with self.assertRaises(PolicyRefusal) as caught:
            second.action_submit()
        self.assertEqual(caught.exception.clauses, ["SA-1.8"])
        self.assertEqual(caught.exception.reasons[0].figures["available"], 10_000)

    def test_manager_and_finance_agree_in_this_order(self):
        """SA-1.8: up to the limit; nobody twice, nobody their own."""
        request = self._ask(self._overpay())
        request.action_submit()
        for user in (self.sale_handler, self.sale_finance, self.sale_general_manager):
            with self.assertRaises(PolicyRefusal):
                request.with_user(user).action_approve()
        request.with_user(self.sale_manager).action_approve()
        self.assertEqual(request.state, "pending")
        request.with_user(self.sale_finance).action_approve()
        self.assertEqual(request.state, "approved")

    def test_a_large_refund_is_for_the_general_manager(self):
        """SA-1.8: above the limit of the company."""
        request = self._ask(self._overpay(50_000.01))
        request.action_submit()
        request.with_user(self.sale_manager).action_approve()
        request.with_user(self.sale_finance).action_approve()
        self.assertEqual(request.state, "pending")
        request.with_user(self.sale_general_manager).action_approve()
        self.assertEqual(request.state, "approved")

    def test_the_week_begins_with_the_last_signature(self):
        """SA-1.8: calendar days, working days where the company says so."""
        request = self._approve(self._ask(self._overpay()))
        self.assertEqual(request.date_approved, TODAY)
        self.assertEqual(request.date_due, date(2026, 12, 1))
        self._set_parameter("refund_days_working", "true")
        self.assertEqual(request._get_week_end(TODAY), date(2026, 12, 3))
        # the 1st of January is off, and so are two weekends
        self.env["resource.calendar.leaves"].create(
            {
                "name": "New Year",
                "company_id": self.company.id,
                "calendar_id": self.company.resource_calendar_id.id,
                "date_from": "2026-12-31 16:00:00",
                "date_to": "2027-01-01 15:59:59",
            }
        )
        self.assertEqual(request._get_week_end(date(2026, 12, 28)), date(2027, 1, 7))

    def _set_parameter(self, code, value):
        parameter = self.env["policy.parameter"].search([("code", "=", code)])
        self.env["policy.parameter.value"].create(
            {
                "parameter_id": parameter.id,
                "company_id": self.company.id,
                "date_from": TODAY,
                "value": value,
            }
        )

    def test_finance_pays_and_the_customer_is_told(self):
        """SA-1.8: the payment settles the credit, the duty is done in time."""
        contract = self._overpay()
        request = self._approve(self._ask(contract))
        duty = self._generate()
        self.assertEqual((duty.due_date, duty.state), (date(2026, 12, 1), "due"))
        with self.assertRaises(PolicyRefusal):
            request.with_user(self.sale_finance)._pay(self.bank, date(2026, 11, 25))
        action = request.with_user(self.sale_finance).action_pay()
        wizard = self.env["refund.request.pay"].with_user(self.sale_finance)
        with Form(wizard.with_context(**action["context"])) as form:
            form.journal_id = self.bank
        form.record.action_pay()
        self.assertEqual(request.state, "paid")
        self.assertEqual(self._receivable(contract), {})
        self.assertEqual((request.date_told, request.told_by), (TODAY, "message"))
        message = request.message_ids.filtered(lambda row: row.partner_ids == self.ann)
        self.assertIn("30,000", message.body)
        self.assertEqual((duty.state, duty.evidence_id), ("done", request.id))
        with self.assertRaises(PolicyRefusal):
            request.with_user(self.sale_finance)._pay(self.bank, TODAY)

    def _generate(self):
        plan = self.env.ref("sales_aftercare.policy_duty_plan_refund")
        plan.write({"date_from": "2026-11-01", "generated_until": False})
        self._create_employee("handler", user=self.sale_handler)
        plan._generate()
        return self.env["policy.duty"].search(
            [("plan_id", "=", plan.id), ("company_id", "=", self.company.id)]
        )

    def test_who_has_no_mail_is_told_by_phone(self):
        """SA-1.8: by the handler, once the money is there."""
        self.ann.email = False
        request = self._approve(self._ask(self._overpay()))
        with self.assertRaises(UserError):
            request.action_told()
        request.with_user(self.sale_finance)._pay(self.bank, TODAY)
        self.assertFalse(request.date_told)
        request.action_told()
        self.assertEqual(request.told_by, "phone")

    def test_it_is_collected_against_a_signature(self):
        """SA-1.8, SA-1.9: the receipt names the amount; signed, it is over."""
        request = self._approve(self._ask(self._overpay()))
        self.assertEqual(len(request._get_collect_reasons()[request.id]), 1)
        for refused in (request.action_collect, request.action_receipt):
            with self.assertRaises(PolicyRefusal) as caught:
                refused()
            self.assertEqual(caught.exception.clauses, ["SA-1.8"])
        request.with_user(self.sale_finance)._pay(self.bank, TODAY)
        with self.assertRaises(PolicyRefusal) as caught:
            request.action_collect()
        self.assertEqual(caught.exception.clauses, ["SA-1.9"])
        receipt = self._sign_for(request)
        self.assertIn("30,000", receipt.line_ids.title)
        self.assertEqual((request.state, request.date_collected), ("collected", TODAY))
        self.assertEqual(request.collected_by, "Ann")
        self.assertEqual(request.signature, SIGNATURE)

    def test_marketing_lets_the_customer_sign_for_the_money(self):
        """SA-1.9: neither the centre nor finance, not even on a receipt made before."""
        request = self._approve(self._ask(self._overpay()))
        request.with_user(self.sale_finance)._pay(self.bank, TODAY)
        with self.assertRaises(AccessError):
            request.with_user(self.sale_user).action_receipt()
        action = request.action_receipt()
        self.assertEqual(request.action_receipt()["res_id"], action["res_id"])
        receipt = self.env["document.receipt"].browse(action["res_id"])
        with self.assertRaises(PolicyRefusal) as caught:
            receipt.with_user(self.sale_user).action_offer()
        self.assertEqual(caught.exception.clauses, ["SA-1.9"])

    def test_what_was_used_meanwhile_is_not_paid(self):
        """SA-1.8: the books are asked again."""
        contract = self._overpay()
        request = self._approve(self._ask(contract))
        contract._post_differences({contract: 10_000}, TODAY)
        with self.assertRaises(PolicyRefusal) as caught:
            request.with_user(self.sale_finance)._pay(self.bank, TODAY)
        self.assertEqual(caught.exception.reasons[0].figures["owed"], 20_000)

    def test_only_finance_pays_and_nobody_writes_the_outcome(self):
        """SA-1.8"""
        request = self._approve(self._ask(self._overpay()))
        for user in (self.sale_handler, self.sale_manager):
            with self.assertRaises(AccessError):
                request.with_user(user)._pay(self.bank, TODAY)
        for values in (
            {"state": "paid"},
            {"date_due": TODAY},
            {"date_told": TODAY},
            {"amount": 1},
        ):
            with self.subTest(values=values), self.assertRaises(UserError):
                request.write(values)

    def _create_account(self, partner, number="6222-01"):
        return self.env["res.partner.bank"].create(
            {"acc_number": number, "partner_id": partner.id}
        )

    def test_the_account_is_approved_with_the_amount(self):
        """SA-1.8: nobody changes where the money goes after it was submitted."""
        account, other = (self._create_account(self.ann, n) for n in ("1-1", "1-2"))
        request = self._ask(self._overpay(), partner_bank_id=account.id)
        request.action_submit()
        for state in ("pending", "approved"):
            self.assertEqual(request.state, state)
            for user in (self.sale_handler, self.sale_manager):
                with self.assertRaises(UserError):
                    request.with_user(user).write({"partner_bank_id": other.id})
            if state == "pending":
                request.with_user(self.sale_manager).action_approve()
                request.with_user(self.sale_finance).action_approve()
        request.with_user(self.sale_finance)._pay(self.bank, TODAY)
        self.assertEqual(request.sudo().payment_id.partner_bank_id, account)

    def test_the_account_is_one_of_whom_the_money_is_owed_to(self):
        """SA-1.8: theirs or their company's, when asked and when paid."""
        contract = self._overpay()
        request = self._ask(contract, partner_bank_id=self._create_account(self.bob).id)
        with self.assertRaises(PolicyRefusal) as caught:
            request.action_submit()
        self.assertEqual(caught.exception.clauses, ["SA-1.8"])
        account = self._create_account(self.ann, "1-1")
        request.partner_bank_id = account
        self._approve(request)
        account.partner_id = self.bob
        with self.assertRaises(PolicyRefusal) as caught:
            request.with_user(self.sale_finance)._pay(self.bank, TODAY)
        self.assertEqual(caught.exception.clauses, ["SA-1.8"])

    def test_an_account_that_was_given_another_number_is_not_paid(self):
        """SA-1.8: the number is what was approved."""
        account = self._create_account(self.ann)
        request = self._ask(self._overpay(), partner_bank_id=account.id)
        self._approve(request)
        account.acc_number = "6222-99"
        with self.assertRaises(PolicyRefusal) as caught:
            request.with_user(self.sale_finance)._pay(self.bank, TODAY)
        self.assertEqual(caught.exception.clauses, ["SA-1.8"])

    def test_a_refund_of_a_payment_made_void_is_owed_back(self):
        """SA-1.8: the desk takes it, and no other credit is paid out before."""
        contract = self._create_active()
        self._pay(contract, 1_000_000)
        receipt = self._get_receipt(self._pay(contract, 30_000))
        request = self._approve(self._ask(contract))
        request.with_user(self.sale_finance)._pay(self.bank, TODAY)
        receipt.with_user(self.sale_manager)._void("Cheque bounced")
        amounts = contract._get_amounts_open()[contract.id]
        self.assertEqual((amounts["difference"], amounts["price"]), (30_000, 0))
        contract._post_differences({contract: -10_000}, TODAY)
        self.assertEqual(self._receivable(contract), {"Ann": 20_000})
        second = self.env["refund.request"].new({"contract_id": contract.id})
        self.assertEqual(second._get_available(), 0)
        self._pay(contract, 20_000)
        self.assertEqual(self._receivable(contract), {})

    def test_a_withdrawn_deposit_becomes_a_request(self):
        """SA-1.8: for the handler to submit."""
        subscription = self._create_subscription()
        subscription.action_submit()
        subscription.with_user(self.sale_manager).action_approve()
        self._pay(subscription, 50_000)
        subscription.deposit_outcome = "refund"
        subscription.with_user(self.sale_manager).action_withdraw()
        request = self.env["refund.request"].search(
            [("subscription_id", "=", subscription.id)]
        )
        self.assertEqual((request.kind, request.amount), ("withdrawal", 50_000))
        self.assertEqual(request.user_id, self.sale_handler)
        request = request.with_user(self.sale_handler)
        request.reason = "The buyer steps back"
        self._approve(request)
        request.with_user(self.sale_finance)._pay(self.bank, TODAY)
        self.assertEqual(self._balance(self.deposits), 0)
        self.assertFalse(subscription._get_items(is_credit=True))

    def test_the_form_shows_who_approved(self):
        """SA-1.8: with the amount in words."""
        request = self._approve(self._ask(self._overpay()))
        steps = [row[:2] for row in request._get_approval_rows()]
        self.assertEqual(
            steps,
            [
                ("Sales manager agrees", self.sale_manager.name),
                ("Finance has checked the books", self.sale_finance.name),
            ],
        )
        html = self.env["ir.actions.report"]._render_qweb_html(
            "sales_aftercare.refund_request_report", request.ids
        )[0]
        self.assertIn("30,000", html.decode())
        self.assertIn(self.sale_manager.name, html.decode())
        words = request.with_context(lang="zh_CN")._get_amount_in_words()
        self.assertIn("叁万", words)


@tagged("post_install", "-at_install")
class TestDifferenceRefund(AreaCase):
    """What a settlement owes the buyer (SA-1.6.1, SA-1.8)."""

    def test_a_smaller_home_is_asked_for_by_itself(self):
        """SA-1.8: for the handler to submit."""
        settlement = self._create_settled(gross=97.5, inside=78)
        request = self.env["refund.request"].search(
            [("contract_id", "=", settlement.contract_id.id)]
        )
        self.assertEqual((request.kind, request.amount), ("difference", 25_000))
        self.assertEqual(request.partner_id, self.ann)
        self.assertEqual(request.user_id, self.sale_handler)
        self.assertFalse(request._get_submit_reasons()[request.id])

    def test_a_larger_home_is_no_refund(self):
        """SA-1.8"""
        settlement = self._create_settled(gross=102.5)
        domain = [("contract_id", "=", settlement.contract_id.id)]
        self.assertFalse(self.env["refund.request"].search(domain))

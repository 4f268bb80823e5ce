from odoo.tests import tagged

from odoo.addons.cs_policy.exceptions import PolicyRefusal

from .area_common import AreaCase
from .common import TODAY


@tagged("post_install", "-at_install")
class TestRefundCorrection(AreaCase):
    """A settlement that was refunded, and then measured again (SA-1.6.1, SA-1.8)."""

    def setUp(self):
        super().setUp()
        self.settlement = self._create_settled(98, 78)
        self.contract = self.settlement.contract_id
        self.assertEqual(self.settlement.amount, -20_000)

    def _get_requests(self, *states):
        return self.env["refund.request"].search(
            [("contract_id", "=", self.contract.id), ("state", "in", states)]
        )

    def _approve(self, request):
        request.with_user(self.sale_handler).action_submit()
        for user in (self.sale_manager, self.sale_finance):
            request.with_user(user).action_approve()
        return request

    def _refund(self):
        """The one request that waits is approved and paid; its amount."""
        request = self._approve(self._get_requests("draft").ensure_one())
        request.with_user(self.sale_finance)._pay(self.bank, TODAY)
        return request.amount

    def _correct(self, gross):
        """The bureau was wrong; settled again by what it says now."""
        wizard = self.env["area.survey.correct"].with_user(self.sale_clerk)
        wizard = wizard.create(
            {"line_id": self.settlement.line_id.id, "reason": "Balcony"}
        )
        wizard.gross_area = gross
        wizard.action_correct()

    def _get_amounts(self):
        """(owed beside the price, credit, owed in all) as the books have it."""
        amounts = self.contract._get_amounts_open()[self.contract.id]
        return amounts["difference"], amounts["credit"], amounts["total"]

    def test_a_correction_pays_only_what_is_left(self):
        """SA-1.8: 22,000 instead of 20,000 that were paid: 2,000 more, to the cent."""
        self.assertEqual(self._refund(), 20_000)
        self._correct(97.8)
        self.assertEqual(self._get_amounts(), (20_000, 0, 20_000))
        self.assertFalse(self._get_requests("draft", "pending", "approved"))
        self.assertEqual(self._settle(self.contract).amount, -22_000)
        self.assertEqual(self._get_amounts(), (0, 2_000, 0))
        self.assertEqual(self._refund(), 2_000)
        self.assertEqual(self._get_amounts(), (0, 0, 0))
        paid = self._get_requests("paid")
        self.assertEqual(sum(paid.mapped("amount")), 22_000)
        self.assertEqual(paid[0]._get_owed(), 0)

    def test_what_was_refunded_too_much_is_owed_before_the_certificate(self):
        """SA-1.6.1: corrected to 15,000, the buyer gives 5,000 back at the desk."""
        self._refund()
        self._correct(98.5)
        self.assertEqual(self._settle(self.contract).amount, -15_000)
        self.assertEqual(self._get_amounts(), (5_000, 0, 5_000))
        self.assertFalse(self._get_requests("draft"))
        self.assertIn("SA-1.6.1", self._get_title_clauses())
        self._take_at_the_desk(5_000)

    def _get_title_clauses(self):
        reasons = self.contract._get_open_reasons()[self.contract.id]
        return [reason.clause for reason in reasons]

    def _take_at_the_desk(self, amount):
        desk = self.env["sale.home.payment"].with_user(self.sale_finance)
        wizard = desk.create(
            {"contract_id": self.contract.id, "journal_id": self.bank.id}
        )
        self.assertEqual(wizard.amount_seen, amount)
        wizard.amount = amount
        wizard.action_take()
        self.assertEqual(self._get_amounts(), (0, 0, 0))
        self.assertFalse(self._get_title_clauses())

    def test_a_refund_turned_into_a_debt_is_owed_with_it(self):
        """SA-1.6.1: corrected to a larger home, the refund and the difference."""
        self._refund()
        self._correct(101)
        self.assertEqual(self._settle(self.contract).amount, 10_000)
        self.assertEqual(self._get_amounts(), (30_000, 0, 30_000))
        self.assertFalse(self._get_requests("draft"))
        self._take_at_the_desk(30_000)

    def test_a_settlement_taken_back_asks_for_no_refund(self):
        """SA-1.8: the request made by it is cancelled with it."""
        request = self._get_requests("draft").ensure_one()
        self.settlement.action_take_back()
        self.assertEqual(request.state, "cancelled")

    def test_a_request_not_paid_ends_with_its_settlement(self):
        """SA-1.8: however far it had come; what is owed then is asked for anew."""
        for state in ("draft", "pending", "approved"):
            with self.subTest(state=state):
                request = self._get_requests("draft").ensure_one()
                if state == "pending":
                    request.with_user(self.sale_handler).action_submit()
                elif state == "approved":
                    self._approve(request)
                self.assertEqual(request.state, state)
                self.settlement.action_take_back()
                self.assertEqual(request.state, "cancelled")
                said = "".join(map(str, request.message_ids.mapped("body")))
                self.assertIn("taken back", said)
                with self.assertRaises(PolicyRefusal):
                    request.with_user(self.sale_finance)._pay(self.bank, TODAY)
                self.settlement = self._settle(self.contract)
        self.assertEqual(self._get_requests("draft").amount, 20_000)

    def test_what_another_request_asks_for_is_not_asked_again(self):
        """SA-1.8: nor is a credit for the area used up for the price."""
        self.settlement.action_take_back()
        self._pay(self.contract, 7_000)
        other = self.env["refund.request"].with_user(self.sale_handler)
        other = other.create({"contract_id": self.contract.id, "reason": "Too much"})
        self._approve(other)
        self._settle(self.contract)
        self.assertEqual(self._get_amounts(), (0, 27_000, 0))
        self.assertEqual(self._get_requests("draft").amount, 20_000)

    def test_an_instalment_is_not_paid_by_a_smaller_home(self):
        """SA-1.6.1: what we owe for the area is our duty, whatever is still to pay."""
        contract = self._create_authenticated(self.units[1])
        self._measure(contract, 98)
        self._settle(contract)
        amounts = contract._get_amounts_open()[contract.id]
        self.assertEqual((amounts["price"], amounts["credit"]), (1_000_000, 20_000))

    def test_a_payment_made_void_after_it_was_settled_leaves_nothing_to_refund(self):
        """SA-1.8: the invoice and its opposite meet again."""
        self._refund()
        self._correct(101)
        self._settle(self.contract)
        payment = self._pay(self.contract, 30_000)
        self.contract.settlement_ids.filtered(
            lambda row: row.state == "posted"
        ).with_user(self.sale_finance).action_take_back()
        self.assertEqual(self._get_amounts(), (0, 10_000, 0))
        receipts = self.env["property.receipt"]
        receipt = receipts.search([("payment_id", "=", payment.id)])
        receipt.with_user(self.sale_manager)._void("Mistake")
        self.assertEqual(self._get_amounts(), (20_000, 0, 20_000))

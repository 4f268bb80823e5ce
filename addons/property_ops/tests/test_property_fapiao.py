from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .payment_common import PaymentCase


@tagged("post_install", "-at_install")
@freeze_time(PaymentCase.TODAY)
class TestFapiao(PaymentCase):
    """Who waits for a tax invoice, and its number (PO-4.1.2)."""

    def _ask(self, document, **vals):
        fapiao = self.env["property.fapiao"].with_user(self.user_cashier)
        return fapiao._ask(document, "Ann & Co", "91310000X", **vals)

    def test_asked_for_on_a_bill_and_recorded_by_the_cashier(self):
        """PO-4.1.2"""
        fapiao = self._ask(self.november)
        self.assertEqual((fapiao.partner_id, fapiao.amount), (self.ann, 120))
        waiting = self.env["property.fapiao"].search([("state", "=", "asked")])
        self.assertIn(fapiao, waiting)
        wizard = self.env["property.fapiao.record"].with_user(self.user_cashier)
        wizard.create(
            {"fapiao_id": fapiao.id, "number": "26112000000012345678"}
        ).action_confirm()
        self.assertEqual(fapiao.state, "issued")
        self.assertEqual(self.november.property_fapiao_number, fapiao.number)
        with self.assertRaises(UserError):
            fapiao._record("2", self.DAY)
        with self.assertRaises(UserError):
            fapiao.write({"number": "3"})

    def test_the_same_money_is_on_one_fapiao(self):
        """PO-4.1.2"""
        receipt = self._take(220)
        self._ask(self.november)
        with self.assertRaises(UserError), self.cr.savepoint():
            self._ask(receipt)
        other = self._take(80, partner=self.bob)
        first = self._ask(other)
        with self.assertRaises(UserError), self.cr.savepoint():
            self._ask(self.bobs)
        first.action_cancel()
        self._ask(self.bobs)

    def test_only_posted_bills_and_valid_receipts(self):
        """PO-4.1.2"""
        receipt = self._take(220)
        receipt.with_user(self.user_director)._void("Slip")
        with self.assertRaises(UserError), self.cr.savepoint():
            self._ask(receipt)
        self.november.button_draft()
        with self.assertRaises(UserError), self.cr.savepoint():
            self._ask(self.november)

    def test_a_receipt_with_a_fapiao_is_not_made_void(self):
        """PO-4.1.2"""
        receipt = self._take(220)
        fapiao = self._ask(receipt)
        fapiao._record("12345678", self.DAY)
        with self.assertRefused("PO-4.1.2"):
            receipt.with_user(self.user_director)._void("Slip")
        fapiao.action_cancel()
        receipt.with_user(self.user_director)._void("Slip")

    def test_number_and_day_are_checked(self):
        """PO-4.1.2"""
        fapiao = self._ask(self.november)
        with self.assertRaises(UserError):
            fapiao._record(" ", self.DAY)
        with self.assertRaises(UserError):
            fapiao._record("1", self.DAY.replace(day=24))
        with self.assertRaises(AccessError):
            fapiao.with_user(self.user_director)._record("1", self.DAY)
        for action in (
            self.november.action_ask_fapiao(),
            self._take(1).action_ask_fapiao(),
        ):
            self.assertEqual(action["context"]["default_title"], "Ann")

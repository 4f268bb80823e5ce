import base64

from freezegun import freeze_time

from odoo.tests import Form, tagged

from .payment_common import PaymentCase


@tagged("post_install", "-at_install")
@freeze_time(PaymentCase.TODAY)
class TestReceiptLateFee(PaymentCase):
    """Late fee to the day is seen, booked and paid with the bills (PO-4.1.2).

    0.05 % a day: 100 for the 34 days after 20 October are 1.70, 120 for the three
    after 20 November 0.18.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["property.dunning.policy"].create(
            {
                "company_id": cls.company.id,
                "date_from": "2020-01-01",
                "rate": 0.05,
                "grace_days": 0,
            }
        )

    def test_the_desk_takes_bills_and_late_fee_together(self):
        """PO-4.1.2"""
        desks = self.env["property.desk.payment"].with_user(self.user_cashier)
        with Form(desks.with_company(self.company)) as desk:
            desk.unit_id = self.unit
            self.assertEqual(desk.amount, 221.88)
        desk.record.action_take()
        receipt = desk.record.receipt_id
        self.assertEqual(sum(receipt.line_ids.mapped("amount")), 221.88)
        self.assertFalse(any(receipt.line_ids.mapped("is_prepayment")))
        self.assertEqual(self._owed(self.ann), 0)

    def test_a_part_goes_to_the_bill_before_the_late_fee(self):
        """PO-4.1.2"""
        receipt = self._take(100, lines=self.october)
        self.assertEqual(receipt.line_ids.move_id, self.october)
        self.assertEqual(self.october.payment_state, "paid")
        self.assertGreaterEqual(self._owed(self.ann), 121.70)

    def test_void_opens_bill_and_late_fee_again(self):
        """PO-4.1.2"""
        receipt = self._take(221.88)
        self.assertEqual(self._owed(self.ann), 0)
        receipt.with_user(self.user_director)._void("Slip")
        self.assertEqual(self._owed(self.ann), 221.88)

    def test_a_transfer_with_the_late_fee_is_certain(self):
        """PO-4.1.2"""
        text = "日期,金额,摘要\n2026-11-23,221.88,Garden 1 101\n"
        files = self.env["property.bank.import"].with_user(self.user_cashier)
        file = files.create(
            {
                "data": base64.b64encode(text.encode("gbk")),
                "company_id": self.company.id,
                "journal_id": self.bank.id,
            }
        )
        self.assertEqual(file.line_ids.matched_by, "home")
        file.action_take()
        self.assertEqual(self._owed(self.ann), 0)

from odoo.tests import Form, tagged

from .billing_common import BillingCase


@tagged("post_install", "-at_install")
class TestAccountant(BillingCase):
    """Who keeps the books and has no part in the estate works as Odoo has it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_accountant = cls._create_user(
            "plain_accountant",
            "account.group_account_invoice,base.group_partner_manager",
        )
        cls._create_rule("flat", 100)

    def _create_vendor_bill(self):
        moves = self.env["account.move"].with_user(self.user_accountant)
        return moves.create(
            {
                "move_type": "in_invoice",
                "partner_id": self.bob.id,
                "invoice_date": "2026-12-05",
                "invoice_line_ids": [
                    (0, 0, {"name": "Lamp", "price_unit": 30, "tax_ids": []})
                ],
            }
        )

    def _assert_opens(self, record):
        """The form reads what it shows, as in the browser."""
        record = record.with_user(self.user_accountant)
        record.invalidate_recordset()
        form = Form(record)
        self.assertEqual(form.id, record.id)

    def test_any_entry_payment_and_person_opens(self):
        """PO-4.1.2: what is of the estate asks for no rights of the estate."""
        run = self._preview()
        self._post(run)
        bill = run.sudo()._get_invoices()[0]
        payment = self.env["account.payment"].create(
            {
                "partner_id": self.ann.id,
                "amount": 10,
                "payment_type": "inbound",
                "partner_type": "customer",
                "company_id": self.company.id,
            }
        )
        entry = self._create_vendor_bill()
        for record in (entry, bill, payment, payment.partner_id):
            with self.subTest(record._name, record=record.id):
                self._assert_opens(record)
        self.assertTrue(bill.with_user(self.user_accountant).can_credit_charges)
        self.assertFalse(entry.can_credit_charges)

    def test_a_vendor_bill_is_posted_undone_and_credited(self):
        """PO-4.1.3.1: no late fee stands against it."""
        entry = self._create_vendor_bill()
        entry.action_post()
        entry.invalidate_recordset()
        entry.button_draft()
        entry.action_post()
        values = {"date": entry.date, "invoice_date": entry.date}
        credit = entry._reverse_moves([values], cancel=True)
        self.assertEqual((credit.state, entry.payment_state), ("posted", "reversed"))
        self.assertEqual(entry.amount_residual, 0)

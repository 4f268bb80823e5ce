from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .payment_common import PaymentCase


@tagged("post_install", "-at_install")
@freeze_time(PaymentCase.TODAY)
class TestDeskPayment(PaymentCase):
    """One screen for a payer at the counter (PO-4.1.2)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ann.phone = "13812345678"

    def _desk(self):
        return Form(
            self.env["property.desk.payment"]
            .with_user(self.user_cashier)
            .with_company(self.company)
        )

    def _find(self, model, text):
        names = self.env[model].with_user(self.user_cashier)
        found = names.with_context(property_desk=True).name_search(text)
        return [record_id for record_id, _name in found]

    def test_a_home_or_a_person_is_found_by_number_name_and_phone(self):
        """PO-4.1.2"""
        for text in ("101", "Ann", "1234567"):
            self.assertEqual(self._find("property.unit", text), self.unit.ids)
            self.assertIn(self.ann.id, self._find("res.partner", text))
        shown = self.unit.with_context(property_desk=True).display_name
        self.assertIn("Ann", shown)
        self.assertNotIn("Ann", self.unit.with_context(property_desk=None).display_name)

    def test_the_home_is_enough_and_the_total_is_proposed(self):
        """PO-4.1.2"""
        with self._desk() as desk:
            desk.unit_id = self.unit
            self.assertEqual(desk.partner_id, self.ann)
            self.assertEqual(desk.amount, 220)
            desk.amount_given = 300
            self.assertEqual(desk.amount_change, 80)
            self.assertEqual(desk.journal_id.type, "cash")
        record = desk.record
        action = record.action_take()
        self.assertEqual(
            action["report_name"], "property_ops.property_receipt_document"
        )
        self.assertEqual(record.receipt_id.amount, 220)
        self.assertEqual(record.receipt_id.cashier_id, self.user_cashier)
        self.assertEqual(self._owed(self.ann), 0)
        with self.assertRaises(UserError):
            record.action_take()
        self.assertEqual(record.action_next()["res_model"], record._name)

    def test_some_bills_or_a_part_are_paid_too(self):
        """PO-4.1.2"""
        with self._desk() as desk:
            desk.partner_id = self.ann
            with desk.line_ids.edit(0) as line:
                line.is_selected = False
            self.assertEqual(desk.amount, 120)
            desk.amount = 50
            desk.method = "transfer"
            self.assertEqual(desk.journal_id.type, "bank")
        desk.record.action_take()
        self.assertEqual(self.november.amount_residual, 70)
        self.assertEqual(self.october.amount_residual, 100)
        self.assertEqual(desk.record.receipt_id.method, "transfer")

    def test_more_than_is_due_is_shown_as_a_prepayment(self):
        """PO-4.1.2"""
        with self._desk() as desk:
            desk.partner_id = self.ann
            desk.amount = 250
            self.assertEqual(desk.amount_prepayment, 30)
        desk.record.action_take()
        with self._desk() as desk:
            desk.partner_id = self.ann
            self.assertEqual(desk.amount_credit, 30)
            self.assertFalse(desk.line_ids._records)

    def test_bills_of_other_homes_are_shown_and_not_ticked(self):
        """PO-4.1.2"""
        self._bill(self.ann, self.units[2], "2026-11-01", 40)
        with self._desk() as desk:
            desk.unit_id = self.unit
            self.assertEqual(len(desk.line_ids._records), 3)
            self.assertEqual(desk.amount, 220)
        with self._desk() as desk:
            desk.unit_id = self.units[2]
            self.assertEqual((desk.partner_id, desk.amount), (self.ann, 40))

    def test_what_was_paid_while_the_screen_was_open_is_refused(self):
        """PO-4.1.2"""
        with self._desk() as desk:
            desk.partner_id = self.ann
        self._take(100, lines=self.october)
        with self.assertRefused("PO-4.1.2") as caught:
            desk.record.action_take()
        self.assertIn("R2026-000001", str(caught.exception))

    def test_slips_of_the_hand_are_refused(self):
        """PO-4.1.2"""
        with self._desk() as desk:
            desk.partner_id = self.ann
            desk.amount_given = 200
        with self.assertRaises(UserError):
            desk.record.action_take()
        for line in desk.record.line_ids:
            line.is_selected = False
        desk.record.amount = 10
        with self.assertRaises(UserError):
            desk.record.action_take()

    def test_the_desk_is_for_cashiers(self):
        for user in (self.user_front_desk, self.user_area_manager):
            with self.assertRaises(AccessError):
                self.env["property.desk.payment"].with_user(user).create({})

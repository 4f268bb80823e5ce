from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from .late_fee_common import LateFeeCase


@tagged("post_install", "-at_install")
@freeze_time("2026-11-23 04:00:00")
class TestLateFeeWaiver(LateFeeCase):
    """Let off only with approval, by a credit note (PO-4.1.3.1)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.line = cls._bill(300, "2026-01-01")
        cls.fee_move = cls.fees._settle(
            cls.line, cls.line.date_maturity.replace(month=3)
        )

    def _create_waiver(self, **vals):
        waivers = self.env["property.late.fee.waiver"].with_user(self.user_cashier)
        return waivers.create({"move_id": self.fee_move.id, "reason": "Hail", **vals})

    def _approve(self, waiver):
        waiver.action_submit()
        waiver.with_user(self.user_director).action_approve()

    def test_the_last_yes_posts_the_credit_note(self):
        """PO-4.1.3.1: all of it, unless less is said."""
        self._assert_books(ann=308.85)
        waivers = self.env["property.late.fee.waiver"].with_user(self.user_cashier)
        with Form(waivers) as form:
            form.move_id = self.fee_move
            form.reason = "Hail"
        waiver = form.record
        self.assertEqual(waiver.amount, 8.85)
        waiver.action_submit()
        self._assert_books(ann=308.85)
        waiver.with_user(self.user_director).action_approve()
        self._assert_books(ann=300)
        self.assertEqual(waiver.credit_id.state, "posted")
        self.assertIn("Hail", waiver.sudo().credit_id.invoice_line_ids.name)
        self.assertEqual(self.fee_move.amount_residual, 0)
        # It is not booked again; the days after are.
        self.assertFalse(self._settle(self.line, "2026-03-01"))
        self._settle(self.line, "2026-03-11")
        self._assert_books(ann=301.5)

    def test_nothing_without_approval(self):
        """PO-4.1.3.1: neither by the asker nor by another door."""
        waiver = self._create_waiver(amount=5)
        waiver.action_submit()
        with self.assertRaises(UserError):
            waiver.action_approve()
        with self.assertRaises(UserError):
            waiver.with_user(self.user_area_manager).action_approve()
        for values in ({"state": "approved"}, {"credit_id": 1}, {"amount": 1}):
            with self.assertRaises(UserError):
                waiver.write(values)
        with self.assertRaises(UserError):
            self._create_waiver(state="approved")
        waivers = self.env["property.late.fee.waiver"].with_user(self.user_front_desk)
        with self.assertRaises(AccessError):
            waivers.create({"move_id": self.fee_move.id, "reason": "Hail"})
        self._assert_books(ann=308.85)

    def test_a_credit_note_of_ones_own_is_no_waiver(self):
        """PO-4.1.3.1: also when it says no more what it credits."""
        credit = self.fee_move.with_user(self.user_cashier)._reverse_moves()
        with self.assertRefused("PO-4.1.3.1"):
            credit.action_post()
        credit.property_kind = False
        with self.assertRefused("PO-4.1.3.1"):
            credit.action_post()
        with self.assertRefused("PO-4.1.3.1"):
            self.fee_move.with_user(self.user_cashier)._reverse_moves(cancel=True)
        self._assert_books(ann=308.85)
        self._approve(self._create_waiver())
        self._assert_books(ann=300)

    def test_no_more_than_was_booked(self):
        """PO-4.1.3.1"""
        with self.assertRaises(UserError):
            self._create_waiver(amount=9).action_submit()
        first, second = self._create_waiver(amount=5), self._create_waiver(amount=5)
        first.action_submit()
        second.action_submit()
        first.with_user(self.user_director).action_approve()
        with self.assertRaises(UserError):
            second.with_user(self.user_director).action_approve()
        self._assert_books(ann=303.85)

    def test_what_was_waived_is_not_taken_back_a_second_time(self):
        """PO-4.1.3.1: an earlier payment finds it gone already."""
        self._approve(self._create_waiver(amount=5))
        self._pay(self.line, 300, "2026-01-11")
        # 1.50 up to the 11th, less than was waived: nothing is left, nothing more.
        self._assert_books(ann=0)
        self.assertEqual(self._due(self.line, "2026-11-20"), 0)

    def test_a_paid_late_fee_comes_back_as_credit(self):
        """PO-4.1.3.1"""
        self._pay(self._get_debt(self.fee_move), 8.85, "2026-11-20")
        self._approve(self._create_waiver())
        self._assert_books(ann=291.15)

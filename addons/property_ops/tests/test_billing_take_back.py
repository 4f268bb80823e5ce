from odoo.tests import tagged

from .billing_common import BillingCase


@tagged("post_install", "-at_install")
class TestBillingTakeBack(BillingCase):
    """A bill of a run is taken back once, by its own button."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_rule("flat", 100)

    def _post_bill(self):
        """The posted bill of Ann, as the cashier."""
        run = self._preview()
        self._post(run)
        moves = run.sudo()._get_invoices()
        move = moves.filtered(lambda move: move.partner_id == self.ann)
        return move.with_user(self.user_cashier)

    def test_a_bill_of_a_run_is_not_undone_by_odoo_buttons(self):
        """PO-4.1.2: its charges would hang on it, the month never be billed again."""
        move = self._post_bill()
        for act in (move.button_draft, move.button_cancel):
            with self.assertRefused("PO-4.1.2"):
                act()
        self.assertEqual(move.state, "posted")
        move.action_credit_charges()
        for undone in (move, move.reversal_move_ids):
            with self.assertRefused("PO-4.1.2"):
                undone.button_draft()

    def test_a_bill_credited_by_odoo_is_not_taken_back_as_well(self):
        """PO-4.1.2: nobody gets the same money twice."""
        move = self._post_bill()
        self.assertTrue(move.can_credit_charges)
        day = self.company._policy_today()
        credit = move._reverse_moves([{"date": day, "invoice_date": day}])
        self.assertTrue(move.can_credit_charges)
        credit.action_post()
        self.assertFalse(move.can_credit_charges)
        with self.assertRefused("PO-4.1.2") as caught:
            move.action_credit_charges()
        self.assertIn(credit.name, str(caught.exception))
        credit.button_cancel()
        move.action_credit_charges()
        self.assertEqual(move.payment_state, "reversed")

    def test_a_bill_with_a_fapiao_is_not_taken_back(self):
        """PO-4.1.2: the fapiao is cancelled first."""
        move = self._post_bill()
        fapiao = self.env["property.fapiao"].with_user(self.user_cashier)
        fapiao = fapiao._ask(move, "Ann")
        self.assertTrue(move.can_credit_charges)
        fapiao._record("12345678", self.company._policy_today())
        self.assertFalse(move.can_credit_charges)
        with self.assertRefused("PO-4.1.2"):
            move.action_credit_charges()
        fapiao.action_cancel()
        move.action_credit_charges()

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
        credit = self._credit(move)
        credit.action_post()
        self.assertFalse(move.can_credit_charges)
        with self.assertRefused("PO-4.1.2") as caught:
            move.action_credit_charges()
        self.assertIn(credit.name, str(caught.exception))
        credit.button_cancel()
        self.assertTrue(move.can_credit_charges)
        move.action_credit_charges()
        self.assertEqual(move.payment_state, "reversed")

    def test_a_bill_is_not_taken_back_beside_the_draft_of_a_credit_note(self):
        """PO-4.1.2: confirmed later, it would give the money once more."""
        move = self._post_bill()
        credit = self._credit(move)
        self.assertFalse(move.can_credit_charges)
        with self.assertRefused("PO-4.1.2") as caught:
            move.action_credit_charges()
        self.assertIn("Delete the draft", str(caught.exception))
        credit.unlink()
        self.assertTrue(move.can_credit_charges)
        move.action_credit_charges()
        self.assertEqual(move.payment_state, "reversed")

    def test_a_bill_taken_back_is_not_credited_once_more(self):
        """PO-4.1.2: neither at once nor by a draft that is confirmed later."""
        move = self._post_bill()
        move.action_credit_charges()
        credit = self._credit(move)
        with self.assertRefused("PO-4.1.2") as caught:
            credit.action_post()
        self.assertIn(move.name, str(caught.exception))
        self.assertEqual(credit.state, "draft")
        with self.assertRefused("PO-4.1.2"):
            move._reverse_moves(
                [{"date": self._day(), "invoice_date": self._day()}], True
            )
        owed = self.env["account.move.line"].search(
            [
                ("partner_id", "=", self.ann.id),
                ("account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
            ]
        )
        self.assertEqual(sum(owed.mapped("balance")), 0)

    def _day(self):
        return self.company._policy_today()

    def _credit(self, move):
        """The draft that Odoo's own button makes."""
        return move._reverse_moves([{"date": self._day(), "invoice_date": self._day()}])

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

from datetime import date
from decimal import Decimal

from odoo.tests import freeze_time, tagged

from ..tools.estate_home import Home
from .late_fee_common import LateFeeCase


@tagged("post_install", "-at_install")
@freeze_time("2026-12-10 04:00:00")
class TestLateFeeTakenBack(LateFeeCase):
    """A wrong bill, taken back, was never owed (PO-4.1.2, PO-4.1.3.1)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls._create_rule("flat", 300, unit_ids=cls.unit.ids)

    def _bill_october(self):
        run = self._create_run("2026-10-01")
        run.write({"invoice_date": "2026-10-17", "date_due": "2026-11-01"})
        run.action_preview()
        self._post(run)
        return run, self._get_debt(run.charge_ids.move_id.sudo())

    def _take_back(self, line):
        line.move_id.with_user(self.user_cashier).action_credit_charges()

    def _get_sum(self, line):
        rows = self.fees.search([("line_id", "=", line.id)])
        return sum(rows.mapped("amount"))

    def _correct(self, run):
        self.rule.rate = 240
        run.action_preview()
        self._post(run, "2026-12-10")
        charge = run.charge_ids.filtered(lambda c: not c.is_credited)
        return self._get_debt(charge.move_id.sudo())

    def test_a_bill_taken_back_bears_no_late_fee_and_the_right_one_has_its_term(self):
        """PO-4.1.2, PO-4.1.3.1: the same days are not charged twice."""
        run, wrong = self._bill_october()
        self._take_back(wrong)
        self.assertFalse(self.fees.search([("line_id", "=", wrong.id)]))
        right = self._correct(run)
        self._assert_books(ann=240)
        self.assertEqual(str(right.date_maturity), "2026-12-25")
        self.assertEqual(self._due(right, "2026-12-25"), 0)

    def test_what_was_booked_on_it_goes_back(self):
        """PO-4.1.3.1: by a credit note against the late fee."""
        run, wrong = self._bill_october()
        self._settle(wrong, "2026-11-30")
        self._assert_books(ann=300 + 29 * 0.15)
        self._take_back(wrong)
        self.assertEqual(self._get_sum(wrong), 0)
        self._assert_books(ann=0)
        fee, credit = self.fees.search([("line_id", "=", wrong.id)]).move_id
        self.assertEqual(credit.move_type, "out_refund")
        self.assertEqual((fee.amount_residual, credit.amount_residual), (0, 0))
        self.assertFalse(self._settle(wrong, "2026-12-10"))
        self.assertFalse(wrong._get_late_fee_explanation(self._today()))
        self._correct(run)
        self._assert_books(ann=240)

    def test_what_was_booked_when_it_was_paid_goes_back(self):
        """PO-4.1.3.1: the payment stands for what is owed instead."""
        run, wrong = self._bill_october()
        self._pay(wrong, 200, "2026-11-11")
        self._assert_books(ann=100 + 1.5)
        self._take_back(wrong)
        self.assertEqual(self._get_sum(wrong), 0)
        self._assert_books(ann=-200)
        for day in ("2026-12-10", "2026-12-31"):
            self.assertEqual(self._due(wrong, day), 0)
        right = self._correct(run)
        self.assertEqual(right.amount_residual, 40)
        self._assert_books(ann=40)

    def _post_opening(self, amount):
        """The debt of the first home as a ledger of the end of September has it."""
        home = Home("1", "101", arrears=Decimal(amount), arrears_from=date(2026, 9, 1))
        account = self.estate._get_opening_account()
        day = date(2026, 9, 30)
        pairs = [(home, self.unit)]
        return self._get_debt(self.estate._post_opening(pairs, day, account))

    def test_opening_arrears_taken_back_bear_no_late_fee(self):
        """PO-4.1.3.1: only the corrected sum does, for the same 71 days."""
        wrong = self._post_opening(300)
        right = self._post_opening(280)
        self.assertEqual((wrong.amount_residual, right.amount_residual), (0, 280))
        self.assertTrue(wrong.move_id.is_taken_back)
        self.assertFalse(self.fees.search([("line_id", "=", wrong.id)]))
        self._assert_books(ann=280)
        self._settle(wrong | right, "2026-12-10")
        self._assert_books(ann=280 + 9.94)
        self.assertFalse(wrong._get_late_fee_explanation(self._today()))

    def test_what_was_booked_on_opening_arrears_taken_back_goes_back(self):
        """PO-4.1.3.1: 61 days of 300 by a credit note against the late fee."""
        wrong = self._post_opening(300)
        self._settle(wrong, "2026-11-30")
        self._assert_books(ann=300 + 9.15)
        self._post_opening(280)
        self.assertEqual(self._get_sum(wrong), 0)
        self._assert_books(ann=280)
        moves = self.fees.search([("line_id", "=", wrong.id)]).move_id
        self.assertEqual(moves.mapped("amount_residual"), [0, 0])

    def _today(self):
        return self.company._policy_today()

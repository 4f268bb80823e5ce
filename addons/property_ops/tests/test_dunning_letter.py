from datetime import date
from decimal import Decimal

from freezegun import freeze_time

from odoo.tests import tagged

from ..tools.estate_home import Home
from .dunning_common import MONDAY, DunningCase


@tagged("post_install", "-at_install")
class TestDunningLetter(DunningCase):
    """What a letter says, now and whenever it is printed again."""

    def setUp(self):
        super().setUp()
        self.clock = self.enterContext(freeze_time(MONDAY))

    def _print(self, case):
        case.step_id.with_user(self.user_area_manager).action_print()
        return case.step_id

    def test_the_letter_lists_what_is_open_and_threatens_no_utility(self):
        """PO-5.4: each bill, late fee by the day, the limit, the written line."""
        self._bill(due="2026-10-20", amount=300.0)
        case = self._open_case()
        case.step_id.with_user(self.user_area_manager).action_print()
        html = self._get_html(case.step_id)
        letter = case.step_id._get_letter()
        self.assertEqual(len(letter["items"]), 2)
        self.assertEqual(
            sum(row["amount"] for row in letter["explanation"]), letter["late_fee"]
        )
        self.assertEqual(letter["total"], 400.0 + letter["late_fee"])
        for text in (
            "Dunning Notice",
            "Water, power and gas are never cut off",
            "12/21/2026",
            "data:image/png;base64",
            *(item["name"] for item in letter["items"]),
        ):
            with self.subTest(text=text):
                self.assertIn(text, html)

    def test_the_second_letter_says_that_the_late_fee_runs(self):
        """PO-4.1.3.1: and by when it is to be paid."""
        case = self._go_to(self.clock, "final_notice")
        case.step_id.with_user(self.user_area_manager).action_print()
        html = self._get_html(case.step_id)
        self.assertIn("The late fee has begun to run", html)
        self.assertGreater(case.step_id._get_letter()["late_fee"], 0)

    def test_a_late_fee_booked_today_is_in_the_sum(self):
        """PO-5.4: as it was yesterday, when it was not booked yet."""
        bill = self._bill()
        self._move_all()
        step = self._get_case().step_id
        before = step._get_letter()
        self.assertGreater(before["late_fee"], 0)
        self.assertEqual(self._get_case().amount_late_fee_due, before["late_fee"])
        debt = bill.line_ids.filtered("date_maturity")
        fee = self.env["property.late.fee"]._settle(debt, self.company._policy_today())
        self.assertEqual(fee.invoice_date_due, self.company._policy_today())
        after = step._get_letter()
        self.assertEqual(after["late_fee"], 0)
        self.assertEqual(
            [item["kind"] for item in after["items"]], ["bill", "late_fee"]
        )
        self.assertEqual(after["total"], before["total"])

    def test_printed_again_it_says_what_it_said(self):
        """PO-5.4: neither the days since nor a payment change a letter that is out."""
        bill = self._bill()
        self._move_all()
        case = self._get_case()
        step = self._print(case)
        letter, page = step._get_letter(), self._get_html(step)
        self.clock.move_to("2026-12-14 01:00:00")
        self._pay_bill(bill, 40.0)
        self.assertEqual(self._print(case)._get_letter(), letter)
        again = self._get_html(step)
        self.assertEqual(again, page)
        self.assertIn("12/07/2026", again)
        self.assertEqual(step.amount_sent, letter["total"])
        with freeze_time("2026-12-14 01:00:00"):
            now = step._read_letter(step._write_letter())
        self.assertLess(now["total"], letter["total"])

    def test_one_that_came_back_is_a_new_letter(self):
        """PO-5.4: carried to the door it has the figures of that day."""
        self.ann.email = "ann@example.com"
        case = self._open_case()
        step = case.step_id
        step._mark_sent()
        first = step._get_letter()
        self.clock.move_to("2026-12-14 01:00:00")
        step._move("todo", channel="print")
        second = self._print(case)._get_letter()
        self.assertEqual(second["date"], date(2026, 12, 14))
        self.assertGreater(second["total"], first["total"])
        self.assertGreater(second["limit"], first["limit"])

    def test_money_on_account_is_told_and_taken_off(self):
        """PO-5.4: before anybody has set it against a bill."""
        case = self._open_case()
        due = case.step_id._get_letter()["total"]
        self._pay(30.0)
        letter = case.step_id._get_letter()
        self.assertEqual((letter["paid"], letter["total"]), (30.0, due - 30.0))
        self.assertIn("not yet set against a bill", self._get_html(case.step_id))

    def test_old_arrears_have_their_own_months(self):
        """PO-5.4: not all the month in which they began."""
        home = Home(
            building="1",
            room="101",
            arrears=Decimal(300),
            arrears_from=date(2026, 8, 1),
        )
        move = self.estate._post_opening(
            [(home, self.unit)], date(2026, 10, 31), self.estate._get_opening_account()
        )
        self._move_all()
        letter = self._get_case()._get_open_items()
        self.assertEqual(
            [(str(item["period"]), item["residual"]) for item in letter],
            [("2026-08-01", 100.0), ("2026-09-01", 100.0), ("2026-10-01", 100.0)],
        )
        parts = move.line_ids.filtered("date_maturity").sorted("date_maturity")
        self.assertEqual(
            parts.mapped("property_period"), [item["period"] for item in letter]
        )

from datetime import date

from odoo.tests import BaseCase

from ..tools import steps

DAY, LATER = date(2026, 3, 2), date(2026, 3, 9)


class TestSteps(BaseCase):
    """The table of the way from signature to title, without a database."""

    def test_a_contract_stands_at_the_first_step_that_is_not_over(self):
        dates = {"date_signed": DAY, "date_sealed": LATER}
        step, since = steps.find_step(dates, "lump")
        self.assertEqual((step.key, since), ("authenticate", LATER))

    def test_what_was_done_early_is_passed_when_its_turn_comes(self):
        dates = {"date_signed": DAY, "date_paid": LATER, "date_sealed": DAY}
        self.assertEqual(steps.find_step(dates, "lump")[0].key, "authenticate")
        dates.update(date_authenticated=LATER, date_distributed=LATER)
        self.assertEqual(steps.find_step(dates, "lump")[0].key, "move_in")

    def test_only_a_mortgage_waits_for_a_loan(self):
        dates = dict.fromkeys(
            ("date_signed", "date_sealed", "date_authenticated", "date_distributed"),
            DAY,
        )
        self.assertEqual(steps.find_step(dates, "mortgage")[0].key, "loan")
        self.assertEqual(steps.find_step(dates, "instalment")[0].key, "pay")

    def test_an_old_ledger_proves_what_lies_before(self):
        dates = {"date_signed": DAY, "date_moved_in": LATER}
        step, _since = steps.find_step(dates, "lump", floor="survey")
        self.assertEqual(step.key, "survey")
        gaps = [gap.key for gap in steps.find_gaps(dates, "lump", step)]
        self.assertEqual(gaps, ["seal", "authenticate", "distribute", "pay"])

    def test_when_all_is_over_no_step_is_left(self):
        dates = dict.fromkeys(steps.DATE_FIELDS, DAY)
        self.assertEqual(steps.find_step(dates, "mortgage"), (None, DAY))

    def test_needs_lie_before_the_step_that_needs_them(self):
        keys = [step.key for step in steps.STEPS]
        for position, step in enumerate(steps.STEPS):
            self.assertLessEqual(set(step.needs), set(keys[:position]), step.key)

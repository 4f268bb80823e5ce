from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL

from .dunning_common import MONDAY, DunningCase


@tagged("post_install", "-at_install")
class TestDunningPayment(DunningCase):
    """Money stops the ladder at once, whichever door it comes in by."""

    def setUp(self):
        super().setUp()
        self.clock = self.enterContext(freeze_time(MONDAY))

    def test_payment_settles_the_case_at_once(self):
        """PO-4.1.3.x: step, duty and hold end with it, without waiting for the job."""
        bill = self._bill()
        self._move_all()
        case = self._get_case()
        self._pay_bill(bill)
        self.assertRecordValues(
            case,
            [
                {
                    "state": "settled",
                    "date_closed": date(2026, 12, 7),
                    "amount_overdue": 0.0,
                }
            ],
        )
        self.assertEqual(case.step_id.state, "void")
        self.assertEqual(case.step_ids._get_duties().state, "void")
        self.assertEqual(self._move_all(), 0)

    def test_part_of_it_leaves_the_case_open(self):
        """PO-4.1.3.x: what is left is still owed, and the payment is noted."""
        bill = self._bill()
        self._move_all()
        case = self._get_case()
        self._pay_bill(bill, 60.0)
        self.assertEqual(case.state, "open")
        self.assertEqual(case.amount_overdue, 40.0)
        self.assertTrue(case.last_payment_at)

    def test_money_on_account_goes_to_the_oldest_debt(self):
        """PO-4.1.3.x: by the job, when nobody has said for which bill it is."""
        new = self._bill(due="2026-11-20")
        old = self._bill(due="2026-09-20")
        self._move_all()
        self._pay(150.0)
        self._move_all()
        self.assertEqual(old.amount_residual, 0.0)
        self.assertEqual(new.amount_residual, 50.0)
        self.assertEqual(self._get_case().amount_overdue, 50.0)

    def test_money_on_account_counts_as_paid_before_it_is_allocated(self):
        """PO-4.1.3.x: nobody is reminded while the cashier sorts payments."""
        case = self._open_case()
        self._pay(100.0)
        self.assertEqual(case.amount_overdue, 0.0)
        with self.assertRefused("PO-4.1.3.x"):
            case.step_id.with_user(self.user_area_manager).action_print()

    def test_who_paid_in_advance_gets_no_case(self):
        """PO-4.1.3.x"""
        self._pay(100.0)
        self._bill()
        self.assertEqual(self._move_all(), 0)

    def test_money_for_something_else_pays_no_fee(self):
        """PO-4.1.3.x: an addon says what on the payer's account is none."""
        case = self._open_case()
        line = self._pay(100.0)
        lines = self.env.registry["account.move.line"]
        none = [("id", "=", 0)]
        with patch.object(lines, "_get_prepayment_domain", lambda self: none):
            self.Case._allocate_oldest(self.company)
        self.assertFalse(line.reconciled)
        with patch.object(lines, "_get_prepayment_sql", lambda self: SQL("FALSE")):
            self.assertEqual(case._get_debts()[case.id][0], 100.0)
        self.assertEqual(case._get_debts()[case.id][0], 0.0)

    def test_who_pays_and_who_falls_behind_on_the_same_day(self):
        """PO-4.1.3.x: one case ends and another opens in one go."""
        case = self._open_case()
        self._bill(self.units[1], self.bob)
        # what no hook has seen, as after a restored backup
        self.env.flush_all()
        self.cr.execute(
            "UPDATE account_move_line SET amount_residual = 0, reconciled = TRUE"
            " WHERE partner_id = %s",
            [self.ann.id],
        )
        self.env.invalidate_all()
        self.assertEqual(self._move_all(), 2)
        self.assertEqual(case.state, "settled")
        self.assertEqual(self._get_case(self.units[1]).state, "open")

    def test_a_credit_note_settles_too(self):
        """PO-4.1.3.x: a bill taken back is no debt."""
        bill = self._bill()
        self._move_all()
        bill._reverse_moves(
            [{"date": "2026-12-07", "invoice_date": "2026-12-07"}], cancel=True
        )
        self.assertEqual(self._get_case().state, "settled")

    def test_a_new_bill_that_is_not_due_keeps_nobody_on_the_ladder(self):
        """PO-4.1.3.x"""
        bill = self._bill()
        self._move_all()
        self._bill(due="2026-12-31")
        self._pay_bill(bill)
        self.assertEqual(self._get_case().state, "settled")

    def test_figures_are_those_of_the_posted_items(self):
        """PO-4.1.3.x: oracle is SQL over journal items."""
        self._bill()
        self._bill(due="2026-10-20", amount=33.33)
        self._bill(due="2026-12-31", amount=5.0)
        self._move_all()
        case = self._get_case()
        self._pay(20.0)
        self._move_all()
        self.env.flush_all()
        self.cr.execute(
            "SELECT SUM(l.amount_residual) FROM account_move_line l"
            " JOIN account_account a ON a.id = l.account_id"
            " WHERE a.account_type = 'asset_receivable' AND l.partner_id = %s"
            " AND l.parent_state = 'posted' AND l.date_maturity < '2026-12-07'",
            [self.ann.id],
        )
        residual = float(self.cr.fetchone()[0])
        self.assertEqual(case.amount_overdue, residual)
        items = case._get_open_items()
        principal = [item["residual"] for item in items if item["kind"] == "bill"]
        self.assertEqual(sum(principal), 113.33)

    def test_a_payment_taken_back_begins_again_at_the_first_step(self):
        """PO-4.1.3.x"""
        bill = self._bill()
        self._move_all()
        first = self._get_case()
        self._pay_bill(bill)
        bill.line_ids.remove_move_reconcile()
        self.env["account.move.line"].search(
            [("partner_id", "=", self.ann.id), ("credit", "=", 100.0)]
        ).move_id._reverse_moves()._post()
        self._move_all()
        # the money is on account again: still paid
        self.assertEqual(self._get_case(), first)

    def test_a_promise_is_waited_for_until_its_day(self):
        """PO-4.1.3.x"""
        case = self._open_case()
        self._prove_letter(case)
        holds = self.env["property.dunning.hold"].with_user(self.user_area_manager)
        holds.create(
            {
                "case_id": case.id,
                "kind": "promise",
                "date_to": "2026-12-31",
                "amount": 100.0,
                "reason": "On payday",
            }
        )
        self.clock.move_to("2026-12-31 01:00:00")
        self.assertEqual(self._move_all(), 0)
        with self.assertRefused("PO-4.1.3.x"):
            case.with_user(self.user_area_manager).action_advance()
        self.clock.move_to("2027-01-04 01:00:00")
        self.assertEqual(self._move_all(), 1)
        self.assertEqual(case.step_kind, "final_notice")
        self.assertFalse(case.hold_kind)

    def test_a_promise_has_its_limits(self):
        """PO-4.1.3.2: neither in the past nor beyond the parameter."""
        case = self._open_case()
        holds = self.env["property.dunning.hold"].with_user(self.user_area_manager)
        for day in ("2027-01-07", "2027-12-31"):
            with self.subTest(day=day), self.assertRefused("PO-4.1.3.2"):
                holds.create({"case_id": case.id, "date_to": day, "reason": "x"})

    def test_hardship_is_for_the_director(self):
        """PO-4.1.3.x"""
        case = self._open_case()
        vals = {"case_id": case.id, "kind": "hardship", "reason": "Ill"}
        holds = self.env["property.dunning.hold"]
        with self.assertRefused("PO-4.1.3.x"):
            holds.with_user(self.user_area_manager).create(vals)
        hold = holds.with_user(self.user_director).create(vals)
        self.assertEqual(case.hold_kind, "hardship")
        with self.assertRaises(UserError):
            hold.write({"date_to": "2026-12-31"})
        with self.assertRefused("PO-4.1.3.x"):
            hold.with_user(self.user_area_manager).action_end()
        hold.action_end()
        self.assertFalse(case.hold_kind)

    def test_a_promise_is_ended_by_the_area_manager(self):
        """PO-4.1.3.x: what was noted by hand is ended by hand."""
        case = self._open_case()
        hold = self.env["property.dunning.hold"].with_user(self.user_area_manager)
        hold = hold.create(
            {"case_id": case.id, "date_to": "2026-12-31", "reason": "On payday"}
        )
        self.assertTrue(hold.can_end)
        hold.action_end()
        self.assertEqual((hold.can_end, case.hold_kind), (False, False))

    def test_a_plan_or_decision_is_no_hold_by_hand(self):
        """PO-4.1.3.4"""
        case = self._open_case()
        holds = self.env["property.dunning.hold"].with_user(self.user_director)
        with self.assertRefused("PO-4.1.3.4"):
            holds.create({"case_id": case.id, "kind": "plan", "reason": "x"})

    def test_a_plan_holds_while_it_is_kept_and_settles(self):
        """PO-4.1.3.x: instalment by instalment, a new bill besides."""
        bill = self._bill()
        self._move_all()
        case = self._get_case()
        plan = self._draft_plan(case, ("2026-12-15", 50), ("2027-01-15", 50))
        plan.with_user(self.user_director).action_agree()
        self.assertEqual(case.hold_kind, "plan")
        self._pay_bill(bill, 50.0)
        self.clock.move_to("2026-12-21 01:00:00")
        self._move_all()
        self.assertEqual((plan.state, case.state), ("active", "open"))
        self._pay_bill(bill)
        self.assertEqual((plan.state, case.state), ("kept", "settled"))

    def test_a_kept_plan_ends_though_a_later_bill_is_unpaid(self):
        """PO-4.1.3.x: that one begins at the first step, when its own limit is over."""
        bill = self._bill()
        self._move_all()
        case = self._get_case()
        plan = self._draft_plan(case, ("2026-12-15", 100))
        plan.with_user(self.user_director).action_agree()
        self._bill(due="2026-12-10")
        self.clock.move_to("2026-12-14 01:00:00")
        self._pay_bill(bill, 60.0)
        self._move_all()
        self.assertEqual((plan.state, case.hold_kind), ("active", "plan"))
        self._pay_bill(bill)
        self._move_all()
        self.assertEqual((plan.state, case.state), ("kept", "settled"))
        self.assertFalse(case.hold_kind)
        self.assertEqual(self._get_case(), case)
        self.clock.move_to("2026-12-21 01:00:00")
        self.assertEqual(self._move_all(), 1)
        later = self._get_case() - case
        self.assertEqual((later.state, later.step_kind), ("open", "notice"))
        self.assertEqual(later.amount_overdue, 100.0)

    def test_a_broken_plan_lets_the_ladder_go_on(self):
        """PO-4.1.3.x: after the days of grace."""
        case = self._open_case()
        self._prove_letter(case)
        plan = self._draft_plan(case, ("2026-12-15", 50), ("2027-01-15", 50))
        plan.with_user(self.user_director).action_agree()
        self.clock.move_to("2026-12-18 01:00:00")
        self._move_all()
        self.assertEqual(plan.state, "active")
        self.clock.move_to("2027-01-04 01:00:00")
        self._move_all()
        self.assertEqual(plan.state, "broken")
        self.assertEqual(case.step_kind, "final_notice")

    def test_a_plan_is_agreed_by_the_director_for_all_that_is_overdue(self):
        """PO-4.1.3.4: all reasons at once."""
        case = self._open_case()
        plan = self._draft_plan(case, ("2026-12-01", 50))
        with self.assertRefused("PO-4.1.3.4") as caught:
            plan.action_agree()
        self.assertEqual(len(caught.exception.reasons), 3)
        with self.assertRaises(UserError):
            plan.write({"state": "active"})

    def test_an_agreed_plan_stays_as_it_was(self):
        """PO-4.1.3.4"""
        case = self._open_case()
        plan = self._draft_plan(case, ("2026-12-15", 100))
        plan.with_user(self.user_director).action_agree()
        with self.assertRaises(UserError):
            plan.line_ids.amount = 1
        with self.assertRaises(UserError):
            plan.unlink()
        other = self._draft_plan(case, ("2026-12-15", 100))
        with self.assertRaises(UserError):
            other.line_ids.plan_id = plan
        self._bill(self.units[1], self.bob)
        self._move_all()
        with self.assertRaises(UserError):
            other.case_id = self._get_case(self.units[1])

    def test_a_running_plan_is_ended_by_the_director(self):
        """PO-4.1.3.4: no reminders beside it, so its hold ends with it alone."""
        case = self._open_case()
        plan = self._draft_plan(case, ("2026-12-15", 100))
        self.assertTrue(plan.can_cancel)
        plan.with_user(self.user_director).action_agree()
        for user in (self.user_area_manager, self.user_director):
            hold = case.hold_ids.with_user(user)
            self.assertFalse(hold.can_end)
            with self.subTest(user=user.login), self.assertRefused("PO-4.1.3.4"):
                hold.action_end()
        self.assertFalse(plan.can_cancel)
        with self.assertRefused("PO-4.1.3.4"):
            plan.action_cancel()
        self.assertEqual((plan.state, case.hold_kind), ("active", "plan"))
        plan.with_user(self.user_director).action_cancel()
        self.assertEqual((plan.state, case.hold_ids.state), ("cancelled", "ended"))
        self.assertFalse(case.hold_kind)

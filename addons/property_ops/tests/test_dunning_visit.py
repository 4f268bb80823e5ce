from datetime import date, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .dunning_common import MONDAY, DunningCase


@tagged("post_install", "-at_install")
class TestDunningVisit(DunningCase):
    """Visits and the joint decision: what they must bring, what comes of them."""

    def setUp(self):
        super().setUp()
        self.clock = self.enterContext(freeze_time(MONDAY))

    def test_a_visit_brings_reason_opinion_and_explanation(self):
        """PO-4.1.3.2: whatever is missing is told at once; nothing is changed."""
        case = self._go_to(self.clock, "area_visit")
        with self.assertRefused("PO-4.1.3.2") as caught:
            self._visit(
                case,
                dunning_reason=False,
                opinion=" ",
                is_explained=False,
                is_service_failure=True,
                promise_amount=5,
            )
        self.assertEqual(len(caught.exception.reasons), 5)
        self.assertEqual(case.step_id.state, "todo")

    def test_where_the_service_failed_it_apologises(self):
        """PO-4.1.3.2"""
        case = self._go_to(self.clock, "area_visit")
        with self.assertRefused("PO-4.1.3.2"):
            self._visit(case, is_service_failure=True)
        visit = self._visit(case, is_service_failure=True, apology="Sorry for the lift")
        self.assertRecordValues(
            case.step_id, [{"state": "done", "visit_id": visit.id, "proof": "visit"}]
        )

    def test_the_area_manager_of_the_building_makes_the_first_visit(self):
        """PO-4.1.3.2: or the director in person, nobody else."""
        case = self._go_to(self.clock, "area_visit")
        with self.assertRefused("PO-4.1.3.2"):
            self._visit(case, self.user_assistant)
        visits = self.env["service.visit"].search([("dunning_case_id", "=", case.id)])
        visits.action_cancel()
        self._visit(case, self.user_director)
        self.assertEqual(case.step_id.state, "done")

    def test_the_first_visit_is_reported_by_who_made_it_or_the_director(self):
        """PO-4.1.3.2"""
        case = self._go_to(self.clock, "area_visit")
        who = {"employee_id": self.employee_area_manager.id}
        with self.assertRefused("PO-4.1.3.2"):
            self._visit(case, self.user_assistant, **who)
        self._visit(case, self.user_director, **who)
        self.assertEqual(case.step_id.state, "done")

    def test_a_promise_holds_the_case_until_its_day(self):
        """PO-4.1.3.2"""
        case = self._go_to(self.clock, "area_visit")
        today = self.company._policy_today()
        day = date.fromordinal(today.toordinal() + 20)
        self._visit(case, promise_amount=100.0, promise_date=day)
        self.assertEqual((case.hold_kind, case.hold_until), ("promise", day))
        self.clock.move_to(f"{day} 01:00:00")
        self.assertEqual(self._move_all(), 0)

    def test_nobody_met_means_another_try(self):
        """PO-4.1.3.2: the second one counts, so that nobody can hide for ever."""
        case = self._go_to(self.clock, "area_visit")
        first = self._visit(case, dunning_reason="absent", result="Rang the bell")
        self.assertEqual((first.state, case.step_id.state), ("done", "todo"))
        second = self._visit(case, dunning_reason="absent", result="Rang again")
        self.assertEqual(case.step_id.visit_id, second)
        self.assertEqual(case.step_id.state, "done")

    def test_a_visit_made_is_not_rewritten(self):
        """PO-4.1.3.2"""
        case = self._go_to(self.clock, "area_visit")
        visit = self._visit(case)
        for vals in (
            {"opinion": "x"},
            {"dunning_reason": "other"},
            {"dunning_step_id": False},
        ):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                visit.write(vals)
        with self.assertRaises(UserError):
            case.with_user(self.user_area_manager).action_visit()

    def test_a_visit_typed_in_by_rpc_belongs_to_no_case(self):
        """PO-4.1.3.2"""
        case = self._go_to(self.clock, "area_visit")
        visit = (
            self.env["service.visit"]
            .with_user(self.user_area_manager)
            .create(
                {
                    "partner_id": self.ann.id,
                    "employee_id": self.employee_area_manager.id,
                    "reason": "x",
                    "result": "y",
                    "dunning_step_id": case.step_id.id,
                }
            )
        )
        visit.action_done()
        self.assertFalse(visit.dunning_step_id)
        self.assertEqual(case.step_id.state, "todo")

    def test_a_visit_typed_in_by_rpc_proves_no_duty_of_a_step(self):
        """PO-4.1.3.2"""
        case = self._go_to(self.clock, "area_visit")
        duty = case.step_id._get_duties()
        visit = (
            self.env["service.visit"]
            .with_user(self.user_area_manager)
            .create(
                {
                    "partner_id": self.bob.id,
                    "employee_id": self.employee_area_manager.id,
                    "reason": "x",
                    "result": "y",
                    "duty_id": duty.id,
                }
            )
        )
        with self.assertRefused("PO-4.1.3.2"):
            visit.action_done()
        self.assertEqual(duty.state, "due")

    def test_the_assistant_is_another_person_and_names_the_consequences(self):
        """PO-4.1.3.3: all reasons at once."""
        case = self._go_to(self.clock, "assistant_visit")
        with self.assertRefused("PO-4.1.3.3") as caught:
            self._visit(case, self.user_area_manager, is_warned=False)
        self.assertEqual(len(caught.exception.reasons), 3)
        visits = self.env["service.visit"].search(
            [("dunning_case_id", "=", case.id), ("state", "=", "planned")]
        )
        visits.action_cancel()
        self._visit(case, self.user_assistant)
        self.assertEqual(case.step_id.state, "done")

    def test_the_assistant_reports_the_visit_in_person(self):
        """PO-4.1.3.3: neither who was there before nor the director in that name."""
        case = self._go_to(self.clock, "assistant_visit")
        who = {"employee_id": self.employee_assistant.id}
        for user in (self.user_area_manager, self.user_director):
            with self.assertRefused("PO-4.1.3.3") as caught:
                self._visit(case, user, **who)
            self.assertEqual(len(caught.exception.reasons), 1)
        self.assertEqual(case.step_id.state, "todo")
        case.with_user(self.user_area_manager).action_visit()
        visit = self._visit(case, self.user_assistant, **who)
        self.assertEqual(case.step_id.visit_id, visit)

    def test_a_good_reason_is_a_complaint_and_holds_the_ladder(self):
        """PO-4.1.3.3: until the ticket is closed."""
        case = self._go_to(self.clock, "assistant_visit")
        visit = self._visit(
            case, self.user_assistant, is_legitimate=True, is_warned=False
        )
        self.assertEqual(visit.ticket_id.partner_id, self.ann)
        self.assertEqual(case.hold_kind, "dispute")
        self.clock.move_to("2027-09-01 01:00:00")
        self.assertEqual(self._move_all(), 0)
        stage = self.env["helpdesk.ticket.stage"].search(
            [("closed", "=", True)], limit=1
        )
        visit.ticket_id.sudo().stage_id = stage
        self._move_all()
        self.assertFalse(case.hold_kind)
        self.assertEqual(case.step_kind, "decision")

    def test_the_visit_is_cancelled_when_money_comes(self):
        """PO-4.1.3.x"""
        case = self._go_to(self.clock, "area_visit")
        visit = case.with_user(self.user_area_manager).action_visit()
        self._pay(100.0)
        self._move_all()
        self.assertEqual(case.state, "settled")
        visit = self.env["service.visit"].browse(visit["res_id"])
        self.assertEqual(visit.state, "cancelled")

    def _decide(self, case, kind="legal", **vals):
        decisions = self.env["property.dunning.decision"]
        decision = decisions.with_user(self.user_area_manager).create(
            {"case_id": case.id, "kind": kind, "reason": "As discussed", **vals}
        )
        decision.action_submit()
        return decision

    def _approve(self, decision):
        decision.with_user(self.user_centre).action_approve()
        decision.with_user(self.user_director).action_approve()

    def test_both_say_yes_before_anything_happens(self):
        """PO-4.1.3.4: customer centre first, then the director; then at once."""
        case = self._go_to(self.clock, "decision")
        decision = self._decide(case)
        with self.assertRefused("PO-4.1.3.4"):
            decision.with_user(self.user_director).action_approve()
        decision.with_user(self.user_centre).action_approve()
        self.assertEqual(case.state, "open")
        decision.with_user(self.user_director).action_approve()
        self.assertEqual((decision.state, case.state), ("approved", "legal"))
        self.assertEqual(case.step_id.decision_id, decision)
        self.assertEqual(case.step_ids._get_duties()[-1].state, "done")
        self.assertEqual(self._move_all(), 0)

    def test_nobody_decides_before_its_turn(self):
        """PO-4.1.3.4: notices and visits come first."""
        case = self._open_case()
        with self.assertRefused("PO-4.1.3.4"):
            self._decide(case)

    def test_a_decision_is_complete(self):
        """PO-4.1.3.4"""
        case = self._go_to(self.clock, "decision")
        for kind in ("plan", "hold", "write_off"):
            with self.subTest(kind=kind), self.assertRefused("PO-4.1.3.4"):
                self._decide(case, kind)

    def test_a_hold_that_is_over_leads_to_another_decision(self):
        """PO-4.1.3.4"""
        case = self._go_to(self.clock, "decision")
        today = self.company._policy_today()
        day = date.fromordinal(today.toordinal() + 30)
        self._approve(self._decide(case, "hold", date_to=day))
        self.assertEqual(case.hold_kind, "decision")
        hold = case.hold_ids.with_user(self.user_area_manager)
        self.assertFalse(hold.can_end)
        with self.assertRefused("PO-4.1.3.4"):
            hold.action_end()
        self.assertTrue(hold.with_user(self.user_director).can_end)
        self.clock.move_to(f"{date.fromordinal(day.toordinal() + 1)} 01:00:00")
        self._move_all()
        self.assertEqual(case.step_id.kind, "decision")
        self.assertEqual(case.step_id.sequence, 6)

    def test_a_plan_is_agreed_by_the_decision(self):
        """PO-4.1.3.4"""
        case = self._go_to(self.clock, "decision")
        today = self.company._policy_today()
        plan = self._draft_plan(case, (today, 100.0))
        self._approve(self._decide(case, "plan", plan_id=plan.id))
        self.assertEqual((plan.state, case.hold_kind), ("active", "plan"))

    def test_a_plan_changed_since_is_not_approved(self):
        """PO-4.1.3.4: the centre has said yes to other days; they are asked again."""
        case = self._go_to(self.clock, "decision")
        today = self.company._policy_today()
        plan = self._draft_plan(case, (today, 50.0), (today + timedelta(10), 50.0))
        decision = self._decide(case, "plan", plan_id=plan.id)
        decision.with_user(self.user_centre).action_approve()
        plan.line_ids[1].date = today + timedelta(90)
        with self.assertRefused("PO-4.1.3.4") as caught:
            decision.with_user(self.user_director).action_approve()
        self.assertEqual(len(caught.exception.reasons), 1)
        self.assertEqual((plan.state, case.hold_kind), ("draft", False))
        decision.action_reset()
        decision.action_submit()
        self._approve(decision)
        self.assertEqual((plan.state, case.hold_kind), ("active", "plan"))

    def test_a_plan_that_no_longer_fits_is_not_approved(self):
        """PO-4.1.3.4: another bill fell due, or the plan was given up meanwhile."""
        case = self._go_to(self.clock, "decision")
        today = self.company._policy_today()
        plan = self._draft_plan(case, (today, 100.0))
        decision = self._decide(case, "plan", plan_id=plan.id)
        self.assertTrue(decision.with_user(self.user_centre).can_approve)
        self._bill(due=str(today - timedelta(1)))
        self.env.invalidate_all()
        self.assertFalse(decision.with_user(self.user_centre).can_approve)
        plan.action_cancel()
        with self.assertRefused("PO-4.1.3.4") as caught:
            decision.with_user(self.user_centre).action_approve()
        self.assertEqual(len(caught.exception.reasons), 2)

    def test_a_decision_takes_a_plan_of_its_own_case(self):
        """PO-4.1.3.4: not one that was agreed with the neighbour."""
        case = self._go_to(self.clock, "decision")
        self._bill(self.units[1], self.bob)
        self._move_all()
        today = self.company._policy_today()
        plan = self._draft_plan(self._get_case(self.units[1]), (today, 100.0))
        with self.assertRefused("PO-4.1.3.4"):
            self._decide(case, "plan", plan_id=plan.id)

    def test_a_write_off_is_posted_and_closes_the_debt(self):
        """PO-4.1.3.4: to the cent, once, as a journal entry; its late fee with it."""
        case = self._go_to(self.clock, "decision")
        self.policy.write_off_account_id = self.env["account.account"].search(
            [
                ("company_ids", "in", self.company.ids),
                ("account_type", "=", "expense"),
            ],
            limit=1,
        )
        debt = self.env["account.move.line"].search(
            [("move_id.property_unit_id", "=", self.unit.id), ("debit", "=", 100.0)]
        )
        self.env["property.late.fee"]._settle(debt, date(2026, 12, 31))
        decision = self._decide(case, "write_off")
        fees = (decision.amount_late_fee, decision.amount_late_fee_due)
        self.assertTrue(all(fees))
        self._approve(decision)
        move = decision.move_id
        self.assertEqual(move.state, "posted")
        self.assertAlmostEqual(sum(move.line_ids.mapped("debit")), 100.0 + sum(fees))
        self.assertEqual(case.state, "settled")
        self.assertEqual(case._get_open_items(), [])
        fees = self.env["property.late.fee"]
        self.assertFalse(fees._settle(debt, self.company._policy_today()))
        self.env.flush_all()
        self.cr.execute(
            "SELECT SUM(balance) FROM account_move_line WHERE move_id = %s", [move.id]
        )
        self.assertEqual(self.cr.fetchone()[0], 0)

    def test_payment_withdraws_a_decision_that_waits(self):
        """PO-4.1.3.x"""
        case = self._go_to(self.clock, "decision")
        decision = self._decide(case)
        self._pay(100.0)
        self._move_all()
        self.assertEqual((decision.state, case.state), ("cancelled", "settled"))

    def test_the_front_desk_neither_visits_nor_decides(self):
        """PO-4.1.3.4"""
        case = self._go_to(self.clock, "decision")
        decisions = self.env["property.dunning.decision"]
        with self.assertRaises(AccessError):
            decisions.with_user(self.user_front_desk).create(
                {"case_id": case.id, "kind": "legal", "reason": "x"}
            )

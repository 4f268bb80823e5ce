from odoo import fields
from odoo.tests import Form

from .swap_common import SwapCase


class TestSwapExplain(SwapCase):
    def test_plain_swap_has_nothing_against_it(self):
        """CS-7.10: and the one who may not see the roster is told the same."""
        self.assertReasons(self._create_swap())

    def test_every_reason_comes_at_once_with_clause_and_figures(self):
        """CS-7.10, X-3: four clauses in one answer, each with what would clear it."""
        self._add_holiday("2026-12-10")
        self._add_shift(self.ben, "2026-12-10", self.middle)
        self._set_parameter("swap_monthly_limit", 0)
        swap = self._create_swap(reason_id=False)
        reasons = self.assertReasons(
            swap, "no_reason", "holiday", "double_shift", "monthly_cap", "monthly_cap"
        )
        self.assertEqual(
            {reason.clause for reason in reasons},
            {"CS-7.2", "CS-7.4", "CS-7.6", "CS-7.9"},
        )
        for reason in reasons:
            self.assertTrue(reason.message and reason.remedy, reason)
        cap = [reason for reason in reasons if reason.clause == "CS-7.4"][0]
        self.assertIn("0 of 0", cap.message)
        self.assertIn("December 2026", cap.message)

    def test_reason_other_needs_a_note(self):
        """CS-7.2"""
        other = self.env.ref("cs_policy.shift_swap_reason_other")
        swap = self._create_swap(reason_id=other.id)
        self.assertReasons(swap, "no_reason")
        swap.note = "Moving house"
        self.assertReasons(swap)

    def test_night_shift_touches_the_early_shift_after_midnight(self):
        """CS-7.6: 24:00 of the 9th is the midnight before the 10th."""
        self._add_shift(self.ben, "2026-12-09", self.night)
        self.assertReasons(self._create_swap(), "double_shift")

    def test_double_shift_where_the_clocks_change(self):
        """CS-7.6: the night ends on the wall clock, not eight hours later."""
        self.company.policy_tz = "Europe/Berlin"
        template = self.night
        first = self._add_shift(self.ann, "2027-03-28", self.early)
        self._add_shift(self.ben, "2027-03-27", template)
        second = self._add_shift(self.ben, "2027-03-23", self.early)
        self.assertEqual(
            self.ben_shifts.search([("date", "=", "2027-03-27")]).stop, first.start
        )
        self.assertReasons(self._create_swap(first, second), "double_shift")

    def test_night_before_a_holiday_is_on_duty_on_it(self):
        """CS-7.9: 24:00-08:00 of New Year's Eve lies in the new year."""
        self._add_holiday("2027-01-01", "New Year")
        eve = self._add_shift(self.ann, "2026-12-31", self.night)
        late = self._add_shift(self.ann, "2026-12-29", self.middle)
        self.assertReasons(self._create_swap(eve), "holiday")
        self.assertReasons(self._create_swap(late))

    def test_weekends_count_only_by_parameter(self):
        """CS-7.9: Saturday the 12th."""
        saturday = self._add_shift(self.ann, "2026-12-12")
        swap = self._create_swap(saturday)
        self.assertReasons(swap)
        self._set_parameter("swap_weekend_is_holiday", "true")
        self.assertReasons(swap, "holiday")

    def test_leave_of_the_colleague_is_named(self):
        """CS-7.8: leave asked for is enough."""
        self.env["hr.leave"].create(
            {
                "employee_id": self.ben.id,
                "holiday_status_id": self.env["hr.leave.type"]
                .create({"name": "Unpaid", "requires_allocation": False})
                .id,
                "request_date_from": "2026-12-10",
                "request_date_to": "2026-12-10",
            }
        )
        self.assertReasons(self._create_swap(), "on_leave")

    def test_parameter_applies_from_its_day_on(self):
        """CS-7.4: the limit of the month in which the leg lies."""
        self._set_parameter("swap_monthly_limit", 0, "2027-01-01")
        swap = self._create_swap()
        self.assertReasons(swap)
        january = self._add_shift(self.ben, "2027-01-03")
        self._add_shift(self.ben, "2026-12-30")
        swap.return_shift_id = january
        self.assertReasons(swap, "monthly_cap", "monthly_cap")

    def test_form_without_a_requester_is_shown(self):
        """CS-7.10: a manager empties the field before choosing somebody else."""
        form = Form(self._create_swap().with_user(self.user_manager))
        form.employee_id = self.env["hr.employee"]
        self.assertFalse(form.employee_id)
        swap = self.env["shift.swap"].new({"shift_id": self.first.id})
        swap.employee_id = False
        self.assertFalse(swap._get_file_reasons()[swap.id])

    def test_agent_of_another_company_is_refused(self):
        """CS-7.3"""
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self._create_employee("Stranger", company_id=other.id)
        swap = self._create_swap(counterpart_id=stranger.id, return_shift_id=False)
        self.assertReasons(swap, "no_return", "other_company", "not_qualified")


class TestSwapProposals(SwapCase):
    def _propose(self, shift, **kwargs):
        return self.env["shift.swap"].with_user(self.user_ann)._propose(shift, **kwargs)

    def test_allowed_swaps_are_proposed_best_first(self):
        """CS-7.10: nearest day first among equals, with the figures of the rank."""
        found = self._propose(self.first)
        self.assertEqual([case.second.day.day for case, _why in found], [6, 14, 22])
        self.assertEqual(
            found[0][1], {"same_post": True, "swaps": 0, "days": 4, "hours": 0}
        )

    def test_what_is_proposed_can_be_filed(self):
        """CS-7.10: no proposal has anything against it."""
        self._add_holiday("2026-12-22")
        self._add_shift(self.ann, "2026-12-06", self.middle)
        found = self._propose(self.first)
        self.assertEqual([case.second.day.day for case, _why in found], [14])
        for case, _why in found:
            second = self.env["shift.assignment"].browse(case.second.id)
            self.assertReasons(self._create_swap(second=second))

    def _propose_days(self, shift):
        return sorted(str(case.second.day) for case, _why in self._propose(shift))

    def test_return_shift_may_lie_in_the_next_month(self):
        """CS-7.10: the rules decide; farther off than a month nobody looks."""
        last = self.ann_shifts[2]
        january = self._add_shift(self.ben, "2027-01-05")
        self._add_shift(self.ben, "2027-01-19")
        self.assertEqual(
            self._propose_days(last),
            ["2026-12-06", "2026-12-14", "2026-12-22", "2027-01-05"],
        )
        self.assertReasons(self._create_swap(last, january))

    def test_next_month_is_judged_by_its_own_limit(self):
        """CS-7.10, CS-7.4: a full January proposes nothing there."""
        self._set_parameter("swap_monthly_limit", 0, "2027-01-01")
        self._add_shift(self.ben, "2027-01-05")
        self.assertNotIn("2027-01-05", self._propose_days(self.ann_shifts[2]))

    def test_neighbours_of_the_farthest_return_shift_count(self):
        """CS-7.10, CS-7.6: its night ends where the next day's early shift starts."""
        self._add_shift(self.ben, "2027-01-18", self.night)
        last = self.ann_shifts[2]
        self.assertIn("2027-01-18", self._propose_days(last))
        self._add_shift(self.ann, "2027-01-19")
        self.assertNotIn("2027-01-18", self._propose_days(last))

    def test_post_is_known_from_shifts_that_filing_looks_at(self):
        """CS-7.10, CS-7.3: a shift two months off is no proof of the post."""
        lobby = self.env["shift.post"].create({"name": "Lobby", "code": "LOB"})
        mine = self._add_shift(self.ann, "2026-12-26", post_id=lobby.id)
        self._add_shift(self.ben, "2027-02-20", post_id=lobby.id)
        self.assertEqual(self._propose(mine), [])
        lobby.employee_ids = self.ben
        self.assertIn("2026-12-22", self._propose_days(mine))

    def test_shift_that_may_not_be_swapped_has_no_proposals(self):
        """CS-7.10"""
        self._add_holiday("2026-12-10")
        self.assertEqual(self._propose(self.first), [])

    def _find(self, **vals):
        return (
            self.env["shift.swap.find"]
            .with_user(self.user_ann)
            .create(
                {
                    "employee_id": self.ann.id,
                    "shift_id": self.first.id,
                    "reason_id": self.reason.id,
                    "briefing": "Two call-backs are due at ten.",
                    **vals,
                }
            )
        )

    def test_proposal_is_filed_with_one_click(self):
        """CS-7.10"""
        find = self._find()
        self.assertEqual(find.proposal_ids.mapped("rank"), [1, 2, 3])
        action = find.proposal_ids[0].action_file()
        swap = self.env["shift.swap"].browse(action["res_id"])
        self.assertEqual((swap.state, swap.counterpart_id), ("asked", self.ben))

    def test_proposal_completes_the_draft_it_was_looked_for(self):
        """CS-7.10"""
        draft = self._create_swap(counterpart_id=False, return_shift_id=False)
        action = draft.action_find()
        find = self.env["shift.swap.find"].browse(action["res_id"])
        find.with_user(self.user_ann).proposal_ids[1].action_choose()
        self.assertEqual(draft.return_shift_id, self.second)

    def test_finder_says_why_the_shift_itself_can_not_be_swapped(self):
        """CS-7.10, CS-7.9"""
        self._add_holiday("2026-12-10")
        find = self._find()
        self.assertFalse(find.proposal_ids)
        self.assertIn("CS-7.9", find.reasons_html)

    def test_panel_shows_every_reason_before_filing(self):
        """CS-7.10, X-3: live in the form, with a link to each clause."""
        self._add_holiday("2026-12-10")
        swap = self._create_swap(briefing=False)
        clause = self.env.ref("cs_policy.clause_cs_7_9")
        self.assertTrue(swap.has_reasons)
        self.assertIn("CS-7.7", swap.reasons_html)
        self.assertIn(f"/odoo/policy.clause/{clause.id}", swap.reasons_html)
        form = Form(self.env["shift.swap"].with_user(self.user_ann))
        form.shift_id = self.first
        self.assertIn("CS-7.9", form.reasons_html)
        self.assertTrue(form.has_reasons)

    def test_limit_keeps_the_best(self):
        self.assertEqual(len(self._propose(self.first, limit=1)), 1)

    def _crowd(self, number):
        """``number`` agents more, each with the shifts of a month."""
        employees = self.env["hr.employee"].create(
            [
                {"name": f"Agent {n}", "company_id": self.company.id}
                for n in range(number)
            ]
        )
        roster = self._get_roster("2027-02-01")
        self.env["shift.assignment"].create(
            [
                {
                    "roster_id": roster.id,
                    "employee_id": employee.id,
                    "post_id": self.post.id,
                    "template_id": self.early.id,
                    "date": fields.Date.to_date(f"2027-02-{day:02}"),
                }
                for employee in employees
                for day in (3, 13, 23)
            ]
        )
        return employees

    def test_queries_do_not_grow_with_the_agents(self):
        """CS-7.10: explaining and proposing cost the same for few and for many."""
        mine = self._create_shift(self.ann, "2027-02-08")
        counts = []
        for size in (3, 27):
            self._crowd(size)
            self._publish("2027-02")
            other = self._get_roster("2027-02-01").assignment_ids.filtered(
                lambda shift: shift.employee_id != self.ann
            )[:1]
            swap = self._create_swap(mine, other)
            row = []
            for act in (
                lambda swap=swap: swap._get_file_reasons(),
                lambda: self._propose(mine),
            ):
                act()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                act()
                row.append(self.env.cr.sql_log_count - before)
            counts.append(row)
        self.assertEqual(counts[0], counts[1])

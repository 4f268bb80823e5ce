from odoo.tests import Form, new_test_user

from .common import GROUPS
from .swap_common import SwapCase


class LeaveCase(SwapCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_officer = new_test_user(
            cls.env,
            "policy_officer",
            groups=f"{GROUPS['agent']},hr_holidays.group_hr_holidays_manager",
        )
        kinds = cls.env["hr.leave.type"]
        base = {"requires_allocation": False, "company_id": cls.company.id}
        cls.by_day = kinds.create(
            {"name": "Unpaid", "leave_validation_type": "hr", **base}
        )
        cls.by_half = kinds.create({"name": "Half", "request_unit": "half_day", **base})
        cls.by_hour = kinds.create({"name": "Hours", "request_unit": "hour", **base})
        cls.automatic = kinds.create(
            {"name": "Free", "leave_validation_type": "no_validation", **base}
        )

    def _ask(self, day, until=None, kind=None, user=None, employee=None, **vals):
        """Ask for time off as Ann."""
        return (
            self.env["hr.leave"]
            .with_user(user or self.user_ann)
            .create(
                {
                    "employee_id": (employee or self.ann).id,
                    "holiday_status_id": (kind or self.by_day).id,
                    "request_date_from": day,
                    "request_date_to": until or day,
                    **vals,
                }
            )
        )

    def _swap(self):
        """Ann works Ben's 14th, Ben works Ann's 10th."""
        self.env["shift.assignment"]._reassign(
            [(self.first, self.ben, "swap"), (self.second, self.ann, "return")]
        )


class TestLeaveOnSwappedShift(LeaveCase):
    def test_neither_swapped_nor_return_shift_is_taken_as_leave(self):
        """CS-7.8"""
        self._swap()
        with self.assertRefused("CS-7.8"):
            self._ask("2026-12-14")
        with self.assertRefused("CS-7.8"):
            self._ask("2026-12-10", employee=self.ben, user=self.user_ben)

    def test_sudo_and_automatic_kinds_are_no_way_round(self):
        """CS-7.8: our refusal comes before anything is approved by itself."""
        self._swap()
        with self.assertRefused("CS-7.8"):
            self._ask("2026-12-13", "2026-12-15", user=self.env.user)
        with self.assertRefused("CS-7.8", "CS-7.1"):
            self._ask("2026-12-14", kind=self.automatic)

    def test_leave_moved_onto_a_return_shift_is_refused(self):
        """CS-7.8: writing the dates is asking anew."""
        self._swap()
        leave = self._ask("2026-12-15")
        with self.assertRefused("CS-7.8"):
            leave.request_date_from = "2026-12-14"
        with self.assertRefused("CS-7.8"):
            leave.sudo().write(
                {"request_date_from": "2026-12-14", "request_date_to": "2026-12-14"}
            )

    def test_leave_asked_before_the_swap_is_not_granted_after_it(self):
        """CS-7.8: looked at again when it is granted."""
        leave = self._ask("2026-12-14")
        self._swap()
        with self.assertRefused("CS-7.8"):
            leave.with_user(self.user_officer).action_approve()

    def test_hours_and_half_days_count_by_the_clock(self):
        """CS-7.8: the return shift is 08:00-16:00 company time."""
        self._swap()
        hours = {"kind": self.by_hour, "request_hour_from": 15, "request_hour_to": 17}
        with self.assertRefused("CS-7.8"):
            self._ask("2026-12-14", **hours)
        with self.assertRefused("CS-7.8"):
            self._ask(
                "2026-12-14",
                kind=self.by_half,
                request_date_from_period="am",
                request_date_to_period="am",
            )
        self.assertTrue(self._ask("2026-12-14", **{**hours, "request_hour_from": 16.0}))

    def test_hours_changed_on_a_request_are_looked_at(self):
        """CS-7.8"""
        self._swap()
        leave = self._ask(
            "2026-12-14", kind=self.by_hour, request_hour_from=16, request_hour_to=17
        )
        with self.assertRefused("CS-7.8"):
            leave.request_hour_from = 15

    def test_night_belongs_to_the_day_after_midnight(self):
        """CS-7.8: 24:00-08:00 of the 26th is worked on the 27th."""
        night = self._add_shift(self.ben, "2026-12-26", self.night)
        self.env["shift.assignment"]._reassign([(night, self.ann, "return")])
        with self.assertRefused("CS-7.8"):
            self._ask("2026-12-27")
        self.assertTrue(self._ask("2026-12-26"))

    def test_night_over_the_end_of_the_year(self):
        """CS-7.8: of New Year's Eve, worked on New Year's Day."""
        night = self._add_shift(self.ben, "2026-12-31", self.night)
        self.env["shift.assignment"]._reassign([(night, self.ann, "swap")])
        with self.assertRefused("CS-7.8"):
            self._ask("2027-01-01")


class TestLeaveOnHoliday(LeaveCase):
    def test_on_duty_on_a_public_holiday_is_no_leave(self):
        """CS-7.9: with our clause, not for a day that counts zero."""
        self._add_holiday("2026-12-10")
        with self.assertRefused("CS-7.9"):
            self._ask("2026-12-10", is_swap_ruled_out=True)
        with self.assertRefused("CS-7.9"):
            self._ask("2026-12-09", "2026-12-12", is_swap_ruled_out=True)

    def test_night_into_the_holiday_is_on_duty_on_it(self):
        """CS-7.9: the night shift that starts at midnight."""
        self._add_holiday("2026-12-27")
        self._add_shift(self.ann, "2026-12-26", self.night)
        with self.assertRefused("CS-7.9"):
            self._ask("2026-12-27")

    def test_off_duty_on_a_holiday_is_nothing_to_us(self):
        """CS-7.9"""
        self._add_holiday("2026-12-11")
        self.assertTrue(self._ask("2026-12-11", "2026-12-12"))

    def test_holiday_that_counts_no_working_time_is_refused_by_our_clause(self):
        """CS-7.9: Odoo's own refusal of a zero-day leave is not reached."""
        self._add_holiday("2026-12-10")
        with self.assertRefused("CS-7.9", "CS-7.1"):
            self._ask("2026-12-10", kind=self.automatic)


class TestLeaveOnRosteredShift(LeaveCase):
    def test_colleagues_who_are_off_are_offered_first(self):
        """CS-7.1"""
        with self.assertRefused("CS-7.1") as caught:
            self._ask("2026-12-10")
        (reason,) = caught.exception.reasons
        self.assertEqual(reason.figures["colleagues"], (self.ben.id,))
        self.assertIn("Ben", reason.message)

    def test_acknowledging_lets_the_request_go_to_the_superior(self):
        """CS-7.1: the default; the superior still has to approve."""
        leave = self._ask("2026-12-10", is_swap_ruled_out=True)
        self.assertEqual(leave.state, "confirm")

    def test_company_may_block_while_a_swap_is_possible(self):
        """CS-7.1: a parameter."""
        self._set_parameter("leave_over_shift_blocked", "true")
        with self.assertRefused("CS-7.1"):
            self._ask("2026-12-10", is_swap_ruled_out=True)
        self.ben_shifts.with_user(self.user_manager).write({"active": False})
        self.assertTrue(self._ask("2026-12-10"))

    def test_free_day_needs_no_swap(self):
        """CS-7.1"""
        self.assertTrue(self._ask("2026-12-11"))

    def test_draft_roster_binds_nobody_yet(self):
        """CS-7.1"""
        self._create_shift(self.ann, "2027-01-12")
        self.assertTrue(self._ask("2027-01-12"))

    def test_kind_that_approves_itself_is_refused_on_a_shift(self):
        """CS-7.1: a superior approves."""
        with self.assertRefused("CS-7.1"):
            self._ask("2026-12-10", kind=self.automatic, is_swap_ruled_out=True)
        self.assertEqual(
            self._ask("2026-12-11", kind=self.automatic).sudo().state, "validate"
        )

    def test_nobody_approves_own_time_off_on_a_shift(self):
        """CS-7.1: an officer is no superior of himself."""
        self.ben.user_id = self.user_officer
        leave = self._ask(
            "2026-12-14",
            employee=self.ben,
            user=self.user_officer,
            is_swap_ruled_out=True,
        )
        with self.assertRefused("CS-7.1"):
            leave.action_approve()
        self.ben.user_id = self.user_ben
        leave.action_approve()
        self.assertEqual(leave.state, "validate")

    def test_form_shows_the_offer_before_asking(self):
        """CS-7.1, CS-7.10, X-3: in the request form, with a way to the swap."""
        form = Form(
            self.env["hr.leave"].with_user(self.user_ann),
            view="hr_holidays.hr_leave_view_form_dashboard_new_time_off",
        )
        form.holiday_status_id = self.by_day
        form.request_date_from = "2026-12-10"
        form.request_date_to = "2026-12-10"
        self.assertIn("CS-7.1", form.policy_html)
        form.is_swap_ruled_out = True
        self.assertNotIn("CS-7.1", form.policy_html)
        leave = form.save()
        action = leave.action_find_swap()
        find = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(find.shift_id, self.first)
        self.assertEqual(find.proposal_ids.employee_id, self.ben)

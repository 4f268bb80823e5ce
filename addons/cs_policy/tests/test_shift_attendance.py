from datetime import datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError

from .common_desk import BEFORE, DAY, DeskCase


class TestSignIn(DeskCase):
    def test_sign_in_on_time_is_on_duty_and_not_late(self):
        """CS-2.1: sign-in puts the agent on duty."""
        self._sign_in(self.shift, "07:50")
        self.assertRecordValues(
            self.shift,
            [
                {
                    "attendance": "on_duty",
                    "late_minutes": 0,
                    "sign_in_at": datetime(2026, 12, 1, 23, 50),
                }
            ],
        )
        log = self.shift.attendance_log_ids
        self.assertRecordValues(
            log,
            [{"kind": "sign_in", "channel": "session", "user_id": self.user_agent.id}],
        )

    def test_late_minutes_count_beyond_the_grace_only(self):
        """CS-2.1: late is derived from sign-in and grace."""
        self._set_parameter("signin_late_grace_minutes", 5)
        for clock, minutes in (("08:05", 0), ("08:06", 6)):
            with self.subTest(clock), self.cr.savepoint() as point:
                self._sign_in(self.shift, clock)
                self.assertEqual(self.shift.late_minutes, minutes)
                point.rollback()

    def test_early_minutes_count_what_was_missing_at_the_end(self):
        """CS-2.1: leaving early is derived from sign-out."""
        self.post.is_manned = False
        self._sign_in(self.shift, "08:00")
        self._sign_out(self.shift, "15:40")
        self.assertRecordValues(
            self.shift, [{"attendance": "done", "early_minutes": 20}]
        )
        self.assertEqual(self._exceptions("early").shift_id, self.shift)

    def test_sign_out_is_ones_own_after_sign_in_and_once(self):
        """CS-2.1: nobody leaves for somebody else, before coming, or twice."""
        self.post.is_manned = False
        with self._at("08:01"), self.assertRefused("CS-2.1"):
            self.shift.with_user(self.user_agent).action_sign_out()
        self._sign_in(self.shift, "08:02")
        with self._at("16:00"), self.assertRefused("CS-2.1"):
            self.shift.with_user(self.mate_user).action_sign_out()
        self._sign_out(self.shift, "16:00")
        with self._at("16:01"), self.assertRefused("CS-2.1"):
            self.shift.with_user(self.user_agent).action_sign_out()

    def test_somebody_elses_shift_is_refused(self):
        """CS-2.1: one's own shift only, managers included."""
        for user in (self.mate_user, self.user_manager):
            with self._at("08:00"), self.assertRefused("CS-2.1"):
                self.shift.with_user(user).action_sign_in()

    def test_outside_the_window_is_refused(self):
        """CS-2.1: sign-in opens 30 minutes before and closes with the shift."""
        for clock in ("07:29", "16:00"):
            with self.subTest(clock), self._at(clock), self.assertRefused("CS-2.1"):
                self.shift.with_user(self.user_agent).action_sign_in()
        self._sign_in(self.shift, "07:30")

    def test_double_click_is_refused(self):
        self._sign_in(self.shift, "08:00")
        with self._at("08:01"), self.assertRefused("CS-2.1"):
            self.shift.with_user(self.user_agent).action_sign_in()

    def test_night_shift_is_signed_in_across_midnight(self):
        with freeze_time(BEFORE):
            night = self._create_shift(self.employee_agent, DAY, self.night)
        self._sign_in(night, "23:45")
        self._sign_out(night, "08:00", "2026-12-03")
        self.assertRecordValues(
            night, [{"attendance": "done", "late_minutes": 0, "early_minutes": 0}]
        )

    def test_attendance_cannot_be_written_directly(self):
        for user in (self.user_manager, self.user_policy_manager, self.env.user):
            for vals in (
                {"sign_in_at": "2026-12-02 00:00:00"},
                {"late_minutes": 0},
                {"attendance": "done"},
                {"release_reason": "x"},
            ):
                shift = self.shift.with_user(user).with_context(attendance_move=True)
                with self.subTest(user.login, vals=vals), self.assertRaises(UserError):
                    shift.write(vals)
        with self.assertRaises(UserError):
            self._create_shift(
                self.mate, "2026-12-20", sign_in_at="2026-12-02 00:00:00"
            )

    def test_other_company_cannot_sign_in(self):
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self._new_agent("stranger")
        stranger.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        with self._at("08:00"), self.assertRaises(AccessError):
            self.shift.with_user(stranger).action_sign_in()

    def test_who_takes_over_has_not_signed_in(self):
        self._sign_in(self.shift, "07:40")
        with self._at("07:45"):
            self.env["shift.assignment"]._reassign(
                [(self.shift, self.employee_duty_manager, "replacement")]
            )
        self.assertFalse(self.shift.sign_in_at)

    def test_my_shift_today_shows_own_running_and_next_shift(self):
        with self._at("07:45"):
            shifts = self.env["shift.assignment"].with_user(self.user_agent)
            self.assertEqual(shifts.search([("is_mine_now", "=", True)]), self.shift)
            own = self.shift.with_user(self.user_agent)
            self.assertTrue(own.can_sign_in)
            self.assertFalse(own.can_sign_out)
            self.assertTrue(own.is_mine_now)
            self.assertFalse(self.relief.with_user(self.user_agent).can_sign_in)


class TestReasonsInBulk(DeskCase):
    def _count(self, shifts):
        shifts = shifts.with_user(self.user_agent)
        self.env.invalidate_all()
        shifts.mapped("roster_id.state"), shifts.mapped("post_id.is_manned")
        before = self.cr.sql_log_count
        shifts._get_sign_in_reasons()
        shifts._get_sign_out_reasons()
        return self.cr.sql_log_count - before

    def test_explaining_many_shifts_costs_no_more_queries_than_few(self):
        """CS-2.1, CS-3.2, CS-3.3: all reasons, set-based."""
        with freeze_time(BEFORE):
            more = self.shift.browse()
            for day in range(3, 20):
                more |= self._create_shift(
                    self.employee_agent, f"2026-12-{day:02}", self.early
                )
                more |= self._create_shift(self.mate, f"2026-12-{day:02}", self.middle)
        with self._at("08:00"):
            few = self._count(self.shift | self.relief)
            self.assertLessEqual(self._count(self.shift | self.relief | more), few)


class TestRelief(DeskCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_parameter("signout_needs_handover", "false")  # tested by itself

    def test_sign_out_waits_for_the_relief(self):
        """CS-3.2: nobody leaves a manned post before the relief is there."""
        self._sign_in(self.shift, "08:00")
        with self._at("16:00"), self.assertRefused("CS-3.2"):
            self.shift.with_user(self.user_agent).action_sign_out()
        self._sign_in(self.relief, "16:01")
        self._sign_out(self.shift, "16:02")
        self.assertEqual(self.shift.attendance, "done")

    def test_post_that_is_not_manned_is_left_freely(self):
        self.post.is_manned = False
        self._sign_in(self.shift, "08:00")
        self._sign_out(self.shift, "16:00")

    def test_one_relief_lets_one_person_go(self):
        """CS-3.2: of two people one relief replaces one."""
        with freeze_time(BEFORE):
            twin = self._create_shift(self.employee_duty_manager, DAY, self.early)
            self._create_shift(self.employee_manager, DAY, self.middle)
        self._sign_in(self.shift, "08:00")
        self._sign_in(twin, "08:00")
        self._sign_in(self.relief, "15:50")
        self._sign_out(self.shift, "16:00")
        with self._at("16:00"), self.assertRefused("CS-3.2"):
            twin.with_user(self.user_duty_manager).action_sign_out()

    def test_open_shift_is_a_relief_that_is_missing(self):
        """CS-3.2: an empty next shift keeps the agent until released."""
        with freeze_time(BEFORE):
            self.env["shift.assignment"]._reassign(
                [(self.relief, self.env["hr.employee"], "plan")]
            )
        self._sign_in(self.shift, "08:00")
        with self._at("16:00"), self.assertRefused("CS-3.2"):
            self.shift.with_user(self.user_agent).action_sign_out()

    def test_last_shift_of_the_day_needs_no_relief(self):
        self._sign_in(self.relief, "16:00")
        self._sign_out(self.relief, "23:59")

    def test_duty_manager_releases_with_a_reason(self):
        """CS-3.2: released by who is in charge, logged."""
        self._sign_in(self.shift, "08:00")
        with self._at("16:30"):
            wizard = self.env["shift.reason"].with_user(self.user_duty_manager)
            wizard.create(
                {"act": "release", "res_id": self.shift.id, "reason": "Child is ill"}
            ).action_confirm()
        self._sign_out(self.shift, "16:31")
        self.assertRecordValues(
            self.shift,
            [
                {
                    "release_user_id": self.user_duty_manager.id,
                    "release_reason": "Child is ill",
                    "attendance": "done",
                }
            ],
        )
        with self.assertRaises(AccessError):  # why is for supervisors
            self.shift.with_user(self.mate_user).read(["release_reason"])

    def test_release_is_refused_to_others(self):
        """CS-3.2: not by an agent, not one's own, not by an off-duty manager."""
        self.env["shift.duty.manager"].create(
            {"date": DAY, "employee_id": self.employee_manager.id}
        )
        self._sign_in(self.shift, "08:00")
        for user in (self.user_agent, self.mate_user, self.user_duty_manager):
            shift = self.shift.with_user(user)
            with self._at("16:00"), self.assertRefused("CS-3.2"):
                shift._release("Off you go")

    def test_late_relief_alerts_the_duty_manager_once(self):
        """CS-3.2: a late relief alerts the duty manager."""
        self.env["shift.duty.manager"].create(
            {"date": DAY, "employee_id": self.employee_duty_manager.id}
        )
        self._sign_in(self.shift, "08:00")
        for clock in ("16:00", "16:01", "16:05", "16:10"):
            self._watch(clock)
        late = self._exceptions("late")
        self.assertEqual(late.shift_id, self.relief)
        self.assertEqual(late.receiver_ids, self.user_duty_manager.partner_id)
        messages = self.env["mail.message"].search(
            [
                ("partner_ids", "in", self.user_duty_manager.partner_id.ids),
                ("subject", "=", late.display_name),
            ]
        )
        self.assertEqual(len(messages), 1)
        self._sign_in(self.relief, "16:12")
        self.assertEqual(self._exceptions("late"), late)
        self.assertEqual(self.relief.late_minutes, 12)


class TestAbsent(DeskCase):
    def test_absent_after_the_threshold_once(self):
        """CS-2.1: who has not signed in after an hour is absent."""
        self._watch("08:59")
        self.assertEqual(self.shift.attendance, "planned")
        self._watch("09:00")
        self._watch("09:05")
        self.assertEqual(self.shift.attendance, "absent")
        self.assertEqual(len(self._exceptions("absent")), 1)

    def test_who_was_given_leave_is_not_absent(self):
        """CS-2.1: the post is empty, and that is told; the person is not to blame."""
        self._ask_leave(self.employee_agent, DAY).action_approve()
        self._watch("09:00")
        self.assertEqual(self.shift.attendance, "planned")
        self.assertFalse(self._exceptions("absent"))
        self.assertEqual(self._exceptions("empty").shift_id, self.shift)

    def test_hours_of_leave_move_the_start(self):
        """CS-2.1: awaited from the end of the time off; asked for is not granted."""
        hours = {"request_hour_from": 7, "request_hour_to": 10}
        leave = self._ask_leave(self.employee_agent, DAY, "hour", **hours)
        since = self.shift._get_awaited()[self.shift]
        self.assertEqual(since, self.shift.start)
        leave.action_approve()
        self._watch("10:59")
        self.assertEqual(self.shift.attendance, "planned")
        self._watch("11:00")
        self.assertEqual(self.shift.attendance, "absent")

    def test_without_a_duty_manager_the_managers_are_told(self):
        """CS-2.2: no exception is lost."""
        self._watch("09:00")
        told = self._exceptions("absent").receiver_ids
        self.assertIn(self.user_manager.partner_id, told)
        self.assertNotIn(self.user_duty_manager.partner_id, told)

    def test_exception_is_for_the_duty_manager_of_that_shift(self):
        """CS-2.2: the duty manager on the roster receives the exceptions."""
        rows = self.env["shift.duty.manager"]
        for code, who in (
            (self.early, self.employee_duty_manager),
            (self.middle, self.employee_manager),
        ):
            rows.create({"date": DAY, "template_id": code.id, "employee_id": who.id})
        self._watch("09:00")
        self.assertEqual(
            self._exceptions("absent").receiver_ids, self.user_duty_manager.partner_id
        )

    def test_arriving_after_all_is_late_not_absent(self):
        self._watch("09:00")
        self._sign_in(self.shift, "09:30")
        self.assertRecordValues(
            self.shift, [{"attendance": "on_duty", "late_minutes": 90}]
        )

    def test_downtime_is_caught_up_but_not_last_month(self):
        self._watch("09:00", "2026-12-04")
        self.assertEqual(self._exceptions("absent").shift_id, self.shift | self.relief)
        self.env["shift.assignment"].flush_model()
        count = len(self._exceptions("absent"))
        self._watch("09:00", "2026-12-20")
        self.assertEqual(len(self._exceptions("absent")), count)

    def test_seen_is_for_duty_managers_and_only_once(self):
        self._watch("09:00")
        exception = self._exceptions("absent")
        with self.assertRaises(AccessError):
            exception.with_user(self.user_agent).action_seen()
        exception.with_user(self.user_duty_manager).action_seen()
        exception.with_user(self.user_manager).action_seen()
        self.assertEqual(exception.seen_user_id, self.user_duty_manager)
        with self.assertRaises(AccessError):
            exception.with_user(self.user_manager).write({"seen_at": False})


class TestCorrect(DeskCase):
    def _correct(self, user, **vals):
        wizard = self.env["shift.attendance.correct"].with_user(user)
        wizard.create(
            {
                "shift_id": self.shift.id,
                "sign_in_at": "2026-12-02 00:00:00",
                "reason": "Network was down",
                **vals,
            }
        ).action_correct()

    def test_manager_corrects_with_a_reason_and_it_is_logged(self):
        """CS-2.1: corrections leave a trace."""
        self._watch("09:00")
        with self._at("10:00"):
            self._correct(self.user_manager)
        self.assertRecordValues(
            self.shift, [{"attendance": "on_duty", "late_minutes": 0}]
        )
        log = self.shift.attendance_log_ids.filtered(lambda r: r.kind == "correction")
        self.assertIn("Network was down", log.note)
        with self.assertRaises(UserError):
            log.note = "Nothing"
        with self.assertRaises(UserError):
            log.unlink()

    def test_duty_manager_and_agent_cannot_correct(self):
        """CS-2.1: only department managers correct."""
        with self._at("10:00"):
            for user in (self.user_agent, self.user_duty_manager):
                with self.assertRaises(AccessError):
                    self._correct(user)
                with self.assertRefused("CS-2.1"):
                    self.shift.with_user(user)._correct_attendance(
                        datetime(2026, 12, 2), False, "x"
                    )

    def test_bad_times_are_refused(self):
        """CS-2.1: no sign-out before sign-in, nothing in the future."""
        for vals in (
            {"sign_out_at": "2026-12-01 23:00:00"},
            {"sign_in_at": False, "sign_out_at": "2026-12-02 01:00:00"},
            {"sign_in_at": "2026-12-09 00:00:00"},
        ):
            with self.subTest(vals), self._at("10:00"), self.assertRefused("CS-2.1"):
                self._correct(self.user_manager, **vals)

    def test_locked_month_keeps_its_times(self):
        """CS-2.1: the hours of a locked month went to payroll."""
        self.shift.roster_id._move("locked")
        with self._at("10:00"), self.assertRefused("CS-2.1"):
            self._correct(self.user_manager)

    def test_nobody_corrects_their_own(self):
        with freeze_time(BEFORE):
            self.env["shift.assignment"]._reassign(
                [(self.shift, self.employee_manager, "plan")]
            )
        with self._at("10:00"), self.assertRefused("CS-2.1"):
            self._correct(self.user_manager)

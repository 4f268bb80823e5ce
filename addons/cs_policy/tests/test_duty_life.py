from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError

from .common import DutyCase

MONDAY = "2026-12-07 01:00:00"


@freeze_time(MONDAY)
class TestDutyLife(DutyCase):
    """X-2: done by a record, late, missed, void with a reason, handed on."""

    def test_a_report_in_time_makes_it_done(self):
        """X-2"""
        duty = self._create_duty()
        report = self._hand_in(duty)
        self.assertRecordValues(
            duty,
            [
                {
                    "state": "done",
                    "done_at": datetime(2026, 12, 7, 1),
                    "done_by_id": self.user_agent.id,
                    "evidence_model": "policy.duty.report",
                    "evidence_id": report.id,
                    "evidence_label": report.display_name,
                }
            ],
        )
        self.assertEqual(duty.log_ids.event, "done")

    def test_after_the_moment_it_is_late(self):
        """X-2"""
        duty = self._create_duty()
        with freeze_time("2026-12-07 10:00:01"):
            self._hand_in(duty)
        self.assertEqual(duty.state, "late")

    def test_done_after_it_was_missed_is_late_and_the_history_says_both(self):
        duty = self._create_duty(grace_hours=0)
        with freeze_time("2026-12-08 10:00:00"):
            self.env["policy.duty"]._mark_missed()
            self._hand_in(duty)
        self.assertEqual(duty.state, "late")
        self.assertEqual(duty.log_ids.mapped("event"), ["done", "missed"])

    def test_before_it_opens_it_is_refused(self):
        duty = self._create_duty()
        with freeze_time("2026-12-07 00:59:00"), self.assertRefused("CS-99.2"):
            self._hand_in(duty)
        self.assertFalse(duty.evidence_id)

    def test_twice_is_refused(self):
        duty = self._create_duty()
        self._hand_in(duty)
        with self.assertRefused("CS-99.2"):
            self._hand_in(duty)

    def test_the_wrong_kind_of_evidence_is_refused(self):
        duty = self._create_duty(evidence_model="service.visit")
        with self.assertRefused("CS-99.2"):
            self._hand_in(duty)
        self.assertFalse(duty.with_user(self.user_agent).can_report)

    def test_somebody_elses_duty_is_out_of_reach(self):
        duty = self._create_duty(role_employee_id=self.employee_manager.id)
        with self.assertRaises(AccessError):
            self._hand_in(duty)

    def test_a_manager_hands_in_for_somebody_and_it_shows(self):
        duty = self._create_duty()
        self._hand_in(duty, self.user_manager)
        self.assertEqual(duty.employee_id, self.employee_agent)
        self.assertEqual(duty.done_by_id, self.user_manager)

    def test_anybody_of_the_group_may_do_it_and_is_named_then(self):
        group = self.env.ref("cs_policy.cs_policy_group_agent")
        duty = self._create_duty(role_type="group_any", role_group_id=group.id)
        self.assertTrue(duty.with_user(self.user_agent).is_mine)
        self._hand_in(duty)
        self.assertEqual(duty.employee_id, self.employee_agent)

    def test_rpc_can_write_and_create_nothing(self):
        duty = self._create_duty()
        for user in (self.user_agent, self.user_policy_manager):
            with self.subTest(user=user.login):
                with self.assertRaises(UserError):
                    duty.with_user(user).write({"state": "done"})
                with self.assertRaises(AccessError):
                    duty.with_user(user).write({"name": "x"})
                with self.assertRaises(AccessError):
                    self.env["policy.duty"].with_user(user).create({"name": "x"})
                with self.assertRaises(AccessError):
                    duty.with_user(user).unlink()
        with self.assertRaises(UserError):
            duty.sudo().write({"state": "done"})
        with self.assertRaises(UserError):
            duty.sudo().write({"employee_id": self.employee_manager.id})
        with self.assertRaises(UserError):
            duty.sudo().unlink()

    def test_all_moves_follow_the_table(self):
        states = [
            key for key, _label in self.env["policy.duty"]._fields["state"].selection
        ]
        duty = self._create_duty()
        for before in states:
            for after in states:
                self.env.flush_all()
                self.env.cr.execute(
                    "UPDATE policy_duty SET state = %s WHERE id = %s",
                    [before, duty.id],
                )
                duty.invalidate_recordset()
                with self.subTest(before=before, after=after):
                    if after in duty._transitions[before]:
                        duty._move(after)
                    else:
                        with self.assertRaises(UserError):
                            duty._move(after)

    def test_void_needs_a_manager_and_a_reason(self):
        """X-2"""
        duty = self._create_duty()
        with self.assertRaises(AccessError):
            duty.with_user(self.user_duty_manager).action_void()
        action = duty.with_user(self.user_manager).action_void()
        wizard = (
            self.env["policy.duty.void"]
            .with_user(self.user_manager)
            .with_context(**action["context"])
            .create({"reason": "  "})
        )
        with self.assertRaises(UserError):
            wizard.action_void()
        wizard.reason = "The office was closed"
        wizard.action_void()
        self.assertEqual(duty.state, "void")
        self.assertEqual(duty.log_ids.note, "The office was closed")

    def test_what_is_done_can_not_be_voided(self):
        duty = self._create_duty()
        self._hand_in(duty)
        self.assertFalse(duty.with_user(self.user_manager).can_void)
        with self.assertRaises(UserError):
            duty._void("No longer wanted")

    def test_who_leaves_hands_on_to_the_manager_above(self):
        """X-2: open duties only; what was done stays with its doer."""
        self.employee_agent.parent_id = self.employee_manager
        plan = self._create_plan()
        plan._generate()
        first, *rest = self._get_duties(plan)
        self._hand_in(first)
        self.employee_agent.active = False
        self.assertEqual(first.employee_id, self.employee_agent)
        self.assertEqual({duty.employee_id for duty in rest}, {self.employee_manager})
        self.assertEqual(plan._generate(), 0)

    def test_a_cancelled_or_open_shift_hands_on_to_the_duty_manager(self):
        """CS-6.6"""
        self.env["shift.duty.manager"].create(
            {"date": "2026-12-08", "employee_id": self.employee_duty_manager.id}
        )
        shift = self._create_shift(self.employee_agent, "2026-12-08", self.early)
        shift.roster_id.with_user(self.user_manager).action_publish()
        duty_plan = self._create_plan(role_type="shift", hour_from=8)
        duty_plan._generate()
        duty = self._get_duties(duty_plan).filtered("shift_id")
        self.assertEqual(duty.employee_id, self.employee_agent)
        shift._reassign([(shift, self.env["hr.employee"], "plan")])
        self.assertEqual(duty.employee_id, self.employee_duty_manager)

    def test_a_month_taken_back_to_draft_takes_its_duties_along(self):
        """CS-6.6: changed there it is handed on, deleted there it is void."""
        shifts = self.env["shift.assignment"]
        for day in ("2026-12-08", "2026-12-09"):
            shifts |= self._create_shift(self.employee_agent, day, self.early)
        roster = shifts.roster_id.with_user(self.user_manager)
        roster.action_publish()
        plan = self._create_plan(role_type="shift", hour_from=8)
        plan._generate()
        duties = self._get_duties(plan).filtered("shift_id").sorted("due_date")
        roster.action_draft()
        first, second = shifts.with_user(self.user_manager).sorted("date")
        first.employee_id = self.employee_duty_manager
        second.unlink()
        self.assertEqual(duties[0].employee_id, self.employee_duty_manager)
        self.assertEqual(duties.mapped("state"), ["due", "void"])

    def test_history_can_not_be_changed(self):
        duty = self._create_duty()
        self._hand_in(duty)
        with self.assertRaises(UserError):
            duty.log_ids.sudo().note = "x"
        with self.assertRaises(UserError):
            duty.log_ids.sudo().unlink()

    def test_evidence_stays(self):
        duty = self._create_duty()
        report = self._hand_in(duty)
        with self.assertRaises(UserError):
            report.sudo().unlink()
        with self.assertRaises(UserError):
            report.sudo().note = "Better words"
        with self.assertRaises(AccessError):
            report.unlink()

    def test_who_and_when_of_a_report_are_facts(self):
        duty = self._create_duty()
        report = (
            self.env["policy.duty.report"]
            .with_user(self.user_agent)
            .create(
                {
                    "duty_id": duty.id,
                    "note": "x",
                    "user_id": self.user_manager.id,
                    "date": "2020-01-01 00:00:00",
                }
            )
        )
        self.assertEqual(report.user_id, self.user_agent)
        self.assertEqual(str(report.date), MONDAY)

    def test_files_belong_to_the_report(self):
        duty = self._create_duty()
        file = (
            self.env["ir.attachment"]
            .with_user(self.user_agent)
            .create({"name": "figures.xlsx", "raw": b"x"})
        )
        report = (
            self.env["policy.duty.report"]
            .with_user(self.user_agent)
            .create(
                {"duty_id": duty.id, "note": "x", "attachment_ids": [(6, 0, file.ids)]}
            )
        )
        self.assertEqual((file.res_model, file.res_id), (report._name, report.id))
        with self.assertRaises(AccessError):
            file.unlink()

    def test_rows_outlive_plan_clause_and_evidence(self):
        """X-2: the figures stay when an addon is uninstalled."""
        duty = self._create_duty()
        self._hand_in(duty)
        duty.plan_id.unlink()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE policy_duty SET evidence_model = 'gone.model', "
            "clause_code = 'CS-98' WHERE id = %s",
            [duty.id],
        )
        self.env.invalidate_all()
        self.assertRecordValues(
            duty,
            [
                {
                    "plan_id": False,
                    "clause_id": False,
                    "clause_title": "Test duty",
                    "state": "done",
                }
            ],
        )
        self.assertTrue(duty.evidence_label)
        self.assertIn("Clean up", duty.display_name)
        with self.assertRaises(UserError):
            duty.action_open_evidence()

    def test_a_company_with_duties_stays(self):
        other = self.env["res.company"].create({"name": "Other"})
        person = self._create_employee("P", company_id=other.id)
        self._create_duty(company_id=other.id, role_employee_id=person.id)
        with self.assertRaises(UserError):
            other.unlink()

    def test_open_evidence_leads_to_the_record(self):
        duty = self._create_duty()
        report = self._hand_in(duty)
        action = duty.with_user(self.user_agent).action_open_evidence()
        self.assertEqual(
            (action["res_model"], action["res_id"]), (report._name, report.id)
        )

    def test_redating_moves_window_and_grace(self):
        duty = self._create_duty(grace_hours=5)
        later = duty.due_at + timedelta(days=2)
        duty._redate(duty.opens_at, later, reason="moved")
        self.assertEqual(duty.missed_at, later + timedelta(hours=5))
        self.assertEqual(str(duty.due_date), "2026-12-09")

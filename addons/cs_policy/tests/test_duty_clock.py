from freezegun import freeze_time

from .common import DutyCase

MONDAY = "2026-12-07 01:00:00"


@freeze_time(MONDAY)
class TestDutyClock(DutyCase):
    """X-2: what is not done is missed, and the manager is told once a day."""

    def _close(self, moment):
        with freeze_time(moment):
            self.env["policy.duty"]._cron_close()

    def test_missed_only_after_the_grace(self):
        """X-2"""
        duty = self._create_duty(grace_hours=2)
        self._close("2026-12-07 11:59:59")
        self.assertEqual(duty.state, "due")
        self._close("2026-12-07 12:00:00")
        self.assertEqual(duty.state, "missed")
        self.assertEqual(duty.log_ids.event, "missed")

    def test_one_activity_per_manager_and_day(self):
        """X-2: an activity only when something escalates to a person."""
        self.employee_agent.parent_id = self.employee_manager
        first = self._create_duty(grace_hours=0, rrule="FREQ=DAILY;COUNT=1")
        second = self._create_duty(
            grace_hours=1, name="Check", rrule="FREQ=DAILY;COUNT=1"
        )
        self._close("2026-12-07 10:30:00")
        self._close("2026-12-07 11:30:00")
        self._close("2026-12-07 11:45:00")
        told = first.escalation_id
        self.assertEqual(told, second.escalation_id)
        self.assertEqual(told.user_id, self.user_manager)
        self.assertEqual(len(told.activity_ids), 1)
        self.assertIn("2", told.activity_ids.summary)
        self.assertEqual(told.with_user(self.user_manager).duty_ids, first | second)

    def test_no_activity_without_a_missed_duty(self):
        self._create_duty()
        before = self.env["mail.activity"].search_count([])
        self._close("2026-12-07 02:00:00")
        self.assertEqual(self.env["mail.activity"].search_count([]), before)

    def test_a_plan_may_stay_silent(self):
        duty = self._create_duty(grace_hours=0, escalate=False)
        self._close("2026-12-07 10:30:00")
        self.assertEqual(duty.state, "missed")
        self.assertFalse(duty.escalation_id)

    def test_who_could_not_open_it_is_passed_over(self):
        """X-2: the next above is told, who can."""
        chief = self._create_user("chief", "base.group_user")
        self.employee_agent.parent_id = self._create_employee("Chief", chief)
        team = {"name": "Desk", "manager_id": self.employee_manager.id}
        self.employee_agent.department_id = self.env["hr.department"].create(team)
        duty = self._create_duty(grace_hours=0, rrule="FREQ=DAILY;COUNT=1")
        self._close("2026-12-07 10:30:00")
        self.assertEqual(duty.escalation_id.user_id, self.user_manager)

    def test_nobodys_missed_duty_reaches_a_department_manager(self):
        group = self.env.ref("cs_policy.cs_policy_group_agent")
        duty = self._create_duty(
            role_type="group_any", role_group_id=group.id, grace_hours=0
        )
        self._close("2026-12-07 10:30:00")
        managers = self.env.ref("cs_policy.cs_policy_group_manager").all_user_ids
        self.assertIn(duty.escalation_id.user_id, managers)

    def test_the_run_is_on_record(self):
        self._create_duty(grace_hours=0)
        self._close("2026-12-07 10:30:00")
        run = self.env["policy.job.run"].search([("job", "=", "missed")], limit=1)
        self.assertGreaterEqual(run.count, 1)
        self.assertFalse(run.error)

    def _create_visit(self, **vals):
        visit = self.env["service.visit"].create(
            {
                "partner_id": self.env.user.partner_id.id,
                "employee_id": self.employee_agent.id,
                "reason": "Opinion",
                "result": "Fine",
                **vals,
            }
        )
        visit.action_done()
        return visit

    def _visit_plan(self):
        return {
            "evidence_model": "service.visit",
            "evidence_domain": "[('state', '=', 'done')]",
            "evidence_date_field": "done_at",
            "evidence_employee_field": "employee_id",
            "rrule": "FREQ=DAILY;COUNT=2",
        }

    def test_records_found_tick_off_by_themselves_before_anything_is_missed(self):
        """X-2: the evidence is a record that was made anyway."""
        duty = self._create_duty(**self._visit_plan(), grace_hours=0)
        with freeze_time("2026-12-07 03:00:00"):
            visit = self._create_visit()
        self._close("2026-12-07 20:00:00")
        self.assertEqual(duty.state, "done")
        self.assertEqual(duty.evidence_id, visit.id)
        self.assertEqual(str(duty.done_at), "2026-12-07 03:00:00")

    def test_one_record_proves_one_duty(self):
        first = self._create_duty(**self._visit_plan(), grace_hours=48)
        second = self._get_duties(first.plan_id) - first
        with freeze_time("2026-12-08 03:00:00"):
            self._create_visit()
        self._close("2026-12-08 04:00:00")
        self.assertEqual((first | second).mapped("state"), ["late", "due"])

    def test_somebody_elses_record_proves_nothing(self):
        duty = self._create_duty(**self._visit_plan())
        self._create_visit(employee_id=self.employee_manager.id)
        self._close("2026-12-07 04:00:00")
        self.assertEqual(duty.state, "due")

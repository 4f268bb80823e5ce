from datetime import date, datetime, timedelta

from freezegun import freeze_time

from odoo.tools import mute_logger

from .common import DutyCase

MONDAY = "2026-12-07 01:00:00"


@freeze_time(MONDAY)
class TestDutyGenerate(DutyCase):
    """X-2: every duty is created by itself, exactly once."""

    def _create_ticket(self, day, **vals):
        ticket = self.env["helpdesk.ticket"].create(
            {"name": "T", "description": "d", "company_id": self.company.id, **vals}
        )
        ticket.closed_date = day
        return ticket

    def _anchor_plan(self, **vals):
        return self._create_plan(
            **{
                "when_type": "anchor",
                "anchor_model": "helpdesk.ticket",
                "anchor_date_field": "closed_date",
                "offset": 3,
                **vals,
            }
        )

    def test_a_second_run_creates_nothing(self):
        """X-2"""
        plan = self._create_plan()
        self.assertEqual(plan._generate(), 8)
        self.assertEqual(plan._generate(), 0)
        self.assertEqual(plan.generated_until, date(2026, 12, 14))

    def test_the_row_says_everything_by_itself(self):
        """X-2: clause, company, person and team are kept on the row."""
        team = self.env["hr.department"].create({"name": "Desk"})
        self.employee_agent.department_id = team
        plan = self._create_plan(hour_from=9, due_hours=3, grace_hours=2)
        plan._generate()
        self.assertRecordValues(
            self._get_duties(plan)[0],
            [
                {
                    "name": "Clean up",
                    "clause_code": "CS-99.2",
                    "clause_title": "Test duty",
                    "company_id": self.company.id,
                    "employee_id": self.employee_agent.id,
                    "department_id": team.id,
                    "due_date": date(2026, 12, 7),
                    "opens_at": datetime(2026, 12, 7, 1),
                    "due_at": datetime(2026, 12, 7, 4),
                    "missed_at": datetime(2026, 12, 7, 6),
                    "state": "due",
                }
            ],
        )

    def test_days_of_downtime_are_caught_up_in_one_run(self):
        """X-2"""
        plan = self._create_plan()
        plan._generate()
        with freeze_time("2026-12-20 01:00:00"):
            plan._generate()
            plan._generate()
        days = self._get_duties(plan).mapped("due_date")
        expected = [date(2026, 12, 7) + timedelta(days=n) for n in range(21)]
        self.assertEqual(sorted(days), expected)

    def test_nothing_falls_due_before_the_plan_is_in_force(self):
        """X-2"""
        plan = self._create_plan(date_from="2026-12-10")
        plan._generate()
        self.assertEqual(min(self._get_duties(plan).mapped("due_date")), plan.date_from)

    def test_twice_a_day_makes_two_duties(self):
        plan = self._create_plan(rrule="FREQ=DAILY;BYHOUR=9,15", due_hours=2)
        plan._generate()
        duties = self._get_duties(plan).filtered(lambda d: d.due_date == plan.date_from)
        self.assertEqual([d.opens_at.hour for d in duties], [1, 7])

    def test_each_agent_has_a_duty_of_their_own(self):
        plan = self._create_plan(role_type="agent", rrule="FREQ=DAILY;COUNT=1")
        plan._generate()
        people = self._get_duties(plan).employee_id
        self.assertIn(self.employee_agent, people)
        self.assertIn(self.employee_manager, people)
        self.assertNotIn(self.employee_auditor, people)

    def test_each_person_of_a_group(self):
        group = self.env.ref("cs_policy.cs_policy_group_policy_manager")
        plan = self._create_plan(role_type="group_each", role_group_id=group.id)
        plan._generate()
        self.assertIn(self.employee_policy_manager, self._get_duties(plan).employee_id)
        self.assertNotIn(self.employee_agent, self._get_duties(plan).employee_id)

    def test_the_late_shift_of_the_day_has_it(self):
        """CS-6.6: whoever really has the late shift, one duty per shift."""
        shift = self._create_shift(self.employee_agent, "2026-12-08", self.night)
        self._create_shift(self.employee_manager, "2026-12-08", self.early)
        plan = self._create_plan(role_type="late_shift", hour_from=0, due_hours=24)
        plan._generate()
        self.assertNotIn(shift, self._get_duties(plan).shift_id, "still a draft")
        shift.roster_id.with_user(self.user_manager).action_publish()
        plan._generate()
        duty = self._get_duties(plan).filtered("shift_id")
        self.assertRecordValues(
            duty, [{"shift_id": shift.id, "employee_id": self.employee_agent.id}]
        )

    def test_a_swap_before_and_after_never_makes_a_second_duty(self):
        """CS-6.6: the duty goes with the shift."""
        shift = self._create_shift(self.employee_agent, "2026-12-08", self.night)
        shift.roster_id.with_user(self.user_manager).action_publish()
        plan = self._create_plan(role_type="late_shift", hour_from=0, due_hours=24)
        plan._generate()
        shift._reassign([(shift, self.employee_manager, "replacement")])
        plan._generate()
        duty = self._get_duties(plan).filtered("shift_id")
        self.assertEqual(duty.employee_id, self.employee_manager)
        self.assertEqual(duty.log_ids.employee_from_id, self.employee_agent)

    def test_a_day_without_late_shift_lands_with_the_duty_manager_once(self):
        """CS-6.6: nobody's duty is not forgotten."""
        self.env["shift.duty.manager"].create(
            {"date": "2026-12-07", "employee_id": self.employee_duty_manager.id}
        )
        plan = self._create_plan(role_type="late_shift")
        plan._generate()
        plan._generate()
        self.assertRecordValues(
            self._get_duties(plan),
            [
                {
                    "employee_id": self.employee_duty_manager.id,
                    "due_date": date(2026, 12, 7),
                }
            ],
        )
        self._create_shift(self.employee_agent, "2026-12-07", self.night)
        self._get_roster("2026-12-07").with_user(self.user_manager).action_publish()
        plan._generate()
        self.assertEqual(len(self._get_duties(plan)), 1)

    def test_the_duty_manager_of_each_day(self):
        self.env["shift.duty.manager"].create(
            {"date": "2026-12-08", "employee_id": self.employee_duty_manager.id}
        )
        plan = self._create_plan(role_type="duty_manager")
        plan._generate()
        duties = self._get_duties(plan)
        self.assertEqual(
            duties.filtered("employee_id").mapped("due_date"), [date(2026, 12, 8)]
        )

    def test_around_a_date_on_a_record(self):
        ticket = self._create_ticket("2026-12-06 20:00:00")
        plan = self._anchor_plan()
        self.assertEqual(plan._generate(), 1)
        self.assertEqual(plan._generate(), 0)
        duty = self._get_duties(plan)
        self.assertEqual(duty.anchor_date, date(2026, 12, 7), "company time")
        self.assertEqual(duty.due_date, date(2026, 12, 10))
        self.assertEqual((duty.anchor_model, duty.anchor_id), (ticket._name, ticket.id))

    def test_working_days_and_months_from_the_date(self):
        self._create_ticket("2026-11-30 01:00:00")
        cases = {
            ("working_day", 10): date(2026, 12, 14),
            ("month", 1): date(2026, 12, 30),
            ("day", -1): None,
        }
        for (unit, offset), due in cases.items():
            with freeze_time("2026-12-30 01:00:00"):
                plan = self._anchor_plan(offset=offset, offset_unit=unit)
                plan._generate()
            with self.subTest(unit=unit):
                found = self._get_duties(plan).mapped("due_date")
                self.assertEqual(found, [due] if due else [])

    def test_only_records_of_the_domain_and_of_the_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        self._create_ticket("2026-12-07 01:00:00", company_id=other.id)
        mine = self._create_ticket("2026-12-07 01:00:00", priority="3")
        self._create_ticket("2026-12-07 01:00:00", priority="1")
        plan = self._anchor_plan(anchor_domain="[('priority', '=', '3')]")
        plan._generate()
        self.assertEqual(self._get_duties(plan).mapped("anchor_id"), [mine.id])

    def test_the_person_named_on_the_record(self):
        self._create_ticket("2026-12-07 01:00:00", user_id=self.user_manager.id)
        plan = self._anchor_plan(role_type="record_field", role_field="user_id")
        plan._generate()
        self.assertEqual(self._get_duties(plan).employee_id, self.employee_manager)

    def test_a_moved_date_moves_the_open_duty(self):
        ticket = self._create_ticket("2026-12-07 01:00:00")
        plan = self._anchor_plan()
        plan._generate()
        ticket.closed_date = "2026-12-08 01:00:00"
        plan._generate()
        duty = self._get_duties(plan)
        self.assertEqual(duty.due_date, date(2026, 12, 11))
        self.assertEqual(duty.log_ids.event, "redated")
        self.assertEqual(str(duty.log_ids.date_from)[:10], "2026-12-10")

    def test_a_record_that_ends_or_goes_voids_the_open_duty(self):
        ended = self._create_ticket("2026-12-07 01:00:00")
        gone = self._create_ticket("2026-12-07 01:00:00")
        plan = self._anchor_plan(void_domain="[('priority', '=', '0')]")
        ended.priority = gone.priority = "2"
        plan._generate()
        duties = self._get_duties(plan)
        self.assertEqual(duties.mapped("state"), ["due", "due"])
        ended.priority = "0"
        gone.unlink()
        plan._generate()
        self.assertEqual(duties.mapped("state"), ["void", "void"])
        self.assertTrue(all(duties.mapped("void_reason")))

    def _create_shared_plan(self):
        """Of no company, once, for any agent."""
        return self._create_plan(
            company_id=False,
            role_employee_id=False,
            role_type="group_any",
            role_group_id=self.env.ref("cs_policy.cs_policy_group_agent").id,
            rrule="FREQ=DAILY;COUNT=1",
        )

    def test_a_shared_plan_serves_every_company_with_people(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.env["res.company"].create({"name": "Empty"})
        self._create_employee("Stranger", company_id=other.id)
        plan = self._create_shared_plan()
        plan._generate()
        companies = self._get_duties(plan).company_id
        self.assertIn(other, companies)
        self.assertNotIn("Empty", companies.mapped("name"))

    def test_a_broken_plan_is_set_aside_and_the_rest_goes_on(self):
        broken, good = self._create_plan(), self._create_plan()
        self.env.cr.execute(
            "UPDATE policy_duty_plan SET rrule = 'x' WHERE id = %s", [broken.id]
        )
        broken.invalidate_recordset()
        with mute_logger("odoo.addons.cs_policy.models.policy_job_run"):
            self.env["policy.duty.plan"]._generate_due()
        self.assertTrue(self._get_duties(good))
        run = self.env["policy.job.run"].search([("job", "=", "generate")], limit=1)
        self.assertEqual(run.failed_count, 1)
        self.assertIn("Clean up", run.error)
        self.assertGreaterEqual(run.count, 8)

    def test_a_company_that_fails_does_not_stop_the_others(self):
        """X-1, X-2: a shared plan is attempted for each company."""
        broken, other = self.env["res.company"].create(
            [{"name": "Broken"}, {"name": "Other"}]
        )
        for company in broken | other:
            self._create_employee("Stranger", company_id=company.id)
        plan = self._create_shared_plan()
        value = self._set_parameter("duty_horizon_days", 7, company=broken)
        self.env.cr.execute(
            "UPDATE policy_parameter_value SET value = %s WHERE id = %s",
            ["99999999999", value.id],
        )
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        with mute_logger("odoo.addons.cs_policy.models.policy_job_run"):
            self.env["policy.duty.plan"]._generate_due()
        companies = self._get_duties(plan).company_id
        self.assertIn(other, companies)
        self.assertIn(self.company, companies)
        self.assertNotIn(broken, companies)
        self.assertFalse(plan.generated_until)
        run = self.env["policy.job.run"].search([("job", "=", "generate")], limit=1)
        self.assertIn("Clean up", run.error)

    def test_each_record_has_its_duty_where_a_shift_decides(self):
        """CS-6.6: one that went to the duty manager takes no other record's."""
        self.env["shift.duty.manager"].create(
            {"date": "2026-12-07", "employee_id": self.employee_duty_manager.id}
        )
        plan = self._anchor_plan(role_type="late_shift", offset=0)
        first = self._create_ticket("2026-12-07 01:00:00")
        self.assertEqual(plan._generate(), 1)
        second = self._create_ticket("2026-12-07 02:00:00")
        self.assertEqual(plan._generate(), 1)
        self.assertEqual(
            set(self._get_duties(plan).mapped("anchor_id")), {first.id, second.id}
        )
        self._create_shift(self.employee_agent, "2026-12-07", self.night)
        self._get_roster("2026-12-07").with_user(self.user_manager).action_publish()
        self.assertEqual(plan._generate(), 0)

    def test_idle_runs_leave_one_row(self):
        self._create_plan()
        plans = self.env["policy.duty.plan"]
        plans._generate_due()
        plans._generate_due()
        plans._generate_due()
        runs = self.env["policy.job.run"].search([("job", "=", "generate")], limit=2)
        self.assertEqual(runs[0].count, 0)
        self.assertGreater(runs[1].count, 0)

    def test_statements_do_not_grow_with_people_or_days(self):
        """X-2: one statement per plan and company, however many rows."""
        few = self._create_plan(role_type="agent", rrule="FREQ=DAILY;COUNT=1")
        many = self._create_plan(role_type="agent")
        few._generate()
        self.env.flush_all()
        start = self.env.cr.sql_log_count
        self._create_plan(role_type="agent", rrule="FREQ=DAILY;COUNT=1")._generate()
        one = self.env.cr.sql_log_count - start
        start = self.env.cr.sql_log_count
        many._generate()
        self.assertLessEqual(self.env.cr.sql_log_count - start, one)

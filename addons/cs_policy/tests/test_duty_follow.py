from datetime import date

from freezegun import freeze_time

from .common import DutyCase

MONDAY = "2026-12-07 01:00:00"


class FollowCase(DutyCase):
    @classmethod
    def _create_ticket(cls, day, **vals):
        ticket = cls.env["helpdesk.ticket"].create(
            {"name": "T", "description": "d", "company_id": cls.company.id, **vals}
        )
        ticket.closed_date = day
        return ticket

    @classmethod
    def _anchor_plan(cls, **vals):
        return cls._create_plan(
            **{
                "when_type": "anchor",
                "anchor_model": "helpdesk.ticket",
                "anchor_date_field": "closed_date",
                "offset": 3,
                **vals,
            }
        )

    def _set_duty_manager(self, day, employee):
        return self.env["shift.duty.manager"].create(
            {"date": day, "employee_id": employee.id}
        )


@freeze_time(MONDAY)
class TestDutyFollowsPeople(FollowCase):
    """X-2: an open duty goes with who is to do it now."""

    def setUp(self):
        super().setUp()
        self.person_plan = self._anchor_plan(
            role_type="record_field", role_field="user_id", offset=0
        )

    def _person_duty(self):
        ticket = self._create_ticket(MONDAY, user_id=self.user_agent.id)
        self.person_plan._generate()
        return ticket, self._get_duties(self.person_plan)

    def test_it_goes_to_the_person_whom_the_record_names_now(self):
        """X-2"""
        ticket, duty = self._person_duty()
        self.assertEqual(duty.employee_id, self.employee_agent)
        ticket.user_id = self.user_manager
        self.person_plan._generate()
        self.assertEqual(duty.employee_id, self.employee_manager)
        self.assertEqual(duty.log_ids.event, "handed_on")
        self.assertEqual(self.person_plan._generate(), 0)
        self.assertEqual(len(duty.log_ids), 1)

    def test_it_stays_where_the_record_names_nobody(self):
        ticket, duty = self._person_duty()
        ticket.user_id = False
        self.person_plan._generate()
        self.assertEqual(duty.employee_id, self.employee_agent)

    def test_it_does_not_go_back_to_who_has_left(self):
        self.employee_agent.parent_id = self.employee_manager
        _ticket, duty = self._person_duty()
        self.user_agent.active = False
        self.person_plan._generate()
        self.assertEqual(duty.employee_id, self.employee_manager)

    def test_what_is_done_stays_with_its_doer(self):
        ticket, duty = self._person_duty()
        self._hand_in(duty)
        ticket.user_id = self.user_manager
        self.person_plan._generate()
        self.assertEqual(duty.employee_id, self.employee_agent)

    def test_a_login_that_is_closed_hands_on_to_the_manager_above(self):
        """X-2"""
        self.employee_agent.parent_id = self.employee_manager
        duty = self._create_duty()
        self.user_agent.active = False
        self.assertEqual(duty.employee_id, self.employee_manager)

    def test_who_can_not_sign_in_gets_no_duty(self):
        """X-2: each agent, but of those with a login."""
        self.user_agent.active = False
        plan = self._create_plan(role_type="agent", role_employee_id=False)
        plan._generate()
        self.assertNotIn(self.employee_agent, self._get_duties(plan).employee_id)
        self.assertIn(self.employee_manager, self._get_duties(plan).employee_id)

    def test_it_goes_with_the_duty_manager_of_the_day(self):
        """CS-2.2: named, changed or taken back after the duty was made."""
        plan = self._create_plan(role_type="duty_manager", role_employee_id=False)
        row = self._set_duty_manager("2026-12-08", self.employee_duty_manager)
        self._set_duty_manager("2026-12-09", self.employee_manager)
        plan._generate()
        duty = self._get_duties(plan).filtered(
            lambda duty: duty.due_date == date(2026, 12, 8)
        )
        row.employee_id = self.employee_manager
        self.assertEqual(duty.employee_id, self.employee_manager)
        row.employee_id = self.employee_duty_manager
        self.assertEqual(duty.employee_id, self.employee_duty_manager)
        row.unlink()
        self.assertFalse(duty.employee_id)
        self._set_duty_manager("2026-12-08", self.employee_agent)
        self.assertEqual(duty.employee_id, self.employee_agent)
        other = self._get_duties(plan).filtered("employee_id") - duty
        self.assertEqual(set(other.mapped("employee_id")), {self.employee_manager})

    def test_another_companys_duty_manager_changes_nothing(self):
        plan = self._create_plan(role_type="duty_manager", role_employee_id=False)
        self._set_duty_manager("2026-12-08", self.employee_duty_manager)
        plan._generate()
        duties = self._get_duties(plan)
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self._create_employee("S", company_id=other.id)
        self.env["shift.duty.manager"].create(
            {
                "date": "2026-12-08",
                "employee_id": stranger.id,
                "company_id": other.id,
            }
        )
        self.assertNotIn(stranger, duties.employee_id)


@freeze_time(MONDAY)
class TestDutyNoLongerAsked(FollowCase):
    """X-2: nobody misses what is no longer asked for."""

    def test_a_record_without_its_date_voids_and_a_new_date_asks_anew(self):
        """X-2"""
        ticket = self._create_ticket(MONDAY)
        plan = self._anchor_plan()
        plan._generate()
        duty = self._get_duties(plan)
        ticket.closed_date = False
        plan._generate()
        self.assertEqual(duty.state, "void")
        self.assertEqual(plan._generate(), 0)
        ticket.closed_date = "2026-12-08 01:00:00"
        self.assertEqual(plan._generate(), 1)
        self.assertEqual((self._get_duties(plan) - duty).due_date, date(2026, 12, 11))

    def test_a_plan_switched_off_takes_back_what_is_not_late(self):
        """X-2: what is late stays late, and is ticked off or missed as ever."""
        plan = self._create_plan(
            due_hours=3,
            evidence_model="service.visit",
            evidence_domain="[('state', '=', 'done')]",
            evidence_date_field="done_at",
        )
        plan._generate()
        late, *rest = self._get_duties(plan)
        with freeze_time("2026-12-07 05:00:00"):
            plan.active = False
            self.assertEqual(late.state, "due")
            self.assertEqual({duty.state for duty in rest}, {"void"})
            self.env["service.visit"].create(
                {
                    "partner_id": self.env.user.partner_id.id,
                    "employee_id": self.employee_agent.id,
                    "reason": "Opinion",
                    "result": "Fine",
                }
            ).action_done()
            self.env["policy.duty"]._cron_close()
        self.assertEqual(late.state, "late")

    def test_a_plan_switched_on_again_asks_again(self):
        """X-2"""
        plan = self._create_plan()
        plan._generate()
        self.assertEqual(plan._generate(), 0)
        plan.active = False
        plan.action_generate()
        self.assertEqual(set(self._get_duties(plan).mapped("state")), {"void"})
        plan.active = True
        self.assertEqual(plan._generate(), 8)

    def test_a_changed_schedule_counts_from_now_on(self):
        """X-2: what has opened stays; the rest is made anew, by the new rule."""
        plan = self._create_plan()
        plan._generate()
        opened, *_rest = self._get_duties(plan)
        plan.rrule = "FREQ=WEEKLY;BYDAY=MO,WE"
        plan._generate()
        due = self._get_duties(plan).filtered(lambda duty: duty.state == "due")
        days = [date(2026, 12, 7), date(2026, 12, 9), date(2026, 12, 14)]
        self.assertEqual(due.mapped("due_date"), days)
        self.assertEqual(due[0], opened)

    def test_another_hour_counts_from_now_on(self):
        plan = self._create_plan()
        plan._generate()
        plan.hour_from = 12
        plan._generate()
        due = self._get_duties(plan).filtered(lambda duty: duty.state == "due")
        hours = {self.company._policy_local(duty.opens_at).hour for duty in due[1:]}
        self.assertEqual((len(due), hours), (8, {12}))

    def test_other_words_change_no_duty(self):
        plan = self._create_plan()
        plan._generate()
        plan.write({"name": "Tidy up", "rrule": plan.rrule, "escalate": False})
        self.assertEqual(set(self._get_duties(plan).mapped("state")), {"due"})

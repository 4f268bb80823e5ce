from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError

from .common import DutyCase


@freeze_time("2026-12-07 01:00:00")
class TestDutyPlan(DutyCase):
    def test_bad_rules_are_refused(self):
        for rule in (
            False,
            "nonsense",
            "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
            "FREQ=DAILY;BYMONTH=13",
        ):
            with self.subTest(rule=rule), self.assertRaises(ValidationError):
                self._create_plan(rrule=rule)

    def test_schedule_reads_as_a_sentence_in_the_readers_language(self):
        """X-2: nobody has to read recurrence rules."""
        cases = {
            "FREQ=DAILY": "Daily",
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR": "Every 2 weeks: Monday, Friday",
            "FREQ=MONTHLY;BYMONTHDAY=12": "Monthly: day 12",
            "FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1": (
                "Monthly: the last of day 28, 29, 30"
            ),
            "FREQ=MONTHLY;BYMONTHDAY=-1": "Monthly: last day of the month",
            "FREQ=MONTHLY;BYDAY=1MO": "FREQ=MONTHLY;BYDAY=1MO",
        }
        for rule, sentence in cases.items():
            with self.subTest(rule=rule):
                plan = self._create_plan(rrule=rule)
                self.assertEqual(plan.schedule, sentence)
        self.env["res.lang"]._activate_lang("zh_TW")
        plan = self._create_plan(rrule="FREQ=WEEKLY;BYDAY=SA")
        self.assertIn("星期六", plan.with_context(lang="zh_TW").schedule)

    def test_a_date_field_that_does_not_exist_is_refused(self):
        with self.assertRaises(ValidationError):
            self._create_plan(
                when_type="anchor",
                anchor_model="helpdesk.ticket",
                anchor_date_field="no_date",
            )

    def test_a_domain_with_an_unknown_field_is_refused(self):
        for domain in ("[('nope', '=', 1)]", "[(", "__import__('os')"):
            with self.subTest(domain=domain), self.assertRaises(ValidationError):
                self._create_plan(
                    when_type="anchor",
                    anchor_model="helpdesk.ticket",
                    anchor_date_field="create_date",
                    anchor_domain=domain,
                )

    def test_records_without_company_need_the_plan_to_name_one(self):
        with self.assertRaises(ValidationError):
            self._create_plan(
                when_type="anchor",
                anchor_model="res.company",
                anchor_date_field="create_date",
                company_id=False,
            )

    def test_a_role_without_its_person_is_refused(self):
        for vals in (
            {"role_employee_id": False},
            {"role_type": "group_each"},
            {"role_type": "record_field", "role_field": "user_id"},
        ):
            with self.subTest(vals=vals), self.assertRaises(ValidationError):
                self._create_plan(**vals)

    def test_evidence_fields_must_exist(self):
        with self.assertRaises(ValidationError):
            self._create_plan(
                evidence_model="service.visit", evidence_date_field="nope"
            )

    def test_a_person_of_another_company_is_refused(self):
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self._create_employee("Stranger", company_id=other.id)
        with self.assertRaises(UserError):
            self._create_plan(role_employee_id=stranger.id)

    def test_preview_shows_the_next_five_windows_in_company_time(self):
        plan = self._create_plan(rrule="FREQ=WEEKLY;BYDAY=SA", due_hours=3)
        lines = plan.next_dates.split("\n")
        self.assertEqual(len(lines), 5)
        self.assertIn("2026-12-12 09:00", lines[0])
        self.assertIn("12:00", lines[0])

    def test_preview_of_a_yearly_rule_looks_far_enough(self):
        plan = self._create_plan(rrule="FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=1")
        self.assertIn("2031-03-01", plan.next_dates)

    def test_not_a_working_day_moves_or_falls_out(self):
        expected = {
            "calendar": ["2026-12-12", "2026-12-13"],
            "next": ["2026-12-14", "2026-12-14"],
            "previous": ["2026-12-11", "2026-12-11"],
            "skip": [],
        }
        for rule, days in expected.items():
            plan = self._create_plan(rrule="FREQ=WEEKLY;BYDAY=SA,SU", day_rule=rule)
            rows = plan._get_occurrences(
                self.company, date(2026, 12, 7), date(2026, 12, 14)
            )
            with self.subTest(rule=rule):
                self.assertEqual([str(row[1]) for row in rows], days)

    def test_a_public_holiday_moves_to_the_next_working_day(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": self.company.resource_calendar_id.id,
                "company_id": self.company.id,
                "date_from": self.company._policy_utc(date(2026, 12, 9), 0),
                "date_to": self.company._policy_utc(date(2026, 12, 9), 24),
            }
        )
        plan = self._create_plan(rrule="FREQ=WEEKLY;BYDAY=WE", day_rule="next")
        rows = plan._get_occurrences(
            self.company, date(2026, 12, 9), date(2026, 12, 11)
        )
        self.assertEqual([str(row[1]) for row in rows], ["2026-12-10"])

    def test_days_before_a_lunar_festival(self):
        plan = self._create_plan(when_type="festival", festival="spring", offset=-3)
        self.assertIn("2027-02-03", plan.next_dates.split("\n")[0])
        rows = plan._get_occurrences(self.company, date(2027, 2, 1), date(2027, 2, 10))
        self.assertEqual(rows[0][1], date(2027, 2, 3))

    def test_clocks_that_change_keep_the_wall_clock_hour(self):
        self.company.policy_tz = "Europe/Berlin"
        plan = self._create_plan(date_from="2026-10-01")
        rows = plan._get_occurrences(
            self.company, date(2026, 10, 24), date(2026, 10, 25)
        )
        self.assertEqual([str(row[2])[11:13] for row in rows], ["07", "08"])

    def test_only_policy_managers_write_plans(self):
        plan = self._create_plan()
        with self.assertRaises(AccessError):
            plan.with_user(self.user_manager).name = "Other"
        with self.assertRaises(AccessError):
            plan.with_user(self.user_manager).action_generate()
        action = plan.with_user(self.user_policy_manager).action_generate()
        self.assertEqual(action["tag"], "display_notification")
        self.assertEqual(plan.with_user(self.user_agent).name, "Clean up")

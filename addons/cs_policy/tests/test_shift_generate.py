from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError

from .common import ShiftCase


@freeze_time("2026-11-20 02:00:00")
class TestGenerate(ShiftCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = cls.env["hr.employee"].concat(
            *(cls._create_employee(f"Person {number}") for number in range(4))
        )
        cls.rotation = cls.env["shift.rotation"].create(
            {
                "name": "Round the clock",
                "cycle": "E,M,N,-",
                "anchor_date": "2026-11-30",
                "post_id": cls.post.id,
                "member_ids": [
                    (0, 0, {"employee_id": person.id}) for person in cls.people
                ],
            }
        )
        cls.rotation.action_spread_offsets()

    def _create_wizard(self, **vals):
        return (
            self.env["shift.roster.generate"]
            .with_user(self.user_manager)
            .create({"month": "2026-12-01", "rotation_ids": self.rotation.ids, **vals})
        )

    def _get_shifts(self, **terms):
        return self.env["shift.assignment"].search(
            [("company_id", "=", self.company.id)]
            + [(name, "=", value) for name, value in terms.items()]
        )

    def test_month_follows_the_cycle(self):
        """CS-2.1: a month of shifts from one line of codes."""
        wizard = self._create_wizard()
        self.assertEqual(wizard.new_count, 93)
        wizard.action_generate()
        first = self._get_shifts(employee_id=self.people[0].id).sorted("date")
        self.assertEqual(
            [shift.template_id.code for shift in first[:4]], ["M", "N", "E", "M"]
        )
        self.assertEqual(len(self._get_shifts(date="2026-12-15")), 3)
        self.assertEqual(first.roster_id.state, "draft")

    def test_generating_twice_makes_no_doubles(self):
        self._create_wizard().action_generate()
        again = self._create_wizard()
        self.assertEqual((again.new_count, again.existing_count), (0, 93))
        again.action_generate()
        self.assertEqual(len(self._get_shifts()), 93)

    def test_months_at_a_time_go_on_in_the_cycle(self):
        self._create_wizard(month_count=2).action_generate()
        own = self._get_shifts(employee_id=self.people[0].id).sorted("start")
        around = own.filtered(
            lambda shift: "2026-12-30" <= str(shift.date) <= "2027-01-03"
        )
        self.assertEqual(
            [shift.template_id.code for shift in around], ["N", "E", "M", "N"]
        )
        self.assertEqual(len(own.roster_id), 2)

    def test_people_on_approved_leave_are_skipped(self):
        self._ask_leave(
            self.people[0], "2026-12-07", request_date_to="2026-12-11"
        ).action_approve()
        wizard = self._create_wizard()
        self.assertGreater(wizard.leave_count, 2)
        self.assertEqual(wizard.new_count + wizard.leave_count, 93)
        wizard.action_generate()
        self.assertFalse(
            self._get_shifts(employee_id=self.people[0].id, date="2026-12-09")
        )

    def test_night_that_ends_on_a_day_off_is_not_planned(self):
        """CS-2.1, CS-7.8: a day off is a day on the clock, not its office hours."""
        self.rotation.cycle = "N"
        self._ask_leave(self.people[0], "2026-12-10").action_approve()
        wizard = self._create_wizard()
        self.assertEqual(wizard.leave_count, 1)
        wizard.action_generate()
        days = self._get_shifts(employee_id=self.people[0].id).mapped("date")
        self.assertNotIn(date(2026, 12, 9), days)
        self.assertIn(date(2026, 12, 10), days)

    def test_published_month_is_not_filled(self):
        """CS-2.1: generation is for drafts."""
        self._create_wizard().action_generate()
        roster = self._get_roster("2026-12-01")
        roster.action_publish()
        with self.assertRefused("CS-2.1"):
            self._create_wizard().action_generate()

    def test_month_is_copied_by_weekday(self):
        self._create_shift(self.people[0], "2026-12-08")
        self._create_shift(None, "2026-12-09")
        wizard = self._create_wizard(
            month="2027-01-01", source="month", source_date="2026-12-01"
        )
        wizard.action_generate()
        days = self._get_shifts(employee_id=self.people[0].id).mapped("date")
        self.assertEqual([str(day) for day in days], ["2026-12-08", "2027-01-12"])
        self._create_wizard(
            month="2027-01-01", source="month", source_date="2026-12-01"
        ).action_generate()
        opened = self._get_shifts(
            employee_id=False, roster_id=(self._get_roster("2027-01-01").id)
        )
        self.assertEqual(len(opened), 1)

    def test_template_week_fills_the_month(self):
        self._create_shift(self.people[0], "2026-11-23")
        self._create_wizard(source="week", source_date="2026-11-25").action_generate()
        days = self._get_shifts(roster_id=self._get_roster("2026-12-01").id)
        self.assertEqual({day.weekday() for day in days.mapped("date")}, {0})
        self.assertEqual(len(days), 4)

    def test_overlapping_shift_is_left_out(self):
        """CS-2.1: a night of the month before, over midnight, is minded."""
        long = self.env["shift.template"].create(
            {"name": "Long", "code": "L", "hour_from": 24, "hour_to": 20}
        )
        self._create_shift(self.people[0], "2026-11-30", long)
        self.assertEqual(self._create_wizard().conflict_count, 1)

    def test_cycle_with_unknown_code_is_refused(self):
        for cycle in ("E,Q", "-,-", " "):
            with self.subTest(cycle), self.assertRaises(ValidationError):
                self.rotation.cycle = cycle

    def test_agent_cannot_generate(self):
        with self.assertRaises(AccessError):
            self.env["shift.roster.generate"].with_user(self.user_agent).create({})

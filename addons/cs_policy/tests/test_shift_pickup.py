from freezegun import freeze_time

from odoo.exceptions import AccessError

from .common import ShiftCase


@freeze_time("2026-12-01 02:00:00")
class TestPickUp(ShiftCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.open = cls._create_shift(None, "2026-12-10")
        cls.open.roster_id.action_publish()
        cls.mine = cls.open.with_user(cls.user_agent)

    def test_free_agent_takes_an_open_shift(self):
        """CS-2.1: an open shift finds its person, logged and told."""
        self.assertTrue(self.mine.can_pick_up)
        self.mine.action_pick_up()
        self.assertEqual(self.open.employee_id, self.employee_agent)
        self.assertEqual(self.open.origin, "pickup")
        self.assertEqual(self.open.change_ids.user_id, self.user_agent)
        self.assertFalse(self.mine.can_pick_up)

    def test_taken_shift_names_who_has_it(self):
        """CS-2.1: the second one is told who was first."""
        self.open.with_user(self.user_duty_manager).action_pick_up()
        with self.assertRefused("CS-2.1") as caught:
            self.mine.action_pick_up()
        self.assertIn("duty_manager has this shift already", str(caught.exception))

    def test_every_reason_is_given_at_once(self):
        """CS-2.1: unqualified, at that time, and a double shift, in one refusal."""
        self.post.employee_ids = self.employee_duty_manager
        self._create_shift(self.employee_agent, "2026-12-10", self.middle)
        twelve = self.env["shift.template"].create(
            {"name": "Twelve", "code": "D", "hour_from": 4, "hour_to": 8}
        )
        self._create_shift(self.employee_agent, "2026-12-10", twelve)
        with self.assertRefused("CS-2.1") as caught:
            self.mine.action_pick_up()
        text = str(caught.exception)
        self.assertEqual(len(caught.exception.reasons), 3)
        self.assertIn("not qualified", text)
        self.assertEqual(text.count("double shift"), 2)
        self.assertFalse(self.open.employee_id)

    def test_double_shift_over_midnight_and_month_is_seen(self):
        """CS-2.1: the night before the first of the month counts."""
        night = self._create_shift(None, "2026-12-31", self.night)
        with freeze_time("2026-12-02"):
            january = self._create_shift(self.employee_agent, "2027-01-01")
            january.roster_id.action_publish()
        with self.assertRefused("CS-2.1"):
            night.with_user(self.user_agent).action_pick_up()
        self._set_parameter("pickup_double_shift", "true")
        night.with_user(self.user_agent).action_pick_up()

    def test_no_double_shift_with_a_swapped_one_whatever_the_setting(self):
        """CS-7.6: what may not be swapped into is not picked up afterwards either."""
        self._set_parameter("pickup_double_shift", "true")
        swapped = self._create_shift(
            self.employee_duty_manager, "2026-12-10", self.middle
        )
        for origin in ("swap", "return"):
            swapped._reassign([(swapped, self.employee_agent, origin)])
            with self.subTest(origin), self.assertRefused("CS-7.6"):
                self.mine.action_pick_up()
        swapped._reassign([(swapped, self.employee_agent, "plan")])
        self.mine.action_pick_up()

    def test_minimum_rest_is_a_setting(self):
        """CS-2.1: hours of rest around a picked-up shift."""
        self._create_shift(self.employee_agent, "2026-12-09", self.middle)
        self.assertTrue(self.mine.can_pick_up)
        self._set_parameter("pickup_min_rest_hours", "11")
        with self.assertRefused("CS-2.1") as caught:
            self.mine.action_pick_up()
        self.assertIn("8 of 11 hours", str(caught.exception))

    def test_started_draft_and_cancelled_shifts_are_not_open(self):
        """CS-2.1: only what is ahead and published."""
        with freeze_time("2026-12-10 00:00:00"), self.assertRefused("CS-2.1"):
            self.mine.action_pick_up()
        self.open.roster_id.action_draft()
        with self.assertRaises(AccessError):  # a draft is not even shown
            self.mine.action_pick_up()
        planner = self.open.with_user(self.user_duty_manager)
        with self.assertRefused("CS-2.1"):
            planner.action_pick_up()
        self.open.active = False
        with self.assertRefused("CS-2.1"):
            planner.action_pick_up()

    def test_user_without_employee_is_refused(self):
        """CS-2.1: a shift needs a person."""
        self.employee_agent.user_id = False
        with self.assertRefused("CS-2.1"):
            self.mine.action_pick_up()

    def test_auditor_cannot_pick_up(self):
        """CS-2.1: whoever only looks on takes no shift."""
        with self.assertRefused("CS-2.1"):
            self.open.with_user(self.user_auditor).action_pick_up()

    def test_list_costs_the_same_for_many_open_shifts(self):
        def count():
            shifts = (
                self.env["shift.assignment"]
                .with_user(self.user_agent)
                .search([("is_open", "=", True), ("company_id", "=", self.company.id)])
            )
            shifts.invalidate_recordset()
            before = self.cr.sql_log_count
            shifts.mapped("can_pick_up")
            return self.cr.sql_log_count - before

        count()
        few = count()
        for day in range(11, 30):
            self._create_shift(None, f"2026-12-{day}")
        self.assertEqual(count(), few)

from unittest.mock import patch

from freezegun import freeze_time

from .common_desk import DeskCase


class TestLocking(DeskCase):
    """The last night of December ends on 1 January at 08:00, 00:00 UTC."""

    @classmethod
    @freeze_time("2026-12-01 20:00:00")
    def setUpClass(cls):
        super().setUpClass()
        cls._create_shift(cls.employee_agent, "2026-12-31", cls.night)

    def test_month_is_not_locked_while_its_last_night_runs(self):
        """CS-2.1: whoever works it has not signed out yet."""
        lock = self.roster.with_user(self.user_manager).action_lock
        with self._at("07:59", "2027-01-01"), self.assertRefused("CS-2.1") as caught:
            lock()
        self.assertIn("08:00", str(caught.exception))
        with self._at("08:00", "2027-01-01"):
            lock()
        self.assertEqual(self.roster.state, "locked")

    def test_scheduled_action_waits_for_the_last_night_too(self):
        """CS-2.1: where months are locked at once."""
        self._set_parameter("roster_lock_days", 0)
        rosters = self.env["shift.roster"]
        with self._at("07:59", "2027-01-01"):
            self.assertNotIn(self.roster, rosters._cron_lock())
        with self._at("08:00", "2027-01-01"):
            self.assertIn(self.roster, rosters._cron_lock())

    def test_one_bad_month_does_not_keep_the_others_open(self):
        """CS-2.1: it is told by the run."""
        other = self.roster.copy(
            {"department_id": self.env["hr.department"].create({"name": "Night"}).id}
        )
        other._move("published")
        move = type(self.roster)._move

        def fail_for_one(rosters, state, **vals):
            if rosters == self.roster:
                raise ValueError("bad month")
            return move(rosters, state, **vals)

        with (
            freeze_time("2027-01-08 02:00:00"),
            patch.object(type(self.roster), "_move", fail_for_one),
            self.assertLogs("odoo.addons.cs_policy.models.policy_job_run", "WARNING"),
        ):
            locked = self.env["shift.roster"]._cron_lock()
        self.assertIn(other, locked)
        self.assertEqual(self.roster.state, "published")

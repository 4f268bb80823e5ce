from .common_desk import DAY, DeskCase

NEXT_DAY = "2026-12-03"


class TestForgottenSignOut(DeskCase):
    """The agent's shift ends at 16:00, at a post that is left freely."""

    def setUp(self):
        super().setUp()
        self.post.is_manned = False
        self._sign_in(self.shift, "08:00")

    def _today(self):
        shifts = self.env["shift.assignment"].with_user(self.user_agent)
        return shifts.search([("is_mine_now", "=", True)])

    def test_sign_out_is_ones_own_for_some_hours_after_the_end(self):
        """CS-2.1: the night between two days is not worked time."""
        for clock, day in (("20:01", DAY), ("07:50", NEXT_DAY)):
            with (
                self.subTest(clock),
                self._at(clock, day),
                self.assertRefused("CS-2.1") as caught,
            ):
                self.shift.with_user(self.user_agent).action_sign_out()
            self.assertIn("correct the attendance", str(caught.exception))
        self._sign_out(self.shift, "20:00")
        self.assertEqual(self.shift.attendance, "done")

    def test_hours_after_the_end_are_the_companys(self):
        """CS-2.1: a parameter with its own history."""
        self._set_parameter("signout_self_hours", 1)
        with self._at("17:01"), self.assertRefused("CS-2.1"):
            self.shift.with_user(self.user_agent).action_sign_out()
        self._sign_out(self.shift, "17:00")

    def test_locked_month_is_not_signed_out_of(self):
        """CS-2.1: its hours went to payroll."""
        self.roster._move("locked")
        with self._at("16:00"), self.assertRefused("CS-2.1") as caught:
            self.shift.with_user(self.user_agent).action_sign_out()
        self.assertIn("Locked", str(caught.exception))

    def test_my_shift_today_leaves_out_what_only_a_manager_ends(self):
        """CS-2.1: a button that is refused is not offered for weeks."""
        with self._at("19:00"):
            self.assertEqual(self._today(), self.shift)
        with self._at("20:01"):
            self.assertFalse(self._today())

    def test_manager_corrects_what_was_forgotten(self):
        """CS-2.1: to the time at which the person left."""
        with self._at("08:00", NEXT_DAY):
            shift = self.shift.with_user(self.user_manager)
            shift._correct_attendance(shift.sign_in_at, shift.stop, "Went home")
        self.assertEqual(self.shift.attendance, "done")

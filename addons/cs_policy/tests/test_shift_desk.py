from odoo.exceptions import AccessError

from .common_desk import DAY, DeskCase, freeze_time


class SharedDeskCase(DeskCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.employee_agent.pin = "1234"
        cls.desk = cls.env["shift.desk"].create({"name": "Tablet"})

    def _identify(self, pin, clock="07:45", shift=None):
        with self._at(clock):
            return self.desk._identify(shift or self.shift, pin)


class TestPin(SharedDeskCase):
    def test_right_pin_identifies_and_wrong_does_not(self):
        """CS-2.1: at the shared desk the PIN says who it is."""
        self.assertEqual(self._identify("1234"), self.employee_agent)
        for pin in ("1235", "", None, "12345", "１２３４", "x" * 5000):
            with self.subTest(pin):
                self.assertFalse(self._identify(pin))
                self.env["shift.desk.lock"]._reset(self.employee_agent)

    def test_person_without_pin_is_never_identified(self):
        for pin in ("", None, "False", "0"):
            self.assertFalse(self._identify(pin, shift=self.relief))

    def test_locked_after_five_wrong_ones_for_fifteen_minutes(self):
        """CS-2.1: guessing stops; the lock ends by itself."""
        for _try in range(5):
            self.assertFalse(self._identify("0000"))
        self.assertFalse(self._identify("1234", "07:46"))
        self.assertFalse(self._identify("1234", "08:00"))
        self.assertEqual(self._identify("1234", "08:02"), self.employee_agent)

    def test_number_of_tries_is_a_parameter(self):
        self._set_parameter("desk_pin_tries", 1)
        self._identify("0000")
        self.assertFalse(self._identify("1234"))

    def test_right_pin_clears_the_count(self):
        for _round in range(3):
            for _try in range(4):
                self._identify("0000")
            self.assertTrue(self._identify("1234"))

    def test_other_people_are_not_locked(self):
        self.mate.pin = "4321"
        for _try in range(6):
            self._identify("0000")
        self.assertEqual(self._identify("4321", shift=self.relief), self.mate)

    def test_manager_unlocks(self):
        for _try in range(6):
            self._identify("0000")
        lock = self.env["shift.desk.lock"].search([])
        with self.assertRaises(AccessError):
            lock.with_user(self.user_agent).action_unlock()
        lock.with_user(self.user_manager).action_unlock()
        self.assertTrue(self._identify("1234"))


class TestTicket(SharedDeskCase):
    def _ticket(self, clock="07:45"):
        with self._at(clock):
            return self.desk._sign_ticket(self.shift)

    def _read(self, ticket, clock="07:46", desk=None):
        with self._at(clock):
            return (desk or self.desk)._read_ticket(ticket)

    def test_ticket_speaks_for_its_shift_for_two_minutes(self):
        ticket = self._ticket()
        self.assertEqual(self._read(ticket), self.shift)
        self.assertFalse(self._read(ticket, "07:48"))

    def test_forged_and_foreign_tickets_are_nothing(self):
        other = self.desk.create({"name": "Other tablet"})
        ticket = self._ticket()
        self.assertFalse(self._read(ticket, desk=other))
        for bad in ("", None, "x", ticket[:-2] + "AA", ticket + "A", "é", "AQ" * 40):
            with self.subTest(bad):
                self.assertFalse(self._read(bad))

    def test_new_link_ends_old_tickets(self):
        ticket = self._ticket()
        self.desk.action_new_link()
        self.assertFalse(self._read(ticket))

    def test_ticket_ends_when_somebody_else_gets_the_shift(self):
        ticket = self._ticket()
        with self._at("07:45"):
            self.env["shift.assignment"]._reassign(
                [(self.shift, self.employee_duty_manager, "replacement")]
            )
        self.assertFalse(self._read(ticket))


class TestDesk(SharedDeskCase):
    def test_shows_people_of_now_only(self):
        for clock, expected in (
            ("07:00", self.shift.browse()),
            ("07:30", self.shift),
            ("15:45", self.shift | self.relief),
        ):
            with self.subTest(clock), self._at(clock):
                self.assertEqual(self.desk._get_shifts(), expected)

    def test_desk_of_one_post_shows_that_post_only(self):
        lobby = self.env["shift.post"].create({"name": "Lobby", "code": "LOB"})
        self.desk.post_ids = lobby
        with self._at("08:00"):
            self.assertFalse(self.desk._get_shifts())

    def test_draft_rosters_are_not_shown(self):
        with freeze_time("2026-12-28 00:00:00"):
            draft = self._create_shift(self.employee_agent, "2027-01-04", self.early)
        with self._at("08:00", "2027-01-04"):
            self.assertNotIn(draft, self.desk._get_shifts())

    def test_link_is_secret_random_and_revocable(self):
        token = self.desk.token
        self.assertGreaterEqual(len(token), 32)
        self.assertEqual(self.desk._find(token), self.desk)
        self.desk.token = "easy"
        self.assertEqual(self.desk.token, token)
        chosen = self.desk.create({"name": "Mine", "token": "easy"})
        self.assertNotEqual(chosen.token, "easy")
        self.desk.with_user(self.user_manager).action_revoke()
        self.assertFalse(self.desk._find(token))
        self.assertFalse(self.desk._find(self.desk.token))
        self.assertFalse(self.desk._find(""))

    def test_only_managers_see_desks(self):
        for user in (self.user_agent, self.user_duty_manager):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.desk.with_user(user).read(["token"])

    def test_acts_at_the_desk_follow_the_same_rules(self):
        """CS-3.2: a sign-out at the desk waits for the relief too."""
        with self._at("08:00", DAY):
            self.shift._sign_in(self.employee_agent, "desk")
        with self._at("16:00"), self.assertRefused("CS-3.2"):
            self.shift._sign_out(self.employee_agent, "desk")
        with self._at("16:00"), self.assertRefused("CS-2.1"):
            self.relief._sign_in(self.employee_agent, "desk")
        self.assertEqual(self.shift.attendance_log_ids.channel, "desk")

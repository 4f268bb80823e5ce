from odoo.exceptions import AccessError

from .common_desk import DeskCase

STAMPS = ("sign_in_at", "sign_out_at", "is_absent", "attendance")


class TestStampsOfColleagues(DeskCase):
    """The agent has signed in; the mate relieves, and looks on."""

    def setUp(self):
        super().setUp()
        self._sign_in(self.shift, "08:10")
        self.env.invalidate_all()

    def test_agent_reads_no_stamps_and_cannot_search_by_them(self):
        """CS-2.1: how punctual somebody is, is not the colleagues' to read."""
        shifts = self.env["shift.assignment"].with_user(self.mate_user)
        for name in STAMPS:
            with self.subTest(name):
                self.assertNotIn(name, shifts.fields_get())
                with self.assertRaises(AccessError):
                    shifts.browse(self.shift.id).read([name])
                with self.assertRaises(AccessError):
                    shifts.search([(name, "!=", False)])
                with self.assertRaises(AccessError):
                    shifts._read_group([], [name])

    def test_who_answers_for_the_shift_reads_them(self):
        """CS-2.1: and who audits."""
        users = (self.user_duty_manager, self.user_manager, self.user_auditor)
        for user in users:
            with self.subTest(user.login):
                [row] = self.shift.with_user(user).read(STAMPS)
                self.assertEqual(row["attendance"], "on_duty")

    def test_ones_own_state_is_on_the_card_and_nobody_elses(self):
        """CS-2.1: My shift today goes by it."""
        with self._at("08:20"):
            own = self.shift.with_user(self.user_agent)
            self.assertEqual(own.own_attendance, "on_duty")
            self.assertTrue(own.is_mine_now)
            self.assertFalse(own.can_sign_in or own.is_sign_in_open)
            self.assertFalse(self.shift.with_user(self.mate_user).own_attendance)

    def test_desk_works_without_seeing_the_stamps(self):
        """CS-2.1, CS-2.4, CS-3.2: permit, relief and sign-out, nothing in memory."""
        self._set_parameter("signout_needs_handover", "false")
        with self._at("10:00"):
            permit = self.env["shift.permit"].with_user(self.user_agent)
            self.assertEqual(permit._default_shift(), self.shift)
            permit.create({"reason": "Pharmacy", "minutes": 5}).action_withdraw()
        self.env.invalidate_all()
        with self._at("15:50"), self.assertRefused("CS-3.2"):
            self.shift.with_user(self.user_agent).action_sign_out()
        self._sign_in(self.relief, "15:55")
        self.env.invalidate_all()
        self._sign_out(self.shift, "16:00")
        self.env.invalidate_all()
        own = self.shift.with_user(self.user_agent)
        self.assertEqual(own.own_attendance, "done")

    def test_agents_views_name_no_stamps(self):
        """CS-2.1: card, lists and form open for whoever may not read them."""
        shifts = self.env["shift.assignment"].with_user(self.mate_user)
        views = ("kanban_today", "list", "form", "search_attendance")
        for name in views:
            view = self.env.ref(f"cs_policy.shift_assignment_view_{name}")
            with self.subTest(name):
                arch = shifts.get_view(view.id, view.type)["arch"]
                shown = {stamp for stamp in STAMPS if f'name="{stamp}"' in arch}
                self.assertFalse(shown)

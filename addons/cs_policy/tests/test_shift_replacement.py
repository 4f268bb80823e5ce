from freezegun import freeze_time

from odoo.exceptions import AccessError

from .common import ShiftCase


@freeze_time("2026-12-10 22:00:00")
class TestReplacement(ShiftCase):
    """Seen from 06:00 on 11 December in Shanghai."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.idle = cls._create_employee("Idle")
        cls.hard = cls._create_employee("Hard Worker")
        cls.busy = cls._create_employee("Busy")
        cls.sick = cls._create_shift(cls.employee_agent, "2026-12-11")
        cls._create_shift(cls.busy, "2026-12-11", cls.middle)
        for day in ("2026-12-02", "2026-12-03"):
            cls._create_shift(cls.hard, day)
        cls._create_shift(cls.idle, "2026-12-20")
        cls.env["shift.duty.manager"].create(
            {"date": "2026-12-11", "employee_id": cls.employee_duty_manager.id}
        )
        cls.sick.roster_id.action_publish()

    def _create_wizard(self, shift=None, user=None):
        return (
            self.env["shift.replacement"]
            .with_user(user or self.user_duty_manager)
            .create({"shift_id": (shift or self.sick).id, "note": "Fever"})
        )

    def test_candidates_are_off_and_fewest_hours_first(self):
        """CS-2.1: whoever is off that day, qualified, and worked least."""
        wizard = self._create_wizard()
        self.assertEqual(
            wizard.candidate_ids.employee_id.mapped("name"), ["Idle", "Hard Worker"]
        )
        self.post.employee_ids = self.hard
        self.assertEqual(self._create_wizard().candidate_ids.employee_id, self.hard)

    def test_replacement_is_logged_and_owes_nothing_back(self):
        """CS-2.2: the manager's act, told to the duty manager."""
        wizard = self._create_wizard()
        wizard.candidate_ids[0].action_choose()
        self.assertEqual(self.sick.employee_id, self.idle)
        self.assertEqual(self.sick.origin, "replacement")
        self.assertRecordValues(
            self.sick.change_ids,
            [
                {
                    "employee_from_id": self.employee_agent.id,
                    "employee_to_id": self.idle.id,
                    "origin": "replacement",
                    "note": "Fever",
                    "user_id": self.user_duty_manager.id,
                }
            ],
        )
        message = self.env["mail.message"].search(
            [("subject", "like", "Replacement:")], limit=1
        )
        self.assertEqual(
            message.notified_partner_ids, self.user_duty_manager.partner_id
        )

    def test_why_somebody_was_replaced_is_for_supervisors(self):
        """CS-2.1: agents see who works, not who is ill."""
        self._create_wizard()._replace(self.idle)
        change = self.sick.change_ids
        agent = change.with_user(self.user_agent)
        self.assertEqual(agent.employee_to_id, self.idle)
        with self.assertRaises(AccessError):
            agent.read(["note"])
        with self.assertRaises(AccessError):
            agent.search([("note", "=", "Fever")])
        for user in (self.user_duty_manager, self.user_manager, self.user_auditor):
            with self.subTest(user.login):
                self.assertEqual(change.with_user(user).note, "Fever")

    def test_lists_of_changes_open_for_agents_without_the_note(self):
        """CS-2.1: the views leave it out by themselves."""
        for model, kind in (
            ("shift.change", "list"),
            ("shift.change", "form"),
            ("shift.assignment", "form"),
        ):
            views = self.env[model].with_user(self.user_agent)
            with self.subTest(model, kind=kind):
                arch = views.get_view(view_type=kind)["arch"]
                self.assertIn("employee_to_id", arch)
                self.assertNotIn('name="note"', arch)

    def test_notice_tells_the_reason_to_whom_it_is_about(self):
        """CS-2.1: not to the one who steps in."""
        self.idle.work_email = "idle@example.com"
        self._create_wizard()._replace(self.idle)
        notices = self.sick.roster_id.notice_ids.filtered(lambda n: n.kind == "change")
        bodies = {notice.employee_id: notice.message_id.body for notice in notices}
        self.assertIn("Fever", bodies[self.employee_agent])
        self.assertIn("Now yours", bodies[self.idle])
        self.assertNotIn("Fever", bodies[self.idle])

    def test_person_who_works_that_day_is_refused(self):
        """CS-2.1: no second shift on the same day, every reason at once."""
        wizard = self._create_wizard()
        with self.assertRefused("CS-2.1") as caught:
            wizard._replace(self.busy)
        self.assertEqual(len(caught.exception.reasons), 2)

    def test_shift_of_another_day_is_refused(self):
        """CS-2.1: the same day only; otherwise it is a swap."""
        later = self._create_shift(self.employee_agent, "2026-12-25")
        wizard = self._create_wizard(later)
        self.assertIn("24 hours", wizard.hint)
        with self.assertRefused("CS-2.1"):
            wizard._replace(self.idle)

    def test_who_does_not_come_is_replaced_while_late(self):
        """CS-2.1: a call at ten past eight comes in time."""
        wizard = self._create_wizard()
        with freeze_time("2026-12-11 00:10:00"):
            wizard._replace(self.idle)
        self.assertEqual(self.sick.employee_id, self.idle)

    def test_a_shift_that_runs_is_left_to_who_came(self):
        """CS-2.1: once somebody signed in, or counts as absent, it stays."""
        wizard = self._create_wizard()
        for vals in (
            {"sign_in_at": "2026-12-11 00:05:00"},
            {"sign_in_at": False, "is_absent": True},
        ):
            self.sick._write_attendance(vals, "correction", "manager")
            with freeze_time("2026-12-11 00:10:00"), self.assertRefused("CS-2.1"):
                wizard._replace(self.idle)

    def test_who_is_on_leave_by_night_is_no_candidate(self):
        """CS-2.1: on the clock, whatever the working hours; also when only asked."""
        night = self._create_shift(self.employee_agent, "2026-12-11", self.night)
        self._ask_leave(self.idle, "2026-12-12")
        pair = (night, self.idle)
        reasons = night._get_candidate_reasons([pair])[pair]
        self.assertEqual([reason.clause for reason in reasons], ["CS-2.1"])

    def test_who_has_a_swapped_shift_beside_it_is_no_candidate(self):
        """CS-7.6: whatever the setting for double shifts."""
        self._set_parameter("pickup_double_shift", "true")
        evening = self.sick.search([("employee_id", "=", self.busy.id)])
        pair = (self.sick, self.idle)
        self.assertFalse(self.sick._get_candidate_reasons([pair])[pair])
        evening._reassign([(evening, self.idle, "swap")])
        reasons = self.sick._get_candidate_reasons([pair])[pair]
        self.assertEqual([reason.clause for reason in reasons], ["CS-7.6"])

    def test_second_choice_is_refused(self):
        wizard = self._create_wizard()
        wizard._replace(self.idle)
        with self.assertRefused("CS-2.1"):
            wizard._replace(self.idle)

    def test_agent_cannot_replace(self):
        with self.assertRaises(AccessError):
            self._create_wizard(user=self.user_agent)

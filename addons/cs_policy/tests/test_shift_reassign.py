from datetime import datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError

from .common import ShiftCase


class ReassignCase(ShiftCase):
    """A published December with two agents, seen from 1 December."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_agent = cls._create_employee("Other", work_email="o@example.com")
        cls.first = cls._create_shift(cls.employee_agent, "2026-12-10")
        cls.second = cls._create_shift(cls.other_agent, "2026-12-12")
        cls.roster = cls.first.roster_id

    @classmethod
    def _publish(cls):
        cls.roster.with_user(cls.user_manager).action_publish()


@freeze_time("2026-12-01 02:00:00")
class TestReassign(ReassignCase):
    def setUp(self):
        super().setUp()
        self._publish()

    def test_both_moves_happen_and_are_logged_and_told(self):
        """CS-2.1: who works is changed in one place, with a trace."""
        moves = [
            (self.first, self.other_agent, "swap"),
            (self.second, self.employee_agent, "return"),
        ]
        source = self.post
        self.env["shift.assignment"].with_user(self.user_agent)._reassign(
            moves, "doctor", source
        )
        self.assertEqual(self.first.employee_id, self.other_agent)
        self.assertEqual(self.second.origin, "return")
        self.assertRecordValues(
            self.first.change_ids,
            [
                {
                    "employee_from_id": self.employee_agent.id,
                    "employee_to_id": self.other_agent.id,
                    "origin": "swap",
                    "note": "doctor",
                    "user_id": self.user_agent.id,
                    "source_model": "shift.post",
                }
            ],
        )
        notices = self.roster.notice_ids.filtered(lambda row: row.kind == "change")
        self.assertEqual(notices.employee_id, self.employee_agent | self.other_agent)
        self.assertEqual(
            notices.message_id.notified_partner_ids,
            self.user_agent.partner_id | self.other_agent.work_contact_id,
        )

    def test_two_people_may_trade_the_same_hours(self):
        twin = self._create_shift(self.other_agent, "2026-12-10")
        self.env["shift.assignment"]._reassign(
            [
                (self.first, self.other_agent, "swap"),
                (twin, self.employee_agent, "swap"),
            ]
        )
        self.assertEqual(twin.employee_id, self.employee_agent)

    def test_nothing_changes_when_one_move_is_refused(self):
        """CS-2.1: one person is never in two places."""
        self._create_shift(self.other_agent, "2026-12-10")
        with self.assertRefused("CS-2.1") as caught:
            self.env["shift.assignment"]._reassign(
                [
                    (self.second, self.employee_agent, "swap"),
                    (self.first, self.other_agent, "swap"),
                ]
            )
        self.assertIn("2026-12-10 E", str(caught.exception))
        self.assertEqual(self.second.employee_id, self.other_agent)

    def test_started_shift_is_held(self):
        """CS-2.1: what has begun is on record."""
        with freeze_time("2026-12-10 00:00:00"), self.assertRefused("CS-2.1"):
            self.env["shift.assignment"]._reassign(
                [(self.first, self.other_agent, "swap")]
            )

    def test_locked_roster_is_held(self):
        """CS-2.1: a locked month is on record, and only a month that is over."""
        with self.assertRefused("CS-2.1"):
            self.roster.with_user(self.user_manager).action_lock()
        with freeze_time("2027-01-01 12:00:00"):
            self.roster.with_user(self.user_manager).action_lock()
        with self.assertRefused("CS-2.1"):
            self.env["shift.assignment"]._reassign(
                [(self.first, self.other_agent, "swap")]
            )
        with self.assertRefused("CS-2.1"):
            self.first.with_user(self.user_manager).employee_id = self.other_agent
        with self.assertRefused("CS-2.1"):
            self._create_shift(self.other_agent, "2026-12-20")

    def test_person_of_another_company_is_refused(self):
        """CS-2.1: people of the company only."""
        company = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self._create_employee("Stranger", company_id=company.id)
        with self.assertRefused("CS-2.1"):
            self.env["shift.assignment"]._reassign([(self.first, stranger, "swap")])

    def test_manager_edit_of_a_published_month_is_logged(self):
        """CS-2.1: a promised plan changes only with a trace."""
        self.first.with_user(self.user_manager).write({"template_id": self.night.id})
        change = self.first.change_ids
        self.assertEqual(change.origin, "plan")
        self.assertIn("E 08:00–16:00", change.label_from)
        self.assertIn("N 24:00–08:00", change.label_to)
        self.assertEqual(self.first.start, datetime(2026, 12, 10, 16))

    def _swap(self):
        """First and second change hands by a swap."""
        self.env["shift.assignment"]._reassign(
            [
                (self.first, self.other_agent, "swap"),
                (self.second, self.employee_agent, "return"),
            ]
        )

    def test_swapped_shift_that_is_moved_stays_a_swapped_one(self):
        """CS-7.8: the planning board sends the same person with each move."""
        self._swap()
        self.first.with_user(self.user_manager).write(
            {"employee_id": self.other_agent.id, "date": "2026-12-11"}
        )
        self.assertEqual(str(self.first.date), "2026-12-11")
        self.assertEqual(self.first.origin, "swap")

    def test_swapped_shift_given_to_somebody_else_is_planned(self):
        """CS-7.8: each of several shifts by itself, whoever had it."""
        self._swap()
        both = (self.first | self.second).with_user(self.user_manager)
        both.employee_id = self.other_agent
        self.assertEqual(both.mapped("origin"), ["swap", "plan"])
        both.employee_id = self.employee_agent
        self.assertEqual(both.mapped("origin"), ["plan", "plan"])

    def test_swapped_shift_given_away_in_a_month_taken_back_is_planned(self):
        """CS-7.8: the same while the month is a draft again."""
        self._swap()
        self.roster.with_user(self.user_manager).action_draft()
        both = (self.first | self.second).with_user(self.user_manager)
        both.employee_id = self.other_agent
        self.assertEqual(both.mapped("origin"), ["swap", "plan"])

    def test_what_is_written_as_it_was_is_no_change(self):
        """CS-2.1: neither logged nor told, nor refused once the shift runs."""
        vals = {name: self.first[name].id for name in ("employee_id", "post_id")}
        with freeze_time("2026-12-10 01:00:00"):
            self.first.with_user(self.user_manager).write(
                {**vals, "date": "2026-12-10", "active": True}
            )
        self.assertFalse(self.first.change_ids)
        with self.assertRaises(AccessError):
            self.first.with_user(self.user_agent).write(vals)

    def test_cancelled_shift_frees_its_person(self):
        self.first.with_user(self.user_manager).active = False
        self.assertEqual(self.first.change_ids.label_to, "Cancelled")
        with self.assertRefused("CS-2.1"):
            self.env["shift.assignment"]._reassign(
                [(self.first, self.other_agent, "swap")]
            )

    def test_shift_added_to_a_published_month_is_logged(self):
        shift = self._create_shift(self.other_agent, "2026-12-20")
        self.assertEqual(shift.change_ids.employee_to_id, self.other_agent)

    def test_published_shift_is_not_deleted(self):
        with self.assertRaises(UserError):
            self.first.with_user(self.user_manager).unlink()

    def test_agent_cannot_write_a_shift(self):
        for vals in ({"employee_id": self.other_agent.id}, {"date": "2026-12-11"}):
            with self.subTest(vals), self.assertRaises(AccessError):
                self.first.with_user(self.user_agent).write(vals)

    def test_hours_and_origin_are_never_written(self):
        shift = self.first.with_user(self.user_manager)
        for vals in (
            {"origin": "swap"},
            {"start": "2026-12-11 00:00:00"},
            {"stop": "2026-12-11 00:00:00", "employee_id": self.other_agent.id},
        ):
            with self.subTest(vals), self.assertRaises(UserError):
                shift.with_context(shift_change=True).write(vals)
        with self.assertRaises(UserError):
            self._create_shift(self.other_agent, "2026-12-21", origin="swap")

    def test_log_is_append_only(self):
        self.first.with_user(self.user_manager).employee_id = self.other_agent
        change = self.first.change_ids.sudo()
        with self.assertRaises(UserError):
            change.note = "never mind"
        with self.assertRaises(UserError):
            change.unlink()
        with self.assertRaises(UserError):
            change.copy()

    def test_draft_again_does_not_free_started_shifts(self):
        """CS-2.1: going back to draft is no way round the record."""
        self.roster.with_user(self.user_manager).action_draft()
        with freeze_time("2026-12-11 00:00:00"), self.assertRefused("CS-2.1"):
            self.first.with_user(self.user_manager).employee_id = self.other_agent

    def test_swapping_costs_the_same_whatever_the_month(self):
        def count():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["shift.assignment"]._get_change_reasons({})
            shift = self.first.sudo()
            shift._get_change_reasons({shift.id: {"employee_id": self.other_agent.id}})
            return self.env.cr.sql_log_count - before

        few = count()
        for day in range(13, 28):
            self._create_shift(self.other_agent, f"2026-12-{day}")
        self.assertEqual(count(), few)

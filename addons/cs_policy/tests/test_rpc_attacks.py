from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_desk import DeskCase
from .swap_common import SwapCase


@tagged("post_install", "-at_install")
class TestSwapAttack(SwapCase):
    """What an agent could send besides the buttons of a swap."""

    def setUp(self):
        super().setUp()
        self.startPatcher(self.freeze_time)

    def test_the_day_a_swap_counts_in_is_not_written(self):
        """CS-7.4: a swap moved to another month would not count in its own."""
        swap = self._create_swap()
        for vals in (
            {"date": "2020-01-01"},
            {"return_date": "2020-01-01"},
            {"first_start": "2030-01-01 00:00:00"},
            {"company_id": self.env.ref("base.main_company").id},
        ):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                swap.write(vals)
        self.assertEqual(str(swap.date), "2026-12-10")

    def test_the_day_a_swap_counts_in_is_not_given_at_creation(self):
        """CS-7.4: the same by creating it."""
        swap = self._create_swap(date="2020-01-01", first_start="2030-01-01 00:00:00")
        self.assertEqual(swap.date, self.first.date)
        self.assertEqual(swap.first_start, self.first.start)

    def test_the_answer_dialog_shows_nothing_of_foreign_swaps(self):
        """CS-7.3: who is party to a swap is nobody else's business."""
        swap = self._create_swap()
        stranger = self._new_stranger()
        dialog = (
            self.env["shift.swap.answer"]
            .with_user(stranger)
            .create({"swap_id": swap.id, "act": "accept", "text": "x"})
        )
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            dialog.read(["briefing"])
        with self.assertRaises(AccessError):
            dialog.read(["summary_html"])
        with self.assertRaises(AccessError):
            dialog.action_answer()

    def test_the_finder_says_nothing_about_other_companies(self):
        """CS-7.10: a typed id leads to no proposals and no reasons."""
        other = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self._new_stranger(other)
        find = (
            self.env["shift.swap.find"]
            .with_user(stranger)
            .with_context(allowed_company_ids=other.ids)
            .create({"employee_id": self.ann.id, "shift_id": self.first.id})
        )
        self.assertFalse(find.proposal_ids)
        self.assertFalse(find.reasons_html)
        swap = (
            self.env["shift.swap"]
            .with_user(stranger)
            .with_context(allowed_company_ids=other.ids)
            .new({"employee_id": self.ann.id, "shift_id": self.first.id})
        )
        self.assertFalse(swap.summary_html)

    def test_who_is_reminded_once_more_when_it_is_accepted(self):
        """CS-7.3: the reminder of the colleague is not the manager's."""
        swap = self._create_swap()
        swap.action_file()
        with self._later(25):
            self.env["shift.swap"]._cron_remind()
            self.assertTrue(swap.date_reminded)
            swap.with_user(self.user_ben)._accept(self.ben, "Keys are at the desk.")
            self.assertFalse(swap.date_reminded)
        with self._later(50):
            self.env["shift.swap"]._cron_remind()
            self.assertTrue(swap.date_reminded)

    def test_a_link_ends_with_the_login_it_was_sent_to(self):
        """CS-7.3: who no longer is a manager approves nothing by an old mail."""
        swap = self._create_swap()
        swap.action_file()
        swap.with_user(self.user_ben)._accept(self.ben, "Keys are at the desk.")
        person = self.employee_manager
        for case in ("archived", "no login"):
            if case == "archived":
                self.user_manager.active = False
            else:
                person.user_id = False
            for act in ("approve", "refuse"):
                with self.subTest(case=case, act=act), self.assertRaises(AccessError):
                    swap.sudo()._act_by_link(act, person, "No.")
        self.assertEqual(swap.state, "accepted")

    def _new_stranger(self, company=None):
        company = company or self.company
        user = self.user_agent.copy({"login": "policy_stranger", "name": "S"})
        user.group_ids = self.user_agent.group_ids
        user.write({"company_ids": [(6, 0, company.ids)], "company_id": company.id})
        self.env["hr.employee"].create(
            {"name": "Stranger", "user_id": user.id, "company_id": company.id}
        )
        return user

    def _later(self, hours):
        return freeze_time(datetime(2026, 12, 1, 2) + timedelta(hours=hours))


@tagged("post_install", "-at_install")
class TestDeskAttack(DeskCase):
    """What an agent or a manager could send besides the buttons of the desk."""

    def test_the_end_of_a_permit_is_not_written(self):
        """CS-2.4: who moves the end of the time granted is never late."""
        self._sign_in(self.shift, "08:00")
        with self._at("09:00"):
            permit = (
                self.env["shift.permit"]
                .with_user(self.user_agent)
                .create(
                    {
                        "shift_id": self.shift.id,
                        "reason": "Pharmacy",
                        "minutes": 10,
                        "due_at": "2030-01-01 00:00:00",
                    }
                )
            )
            permit.with_user(self.user_manager).action_grant()
            with self.assertRaises(UserError):
                permit.write({"due_at": "2030-01-01 00:00:00"})
        with self._at("09:30"):
            self.env["shift.permit"]._cron_watch_permits()
        self.assertTrue(permit.is_overrun)

    def test_nobody_ticks_that_a_party_was_heard(self):
        """CS-7.7: both are heard by what they said, not by a tick."""
        party = self._create_case().party_ids
        manager = party.with_user(self.user_manager)
        for vals in ({"is_heard": True}, {"state": "decided"}, {"date": "2020-01-01"}):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                manager.write(vals)
        second = manager.create(
            {
                "absence_id": party.absence_id.id,
                "employee_id": self.mate.id,
                "is_heard": True,
            }
        )
        self.assertFalse(second.is_heard)

    def test_a_month_taken_back_to_draft_keeps_what_has_started(self):
        """CS-2.1: neither deleting nor adding shifts of the past."""
        manager = self.user_manager
        with self._at("10:00"):
            self.roster.with_user(manager).action_draft()
            with self.assertRefused("CS-2.1"):
                self.shift.with_user(manager).unlink()
            with self.assertRefused("CS-2.1"):
                self._create_shift(self.employee_duty_manager, "2026-12-01")
            self.relief.with_user(manager).unlink()
        self.assertTrue(self.shift.exists())
        self.assertFalse(self.relief.exists())

    def test_new_hours_of_a_code_move_no_shift_people_were_told(self):
        """CS-2.1: published and locked months keep their hours; drafts follow."""
        manager = self.user_manager
        code = self.middle.with_user(manager)
        start = self.relief.start
        with self.assertRaises(UserError):
            code.hour_from = 15
        with self._at("10:00"):
            self.roster.with_user(manager).action_draft()
        with self.assertRaises(UserError):
            code.write({"hour_from": 15, "hour_to": 23})
        self.assertEqual(self.relief.start, start)
        code.write({"name": "Afternoon", "hour_from": 16})
        draft = self._create_shift(self.mate, "2027-02-01", self.night)
        self.night.with_user(manager).hour_to = 7
        self.assertEqual((draft.stop - draft.start).total_seconds(), 7 * 3600)

    def test_what_the_product_declares_of_a_parameter_stays(self):
        """X-1: a default changed by hand would have no day and no history."""
        parameter = self.env["policy.parameter"].search(
            [("code", "=", "swap_monthly_limit")]
        )
        owner = parameter.with_user(self.user_policy_manager)
        for vals in ({"default_value": "99"}, {"code": "x"}, {"minimum": -1}):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                owner.write(vals)
        owner.write({"name": "Swaps a month"})

    def test_scores_of_a_closed_review_stay(self):
        """CS-2.3: neither lines, weights nor the result are written."""
        review = (
            self.env["quality.review"]
            .with_user(self.user_duty_manager)
            .create({"employee_id": self.employee_agent.id})
        )
        with self.assertRaises(UserError):
            review.line_ids[0].write({"weight": 100})
        review.line_ids.write({"score": "4"})
        review.action_close()
        self.assertAlmostEqual(review.score, 80)
        criterion = review.line_ids[0].criterion_id
        for act in (
            lambda: review.line_ids[0].unlink(),
            lambda: review.write({"line_ids": [(2, review.line_ids[0].id)]}),
            lambda: review.write({"score": 100}),
            lambda: review.write({"reviewer_id": self.user_manager.id}),
            lambda: review.line_ids.create(
                {"review_id": review.id, "criterion_id": criterion.id, "weight": 1}
            ),
        ):
            with self.assertRaises(UserError), self.cr.savepoint():
                act()

    def _create_case(self):
        return self.env["shift.absence"].create({"shift_id": self.shift.id})

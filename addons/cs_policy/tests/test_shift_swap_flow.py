from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user

from .common import GROUPS
from .swap_common import SwapCase


class TestSwapFlow(SwapCase):
    def _file(self, **vals):
        swap = self._create_swap(**vals)
        swap.action_file()
        return swap

    def _accept(self, swap=None):
        swap = swap or self._file()
        mine = swap.with_user(self.user_ben)
        mine._accept(mine._get_actor(), "The list is in the drawer.")
        return swap

    def _approve(self, swap=None):
        swap = swap or self._accept()
        swap.with_user(self.user_manager).action_approve()
        return swap

    def test_roster_changes_when_the_manager_has_approved(self):
        """CS-7.3: filed, accepted, approved, effective, with dates and actors."""
        swap = self._file()
        self.assertEqual(self.first.employee_id, self.ann)
        self._accept(swap)
        self.assertEqual(self.first.employee_id, self.ann)
        self._approve(swap)
        self.assertRecordValues(
            swap,
            [
                {
                    "state": "effective",
                    "approved_by_id": self.user_manager.id,
                    "is_briefed_by_requester": True,
                    "is_briefed_by_counterpart": True,
                }
            ],
        )
        self.assertTrue(swap.date_asked and swap.date_accepted and swap.date_effective)
        self.assertEqual(self.first.employee_id, self.ben)
        self.assertEqual(self.first.origin, "swap")
        self.assertEqual(self.second.employee_id, self.ann)
        self.assertEqual(self.second.origin, "return")

    def test_history_stands_on_shift_and_swap(self):
        """CS-7.3: the trace leads both ways."""
        swap = self._approve()
        self.assertEqual(
            swap.change_ids.shift_id.sorted("date"), self.first | self.second
        )
        self.assertEqual(self.first.swap_ids, swap)
        self.assertEqual(self.second.return_swap_ids, swap)

    def test_file_is_refused_for_every_reason_and_changes_nothing(self):
        """CS-7.2, CS-7.7, CS-7.9"""
        self._add_holiday("2026-12-10")
        swap = self._create_swap(reason_id=False, briefing=False)
        with self.assertRefused("CS-7.2", "CS-7.7", "CS-7.9"):
            swap.action_file()
        self.assertEqual(swap.state, "draft")

    def test_nobody_files_or_accepts_for_somebody_else(self):
        """CS-7.3: both parties agree themselves, the manager included."""
        swap = self._create_swap()
        with self.assertRefused("CS-7.3"):
            swap.with_user(self.user_manager).action_file()
        swap.action_file()
        for user in (self.user_ann, self.user_manager):
            mine = swap.with_user(user)
            with self.assertRefused("CS-7.3"):
                mine._accept(mine._get_actor(), "I say so")
            with self.assertRefused("CS-7.3"):
                mine._decline(mine._get_actor(), "I say so")

    def test_manager_acts_for_people_without_a_login(self):
        """CS-7.3: on paper, the manager enters the answer."""
        clerk = self._create_employee("Clerk")
        shift = self._add_shift(clerk, "2026-12-16")
        swap = self._file(second=shift)
        mine = swap.with_user(self.user_manager)
        mine._accept(mine._get_actor(), "Told on the phone.")
        self.assertEqual(swap.state, "accepted")

    def test_accept_needs_a_briefing_for_the_return_shift(self):
        """CS-7.7: both brief each other."""
        swap = self._file()
        mine = swap.with_user(self.user_ben)
        with self.assertRefused("CS-7.7"):
            mine._accept(mine._get_actor(), "  ")
        self.assertEqual(swap.state, "asked")

    def test_every_no_has_a_reason(self):
        """CS-7.3: each can decline with a reason."""
        swap = self._file()
        ben, ann = swap.with_user(self.user_ben), swap
        for act in (
            lambda: ben._decline(ben._get_actor(), ""),
            lambda: ann._withdraw(ann._get_actor(), False),
        ):
            with self.assertRefused("CS-7.3"):
                act()
        ben._decline(ben._get_actor(), "Family visit")
        self.assertRecordValues(
            swap,
            [
                {
                    "state": "declined",
                    "answer": "Family visit",
                    "closed_by_id": self.user_ben.id,
                }
            ],
        )
        self.assertEqual(self.first.employee_id, self.ann)

    def test_manager_refuses_with_a_reason(self):
        """CS-7.3"""
        swap = self._accept().with_user(self.user_manager)
        with self.assertRefused("CS-7.3"):
            swap._refuse_approval("")
        swap._refuse_approval("Too few people that day")
        self.assertEqual(swap.state, "refused")
        self.assertEqual(self.first.employee_id, self.ann)

    def test_each_party_withdraws_before_it_takes_effect(self):
        """CS-7.3: ours."""
        for user in (self.user_ann, self.user_ben):
            swap = self._accept().with_user(user)
            swap._withdraw(swap._get_actor(), "No longer needed")
            self.assertEqual(swap.state, "withdrawn")
        swap = self._file().with_user(self.user_ben)
        with self.assertRefused("CS-7.3"):
            swap._withdraw(swap._get_actor(), "Not mine yet")

    def test_agent_and_duty_manager_may_not_approve(self):
        """CS-7.3: the department manager signs."""
        swap = self._accept()
        for user in (self.user_ann, self.user_ben, self.user_duty_manager):
            with self.assertRefused("CS-7.3"):
                swap.with_user(user).action_approve()
        self.assertEqual(swap.state, "accepted")

    def test_manager_who_is_a_party_may_not_approve(self):
        """CS-7.3: four eyes."""
        boss = new_test_user(self.env, "policy_boss", groups=GROUPS["manager"])
        self.ben.user_id = boss
        swap = self._file().with_user(boss)
        swap._accept(swap._get_actor(), "The list is in the drawer.")
        with self.assertRefused("CS-7.3"):
            swap.action_approve()
        swap.with_user(self.user_manager).action_approve()
        self.assertEqual(swap.state, "effective")

    def test_rules_are_asked_again_at_every_step(self):
        """CS-7.6: what came up in between refuses the acceptance and the approval."""
        asked, accepted = self._file(), None
        extra = self._add_shift(self.ben, "2026-12-10", self.middle)
        mine = asked.with_user(self.user_ben)
        with self.assertRefused("CS-7.6"):
            mine._accept(mine._get_actor(), "The list is in the drawer.")
        extra.with_user(self.user_manager).active = False
        accepted = self._accept(asked)
        extra.with_user(self.user_manager).active = True
        with self.assertRefused("CS-7.6"):
            accepted.with_user(self.user_manager).action_approve()
        self.assertEqual(self.first.employee_id, self.ann)

    def test_fourth_swap_is_refused_when_filed_and_counts_show(self):
        """CS-7.4: 3 of 3."""
        self._approve()
        quota = self.env["shift.swap.quota"].search(
            [("employee_id", "=", self.ann.id), ("month", "=", "2026-12-01")]
        )
        self.assertEqual(quota.used, 1)
        self._set_parameter("swap_monthly_limit", 1)
        self._add_shift(self.ann, "2026-12-26")
        shift = self._add_shift(self.ann, "2026-12-30")
        swap = self._create_swap(shift, self.ben_shifts[2])
        with self.assertRefused("CS-7.4", "CS-7.5"):
            swap.action_file()
        far = self._add_shift(self.ben, "2026-12-28")
        with self.assertRefused("CS-7.4") as caught:
            self._create_swap(shift, far).action_file()
        self.assertEqual(caught.exception.reasons[0].figures["used"], 1)

    def test_swapped_shift_is_not_swapped_again(self):
        """CS-7.5"""
        self._approve()
        back = self._create_swap(self.second, self.ben_shifts[2])
        self.assertIn(
            "swapped_already",
            [reason.figures["code"] for reason in back._get_file_reasons()[back.id]],
        )
        with self.assertRefused("CS-7.5"):
            back.action_file()

    def test_filed_swap_can_not_be_edited(self):
        """CS-7.3: what the colleague and the manager see stays as it is."""
        swap = self._file()
        for vals in (
            {"return_shift_id": self.ben_shifts[2].id},
            {"briefing": "Something else"},
            {"counterpart_id": self.employee_manager.id},
        ):
            with self.assertRaises(UserError), self.cr.savepoint():
                swap.write(vals)

    def test_rpc_can_not_skip_a_step(self):
        """CS-7.3: state and signatures are no plain fields."""
        swap = self._create_swap()
        for vals in (
            {"state": "effective"},
            {"is_briefed_by_counterpart": True},
            {"approved_by_id": self.user_ann.id},
        ):
            for record in (swap, swap.sudo()):
                with self.assertRaises(UserError), self.cr.savepoint():
                    record.write(vals)
        with self.assertRaises(UserError), self.cr.savepoint():
            self._create_swap(state="accepted")
        self.assertFalse(
            self._create_swap(is_briefed_by_counterpart=True).is_briefed_by_counterpart
        )
        with self.assertRaises(UserError), self.cr.savepoint():
            swap.with_user(self.user_manager).action_approve()
        self.assertEqual(swap.state, "draft")

    def test_every_move_not_in_the_table_is_refused(self):
        states = set(self.env["shift.swap"]._transitions)
        swap = self._create_swap()
        for before in states:
            for after in states - self.env["shift.swap"]._transitions[before]:
                self.env.cr.execute(
                    "UPDATE shift_swap SET state = %s WHERE id = %s", (before, swap.id)
                )
                swap.invalidate_recordset()
                with (
                    self.subTest(before=before, after=after),
                    self.assertRaises(UserError),
                    self.cr.savepoint(),
                ):
                    swap._move(after)

    def test_acts_done_twice_are_refused(self):
        """CS-7.3: one yes is one yes."""
        swap = self._file()
        with self.assertRaises(UserError), self.cr.savepoint():
            swap.action_file()
        self._accept(swap)
        with self.assertRaises(UserError), self.cr.savepoint():
            self._accept(swap)
        self._approve(swap)
        with self.assertRaises(UserError), self.cr.savepoint():
            self._approve(swap)
        self.assertEqual(len(swap.change_ids), 2)

    def test_swap_expires_when_the_first_leg_starts(self):
        """CS-7.3: ours, by the scheduled action, once."""
        asked = self._file()
        accepted = self._accept(
            self._file(
                first=self._add_shift(self.ann, "2026-12-26"),
                second=self._add_shift(self.ben, "2026-12-30"),
            )
        )
        with freeze_time("2026-12-09 23:59:00"):
            self.env["shift.swap"]._cron_expire()
        self.assertEqual(asked.state, "asked")
        with freeze_time("2026-12-10 00:00:00"):
            self.assertGreaterEqual(self.env["shift.swap"]._cron_expire(), 1)
            self.assertEqual(self.env["shift.swap"]._cron_expire(), 0)
        self.assertEqual((asked.state, accepted.state), ("expired", "accepted"))

    def test_started_swap_is_refused_before_the_clock_closes_it(self):
        """CS-7.3"""
        swap = self._accept()
        with freeze_time("2026-12-10 00:00:01"), self.assertRefused("CS-7.3"):
            swap.with_user(self.user_manager).action_approve()

    def test_whoever_keeps_it_waiting_is_reminded_once(self):
        """CS-7.3"""
        swap = self._file()
        before = self._count_notices(swap)
        remind = self.env["shift.swap"]._cron_remind
        remind()
        self.assertEqual(self._count_notices(swap), before)
        with freeze_time("2026-12-02 03:00:00"):
            remind()
            self.assertEqual(remind(), 0)
        self.assertEqual(self._count_notices(swap), before + 1)

    def test_one_bad_reminder_does_not_keep_the_others_waiting(self):
        """CS-7.3: nor does a form that was never dated; the run says which."""
        self._set_parameter("swap_monthly_limit", 9)
        bad, good = self._file(), self._file(**self._add_pair())
        undated = self._create_swap(**self._add_pair("2026-12-27", "2026-12-31"))
        undated._write_protected({"state": "asked"})
        notify = type(bad)._notify_reminder

        def fail_for_one(swap):
            if swap == bad:
                raise ValueError("no mail server")
            return notify(swap)

        with (
            freeze_time("2026-12-02 03:00:00"),
            patch.object(type(bad), "_notify_reminder", fail_for_one),
            self.assertLogs("odoo.addons.cs_policy.models.policy_job_run", "WARNING"),
        ):
            self.env["shift.swap"]._cron_remind()
        self.assertTrue(good.date_reminded)
        self.assertFalse(bad.date_reminded or undated.date_reminded)
        run = self.env["policy.job.run"].search([("job", "=", "swap_remind")], limit=1)
        self.assertIn("no mail server", run.error)

    def _add_pair(self, first="2026-12-26", second="2026-12-30"):
        return {
            "first": self._add_shift(self.ann, first),
            "second": self._add_shift(self.ben, second),
        }

    def _count_notices(self, swap):
        return self.env["mail.message"].search_count(
            [
                ("model", "=", "shift.swap"),
                ("res_id", "=", swap.id),
                ("message_type", "=", "user_notification"),
            ]
        )

    def test_agent_sees_only_swaps_he_is_party_to(self):
        swap = self._create_swap()
        outsider = new_test_user(self.env, "policy_zoe", groups=GROUPS["agent"])
        visible = self.env["shift.swap"].search
        self.assertIn(swap, visible([]).with_user(self.user_ben).browse(swap.id))
        with self.assertRaises(AccessError):
            swap.with_user(outsider).read(["name"])
        with self.assertRaises(AccessError):
            swap.with_user(self.user_ben).note = "Mine now"
        self.assertTrue(swap.with_user(self.user_duty_manager).read(["name"]))

    def test_other_company_sees_nothing(self):
        swap = self._create_swap()
        other = self.env["res.company"].create({"name": "Other"})
        stranger = new_test_user(
            self.env,
            "policy_stranger",
            groups=GROUPS["manager"],
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        self.assertFalse(
            self.env["shift.swap"].with_user(stranger).search([("id", "=", swap.id)])
        )

    def test_filed_swap_is_kept(self):
        """CS-7.3: the form is a record."""
        draft = self._create_swap()
        draft.unlink()
        swap = self._file()
        with self.assertRaises(UserError):
            swap.unlink()

    def test_deleted_shift_takes_the_swap_nowhere(self):
        """CS-7.3: a shift cancelled meanwhile."""
        swap = self._accept()
        self.second.with_user(self.user_manager).active = False
        with self.assertRefused("CS-7.3"):
            swap.with_user(self.user_manager).action_approve()

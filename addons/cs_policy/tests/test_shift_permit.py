from datetime import datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form

from .common_desk import BEFORE, DAY, DeskCase, freeze_time


class PermitCase(DeskCase):
    def setUp(self):
        super().setUp()
        self._sign_in(self.shift, "08:00")

    def _ask(self, minutes=10, clock="10:00", user=None, shift=None):
        with self._at(clock):
            return (
                self.env["shift.permit"]
                .with_user(user or self.user_agent)
                .create(
                    {
                        "shift_id": (shift or self.shift).id,
                        "reason": "Pharmacy",
                        "minutes": minutes,
                    }
                )
                .sudo()
            )

    def _grant(self, permit, clock="10:00", user=None):
        with self._at(clock):
            permit.with_user(user or self.user_duty_manager).action_grant()

    def _return(self, permit, clock):
        with self._at(clock):
            permit.with_user(self.user_agent).action_return()

    def _reason(self, act, permit, user, clock="10:05", **vals):
        with self._at(clock):
            self.env["shift.reason"].with_user(user).create(
                {"act": act, "res_id": permit.id, "reason": "Queue", **vals}
            ).action_confirm()

    def _watch_permits(self, clock):
        with self._at(clock):
            self.env["shift.permit"]._cron_watch_permits()


class TestPermit(PermitCase):
    def test_asked_granted_returned(self):
        """CS-2.4: leaving the post is asked for, granted and ends."""
        permit = self._ask()
        self._grant(permit)
        self.assertEqual(permit.due_at, datetime(2026, 12, 2, 2, 10))
        self._return(permit, "10:09")
        self.assertRecordValues(
            permit,
            [
                {
                    "state": "returned",
                    "is_overrun": False,
                    "overrun_minutes": 0,
                    "granted_user_id": self.user_duty_manager.id,
                }
            ],
        )

    def test_new_form_opens_for_who_is_not_on_duty(self):
        """CS-2.4: an empty form is shown; what is wrong is said when asking."""
        form = Form(self.env["shift.permit"].with_user(self.user_manager))
        self.assertFalse(form.shift_id)
        self.assertFalse(form.can_grant)

    def test_nobody_grants_their_own(self):
        """CS-2.4: the manager's own permit is somebody else's to grant."""
        with freeze_time(BEFORE):
            own = self._create_shift(self.employee_manager, DAY, self.early)
        self._sign_in(own, "08:00")
        permit = self._ask(user=self.user_manager, shift=own)
        with self._at("10:00"), self.assertRefused("CS-2.4"):
            permit.with_user(self.user_manager).action_grant()

    def test_only_the_duty_manager_of_the_shift_or_a_manager_grants(self):
        """CS-2.4: agents and off-duty duty managers don't."""
        other = self._create_employee("On call")
        self.env["shift.duty.manager"].create({"date": DAY, "employee_id": other.id})
        permit = self._ask()
        with self._at("10:00"), self.assertRefused("CS-2.4"):
            permit.with_user(self.user_duty_manager).action_grant()
        with self._at("10:00"), self.assertRaises(AccessError):
            permit.with_user(self.mate_user).action_grant()
        self._grant(permit, user=self.user_manager)

    def test_longer_than_the_limit_is_refused(self):
        """CS-4.5: beyond 15 minutes only by extension."""
        with self.assertRefused("CS-4.5"):
            self._ask(minutes=16)
        self._ask(minutes=15)

    def test_limit_is_checked_again_when_granting(self):
        """CS-4.5: a limit lowered meanwhile holds."""
        permit = self._ask(minutes=15)
        self._set_parameter("permit_max_minutes", 5)
        with self._at("10:00"), self.assertRefused("CS-4.5"):
            permit.with_user(self.user_duty_manager).action_grant()

    def test_asked_off_duty_or_for_somebody_else_is_refused(self):
        """CS-2.4: for the shift one is on."""
        with self.assertRefused("CS-2.4"):
            self._ask(user=self.mate_user, shift=self.relief)
        with self.assertRaises(AccessError):
            self._ask(user=self.mate_user)

    def test_refusal_gives_its_reason(self):
        permit = self._ask()
        self._reason("permit_refuse", permit, self.user_duty_manager)
        self.assertRecordValues(permit, [{"state": "refused", "refusal": "Queue"}])
        with self._at("10:06"), self.assertRefused("CS-2.4"):
            permit.with_user(self.user_duty_manager).action_grant()

    def test_granting_twice_is_refused(self):
        permit = self._ask()
        self._grant(permit)
        with self._at("10:01"), self.assertRefused("CS-2.4"):
            permit.with_user(self.user_manager).action_grant()

    def test_returning_and_withdrawing_are_ones_own(self):
        """CS-2.4: nobody comes back for somebody else."""
        permit = self._ask()
        with self._at("10:00"), self.assertRefused("CS-2.4"):
            permit.with_user(self.user_duty_manager).action_withdraw()
        self._grant(permit)
        with self._at("10:01"), self.assertRefused("CS-2.4"):
            permit.with_user(self.user_duty_manager).action_return()

    def test_sign_out_needs_the_return(self):
        """CS-2.4: who is away comes back before signing out."""
        self.post.is_manned = False
        permit = self._ask()
        self._grant(permit)
        with self._at("10:05"), self.assertRefused("CS-2.4"):
            self.shift.with_user(self.user_agent).action_sign_out()
        self._return(permit, "10:06")
        self._sign_out(self.shift, "16:00")

    def test_rpc_cannot_grant_or_rewrite(self):
        permit = self._ask()
        agent = permit.with_user(self.user_agent)
        for vals in (
            {"state": "granted"},
            {"granted_at": "2026-12-02 02:00:00"},
            {"is_overrun": False},
            {"extension_minutes": 99},
            {"overrun_minutes": 0},
        ):
            with self.subTest(vals), self.assertRaises(UserError):
                agent.with_context(policy_move=True).write(vals)
        self._grant(permit)
        with self._at("10:01"), self.assertRefused("CS-2.4"):
            agent.write({"minutes": 15})
        with self.assertRaises(UserError):
            permit.unlink()
        with self.assertRaises(UserError):
            self.env["shift.permit"].with_user(self.user_agent).create(
                {"shift_id": self.shift.id, "reason": "x", "state": "granted"}
            )

    def test_my_shift_leads_to_the_open_permit(self):
        shift = self.shift.with_user(self.user_agent)
        self.assertFalse(shift.action_permit()["res_id"])
        permit = self._ask()
        shift.invalidate_recordset(["permit_id"])
        self.assertEqual(shift.action_permit()["res_id"], permit.id)
        self.assertEqual(permit.action_ask()["res_model"], "shift.assignment")

    def test_who_is_in_charge_is_told_that_somebody_asks(self):
        """CS-2.2: the duty manager of the shift receives the request."""
        self.env["shift.duty.manager"].create(
            {"date": DAY, "employee_id": self.employee_duty_manager.id}
        )
        self._ask()
        told = self.env["mail.message"].search(
            [("partner_ids", "in", self.user_duty_manager.partner_id.ids)]
        )
        self.assertIn("Pharmacy", "".join(told.mapped("body")))

    def test_others_permits_are_not_seen(self):
        permit = self._ask()
        with self.assertRaises(AccessError):
            permit.with_user(self.mate_user).read(["reason"])


class TestOverrun(PermitCase):
    def test_overrun_is_recorded_and_told_once(self):
        """CS-2.4: an overrun is recorded by itself and told to the manager."""
        permit = self._ask()
        self._grant(permit)
        self._watch_permits("10:10")
        self.assertFalse(permit.is_overrun)
        self._watch_permits("10:11")
        self._watch_permits("10:16")
        self.assertTrue(permit.is_overrun)
        self._return(permit, "10:25")
        self.assertEqual(permit.overrun_minutes, 15)
        self.assertEqual(self._exceptions("overrun").permit_id, permit)

    def test_second_overrun_of_a_shift_is_told_too(self):
        for clock, back in (("10:00", "10:30"), ("11:00", "11:30")):
            permit = self._ask(clock=clock)
            self._grant(permit, clock)
            self._return(permit, back)
        self.assertEqual(len(self._exceptions("overrun")), 2)


class TestExtension(PermitCase):
    def test_extension_in_a_special_case(self):
        """CS-2.4: more time is asked for and granted."""
        permit = self._ask()
        self._grant(permit)
        self._reason("permit_extend", permit, self.user_agent, minutes=20)
        with self._at("10:06"):
            permit.with_user(self.user_duty_manager).action_grant_extension()
        self.assertEqual(permit.due_at, datetime(2026, 12, 2, 2, 30))
        self._return(permit, "10:29")
        self.assertFalse(permit.is_overrun)

    def test_extension_not_granted_does_not_count(self):
        permit = self._ask()
        self._grant(permit)
        self._reason("permit_extend", permit, self.user_agent, minutes=20)
        with self._at("10:06"):
            permit.with_user(self.user_duty_manager).action_refuse_extension()
        self._return(permit, "10:29")
        self.assertEqual(permit.overrun_minutes, 19)

    def test_bad_extensions_are_refused(self):
        """CS-2.4: once, with a reason, within its limit, by the agent."""
        permit = self._ask()
        self._grant(permit)
        agent = permit.with_user(self.user_agent)
        for minutes, reason in ((31, "x"), (0, "x"), (-5, "x"), (10, " ")):
            with self.subTest((minutes, reason)), self.assertRefused("CS-2.4"):
                agent._ask_extension(minutes, reason)
        with self._at("10:01"), self.assertRefused("CS-2.4"):
            permit.with_user(self.user_duty_manager)._ask_extension(10, "x")
        with self._at("10:01"):
            agent._ask_extension(10, "x")
        with self._at("10:02"), self.assertRefused("CS-2.4"):
            agent._ask_extension(10, "again")
        with self._at("10:02"), self.assertRefused("CS-2.4"):
            agent.action_grant_extension()

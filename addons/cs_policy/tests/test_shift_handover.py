from odoo.exceptions import AccessError, UserError

from .common_desk import BEFORE, DAY, DeskCase, freeze_time

NEXT_DAY = "2026-12-03"


class HandoverCase(DeskCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        team = cls.env["helpdesk.ticket.team"].create({"name": "Desk"})
        cls.stage_done = cls.env["helpdesk.ticket.stage"].search(
            [("closed", "=", True)], limit=1
        )
        cls.ticket = cls._create_ticket("Leak", team, is_difficult=True)
        cls.urgent = cls._create_ticket("Lift", team, priority="3")
        cls.plain = cls._create_ticket("Key", team)

    @classmethod
    def _create_ticket(cls, name, team, **vals):
        return cls.env["helpdesk.ticket"].create(
            {
                "name": name,
                "description": name,
                "team_id": team.id,
                "user_id": cls.user_agent.id,
                **vals,
            }
        )

    def setUp(self):
        super().setUp()
        self._sign_in(self.shift, "08:00")

    def _cron(self, clock):
        with self._at(clock):
            self.env["shift.handover"]._cron_open_handovers()
        return self.env["shift.handover"].search([("post_id", "=", self.post.id)])

    def _opened(self, **vals):
        handover = self._cron("15:45")
        if vals is not None:
            self._write_log(handover, **vals)
        return handover

    def _write_log(self, handover, **vals):
        handover.with_user(self.user_agent).write(
            {"equipment_state": "Headset 2 broken", "difficult_issues": "None", **vals}
        )

    def _sign(self, handover, side, user, clock="15:58"):
        with self._at(clock):
            getattr(handover.with_user(user), f"action_sign_{side}")()

    def _signed(self):
        handover = self._opened()
        self._sign(handover, "outgoing", self.user_agent)
        return handover

    def _duties(self):
        plan = self.env.ref("cs_policy.policy_duty_plan_handover")
        return self.env["policy.duty"].search(
            [("plan_id", "=", plan.id), ("company_id", "=", self.company.id)]
        )


class TestOpening(HandoverCase):
    def test_opens_fifteen_minutes_before_the_shift_once(self):
        """CS-3.1: the handover opens a set time before the shift."""
        self.assertFalse(self._cron("15:44"))
        handover = self._cron("15:45")
        self.assertRecordValues(
            handover,
            [
                {
                    "outgoing_employee_id": self.employee_agent.id,
                    "incoming_employee_id": self.mate.id,
                    "change_at": self.relief.start,
                    "state": "draft",
                }
            ],
        )
        self.assertEqual(self._cron("15:50"), handover)

    def test_opening_time_is_a_parameter(self):
        """CS-3.1: 30 minutes where the company says so."""
        self._set_parameter("handover_open_minutes", 30)
        self.assertTrue(self._cron("15:30"))

    def test_nothing_is_handed_over_where_nobody_signed_in(self):
        """CS-3.1: an absent agent has nothing to hand over."""
        with freeze_time(BEFORE):
            self._create_shift(self.employee_manager, "2026-12-03", self.early)
        with self._at("07:50", "2026-12-03"):
            self.env["shift.handover"]._cron_open_handovers()
        self.assertFalse(
            self.env["shift.handover"].search([("change_at", ">=", "2026-12-03")])
        )

    def test_two_people_on_a_side_share_one_handover(self):
        with freeze_time(BEFORE):
            self._create_shift(self.employee_duty_manager, DAY, self.early)
            self._create_shift(self.employee_manager, DAY, self.middle)
        handover = self._opened()
        self.assertEqual(len(handover), 1)
        self._sign(handover, "outgoing", self.user_duty_manager)
        self.assertEqual(handover.outgoing_employee_id, self.employee_duty_manager)

    def test_nobody_creates_or_deletes_one(self):
        handover = self._cron("15:45")
        for user in (self.user_agent, self.user_manager):
            with self.assertRaises(AccessError):
                self.env["shift.handover"].with_user(user).create(
                    {"post_id": self.post.id}
                )
            with self.assertRaises(AccessError):
                handover.with_user(user).unlink()
        with self.assertRaises(UserError):
            handover.unlink()

    def test_roster_changes_of_the_day_fill_themselves_in(self):
        """CS-3.4: 人員調班 comes from the roster's own log."""
        self.assertEqual(self._cron("15:45").staff_changes, "–")

    def test_swap_of_the_day_is_listed(self):
        """CS-3.4: with both names."""
        with freeze_time(BEFORE):
            self.env["shift.assignment"]._reassign(
                [(self.relief, self.employee_duty_manager, "swap")]
            )
        text = self._cron("15:45").staff_changes
        self.assertIn("Mate → duty_manager", text)


class TestSigning(HandoverCase):
    def test_both_sign_and_tickets_pass_on(self):
        """CS-3.4: both sign, difficult tickets pass to the incoming agent."""
        handover = self._signed()
        self.assertEqual(self.ticket.user_id, self.user_agent)
        self._sign(handover, "incoming", self.mate_user, "16:00")
        self.assertEqual(handover.state, "done")
        self.assertEqual((self.ticket | self.urgent).user_id, self.mate_user)
        self.assertEqual(self.plain.user_id, self.user_agent)
        self.assertIn("Passed on", self.ticket.message_ids[0].body)

    def test_three_parts_are_required(self):
        """CS-3.4: equipment and difficult issues are written."""
        for vals in (
            {"equipment_state": False},
            {"equipment_state": "", "difficult_issues": False},
        ):
            handover = self._opened(**vals)
            with self.subTest(vals), self._at("15:58"), self.assertRefused("CS-3.4"):
                handover.with_user(self.user_agent).action_sign_outgoing()

    def test_blanks_are_no_part(self):
        """CS-3.4: written clearly, or that there is nothing."""
        handover = self._opened(difficult_issues="  \n ")
        with self._at("15:58"), self.assertRefused("CS-3.4"):
            handover.with_user(self.user_agent).action_sign_outgoing()

    def test_wrong_person_or_order_is_refused(self):
        """CS-3.4: outgoing first, each for their own side."""
        handover = self._opened()
        for side, user in (
            ("outgoing", self.mate_user),
            ("outgoing", self.user_manager),
            ("incoming", self.mate_user),
            ("incoming", self.user_agent),
        ):
            with self.subTest((side, user.login)), self.assertRefused("CS-3.4"):
                self._sign(handover, side, user)

    def test_double_click_is_refused(self):
        """CS-3.4: each side signs once."""
        handover = self._signed()
        with self.assertRefused("CS-3.4"):
            self._sign(handover, "outgoing", self.user_agent)
        self._sign(handover, "incoming", self.mate_user)
        with self.assertRefused("CS-3.4"):
            self._sign(handover, "incoming", self.mate_user)

    def test_log_is_frozen_by_the_first_signature_and_immutable_after_both(self):
        """CS-3.4: what was signed can't be changed."""
        handover = self._signed()
        with self.assertRaises(UserError):
            self._write_log(handover, equipment_state="All fine")
        handover.with_user(self.mate_user).incoming_remark = "Seen"
        self._sign(handover, "incoming", self.mate_user)
        for user in (self.user_agent, self.mate_user, self.user_manager):
            for vals in (
                {"incoming_remark": "x"},
                {"equipment_state": "x"},
                {"state": "draft"},
                {"staff_changes": "x"},
                {"incoming_signature": False},
            ):
                with self.subTest((user.login, vals)), self.assertRaises(UserError):
                    handover.with_user(user).with_context(policy_move=1).write(vals)
        with self.assertRaises(UserError):
            handover.item_ids[0].with_user(self.mate_user).is_refused = True
        with self.assertRaises(UserError):
            handover.item_ids.unlink()

    def test_only_the_outgoing_side_writes_the_log(self):
        handover = self._cron("15:45")
        for user in (self.mate_user, self.user_manager):
            with self.assertRaises(UserError):
                handover.with_user(user).write({"equipment_state": "x"})

    def test_refused_ticket_stays_with_the_outgoing_agent(self):
        """CS-3.4: the incoming agent may refuse an item, saying why."""
        handover = self._signed()
        item = handover.item_ids.filtered(lambda i: i.ticket_id == self.urgent)
        item.with_user(self.mate_user).is_refused = True
        with self.assertRefused("CS-3.4"):
            self._sign(handover, "incoming", self.mate_user)
        item.with_user(self.mate_user).remark = "Not briefed"
        self._sign(handover, "incoming", self.mate_user)
        self.assertEqual(self.urgent.user_id, self.user_agent)
        self.assertEqual(self.ticket.user_id, self.mate_user)

    def test_items_are_made_by_signing_only(self):
        handover = self._signed()
        self.assertEqual(
            handover.item_ids.mapped("kind"),
            ["equipment", "issue", "staff", "ticket", "ticket"],
        )
        with self.assertRaises(UserError):
            handover.item_ids[0].with_user(self.user_agent).is_refused = True
        with self.assertRaises(UserError):
            self.env["shift.handover.item"].with_user(self.mate_user).create(
                {"handover_id": handover.id, "kind": "issue", "text": "x"}
            )

    def test_closed_ticket_is_not_handed_over(self):
        self.ticket.stage_id = self.stage_done
        self.urgent.stage_id = self.stage_done
        handover = self._opened()
        self.assertFalse(handover.ticket_list)

    def test_sign_out_needs_the_signed_log(self):
        """CS-3.4: who goes has written and signed the log."""
        handover = self._opened()
        self._sign_in(self.relief, "15:55")
        with self._at("16:00"), self.assertRefused("CS-3.4"):
            self.shift.with_user(self.user_agent).action_sign_out()
        self._sign(handover, "outgoing", self.user_agent)
        self._sign_out(self.shift, "16:01")

    def test_other_company_sees_nothing(self):
        handover = self._signed()
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self._new_agent("stranger")
        stranger.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        for record in (handover, handover.item_ids):
            with self.assertRaises(AccessError):
                record.with_user(stranger).read([])

    def test_signed_at_the_desk_like_in_a_session(self):
        handover = self._opened()
        with self._at("15:58"):
            handover.sudo()._sign_outgoing(self.employee_agent, "desk")
            with self.assertRefused("CS-3.4"):
                handover.sudo()._sign_incoming(self.employee_agent, "desk")
            handover.sudo()._sign_incoming(self.mate, "desk")
        self.assertRecordValues(
            handover,
            [{"state": "done", "outgoing_channel": "desk", "incoming_channel": "desk"}],
        )

    def test_printed_form_has_three_parts_and_both_names(self):
        """CS-3.4: the printed log."""
        handover = self._signed()
        self._sign(handover, "incoming", self.mate_user)
        report = self.env["ir.actions.report"].with_user(self.mate_user)
        html = report._render_qweb_html(
            "cs_policy.shift_handover_report", handover.ids
        )[0].decode()
        for text in ("Headset 2 broken", "–", "Lift", "Mate", "16:00", "15:58"):
            self.assertIn(text, html)

    def test_my_shift_leads_to_the_handover(self):
        shift = self.shift.with_user(self.user_agent)
        with self._at("15:50"):
            action = shift.action_handover()
        handover = self.env["shift.handover"].search([("post_id", "=", self.post.id)])
        self.assertEqual(action["res_id"], handover.id)
        with self._at("15:50"):
            again = self.relief.with_user(self.mate_user).action_handover()
        self.assertEqual(again["res_id"], handover.id)


class TestLeaving(HandoverCase):
    """The relief is there before the log opens by the clock."""

    def test_leaving_before_the_log_opens_is_refused(self):
        """CS-3.4: the log opens with the relief, and is signed before leaving."""
        self._sign_in(self.relief, "15:31")
        agent = self.shift.with_user(self.user_agent)
        with self._at("15:33"), self.assertRefused("CS-3.4"):
            agent.action_sign_out()
        with self._at("15:34"):
            action = agent.action_handover()
        handover = self.env["shift.handover"].browse(action["res_id"])
        self.assertEqual(handover.incoming_shift_id, self.relief)
        self._write_log(handover)
        with self._at("15:35"), self.assertRefused("CS-3.4"):
            agent.action_sign_out()
        self._sign(handover, "outgoing", self.user_agent, "15:36")
        self._sign_out(self.shift, "15:37")

    def test_log_opens_by_itself_with_the_relief(self):
        """CS-3.1: for those at a shared desk, too."""
        self.assertFalse(self._cron("15:30"))
        self._sign_in(self.relief, "15:31")
        self.assertTrue(self._cron("15:35"))

    def test_who_was_released_leaves_without_a_log(self):
        """CS-3.4: there was nobody to hand over to."""
        with self._at("15:20"):
            self.shift.with_user(self.user_duty_manager)._release("Child is ill")
        self._sign_in(self.relief, "15:31")
        self._sign_out(self.shift, "15:33")

    def test_without_a_relief_on_the_roster_there_is_no_log(self):
        """CS-3.4: the last one of the day goes as before."""
        self._sign_in(self.relief, "16:00")
        self._sign_out(self.relief, "23:59")

    def test_company_that_keeps_no_log_lets_them_go(self):
        """CS-3.4: a parameter."""
        self._set_parameter("signout_needs_handover", "false")
        self._sign_in(self.relief, "15:31")
        self._sign_out(self.shift, "15:33")

    def test_my_shift_opens_the_next_log_after_the_one_taken_over(self):
        """CS-3.4: who came with one log goes with another."""
        with freeze_time(BEFORE):
            night = self._create_shift(self.employee_duty_manager, DAY, self.night)
        handover = self._signed()
        self._sign_in(self.relief, "15:59")
        self._sign(handover, "incoming", self.mate_user, "16:00")
        with self._at("23:50"):
            action = self.relief.with_user(self.mate_user).action_handover()
        following = self.env["shift.handover"].browse(action["res_id"])
        self.assertEqual(following.change_at, night.start)


class TestHandoverDuty(HandoverCase):
    def test_signed_handover_is_the_evidence(self):
        """CS-3.1: taking over is a duty; the signed log ticks it off."""
        plan = self.env.ref("cs_policy.policy_duty_plan_handover")
        handover = self._signed()
        with self._at("15:59"):
            plan._generate()
        duty = self._duties()
        self.assertRecordValues(duty, [{"employee_id": self.mate.id, "state": "due"}])
        self._sign(handover, "incoming", self.mate_user, "16:01")
        with self._at("16:15"):
            plan._generate()
            self.env["policy.duty"]._cron_close()
        self.assertEqual(self._duties(), duty)
        self.assertRecordValues(duty, [{"state": "done", "evidence_id": handover.id}])

    def test_only_the_shift_change_itself_proves_its_duty(self):
        """CS-3.1: today's signature does not stand for the one missing yesterday."""
        plan = self.env.ref("cs_policy.policy_duty_plan_handover")
        with freeze_time(BEFORE):
            night = self._create_shift(self.employee_duty_manager, DAY, self.night)
            self._create_shift(self.mate, NEXT_DAY, self.early)
        unsigned = self._signed()
        with self._at("15:59"):
            plan._generate()
        self._sign_in(night, "00:00", NEXT_DAY)
        with self._at("07:50", NEXT_DAY):
            self.env["shift.handover"]._cron_open_handovers()
            signed = self.env["shift.handover"].search(
                [("post_id", "=", self.post.id), ("id", "!=", unsigned.id)]
            )
            signed.with_user(self.user_duty_manager).write(
                {"equipment_state": "Fine", "difficult_issues": "None"}
            )
            signed.with_user(self.user_duty_manager).action_sign_outgoing()
        with self._at("08:05", NEXT_DAY):
            signed.with_user(self.mate_user).action_sign_incoming()
        for clock, states in (
            ("08:15", ["due", "done"]),
            ("12:15", ["missed", "done"]),
        ):
            with self._at(clock, NEXT_DAY):
                plan._generate()
                self.env["policy.duty"]._cron_close()
            duties = self._duties().sorted("due_at")
            self.assertEqual(duties.mapped("anchor_id"), [unsigned.id, signed.id])
            self.assertEqual(duties.mapped("state"), states)
            self.assertEqual(duties[1].evidence_id, signed.id)

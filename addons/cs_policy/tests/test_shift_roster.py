from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError

from .common import ShiftCase


@freeze_time("2026-11-20 02:00:00")
class TestRoster(ShiftCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shift = cls._create_shift(cls.employee_agent, "2026-12-10")
        cls.roster = cls.shift.roster_id.with_user(cls.user_manager)

    def _get_notices(self):
        return self.roster.notice_ids

    def test_publishing_tells_each_person_their_month_once(self):
        """CS-2.1: the plan is told, and that it was told can be proved."""
        self._create_shift(self.employee_duty_manager, "2026-12-11", self.night)
        self.roster.action_publish()
        self.assertEqual(
            self._get_notices().employee_id,
            self.employee_agent | self.employee_duty_manager,
        )
        notice = self._get_notices().filtered(
            lambda row: row.employee_id == self.employee_agent
        )
        self.assertTrue(notice.is_sent)
        message = notice.sudo().message_id
        self.assertEqual(message.notified_partner_ids, self.user_agent.partner_id)
        self.assertIn("08:00–16:00", message.body)
        self.assertNotIn("N", message.subject)

    def test_publishing_again_tells_only_who_changed(self):
        """CS-2.1: nobody is told twice, nobody is left out."""
        other = self._create_shift(self.employee_duty_manager, "2026-12-11")
        self.roster.action_publish()
        self.roster.action_draft()
        other.with_user(self.user_manager).template_id = self.middle
        self.roster.action_publish()
        self.assertEqual(len(self._get_notices()), 3)
        self.assertEqual(
            self._get_notices().sorted("id")[-1].employee_id,
            self.employee_duty_manager,
        )

    def test_change_told_at_once_is_not_told_again(self):
        self.roster.action_publish()
        self.shift.with_user(self.user_manager).template_id = self.middle
        self.roster.action_draft()
        self.roster.action_publish()
        self.assertEqual(self._get_notices().mapped("kind"), ["change", "month"])

    def test_person_without_mail_is_listed_as_not_told(self):
        lonely = self._create_employee("No Mail")
        self._create_shift(lonely, "2026-12-12")
        self.roster.action_publish()
        notice = self._get_notices().filtered(lambda row: row.employee_id == lonely)
        self.assertFalse(notice.is_sent)

    def test_every_problem_is_listed_at_once(self):
        """CS-2.1: past month, people who left, nothing planned: all in one refusal."""
        gone = self._create_employee("Gone")
        shift = self._create_shift(gone, "2026-12-12")
        gone.sudo().active = False
        roster = shift.roster_id.with_user(self.user_manager)
        with freeze_time("2027-01-10"), self.assertRefused("CS-2.1") as caught:
            roster.action_publish()
        self.assertEqual(len(caught.exception.reasons), 2)
        self.assertIn("Gone", str(caught.exception))
        empty = self._get_roster("2027-03-01")
        with self.assertRefused("CS-2.1"):
            empty.action_publish()

    def test_gaps_warn_or_block_by_parameter(self):
        """CS-2.1: whether an undermanned month may be published is a setting."""
        self.env["shift.post.manning"].create(
            {
                "post_id": self.post.id,
                "template_id": self.early.id,
                "minimum": 2,
                "date_from": "2026-12-01",
            }
        )
        self.assertEqual(self.roster.gap_count, 31)
        self.assertIn("1 of 2 people", self.roster.problem_text)
        self._set_parameter("roster_gaps_block", "true")
        with self.assertRefused("CS-2.1") as caught:
            self.roster.action_publish()
        self.assertEqual(len(caught.exception.reasons), 31)
        self._set_parameter("roster_gaps_block", "false", "2020-01-02")
        self.roster.action_publish()

    def test_days_without_duty_manager_are_pointed_out(self):
        """CS-2.2: the duty manager of each shift is on the roster."""
        self.assertIn("1 days have no duty manager", self.roster.problem_text)
        self.env["shift.duty.manager"].create(
            {"date": "2026-12-10", "employee_id": self.employee_manager.id}
        )
        self.roster.invalidate_recordset()
        self.assertFalse(self.roster.problem_text)

    def test_last_month_locks_by_itself(self):
        """CS-2.1: after its days of grace the month is closed, exactly once."""
        self.roster.action_publish()
        rosters = self.env["shift.roster"]
        with freeze_time("2027-01-05 02:00:00"):
            self.assertNotIn(self.shift.roster_id, rosters._cron_lock())
        with freeze_time("2027-01-06 02:00:00"):
            self.assertIn(self.shift.roster_id, rosters._cron_lock())
            self.assertFalse(rosters._cron_lock())
        self.assertEqual(self.roster.state, "locked")

    def test_state_goes_by_the_table_only(self):
        states = {"draft", "published", "locked"}
        roster = self.shift.roster_id
        for start in states:
            for end in states - roster._transitions[start]:
                with self.subTest(start=start, end=end), self.assertRaises(UserError):
                    roster._write_protected({"state": start})
                    roster._move(end)
        for vals in ({"state": "locked"}, {"published_at": "2026-01-01"}):
            with self.subTest(vals), self.assertRaises(UserError):
                self.roster.write(vals)

    def test_agent_cannot_publish(self):
        with self.assertRaises(AccessError):
            self.roster.with_user(self.user_agent).action_publish()

    def test_published_roster_is_not_deleted(self):
        self.roster.action_publish()
        self.roster.action_draft()
        with self.assertRaises(UserError):
            self.roster.unlink()

    def test_other_company_sees_nothing(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.user_manager.write(
            {"company_ids": [(4, company.id)], "company_id": company.id}
        )
        there = self.env(
            user=self.user_manager, context={"allowed_company_ids": company.ids}
        )
        self.roster.action_publish()
        self._create_shift(self.employee_duty_manager, "2026-12-15")
        for model in (
            "shift.roster",
            "shift.assignment",
            "shift.change",
            "shift.roster.notice",
            "shift.post",
            "shift.coverage",
        ):
            with self.subTest(model):
                self.assertFalse(
                    there[model].search([("company_id", "=", self.company.id)])
                )
        with self.assertRaises(AccessError):
            self.shift.with_env(there).read(["date"])

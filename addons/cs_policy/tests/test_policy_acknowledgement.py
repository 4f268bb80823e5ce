from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user

from .common import GROUPS
from .test_policy_version import VersionCase


class TestAcknowledgement(VersionCase):
    def test_an_agent_reads_and_acknowledges(self):
        """CS-1.1: each agent acknowledges each version after opening it."""
        version = self._publish().with_user(self.user_agent)
        action = version.action_read_current()
        row = self.env[action["res_model"]].with_user(self.user_agent)
        row = row.browse(action["res_id"])
        self.assertRecordValues(
            row,
            [{"state": "pending", "body": "<p>Be kind.</p>", "can_acknowledge": True}],
        )
        row.action_acknowledge()
        self.assertRecordValues(
            row,
            [
                {
                    "state": "acknowledged",
                    "channel": "session",
                    "employee_id": self.employee_agent.id,
                    "text_hash": version.sudo().text_hash,
                    "can_acknowledge": False,
                }
            ],
        )
        self.assertTrue(row.date)
        with self.assertRaises(UserError):
            row.action_acknowledge()

    def test_unread_is_not_acknowledged(self):
        """CS-1.1: who has not opened the text can't acknowledge it."""
        row = self._row(self._publish()).with_user(self.user_agent)
        self.assertFalse(row.body, "the text shows when it is opened")
        self.assertFalse(row.can_acknowledge)
        with self.assertRefused("CS-1.1"):
            row.action_acknowledge()

    def test_nobody_acknowledges_for_somebody_else(self):
        """CS-1.1: not the manager, not the system; all reasons come at once."""
        version = self._publish()
        row = self._row(version)
        for user in (self.user_policy_manager, self.env.ref("base.user_root")):
            with self.subTest(user=user.login):
                row.with_user(user).action_open()
                self.assertFalse(row.date_opened, "opened by somebody else")
                with self.assertRefused("CS-1.1") as caught:
                    row.with_user(user).action_acknowledge()
                self.assertEqual(len(caught.exception.reasons), 2)

    def test_a_superseded_version_is_not_acknowledged_any_more(self):
        """CS-1.1: what counts is the version that applies."""
        row = self._row(self._publish()).with_user(self.user_agent)
        row.action_open()
        self._publish("2026-2")
        with self.assertRefused("CS-1.1"):
            row.action_acknowledge()

    def test_rpc_can_not_make_an_acknowledgement(self):
        """CS-1.1: rows are made by the system, moved by the person's button."""
        row = self._row(self._publish())
        vals = {"version_id": row.version_id.id, "employee_id": row.employee_id.id}
        for user in (self.user_agent, self.user_policy_manager):
            mine = row.with_user(user)
            with self.subTest(user=user.login):
                with self.assertRaises(UserError):
                    mine.write({"state": "acknowledged"})
                with self.assertRaises(UserError):
                    mine.create({**vals, "state": "acknowledged"})
                with self.assertRaises(AccessError):
                    mine.create(vals)
                with self.assertRaises(AccessError):
                    mine.unlink()
        for vals in ({"date_opened": "2026-01-01 00:00:00"}, {"channel": "desk"}):
            with self.assertRaises(UserError):
                row.sudo().write(vals)

    def test_an_acknowledgement_is_kept(self):
        """CS-1.1: it is evidence."""
        row = self._row(self._publish())
        row.with_user(self.user_agent).action_open()
        row.with_user(self.user_agent).action_acknowledge()
        with self.assertRaises(UserError):
            row.sudo().unlink()

    def test_agents_see_their_own_rows_only(self):
        """CS-1.1: managers and auditors see who is missing."""
        rows = self.env["policy.acknowledgement"]
        version = self._publish()
        domain = [("version_id", "=", version.id)]
        own = rows.with_user(self.user_agent).search(domain)
        self.assertEqual(own.employee_id, self.employee_agent)
        for user in (self.user_manager, self.user_auditor):
            everybody = rows.with_user(user).search(domain)
            self.assertIn(self.employee_duty_manager, everybody.employee_id)


class TestWhoHasNot(VersionCase):
    def test_who_has_not_is_listed(self):
        """CS-1.1: every agent of the company, and nobody else."""
        version = self._publish()
        action = version.with_user(self.user_manager).action_view_pending()
        listed = self.env["policy.acknowledgement"].search(action["domain"])
        self.assertIn(self.employee_agent, listed.employee_id)
        self.assertIn(self.employee_manager, listed.employee_id)
        self.assertNotIn(self.employee_auditor, listed.employee_id)
        before = version.pending_count
        self.assertEqual(before, len(listed))
        row = self._row(version).with_user(self.user_agent)
        row.action_open()
        row.action_acknowledge()
        version.invalidate_recordset()
        self.assertEqual(version.pending_count, before - 1)
        self.assertEqual(version.acknowledged_count, 1)
        self.assertEqual(version.people_count, before)

    def test_a_new_agent_is_included_by_itself(self):
        """CS-1.1: from the day of hiring; who is no agent any more is not."""
        version = self._publish()
        before = version.pending_count
        user = new_test_user(self.env, "newcomer", groups=GROUPS["agent"])
        employee = self._create_employee("newcomer", user=user)
        version.invalidate_recordset()
        self.assertEqual(version.pending_count, before + 1)
        version.action_view_pending()
        self.assertEqual(self._row(version, employee).state, "pending")
        user.group_ids -= self.env.ref(GROUPS["agent"])
        version.action_view_pending()
        self.assertFalse(self._row(version, employee))

    def test_agents_of_another_company_are_not_asked(self):
        """CS-1.1: each company has its own policy."""
        user = new_test_user(
            self.env,
            "stranger",
            groups=GROUPS["agent"],
            company_id=self.other_company.id,
            company_ids=[(6, 0, self.other_company.ids)],
        )
        stranger = self._create_employee(
            "stranger", user=user, company_id=self.other_company.id
        )
        self.assertFalse(self._row(self._publish(), stranger))

    def test_reminders_come_every_few_days_and_once(self):
        """CS-1.1: told at once, reminded after three days, not before, not twice."""
        with freeze_time("2026-11-23 02:00:00"):
            version = self._publish()
            self.assertEqual(self._told(version), 1, "told at publishing")
        for day, expected in (
            ("2026-11-24", 1),
            ("2026-11-26", 2),
            ("2026-11-26", 2),
            ("2026-12-24", 3),
        ):
            with self.subTest(day=day), freeze_time(f"{day} 03:00:00"):
                self.env["policy.version"]._cron_remind()
                self.assertEqual(self._told(version), expected)
        row = self._row(version).with_user(self.user_agent)
        row.action_open()
        row.action_acknowledge()
        with freeze_time("2027-01-24 03:00:00"):
            self.env["policy.version"]._cron_remind()
            self.assertEqual(self._told(version), 3, "who acknowledged has peace")

    def _told(self, version):
        return self.env["mail.message"].search_count(
            [
                ("model", "=", "policy.version"),
                ("res_id", "=", version.id),
                ("message_type", "=", "user_notification"),
                ("partner_ids", "in", self.user_agent.partner_id.ids),
            ]
        )

    def test_a_reminder_comes_in_the_readers_language(self):
        """CS-1.1: and the text too, as far as there is one in it."""
        self.env["res.lang"]._activate_lang("zh_TW")
        version = self._draft()
        version.text_ids = [(0, 0, {"lang": "zh_TW", "body": "<p>以禮待人</p>"})]
        version.action_publish()
        self.user_agent.lang = "zh_TW"
        row = self._row(version).with_user(self.user_agent)
        row.action_open()
        self.assertEqual(row.with_context(lang="zh_TW").body, "<p>以禮待人</p>")
        self.assertEqual(row.with_context(lang="en_US").body, "<p>Be kind.</p>")

    def test_who_has_not_takes_as_many_queries_for_many_people(self):
        """CS-1.1: the list is set-based."""
        version = self._publish()
        self._hire("first", 1)
        few = self._count(version)
        self._hire("more", 6)
        self.assertEqual(self._count(version), few)

    def _hire(self, name, number):
        for index in range(number):
            login = f"{name}{index}"
            user = new_test_user(self.env, login, groups=GROUPS["agent"])
            self._create_employee(login, user=user)

    def _count(self, version):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        version._sync_acknowledgements()
        return self.env.cr.sql_log_count - before


class TestAcknowledgementDuty(VersionCase):
    """Each agent has a week to read; the acknowledgement ticks the duty off."""

    def _generate(self):
        plan = self.env.ref("cs_policy.policy_duty_plan_acknowledgement")
        plan.date_from = "2026-11-01"
        plan._generate()

    def _duty(self, version):
        return self.env["policy.duty"].search(
            [
                ("anchor_model", "=", "policy.acknowledgement"),
                ("anchor_id", "=", self._row(version).id),
            ]
        )

    def test_reading_is_a_duty_done_by_the_acknowledgement(self):
        """CS-1.1, X-2: due a week after asking, done by the row that proves it."""
        with freeze_time("2026-11-23 00:30:00"):
            version = self._publish()
            row = self._row(version).with_user(self.user_agent)
            row.action_open()
            row.action_acknowledge()
            self._generate()
        with freeze_time("2026-11-23 05:00:00"):
            self._generate()
            self.env["policy.duty"]._cron_close()
        duty = self._duty(version)
        self.assertRecordValues(
            duty,
            [
                {
                    "state": "done",
                    "employee_id": self.employee_agent.id,
                    "clause_code": "CS-1.1",
                    "evidence_model": "policy.acknowledgement",
                    "evidence_id": row.id,
                }
            ],
        )
        self.assertEqual(str(duty.due_date), "2026-11-30")

    def test_a_new_version_voids_the_duty_of_the_old(self):
        """CS-1.1, X-2: nobody is blamed for a text that no longer applies."""
        with freeze_time("2026-11-23 05:00:00"):
            first = self._publish()
            self._generate()
            self.assertEqual(self._duty(first).state, "due")
            second = self._publish("2026-2")
            self._generate()
        self.assertEqual(self._duty(first).state, "void")
        self.assertEqual(self._duty(second).state, "due")

    def test_reading_the_new_version_is_no_evidence_for_the_old(self):
        """CS-1.1, X-2: also before the duty of the old one has become void."""
        with freeze_time("2026-11-23 05:00:00"):
            first = self._publish()
            self._generate()
            second = self._publish("2026-2")
            row = self._row(second).with_user(self.user_agent)
            row.action_open()
            row.action_acknowledge()
        with freeze_time("2026-11-23 06:00:00"):
            self.env["policy.duty"]._cron_close()
            self.assertEqual(self._duty(first).state, "due")
            self._generate()
            self.env["policy.duty"]._cron_close()
        self.assertEqual(self._duty(first).state, "void")
        self.assertRecordValues(
            self._duty(second), [{"state": "done", "evidence_id": row.id}]
        )

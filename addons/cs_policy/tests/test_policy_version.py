from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user
from odoo.tools import mute_logger

from ..models.policy_version import PolicyVersion
from .common import GROUPS, PolicyCase


class VersionCase(PolicyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["policy.version"].search([("state", "=", "published")])._move(
            "superseded"
        )
        cls.other_company = cls.env["res.company"].create({"name": "Other"})

    def _draft(self, name="2026-1", **vals):
        return (
            self.env["policy.version"]
            .with_user(self.user_policy_manager)
            .create(
                {
                    "name": name,
                    "text_ids": [
                        (0, 0, {"lang": "en_US", "body": "<p>Be kind.</p>"})
                    ],
                    **vals,
                }
            )
        )

    def _publish(self, name="2026-1"):
        version = self._draft(name)
        version.action_publish()
        return version

    def _row(self, version, employee=None):
        return self.env["policy.acknowledgement"].search(
            [
                ("version_id", "=", version.id),
                ("employee_id", "=", (employee or self.employee_agent).id),
            ]
        )


class TestPolicyVersion(VersionCase):
    def test_every_pair_of_states(self):
        """CS-1.1: draft, published, superseded, and no other way."""
        allowed = {("draft", "published"), ("published", "superseded")}
        states = dict(PolicyVersion._transitions)
        for before in states:
            for after in states:
                version = self._draft(f"{before} {after}")
                for step in {"published": ["published"], "superseded": [
                    "published", "superseded"]}.get(before, []):
                    version._move(step)
                with self.subTest(before=before, after=after):
                    if (before, after) in allowed:
                        version._move(after)
                    else:
                        with self.assertRaises(UserError):
                            version._move(after)
                if version.state == "published":
                    version._move("superseded")

    def test_publishing_supersedes_the_version_before(self):
        """CS-1.1: one version of a company applies at a time."""
        first = self._publish()
        second = self._publish("2026-2")
        self.assertEqual(first.state, "superseded")
        self.assertRecordValues(
            second,
            [
                {
                    "state": "published",
                    "supersedes_id": first.id,
                    "published_by_id": self.user_policy_manager.id,
                    "is_intact": True,
                }
            ],
        )
        self.assertTrue(second.date_published)

    def test_a_version_without_text_is_not_published(self):
        """CS-1.1: there would be nothing to read."""
        version = self._draft(text_ids=[])
        with self.assertRefused("CS-1.1"):
            version.action_publish()
        self.assertEqual(version.state, "draft")

    def test_a_text_is_typed_in_or_uploaded(self):
        """CS-1.1: an empty text is none; one per language."""
        with self.assertRaises(ValidationError):
            self._draft(text_ids=[(0, 0, {"lang": "en_US", "body": "<p><br></p>"})])
        version = self._draft(
            "file", text_ids=[(0, 0, {"lang": "en_US", "file": b"UERG"})]
        )
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.cr.savepoint():
                version.text_ids.copy()

    def test_a_published_text_can_not_be_changed(self):
        """CS-1.1: neither its wording, nor its file, nor its languages."""
        self.env["res.lang"]._activate_lang("zh_TW")
        version = self._publish()
        text = version.text_ids
        vals = {"version_id": version.id, "lang": "zh_TW", "body": "<p>x</p>"}
        for act in (
            lambda: text.write({"body": "<p>Be rude.</p>"}),
            lambda: text.write({"file": b"UERG"}),
            lambda: text.unlink(),
            lambda: text.create(vals),
            lambda: version.write({"name": "2026-9"}),
            lambda: version.write({"summary": "Nothing"}),
            lambda: version.unlink(),
            lambda: version.sudo().write({"name": "x"}),
        ):
            with self.assertRaises(UserError), self.cr.savepoint():
                act()
        draft = self._draft("2026-2")
        with self.assertRaises(UserError), self.cr.savepoint():
            draft.text_ids.version_id = version
        self.assertTrue(version.is_intact)

    def test_a_change_behind_the_orm_shows(self):
        """CS-1.1: the fingerprint kept at publishing no longer fits."""
        version = self._publish()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE policy_version_text SET body = '<p>Be rude.</p>' WHERE id = %s",
            [version.text_ids.id],
        )
        self.env.invalidate_all()
        self.assertFalse(version.is_intact)

    def test_rpc_can_not_skip_publishing(self):
        """CS-1.1: state, date and fingerprint are never written from outside."""
        version = self._draft()
        for name, value in (
            ("state", "published"),
            ("date_published", "2026-01-01 00:00:00"),
            ("text_hash", "0"),
        ):
            with self.subTest(name), self.assertRaises(UserError):
                version.write({name: value})
        with self.assertRaises(UserError):
            self._draft("2026-3", state="published")

    def test_a_copy_starts_the_next_version(self):
        """CS-1.1: a new version begins with the texts of the last."""
        copy = self._publish().copy({"name": "2026-2"})
        self.assertRecordValues(
            copy, [{"state": "draft", "date_published": False, "text_hash": False}]
        )
        self.assertEqual(copy.text_ids.mapped("body"), ["<p>Be kind.</p>"])

    def test_who_may_read_and_publish(self):
        """CS-1.1: agents and auditors read what is published, never drafts."""
        draft = self._draft()
        published = self._publish("2026-2")
        for user in (self.user_agent, self.user_manager, self.user_auditor):
            with self.subTest(user=user.login):
                found = published.with_user(user).search([])
                self.assertIn(published, found)
                self.assertNotIn(draft, found)
                self.assertEqual(
                    published.with_user(user).text_ids.body, "<p>Be kind.</p>"
                )
                with self.assertRaises(AccessError):
                    draft.text_ids.with_user(user).read(["body"])
                with self.assertRaises(AccessError):
                    published.with_user(user).copy({"name": "mine"})
        with self.assertRaises(AccessError):
            draft.with_user(self.user_agent).action_publish()

    def test_another_companys_policy_is_invisible(self):
        """CS-1.1: drafts, texts and acknowledgements too."""
        version = self.env["policy.version"].create(
            {
                "name": "Theirs",
                "company_id": self.other_company.id,
                "text_ids": [(0, 0, {"lang": "en_US", "body": "<p>x</p>"})],
            }
        )
        version.action_publish()
        for record in (version, version.text_ids):
            with self.assertRaises(AccessError):
                record.with_user(self.user_policy_manager).read(["display_name"])

    def test_the_form_makes_a_draft(self):
        """CS-1.1: name and one text are all it takes."""
        form = Form(self.env["policy.version"].with_user(self.user_policy_manager))
        form.name = "2026-1"
        with form.text_ids.new() as text:
            text.body = "<p>Be kind.</p>"
        form.save().action_publish()


class TestAcknowledgement(VersionCase):
    def test_an_agent_reads_and_acknowledges(self):
        """CS-1.1: each agent acknowledges each version after opening it."""
        version = self._publish().with_user(self.user_agent)
        action = version.action_read_current()
        row = self.env[action["res_model"]].with_user(self.user_agent)
        row = row.browse(action["res_id"])
        self.assertRecordValues(
            row, [{"state": "pending", "body": "<p>Be kind.</p>", "can_acknowledge": True}]
        )
        row.action_acknowledge()
        self.assertRecordValues(
            row,
            [
                {
                    "state": "acknowledged",
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
        with self.assertRaises(UserError):
            row.sudo().write({"date_opened": "2026-01-01 00:00:00"})

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

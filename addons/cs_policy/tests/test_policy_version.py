from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form
from odoo.tools import mute_logger

from ..models.policy_version import PolicyVersion
from .common import PolicyCase


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
                    "text_ids": [(0, 0, {"lang": "en_US", "body": "<p>Be kind.</p>"})],
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
                for step in {
                    "published": ["published"],
                    "superseded": ["published", "superseded"],
                }.get(before, []):
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
        refused = self.assertRaises(IntegrityError)
        with mute_logger("odoo.sql_db"), refused, self.cr.savepoint():
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
            lambda: text.write({"summary": "Nothing"}),
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

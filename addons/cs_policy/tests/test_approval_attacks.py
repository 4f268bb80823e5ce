from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from .approval_case import NAMES, ApprovalCase


class TestApprovalAttacks(ApprovalCase):
    """Every known way around an approval, tried as RPC would."""

    def _assert_pending(self, document):
        document.invalidate_recordset()
        self.assertRecordValues(document, [{"state": "pending", "effects": 0}])

    def test_step_is_not_written_by_rpc(self):
        """CS-7.3: the bypass of the original module."""
        document = self._submit()
        review = document.review_ids[0]
        attacks = {
            "status": "approved",
            "done_by": self.user_agent.id,
            "reviewer_ids": [Command.link(self.user_agent.id)],
            "requested_by": self.user_manager.id,
            "definition_id": False,
            "sequence": 9,
            "res_id": 0,
            "model": "res.partner",
            "comment": "yes",
            "can_review": True,
        }
        for user in (self.user_agent, self.user_policy_manager):
            for name, value in attacks.items():
                for context in ({}, {"policy_trusted": True, "policy_move": True}):
                    target = review.with_user(user).with_context(**context)
                    with self.subTest(user=user.login, field=name):
                        with self.assertRaises(AccessError), self.cr.savepoint():
                            target.write({name: value})
                        with self.assertRaises(AccessError), self.cr.savepoint():
                            target.sudo().write({name: value})
        statuses = set(document.review_ids.mapped("status"))
        self.assertEqual(statuses, {"pending", "waiting"})

    def test_step_is_not_created_or_deleted_by_rpc(self):
        """CS-7.3"""
        document = self._submit()
        reviews = document.review_ids.with_user(self.user_manager)
        for target in (reviews, reviews.sudo()):
            with self.assertRaises(AccessError), self.cr.savepoint():
                target.unlink()
            with self.assertRaises(AccessError), self.cr.savepoint():
                target.create(
                    {"model": NAMES[0], "res_id": document.id, "status": "approved"}
                )
        self.assertEqual(len(document.review_ids), 2)

    def test_step_is_not_written_through_the_document(self):
        """CS-7.3"""
        document = self._submit()
        review = document.review_ids[0]
        for command in (
            Command.update(review.id, {"status": "approved"}),
            Command.delete(review.id),
            Command.clear(),
            Command.create({"status": "approved"}),
        ):
            with self.assertRaises(UserError), self.cr.savepoint():
                document.write({"review_ids": [command]})
        self._assert_pending(document)

    def test_result_is_not_written_directly(self):
        """CS-7.3"""
        document = self._submit()
        for vals in (
            {"validation_status": "validated"},
            {"state": "approved"},
            {"state": "approved", "validation_status": "validated"},
        ):
            for record in (document, document.sudo()):
                with self.assertRaises(UserError), self.cr.savepoint():
                    record.with_context(
                        skip_validation_check=True, policy_move=True
                    ).write(vals)
        self._assert_pending(document)

    def test_document_is_not_created_approved(self):
        """CS-7.3"""
        for vals in (
            {"state": "approved"},
            {"validation_status": "validated"},
            {"review_ids": [Command.create({"status": "approved"})]},
        ):
            for user in (self.user_agent, self.env.user):
                with self.assertRaises(UserError), self.cr.savepoint():
                    self._create(user, **vals)

    def test_import_can_not_set_the_state(self):
        """CS-7.3"""
        result = self.Tester.with_user(self.user_agent).load(
            ["name", "state"], [["Refund 8", "approved"]]
        )
        self.assertFalse(result["ids"])

    def test_copy_starts_as_draft(self):
        """CS-7.3"""
        document = self._submit()
        self._approve_by(document, self.user_duty_manager, self.user_manager)
        try:
            copy = document.copy()
        except UserError:
            return
        self.assertRecordValues(copy, [{"state": "draft", "validation_status": "no"}])
        self.assertFalse(copy.review_ids)

    def test_move_to_approved_needs_the_yeses(self):
        """CS-7.3: also for our own code."""
        document = self._submit()
        with self.assertRaises(UserError), self.cr.savepoint():
            document._move("approved")
        self._approve_by(document, self.user_duty_manager)
        with self.assertRaises(UserError), self.cr.savepoint():
            document.sudo()._move("approved")
        self._assert_pending(document)

    def test_buttons_of_the_original_module_meet_the_same_guard(self):
        """CS-7.3"""
        document = self._submit()
        agent = document.with_user(self.other_agent)
        for name in ("validate_tier", "action_approve"):
            with self.subTest(name=name), self.assertRefused("CS-7.3"):
                getattr(agent, name)()
        with self.assertRaises(UserError), self.cr.savepoint():
            agent.restart_validation()
        agent.with_context(skip_check_state_condition=True).request_validation()
        self.assertEqual(len(document.review_ids), 2)
        self._assert_pending(document)

    def test_comment_dialog_meets_the_same_guard(self):
        """CS-7.3: the dialog takes document and steps from the client."""
        document = self._submit()
        wizard = self.env["comment.wizard"]
        vals = {
            "res_model": NAMES[0],
            "res_id": document.id,
            "review_ids": [Command.set(document.review_ids.ids)],
            "comment": "Fine",
        }
        for kind in ("validate", "reject"):
            with self.assertRefused("CS-7.3"):
                wizard.with_user(self.other_agent).create(
                    {**vals, "validate_reject": kind}
                ).add_comment()
        with self.assertRaises(UserError), self.cr.savepoint():
            wizard.create({**vals, "res_model": "res.partner"}).add_comment()
        self._assert_pending(document)
        wizard.with_user(self.user_duty_manager).create(
            {**vals, "validate_reject": "validate"}
        ).add_comment()
        self.assertEqual(
            document.review_ids.sorted("sequence").mapped("status"),
            ["approved", "pending"],
        )

    def test_refusing_dialog_takes_only_documents_with_approval(self):
        wizard = self.env["policy.approval.refuse"].with_user(self.user_agent)
        with self.assertRaises(UserError):
            wizard.create(
                {"res_model": "res.partner", "res_id": 1, "comment": "x"}
            ).action_refuse()

    def test_submitted_content_does_not_change(self):
        """CS-7.3: whatever the context says, before and after the last yes."""
        document = self._submit()
        agent = document.with_context(skip_validation_check=True)
        for users in ((), (self.user_duty_manager, self.user_manager)):
            self._approve_by(document, *users)
            for record in (agent, agent.sudo()):
                with self.assertRaises(UserError), self.cr.savepoint():
                    record.write({"amount": 9999})
                with self.assertRaises(UserError), self.cr.savepoint():
                    record.write({"day": "2026-01-01", "remark": "x"})
            agent.remark = "still free"
        self.assertEqual(document.amount, 100)

    def test_content_changed_behind_the_document_is_noticed(self):
        """CS-7.3: a line edited on its own, then approval is asked for."""
        document = self._create(line_ids=[Command.create({"amount": 5})])
        document.action_submit()
        self._approve_by(document, self.user_duty_manager)
        document.line_ids.amount = 5000
        with self.assertRefused("CS-7.3") as caught:
            self._approve_by(document, self.user_manager)
        self.assertIn("changed after it was submitted", str(caught.exception))
        self._assert_pending(document)

    def test_content_changed_after_the_effect_shows(self):
        document = self._create(line_ids=[Command.create({"amount": 5})])
        document.action_submit()
        self._approve_by(document, self.user_duty_manager, self.user_manager)
        self.assertTrue(document._is_unchanged_since())
        document.line_ids.amount = 5000
        self.assertFalse(document._is_unchanged_since())

    def test_fingerprint_is_the_same_for_every_reader(self):
        document = self._submit(partner_id=self.env.user.partner_id.id)
        other = document.with_user(self.user_manager).with_context(
            lang="zh_TW", active_test=True, bin_size=True
        )
        self.assertEqual(document._get_fingerprint(), other._get_fingerprint())

    def test_submitted_document_is_not_deleted(self):
        document = self._submit()
        with self.assertRaises(UserError), self.cr.savepoint():
            document.unlink()
        document.action_draft()
        with self.assertRaises(UserError), self.cr.savepoint():
            document.sudo().unlink()
        self._create().unlink()

    def test_log_is_append_only(self):
        document = self._submit()
        log = document.sudo().approval_log_ids
        vals = log.copy_data()[0]
        for user in (self.user_policy_manager, self.env.ref("base.user_admin")):
            for target in (log.with_user(user), log.with_user(user).sudo()):
                target = target.with_context(policy_trusted=True)
                with self.assertRaises(AccessError), self.cr.savepoint():
                    target.write({"decision": "approved"})
                with self.assertRaises(AccessError), self.cr.savepoint():
                    target.unlink()
                with self.assertRaises(AccessError), self.cr.savepoint():
                    target.create(vals)
        with self.assertRaises(AccessError), self.cr.savepoint():
            document.sudo().write({"approval_log_ids": [Command.clear()]})
        with self.assertRaises(AccessError), self.cr.savepoint():
            document.sudo().write(
                {"approval_log_ids": [Command.update(log.id, {"comment": "x"})]}
            )

    def test_database_knows_one_yes_per_step(self):
        document = self._submit()
        review = document.sudo().review_ids.sorted("sequence")[:1]
        document._log_approval("approved", review)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.cr.savepoint(),
        ):
            document._log_approval("approved", review)

    def test_agents_see_only_their_own_log(self):
        self._submit()
        logs = self.env["policy.approval.log"].search([("res_model", "=", NAMES[0])])
        self.assertTrue(logs.with_user(self.user_agent)._filtered_access("read"))
        self.assertFalse(logs.with_user(self.other_agent)._filtered_access("read"))
        self.assertTrue(logs.with_user(self.user_duty_manager)._filtered_access("read"))
        self.assertTrue(logs.with_user(self.user_auditor)._filtered_access("read"))

    def test_outsiders_read_neither_steps_nor_definitions(self):
        self._submit()
        portal = new_test_user(self.env, "portal_1", groups="base.group_portal")
        for user in (portal, self.env.ref("base.public_user")):
            for model in ("tier.review", "tier.definition", "policy.approval.log"):
                with self.subTest(user=user.login, model=model):
                    self.assertFalse(self.env[model].with_user(user).has_access("read"))

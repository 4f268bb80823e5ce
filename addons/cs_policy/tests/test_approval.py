from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.orm.model_classes import add_to_registry
from odoo.orm.models import MetaModel
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from odoo.addons.base.tests.common import BaseCommon

from .common import PolicyCase

NAMES = ["policy.approval.tester", "policy.approval.tester.line"]


class ApprovalCase(PolicyCase):
    """A document with two steps: first the duty manager, then the manager."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        from .approval_tester import ApprovalTester, ApprovalTesterLine

        definitions = (ApprovalTester, ApprovalTesterLine)
        known = MetaModel._module_to_models__["cs_policy"]
        for definition in definitions:
            add_to_registry(cls.registry, definition)
            if definition in known:  # a later registry must not find them
                known.remove(definition)
        cls.registry._setup_models__(cls.env.cr, NAMES)
        cls.registry.init_models(cls.env.cr, NAMES, {"models_to_check": True})
        for name in NAMES:
            cls.addClassCleanup(cls.registry.__delitem__, name)
        cls._grant_access()
        cls.other_agent = new_test_user(
            cls.env, "policy_agent_2", groups="cs_policy.cs_policy_group_agent"
        )
        cls.second_manager = new_test_user(
            cls.env, "policy_manager_2", groups="cs_policy.cs_policy_group_manager"
        )
        cls.Tester = cls.env[NAMES[0]]
        cls._create_step("Duty manager", "duty_manager", 20)
        cls._create_step("Manager", "manager", 10)

    @classmethod
    def _grant_access(cls):
        models = cls.env["ir.model"].search([("model", "in", NAMES)])
        cls.env["ir.model.access"].create(
            [
                {
                    "name": model.model,
                    "model_id": model.id,
                    "group_id": cls.env.ref("base.group_user").id,
                    "perm_read": True,
                    "perm_write": True,
                    "perm_create": True,
                    "perm_unlink": True,
                }
                for model in models
            ]
        )

    @classmethod
    def _create_step(cls, name, role, sequence):
        return cls.env["tier.definition"].create(
            {
                "name": name,
                "model_id": cls.env["ir.model"]._get_id(NAMES[0]),
                "review_type": "group",
                "reviewer_group_id": cls.env.ref(f"cs_policy.cs_policy_group_{role}").id,
                "approve_sequence": True,
                "sequence": sequence,
                "company_id": False,
            }
        )

    def _create(self, user=None, **vals):
        return self.Tester.with_user(user or self.user_agent).create(
            {"name": "Refund 7", "amount": 100, **vals}
        )

    def _submit(self, user=None, **vals):
        document = self._create(user, **vals)
        document.action_submit()
        return document

    def _approve_by(self, document, *users):
        for user in users:
            document.with_user(user).action_approve()

    def _log(self, document):
        logs = self.env["policy.approval.log"].search(
            [("res_model", "=", document._name), ("res_id", "=", document.id)],
            order="id",
        )
        return [(log.decision, log.user_id) for log in logs]


class TestApproval(ApprovalCase):
    """CS-7.3: named people say yes in a named order, then it takes effect."""

    def test_last_yes_takes_effect_once(self):
        """CS-7.3"""
        document = self._submit()
        self._approve_by(document, self.user_duty_manager)
        self.assertRecordValues(document, [{"state": "pending", "effects": 0}])
        self._approve_by(document, self.user_manager)
        self.assertRecordValues(document, [{"state": "approved", "effects": 1}])
        with self.assertRefused("CS-7.3"):
            self._approve_by(document, self.user_manager)
        self.assertEqual(document.effects, 1)

    def test_log_tells_who_decided_what(self):
        document = self._submit()
        document.with_user(self.user_duty_manager)._approve("Seen the receipt")
        self._approve_by(document, self.user_manager)
        self.assertEqual(
            self._log(document),
            [
                ("requested", self.user_agent),
                ("approved", self.user_duty_manager),
                ("approved", self.user_manager),
                ("effective", self.user_manager),
            ],
        )
        log = document.sudo().approval_log_ids.sorted("id")[1]
        self.assertRecordValues(
            log,
            [
                {
                    "comment": "Seen the receipt",
                    "step_name": "Duty manager",
                    "requester_id": self.user_agent.id,
                    "record_name": "Refund 7",
                    "round": 1,
                }
            ],
        )
        self.assertEqual(log.clause_id.code, "CS-7.3")

    def test_the_second_step_waits_for_the_first(self):
        """CS-7.3"""
        document = self._submit()
        with self.assertRefused("CS-7.3") as caught:
            self._approve_by(document, self.second_manager_only())
        self.assertIn("Group Duty Manager", str(caught.exception))

    def second_manager_only(self):
        """A reviewer of the second step who is none of the first."""
        group = self.env["res.groups"].create({"name": "Board"})
        self.env["tier.definition"].search(
            [("model", "=", NAMES[0]), ("sequence", "=", 10)]
        ).reviewer_group_id = group
        user = new_test_user(self.env, "board", groups="base.group_user")
        user.group_ids += group
        return user

    def test_requester_may_not_approve(self):
        """CS-7.3"""
        document = self._submit(self.user_duty_manager)
        with self.assertRefused("CS-7.3"):
            self._approve_by(document, self.user_duty_manager)
        self._approve_by(document, self.user_manager, self.second_manager)
        self.assertEqual(document.state, "approved")

    def test_one_person_decides_one_step(self):
        """CS-7.3"""
        document = self._submit()
        self._approve_by(document, self.user_manager)
        with self.assertRefused("CS-7.3"):
            self._approve_by(document, self.user_manager)
        self.assertEqual(document.state, "pending")

    def test_others_may_not_decide(self):
        """CS-7.3"""
        document = self._submit()
        for user in (self.user_agent, self.other_agent, self.user_auditor, self.env.user):
            with self.subTest(user=user.login), self.assertRefused("CS-7.3"):
                self._approve_by(document, user)
            with self.subTest(user=user.login), self.assertRefused("CS-7.3"):
                document.with_user(user)._refuse_approval("No")

    def test_member_of_another_company_may_not_decide(self):
        """CS-7.3"""
        other = self.env["res.company"].create({"name": "Other"})
        user = new_test_user(
            self.env,
            "elsewhere",
            groups="cs_policy.cs_policy_group_duty_manager",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        document = self._submit()
        with self.assertRefused("CS-7.3"):
            self._approve_by(document, user)

    def test_buttons_show_what_the_guard_allows(self):
        document = self._submit()
        for user, allowed in (
            (self.user_agent, False),
            (self.user_duty_manager, True),
            (self.user_auditor, False),
        ):
            with self.subTest(user=user.login):
                seen = document.with_user(user)
                self.assertEqual(seen.can_approve, allowed)
                self.assertEqual(seen.can_refuse_approval, allowed)
        self.assertEqual(document.approval_waits_for, "Group Duty Manager")

    def test_refusal_ends_the_request_with_its_reason(self):
        document = self._submit()
        self._approve_by(document, self.user_duty_manager)
        wizard = self.env["policy.approval.refuse"].with_user(self.user_manager)
        action = document.with_user(self.user_manager).action_refuse_approval()
        wizard.with_context(**action["context"]).create(
            {"comment": "Too much"}
        ).action_refuse()
        self.assertRecordValues(document, [{"state": "refused", "effects": 0}])
        self.assertEqual(
            self._log(document)[-1], ("refused", self.user_manager)
        )
        with self.assertRefused("CS-7.3"):
            self._approve_by(document, self.second_manager)

    def test_back_to_draft_keeps_the_log_and_starts_anew(self):
        document = self._submit()
        self._approve_by(document, self.user_duty_manager)
        document.action_draft()
        self.assertEqual(document.validation_status, "no")
        document.amount = 200
        document.action_submit()
        self.assertEqual(
            [decision for decision, _user in self._log(document)],
            ["requested", "approved", "withdrawn", "requested"],
        )
        self._approve_by(document, self.user_duty_manager, self.user_manager)
        self.assertRecordValues(document, [{"state": "approved", "effects": 1}])

    def test_back_from_approved_needs_all_yeses_again(self):
        document = self._submit()
        self._approve_by(document, self.user_duty_manager, self.user_manager)
        document.action_draft()
        document.amount = 999
        document.action_submit()
        self.assertRecordValues(
            document, [{"state": "pending", "validation_status": "pending"}]
        )
        self.assertEqual(len(self._log(document)), 5)

    def test_without_approvers_nothing_is_submitted(self):
        self.env["tier.definition"].search([("model", "=", NAMES[0])]).active = False
        document = self._create()
        with self.assertRaises(UserError):
            document.action_submit()

    def test_definition_with_a_condition_applies_only_then(self):
        step = self._create_step("Policy manager", "policy_manager", 5)
        step.definition_domain = "[('amount', '>', 1000)]"
        small, large = self._submit(), self._submit(amount=2000)
        self.assertEqual(len(small.review_ids), 2)
        self.assertEqual(len(large.review_ids), 3)

    def test_model_is_offered_for_definitions(self):
        names = self.env["tier.definition"]._get_tier_validation_model_names()
        self.assertIn(NAMES[0], names)
        self.assertNotIn("policy.approval.mixin", names)

    def test_counter_of_the_top_bar_works_without_write_access(self):
        self._submit()
        self.env.flush_all()
        self.env.invalidate_all()
        users = self.env["res.users"].with_user(self.user_duty_manager)
        mine = [row for row in users.review_user_count() if row["model"] == NAMES[0]]
        self.assertEqual([row["pending_count"] for row in mine], [1])


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
        self.assertEqual(set(document.review_ids.mapped("status")), {"pending", "waiting"})

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
        self.assertRecordValues(
            copy, [{"state": "draft", "validation_status": "no"}]
        )
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


class TestUninstallHook(BaseCommon):
    def test_original_rights_come_back(self):
        from ..hooks import RIGHTS, uninstall_hook

        uninstall_hook(self.env)
        for xmlid, rights in RIGHTS.items():
            access = self.env.ref(xmlid)
            self.assertEqual(
                (
                    access.perm_read,
                    access.perm_write,
                    access.perm_create,
                    access.perm_unlink,
                ),
                tuple(bool(right) for right in rights),
            )

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user

from .approval_case import NAMES, ApprovalCase


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
                    "clause_code": "CS-7.3",
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
        self.assertIn("Duty Manager", str(caught.exception))

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
        people = (self.user_agent, self.other_agent, self.user_auditor, self.env.user)
        for user in people:
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
        self.assertEqual(document.approval_waits_for, "Duty Manager")

    def test_refusal_ends_the_request_with_its_reason(self):
        document = self._submit()
        self._approve_by(document, self.user_duty_manager)
        wizard = self.env["policy.approval.refuse"].with_user(self.user_manager)
        action = document.with_user(self.user_manager).action_refuse_approval()
        wizard.with_context(**action["context"]).create(
            {"comment": "Too much"}
        ).action_refuse()
        self.assertRecordValues(document, [{"state": "refused", "effects": 0}])
        self.assertEqual(self._log(document)[-1], ("refused", self.user_manager))
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

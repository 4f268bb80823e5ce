from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError

from .approval_case import ApprovalCase

NAME = "policy.tier.tester"


class TestTierValidation(ApprovalCase):
    """Documents of others on the original mixin: still work, but for its holes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_step("First", "duty_manager", 20, NAME)
        cls._create_step("Second", "policy_manager", 10, NAME)

    def _request(self):
        document = self.env[NAME].with_user(self.user_agent).create({"name": "Bill"})
        document.request_validation()
        return document

    def test_both_steps_lead_to_the_confirmed_document(self):
        document = self._request()
        with self.assertRaises(ValidationError), self.cr.savepoint():
            document.state = "confirmed"
        document.with_user(self.user_duty_manager).validate_tier()
        document.with_user(self.user_policy_manager).validate_tier()
        self.assertEqual(document.validation_status, "validated")
        document.state = "confirmed"

    def test_rejecting_and_starting_again(self):
        document = self._request()
        document.with_user(self.user_duty_manager).reject_tier()
        self.assertEqual(document.validation_status, "rejected")
        document.restart_validation()
        self.assertFalse(document.review_ids)

    def test_who_is_not_asked_decides_nothing(self):
        document = self._request()
        for name in ("validate_tier", "reject_tier"):
            with self.assertRaises(UserError), self.cr.savepoint():
                getattr(document.with_user(self.user_agent), name)()
        self.assertEqual(document.validation_status, "pending")

    def test_the_second_step_is_not_decided_first(self):
        self.env["tier.definition"].search(
            [("model", "=", NAME), ("name", "=", "First")]
        ).reviewer_group_id = self.env["res.groups"].create({"name": "Nobody"})
        document = self._request()
        second = document.review_ids.filtered(lambda review: review.name == "Second")
        with self.assertRaises(UserError), self.cr.savepoint():
            document.with_user(self.user_policy_manager).validate_tier()
        document.with_user(self.user_policy_manager)._validate_tier(second)
        self.assertEqual(second.status, "waiting")

    def test_steps_of_another_document_are_not_decided_along(self):
        document, other = self._request(), self._request()
        self.env["tier.definition"].search([("model", "=", NAME)]).has_comment = True
        wizard = self.env["comment.wizard"].with_user(self.user_duty_manager)
        wizard.create(
            {
                "res_model": NAME,
                "res_id": document.id,
                "review_ids": [Command.set((document | other).review_ids.ids)],
                "validate_reject": "validate",
                "comment": "Fine",
            }
        ).add_comment()
        reviews = document.review_ids.sorted("sequence")
        self.assertEqual(reviews.mapped("status"), ["approved", "pending"])
        self.assertEqual(reviews[0].comment, "Fine")
        self.assertNotIn("approved", other.review_ids.mapped("status"))

    def test_context_of_a_client_switches_nothing_off(self):
        document = self._request().with_context(
            skip_validation_check=True, skip_check_state_condition=True
        )
        with self.assertRaises(ValidationError), self.cr.savepoint():
            document.amount = 5000
        with self.assertRaises(AccessError), self.cr.savepoint():
            document.validation_status = "validated"

    def test_deleting_a_document_deletes_its_steps(self):
        document = self._request()
        reviews = document.review_ids
        document.unlink()
        self.assertFalse(reviews.exists())

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import SQL, mute_logger

from ..exceptions import PolicyRefusal
from .approval_case import NAMES, grant_access, register_testers

CLEANUP = """
    DELETE FROM policy_approval_log WHERE res_model = ANY(%(names)s);
    DELETE FROM tier_review WHERE model = ANY(%(names)s);
    DELETE FROM tier_definition WHERE model = ANY(%(names)s);
    DELETE FROM mail_message WHERE model = ANY(%(names)s);
    DELETE FROM mail_followers WHERE res_model = ANY(%(names)s);
    DELETE FROM ir_model_data
     WHERE name LIKE '%%policy_approval_tester%%' OR name LIKE '%%policy_tier_tester%%';
    DELETE FROM ir_model_constraint USING ir_model
     WHERE ir_model_constraint.model = ir_model.id AND ir_model.model = ANY(%(names)s);
    DELETE FROM ir_model_inherit USING ir_model
     WHERE model_id = ir_model.id AND ir_model.model = ANY(%(names)s);
    DELETE FROM ir_model_access USING ir_model
     WHERE model_id = ir_model.id AND ir_model.model = ANY(%(names)s);
    DELETE FROM ir_model_fields WHERE model = ANY(%(names)s);
    DELETE FROM ir_model WHERE model = ANY(%(names)s);
    DROP TABLE policy_approval_tester_line, policy_approval_tester, policy_tier_tester;
"""


@tagged("post_install", "-at_install")
class TestApprovalConcurrency(TransactionCase):
    """CS-7.3: two real transactions say yes to the same step at the same instant."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            register_testers(cls, cr)
            cls.addClassCleanup(cls._clean)
            grant_access(env)
            cls.user_ids = [
                new_test_user(env, f"race_{role}_{number}", groups=group).id
                for number, (role, group) in enumerate(
                    [
                        ("agent", "cs_policy.cs_policy_group_agent"),
                        ("approver", "cs_policy.cs_policy_group_duty_manager"),
                        ("approver", "cs_policy.cs_policy_group_duty_manager"),
                    ]
                )
            ]
            env["tier.definition"].create(
                {
                    "name": "Race",
                    "model_id": env["ir.model"]._get_id(NAMES[0]),
                    "review_type": "group",
                    "reviewer_group_id": env.ref(
                        "cs_policy.cs_policy_group_duty_manager"
                    ).id,
                    "approve_sequence": True,
                    "company_id": False,
                }
            )

    @classmethod
    def _clean(cls):
        with cls.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            cr.execute(SQL(CLEANUP, names=NAMES))
            env["res.users"].browse(cls.user_ids).unlink()

    def _submit(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, self.user_ids[0], {})
            document = env[NAMES[0]].create({"name": "Race", "amount": 1})
            document.action_submit()
            return document.id

    def _decide(self, cr, user_id, document_id, verb):
        document = api.Environment(cr, user_id, {})[NAMES[0]].browse(document_id)
        if verb == "approve":
            document._approve()
        else:
            document._refuse_approval("No")
        cr.commit()  # pylint: disable=invalid-commit  # a real transaction

    def _race(self, *verbs):
        """Both transactions begin before either decides, as in two web workers.

        :return: what came of the second one at once and when Odoo retries it, and
            the document's state, effects and log
        """
        document_id = self._submit()
        first, second = self.user_ids[1:]
        with self.registry.cursor() as cr1, self.registry.cursor() as cr2:
            for cr, user_id in ((cr1, first), (cr2, second)):
                env = api.Environment(cr, user_id, {})
                document = env[NAMES[0]].browse(document_id)
                self.assertEqual(document.state, "pending")  # takes the snapshot
            self._decide(cr1, first, document_id, verbs[0])
            with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure):
                self._decide(cr2, second, document_id, verbs[1])
            cr2.rollback()
        with self.registry.cursor() as cr:
            with self.assertRaises(PolicyRefusal):
                self._decide(cr, second, document_id, verbs[1])
            cr.rollback()
            env = api.Environment(cr, SUPERUSER_ID, {})
            document = env[NAMES[0]].browse(document_id)
            logs = document.approval_log_ids.sorted("id").mapped("decision")
            return document.state, document.effects, logs

    def test_two_yeses_at_once_take_effect_once(self):
        """CS-7.3"""
        self.assertEqual(
            self._race("approve", "approve"),
            ("approved", 1, ["requested", "approved", "effective"]),
        )

    def test_a_yes_and_a_no_at_once_leave_one_decision(self):
        """CS-7.3"""
        self.assertEqual(
            self._race("approve", "refuse"),
            ("approved", 1, ["requested", "approved", "effective"]),
        )
        self.assertEqual(
            self._race("refuse", "approve"), ("refused", 0, ["requested", "refused"])
        )

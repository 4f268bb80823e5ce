from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form

from ..models.policy_clause import PolicyClause
from ..tools.enforce import ENFORCERS
from ..tools.reason import Reason
from .common import PolicyCase

ENFORCER = "cs_policy.models.policy_parameter_value:PolicyParameterValue._check_value"


class RegisterCase(PolicyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clause = cls.env["policy.clause"].create(
            {"code": "CS-99.1", "name": "Be kind", "part": "CS"}
        )

    def setUp(self):
        super().setUp()
        self.enterContext(patch.dict(ENFORCERS))

    def _found(self, *states):
        domain = [("enforcement", "in", states), ("section", "=", "CS-99")]
        return self.env["policy.clause"].search(domain)


class TestEnforcement(RegisterCase):
    def test_a_clause_nothing_carries_says_so(self):
        """X-1: what is not enforced yet is shown as such."""
        self.assertEqual(self.clause.enforcement, "not_enforced")
        self.assertFalse(self.clause.enforced_by)
        self.assertEqual(self._found("not_enforced"), self.clause)
        self.assertFalse(self._found("enforced"))

    def test_a_marked_function_enforces(self):
        """X-1: the register reads the marks in the code and names the model."""
        ENFORCERS["CS-99.1"] = [ENFORCER]
        self.assertEqual(self.clause.enforcement, "enforced")
        self.assertEqual(
            self.clause.enforced_by,
            "Value of a Policy Parameter: _check_value (cs_policy)",
        )
        self.assertEqual(self._found("enforced", "published_only"), self.clause)

    def test_code_of_an_addon_that_is_not_installed_enforces_nothing(self):
        """X-1: the same server may serve a database without the addon."""
        ENFORCERS["CS-99.1"] = ["no_such_addon.models.thing:Thing._check"]
        self.assertEqual(self.clause.enforcement, "not_enforced")

    def test_a_record_that_names_the_clause_enforces(self):
        """X-1: duty plans and approvals count through the hook."""
        record = self.employee_agent
        with patch.object(
            PolicyClause, "_get_enforcing_records", lambda self: {self[:1].id: [record]}
        ):
            self.assertEqual(self.clause.enforcement, "enforced")
            self.assertEqual(self.clause.enforced_by, "Employee: agent")

    def test_a_clause_of_bearing_stands_in_the_published_text_only(self):
        """X-1, CS-1.1: creed and bearing are published, not checked."""
        self.clause.is_published_only = True
        self.assertEqual(self.clause.enforcement, "published_only")
        self.assertEqual(self._found("published_only"), self.clause)

    def test_sections_sort_like_numbers(self):
        """X-1: CS-99.10 comes after CS-99.9, and both are in CS-99."""
        vals = {"name": "x", "part": "CS"}
        for code in ("CS-99.10", "CS-99.9"):
            self.env["policy.clause"].create({"code": code, **vals})
        found = self.env["policy.clause"].search([("section", "=", "CS-99")])
        self.assertEqual(found.mapped("code"), ["CS-99.1", "CS-99.9", "CS-99.10"])

    def test_the_status_of_all_clauses_takes_few_queries(self):
        """X-1: the register opens with the same number of queries at any size."""
        clauses = self.env["policy.clause"].create(
            [{"code": f"CS-98.{n}", "name": "x", "part": "CS"} for n in range(50)]
        )
        clauses.invalidate_recordset()
        few = self._count(clauses[:1])
        self.assertEqual(self._count(clauses), few)

    def _count(self, clauses):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        clauses.mapped("enforcement")
        clauses.mapped("addon")
        return self.env.cr.sql_log_count - before


class TestSettings(RegisterCase):
    def test_one_screen_leads_to_all_that_can_be_set(self):
        """X-1: parameters, structured rules and duty plans, clause by clause."""
        clauses = self.env["policy.clause"].with_user(self.user_policy_manager)
        found = clauses.search([("has_settings", "=", True)])
        self.assertNotIn(self.clause, found)
        self.assertIn(self.clause, clauses.search([("has_settings", "=", False)]))
        self.assertEqual(found, found.filtered("has_settings"))
        for parameter in self.env["policy.parameter"].search([("code", "!=", False)]):
            self.assertIn(parameter.clause_id, found)
        for plan in self.env["policy.duty.plan"].search([("name", "!=", False)]):
            self.assertIn(plan.clause_id, found)
        for code, model in clauses._get_rule_models().items():
            with self.subTest(code):
                clause = found.filtered(lambda row, code=code: row.code == code)
                self.assertTrue(clause.rule_model)
                action = clause.action_view_rules()
                self.assertEqual(action["res_model"], model)
                self.env[model].with_user(self.user_policy_manager).search([])

    def test_the_screen_says_what_applies_today(self):
        """X-1: the limits of the company the user works in, with their units."""
        clause = self.env.ref("cs_policy.clause_cs_7_4")
        self.assertIn("Swaps per person and month: 3 swaps", clause.settings)
        self._set_parameter("swap_monthly_limit", 2)
        clause.invalidate_recordset()
        self.assertIn("Swaps per person and month: 2 swaps", clause.settings)
        self.assertEqual(
            clause.action_view_parameters()["domain"], [("clause_id", "=", clause.id)]
        )
        self.assertEqual(
            clause.action_view_duty_plans()["domain"], [("clause_id", "=", clause.id)]
        )


class TestRegisterAccess(RegisterCase):
    def test_every_role_reads_the_register(self):
        """X-1: agents and auditors read clauses, kinds, parameters and values."""
        for user in (self.user_agent, self.user_auditor):
            with self.subTest(user=user.login):
                clause = self.clause.with_user(user)
                self.assertEqual(clause.name, "Be kind")
                self.assertEqual(clause.enforcement, "not_enforced")
                self.assertTrue(clause.section)
                self.assertFalse(clause.parameter_ids)

    def test_only_the_policy_manager_changes_a_clause(self):
        for user in (self.user_agent, self.user_manager, self.user_auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.clause.with_user(user).own_choice = "Mine"
        with Form(self.clause.with_user(self.user_policy_manager)) as form:
            form.own_choice = "Ours"
        self.assertTrue(self.clause.is_own_choice)
        self.assertIn(self.clause, self.clause.search([("is_own_choice", "=", True)]))
        self.assertNotIn(
            self.clause, self.clause.search([("is_own_choice", "=", False)])
        )

    def test_documents_a_clause_cites_are_readable_by_all(self):
        """X-1: procedures stand with their clause; others can't exchange them."""
        clause = self.clause.with_user(self.user_policy_manager)
        document = clause.env["ir.attachment"].create(
            {
                "name": "Complaint procedure.txt",
                "raw": b"Listen first.",
                "res_model": "policy.clause",
                "res_id": clause.id,
            }
        )
        clause.document_ids = document
        for user in (self.user_agent, self.user_auditor):
            with self.subTest(user=user.login):
                found = self.clause.with_user(user).document_ids
                self.assertEqual(found.raw, b"Listen first.")
                with self.assertRaises(AccessError):
                    found.raw = b"Talk first."

    def test_a_clause_is_never_deleted(self):
        """X-1: also not by the system user."""
        with self.assertRaises(UserError):
            self.clause.sudo().unlink()
        self.clause.with_user(self.user_policy_manager).action_archive()
        self.assertEqual(self.env["policy.clause"]._get_id("CS-99.1"), self.clause.id)

    def test_the_id_of_a_clause_never_changes(self):
        """X-1: refusals, tests and evidence name it."""
        with self.assertRaises(UserError):
            self.clause.with_user(self.user_policy_manager).code = "CS-99.2"


class TestRefusal(RegisterCase):
    def _refuse(self, user, lang=None, record=None):
        reasons = [
            Reason("CS-99.1", "3 of 3 used.", "Wait for December.", {"used": 3}),
            Reason("CS-99.7", "Nobody knows this clause."),
        ]
        clauses = self.env["policy.clause"].with_user(user)
        if lang:
            clauses = clauses.with_context(lang=lang)
        with self.assertRefused("CS-99.1", "CS-99.7") as caught:
            clauses._refuse(reasons, record)
        return caught.exception

    def test_each_reason_links_to_its_clause(self):
        """X-1: the web client gets the clause's database id and its title."""
        refusal = self._refuse(self.user_agent, record=self.employee_agent)
        first, second = refusal.context["reasons"]
        self.assertEqual(first["clause_id"], self.clause.id)
        self.assertEqual(first["title"], "Be kind")
        self.assertEqual(first["figures"], {"used": 3})
        self.assertEqual(second["clause_id"], False)
        self.assertEqual(refusal.context["record"], "agent")

    def test_the_plain_text_is_complete(self):
        """X-1: RPC clients and the portal read record, clauses, figures, remedy."""
        text = str(self._refuse(self.user_agent, record=self.employee_agent))
        for part in ("agent:", "CS-99.1 Be kind: 3 of 3 used.", "Wait for December."):
            self.assertIn(part, text)

    def test_titles_come_in_the_readers_language(self):
        """X-1: the title is translated, whoever is refused."""
        self.env["res.lang"]._activate_lang("zh_TW")
        self.clause.with_context(lang="zh_TW").name = "以禮待人"
        refusal = self._refuse(self.user_agent, lang="zh_TW")
        self.assertEqual(refusal.context["reasons"][0]["title"], "以禮待人")
        self.assertIn("以禮待人", str(refusal))
        self.user_agent.lang = "zh_TW"
        refusal = self._refuse(self.user_agent)
        self.assertEqual(refusal.context["reasons"][0]["title"], "以禮待人")

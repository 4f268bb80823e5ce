"""The policy map is what the register, the code and the tests say today."""

import importlib.util

from odoo.tests import TransactionCase, tagged

from .repo import ROOT

spec = importlib.util.spec_from_file_location(
    "policy_map", ROOT / "scripts/policy_map.py"
)
policy_map = importlib.util.module_from_spec(spec)
spec.loader.exec_module(policy_map)


@tagged("post_install", "-at_install")
class TestPolicyMap(TransactionCase):
    def test_the_policy_map_is_true(self):
        """X-1: docs/policy-map.md is what ``scripts/policy_map.py`` writes now."""
        made = policy_map.generate(self.env, ROOT)
        kept = (ROOT / "docs/policy-map.md").read_text()
        if made != kept:
            changed = set(made.splitlines()) ^ set(kept.splitlines())
            self.fail(
                "docs/policy-map.md is out of date; run "
                "./guanjia shell < scripts/policy_map.py. Different: "
                + "\n".join(sorted(changed)[:20])
            )

    def test_what_is_not_enforced_says_so(self):
        """X-1: the map never calls a clause enforced that nothing carries."""
        made = policy_map.generate(self.env, ROOT)
        for clause in self.env["policy.clause"].search([("code", "=like", "PO-%")]):
            if not clause._get_enforcers() and not clause._get_enforcing_records():
                line = next(x for x in made.splitlines() if f"| {clause.code} |" in x)
                self.assertIn("**not enforced yet**", line)

    def test_every_id_a_test_names_is_a_clause(self):
        """X-1: a docstring with a misspelt id would prove nothing."""
        known = set(
            self.env["policy.clause"]
            .with_context(active_test=False)
            .search([("code", "!=", False)])
            .mapped("code")
        )
        named = set(policy_map.find_tests(ROOT))
        invented = {name for name in named if name.startswith("CS-99")}
        self.assertFalse(named - known - invented)

"""Every model of the suite × role × operation, against a table written by hand."""

from odoo.tests import TransactionCase, new_test_user, tagged

from . import access_matrix, repo

GROUPS = {
    "portal": "base.group_portal",
    "user": "base.group_user",
    "agent": "cs_policy.cs_policy_group_agent",
    "duty": "cs_policy.cs_policy_group_duty_manager",
    "manager": "cs_policy.cs_policy_group_manager",
    "policy": "cs_policy.cs_policy_group_policy_manager",
    "auditor": "cs_policy.cs_policy_group_auditor",
    "property_user": "property_ops.property_ops_group_user",
    "area_manager": "property_ops.property_ops_group_area_manager",
    "property_manager": "property_ops.property_ops_group_manager",
    # given to somebody who works in the office, never on its own
    "household_data": "property_ops.property_ops_group_user,"
    "property_ops.property_ops_group_household_data",
    "cashier": "property_ops.property_ops_group_cashier",
    **{
        role: f"sales_aftercare.sales_aftercare_group_{role.removeprefix('sale_')}"
        for role in access_matrix.SALES_AFTERCARE_ROLES.split()
    },
}
OPERATIONS = {"c": "create", "r": "read", "u": "write", "d": "unlink"}


@tagged("post_install", "-at_install")
class TestAccessMatrix(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {"public": cls.env.ref("base.public_user")}
        for role, groups in GROUPS.items():
            cls.users[role] = new_test_user(cls.env, f"matrix_{role}", groups=groups)
        cls.expected = access_matrix.get_expected()

    def _get_rights(self, model, user):
        records = self.env[model].with_user(user)
        letters = "".join(
            letter
            for letter, operation in OPERATIONS.items()
            if records.has_access(operation)
        )
        return letters or "-"

    def test_every_model_of_ours_is_in_the_table(self):
        registry = self.env.registry
        ours = {
            name
            for name, model in registry.items()
            if model._original_module in repo.ADDONS and not model._abstract
        }
        listed = {
            name
            for name in self.expected
            if name not in registry or registry[name]._original_module in repo.ADDONS
        }
        self.assertEqual(sorted(ours - listed), [], "not in tests/access_matrix.py")
        self.assertEqual(sorted(listed - ours), [], "in the table, but no model")

    def test_every_role_has_a_column(self):
        for model, rights in self.expected.items():
            self.assertEqual(set(rights), set(self.users), model)

    def test_rights_are_those_of_the_table(self):
        deviations = []
        for model, row in self.expected.items():
            if model not in self.env:
                continue  # told by the test above
            for role, expected in row.items():
                found = self._get_rights(model, self.users[role])
                if found != expected:
                    deviations.append(f"{model} {role}: {found}, not {expected}")
        self.assertEqual(deviations, [])

    def test_a_row_of_the_wrong_length_is_no_table(self):
        for text in ("policy.clause r r", "a r\na r"):
            with self.subTest(text=text), self.assertRaises(ValueError):
                access_matrix.read_table(text, "public")

from odoo.orm.model_classes import add_to_registry
from odoo.orm.models import MetaModel
from odoo.tests import new_test_user

from .common import PolicyCase

NAMES = [
    "policy.approval.tester",
    "policy.approval.tester.line",
    "policy.tier.tester",
]


def register_testers(case, cr):
    """Make the test documents known to the registry until ``case`` is over."""
    from .approval_tester import ApprovalTester, ApprovalTesterLine, TierTester

    known = MetaModel._module_to_models__["cs_policy"]
    for definition in (ApprovalTester, ApprovalTesterLine, TierTester):
        add_to_registry(case.registry, definition)
        if definition in known:  # a later registry must not find them
            known.remove(definition)
    case.registry._setup_models__(cr, NAMES)
    case.registry.init_models(cr, NAMES, {"models_to_check": True})
    case.addClassCleanup(forget_testers, case.registry)


def forget_testers(registry):
    """The documents, and what the registry worked out from their fields."""
    registry._discard_fields(
        [field for name in NAMES for field in registry[name]._fields.values()]
    )
    for name in NAMES:
        del registry[name]


def grant_access(env):
    """Everything on the test documents for every employee."""
    rights = ("perm_read", "perm_write", "perm_create", "perm_unlink")
    env["ir.model.access"].create(
        [
            {
                "name": model.model,
                "model_id": model.id,
                "group_id": env.ref("base.group_user").id,
                **dict.fromkeys(rights, True),
            }
            for model in env["ir.model"].search([("model", "in", NAMES)])
        ]
    )


class ApprovalCase(PolicyCase):
    """A document with two steps: first the duty manager, then the manager."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        register_testers(cls, cls.env.cr)
        grant_access(cls.env)
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
    def _create_step(cls, name, role, sequence, model=NAMES[0], **vals):
        return cls.env["tier.definition"].create(
            {
                "name": name,
                "model_id": cls.env["ir.model"]._get_id(model),
                "review_type": "group",
                "reviewer_group_id": cls.env["ir.model.data"]._xmlid_to_res_id(
                    f"cs_policy.cs_policy_group_{role}"
                ),
                "approve_sequence": True,
                "sequence": sequence,
                "company_id": False,
                **vals,
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

from datetime import date

from freezegun import freeze_time

from odoo import Command

from odoo.addons.property_ops.tests.common import PropertyCase

from ..tools import steps

TODAY = date(2026, 11, 24)
"""A Tuesday on which nobody is off."""
SIGNATURE = (
    b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8A"
    b"AAAASUVORK5CYII="
)
"""The smallest picture there is."""
ROLES = (
    "user",
    "manager",
    "representative",
    "clerk",
    "archivist",
    "finance",
    "handler",
    "general_manager",
)


class AftercareCase(PropertyCase):
    """Homes for sale, buyers, and one user per role of the sale."""

    freeze_time = freeze_time("2026-11-24 02:00:00")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        prefix = "sales_aftercare.sales_aftercare_group_"
        groups = {f"sale_{role}": f"{prefix}{role}" for role in ROLES}
        for user in cls._create_users(groups):
            setattr(cls, user.login, user)
        cls._load_accounts()
        cls.units.write({"gross_area": 100.0, "inside_area": 80.0})

    @classmethod
    def _load_accounts(cls):
        """A chart without a country, and what accounting chose from it."""
        cls.env["account.chart.template"].try_loading(
            "generic_coa", cls.company, install_demo=False
        )
        cls.company._propose_sale_home_accounts()
        cls.bank = cls.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", cls.company.id)], limit=1
        )

    @classmethod
    def _prepare_deal(cls, unit=None, buyers=None, **vals):
        buyers = buyers or [(cls.ann, 100)]
        return {
            "unit_id": (unit or cls.unit).id,
            "company_id": cls.company.id,
            "price_unit": 10000,
            "payment_method": "lump",
            "buyer_ids": [
                Command.create({"partner_id": partner.id, "share": share})
                for partner, share in buyers
            ],
            **vals,
        }

    @classmethod
    def _create_subscription(cls, unit=None, buyers=None, **vals):
        """A draft subscription, by the sales representative."""
        values = cls._prepare_deal(unit, buyers, **{"amount_deposit": 50000, **vals})
        model = cls.env["sale.home.subscription"].with_user(cls.sale_representative)
        return model.create(values)

    @classmethod
    def _create_contract(cls, unit=None, buyers=None, **vals):
        """A signed contract that nobody submitted yet."""
        values = cls._prepare_deal(
            unit,
            buyers,
            **{
                "name": f"T-{cls.env['sale.home.contract'].search_count([]) + 1:04}",
                "delivery_kind": "ready",
                "date_signed": TODAY,
                "date_delivery": date(2026, 12, 31),
                **vals,
            },
        )
        model = cls.env["sale.home.contract"].with_user(cls.sale_representative)
        contract = model.create(values)
        if not contract.instalment_ids:
            contract._propose_instalments()
        return contract

    @classmethod
    def _create_active(cls, unit=None, buyers=None, **vals):
        """A contract in force, by its own buttons."""
        contract = cls._create_contract(unit, buyers, **vals)
        contract.action_submit()
        contract.with_user(cls.sale_manager).action_approve()
        return contract.with_user(cls.sale_user)

    @classmethod
    def _sign_for(cls, source, user=None, name="Ann"):
        """The button of ``source`` makes the receipt, the customer signs it here."""
        user = user or source.env.user
        action = source.with_user(user).action_receipt()
        receipt = cls.env["document.receipt"].browse(action["res_id"]).with_user(user)
        receipt.write({"signature": SIGNATURE, "signed_by": name})
        receipt.action_sign()
        return receipt

    @classmethod
    def _bring_to(cls, contract, key, day=TODAY):
        """Say that every step before ``key`` is over, without their documents."""
        for step in steps.get_way(contract.payment_method):
            if step.key == key:
                break
            if not contract[step.date_field]:
                contract._record_step(step.key, day)
        return contract

    def _generate_duty(self, name, record):
        """The duty of ``record`` by the plan of that name, made as the clock does."""
        plan = self.env.ref(f"sales_aftercare.policy_duty_plan_{name}")
        plan.write({"date_from": date(2026, 10, 1), "generated_until": False})
        plan._generate()
        return self.env["policy.duty"].search(
            [
                ("plan_id", "=", plan.id),
                ("anchor_model", "=", record._name),
                ("anchor_id", "=", record.id),
            ]
        )

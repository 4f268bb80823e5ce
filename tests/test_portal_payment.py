"""Paying for a home in the portal with Odoo's demo provider."""

from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.property_ops.tests.portal_common import PortalCase


@tagged("post_install", "-at_install")
@freeze_time("2026-12-25 04:00:00")
class TestPortalPayment(PortalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # What a provider has depends on the chart of the company: one of its own.
        cls.provider = cls.env.ref("payment.payment_provider_demo").copy(
            {"company_id": cls.company.id, "state": "test", "is_published": True}
        )
        cls.method = cls.env.ref("payment_demo.payment_method_demo")
        cls.provider.payment_method_ids = [Command.set(cls.method.ids)]
        cls.method.active = True
        cls.provider.journal_id = cls.env["account.journal"].search(
            [("company_id", "=", cls.company.id), ("type", "=", "bank")], limit=1
        )

    def test_an_owner_pays_everything_and_has_a_receipt(self):
        """PO-4.1.2"""
        bills = self._bill()[self.unit] | self._bill("2026-11-01")[self.unit]
        owed = sum(bills.mapped("amount_residual"))
        page = self._get(self.user_ann, f"/my/homes/pay?home={self.unit.id}").text
        self.assertIn(f'data-provider-id="{self.provider.id}"', page)
        values = self.make_jsonrpc_request(
            f"/my/homes/transaction?home={self.unit.id}&debtor={self.ann.id}",
            {
                "provider_id": self.provider.id,
                "payment_method_id": self.method.id,
                "token_id": None,
                "amount": owed,
                "flow": "direct",
                "tokenization_requested": False,
                "landing_route": f"/my/homes/{self.unit.id}",
                "is_validation": False,
                "access_token": None,
                "payment_reference": "HOME",
            },
        )
        self.make_jsonrpc_request(
            "/payment/demo/simulate_payment",
            {
                "reference": values["reference"],
                "payment_details": "4242 4242 4242 4242",
                "simulated_state": "done",
            },
        )
        self.make_jsonrpc_request("/payment/status/poll", {})
        bills.invalidate_recordset()
        self.assertEqual(bills.mapped("amount_residual"), [0, 0])
        receipt = self.env["property.receipt"].search(
            [("partner_id", "=", self.ann.id)]
        )
        self.assertEqual((receipt.amount, receipt.channel), (owed, "online"))
        page = self._get(self.user_ann, f"/my/homes/{self.unit.id}").text
        self.assertIn(receipt.name, page)
        self.assertNotIn(f"/my/homes/pay?home={self.unit.id}", page)

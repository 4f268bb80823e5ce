from datetime import timedelta

from odoo.tests import tagged

from .race_common import EstateRaceCase


@tagged("post_install", "-at_install")
class TestServiceConcurrency(EstateRaceCase):
    """A service is taken back while its month is worked out (PO-4.1.1)."""

    _company_name = "Service Race"
    _removed = tuple(
        f"DELETE FROM {table} WHERE company_id = %s"
        for table in (
            "property_charge",
            "property_billing_run",
            "property_service_order",
            "property_fee_rule",
            "property_fee_type",
            "product_template",
        )
    )

    def _prepare_case(self, env):
        product = {"name": "Repair", "type": "service", "company_id": self.company}
        fee = env["property.fee.type"].create(
            {
                "name": "Repair",
                "code": "R",
                "kind": "service",
                "company_id": self.company,
                "product_id": env["product.product"].create(product).id,
            }
        )
        rule = env["property.fee.rule"].create(
            {
                "name": "Repair",
                "fee_type_id": fee.id,
                "estate_id": self.estate,
                "method": "service",
                "rate": 80,
                "date_from": self.today.replace(day=1),
            }
        )
        order = env["property.service.order"].create(
            {
                "unit_id": self.unit,
                "rule_id": rule.id,
                "date": self.today,
                "partner_id": self.partner,
            }
        )
        order.action_confirm()
        run = env["property.billing.run"].create(
            {
                "estate_id": self.estate,
                "period": self.today,
                "invoice_date": self.today,
                "date_due": self.today + timedelta(days=15),
            }
        )
        self.order, self.run = order.id, run.id

    def _work_out(self, env):
        env["property.billing.run"].browse(self.run).action_preview()

    def _take_back(self, env):
        env["property.service.order"].browse(self.order).action_reset()

    def test_a_service_taken_back_meanwhile_is_not_worked_out(self):
        """PO-4.1.1: whoever comes second sees what the first has done."""
        _outcomes, tries = self._race(self._work_out, self._take_back)
        self.assertGreater(tries, 2, "Neither saw the other.")
        with self._env() as env:
            order = env["property.service.order"].browse(self.order)
            self.assertEqual((order.state, len(order.charge_ids)), ("draft", 0))

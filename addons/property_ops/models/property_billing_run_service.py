from odoo import models
from odoo.tools import SQL

from odoo.addons.cs_policy.tools.enforce import enforces

from ..tools import fees


class PropertyBillingRun(models.Model):
    """Services that were confirmed go on the bill of the month."""

    _inherit = "property.billing.run"

    def _get_charge_rows(self, billed):
        yield from super()._get_charge_rows(billed)
        orders = self._get_service_orders()
        percents = self._get_service_discounts(orders)
        for order in orders:
            yield self._prepare_service_charge(order, percents.get(order.id, 0)), ()

    @enforces("PO-4.1.1")
    def _get_service_orders(self):
        """Confirmed orders up to the end of the month that no charge stands for."""
        orders = self.env["property.service.order"].search(
            [
                ("estate_id", "=", self.estate_id.id),
                ("state", "=", "confirmed"),
                ("date", "<=", fees.month_end(self.period)),
                ("charge_ids", "not any", [("is_credited", "=", False)]),
            ]
        )
        if orders:
            self._lock_orders(orders)
        return orders.sorted("date")

    def _lock_orders(self, orders):
        """Who works out the month and who takes an order back go one after the other.

        The orders are written, not only locked: who waited fails on it, is tried again
        by Odoo and then sees what the first has done.
        """
        orders.flush_recordset()
        self.env.cr.execute(
            SQL(
                "WITH due AS (SELECT id FROM property_service_order WHERE id = ANY(%s)"
                " ORDER BY id FOR NO KEY UPDATE) UPDATE property_service_order job"
                " SET write_date = write_date FROM due WHERE due.id = job.id",
                orders.ids,
            )
        )

    def _get_pending_condition(self):
        """Without the services that are not confirmed, or not any more."""
        self.env["property.service.order"].flush_model(["state"])
        return SQL(
            "%s AND (service_order_id IS NULL OR EXISTS (SELECT"
            " FROM property_service_order job WHERE job.id = service_order_id"
            " AND job.state = 'confirmed'))",
            super()._get_pending_condition(),
        )

    @enforces("PO-4.1.1")
    def _get_service_discounts(self, orders):
        """{order id: percent off} by the exemptions in force on the day of each."""
        days = orders.mapped("date")
        if not days:
            return {}
        spans = self._get_discounts(orders.unit_id, min(days), max(days))
        found = {}
        for order in orders:
            key = (order.unit_id.id, order.fee_type_id.id)
            found[order.id] = max(
                (p for a, b, p in spans.get(key, ()) if a <= order.date <= b),
                default=0,
            )
        return found

    def _prepare_service_charge(self, order, percent):
        step = fees.decimal(self.currency_id.rounding)
        amount = fees.decimal(order.amount)
        off = fees.round_money(amount * fees.decimal(percent) / 100, step)
        return {
            "run_id": self.id,
            "unit_id": order.unit_id.id,
            "rule_id": order.rule_id.id,
            "fee_type_id": order.fee_type_id.id,
            "service_order_id": order.id,
            "company_id": self.company_id.id,
            "period": self.period,
            "partner_id": order.partner_id.id,
            "date_from": order.date,
            "date_to": order.date,
            "quantity": order.quantity,
            "price_unit": order.price_unit,
            "percent": percent,
            "amount": amount - off,
            "error": None,
        }

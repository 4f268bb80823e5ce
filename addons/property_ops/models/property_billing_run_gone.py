from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.cs_policy.tools.enforce import enforces


class PropertyBillingRun(models.Model):
    """Fees of last month that this month has no charge for: over, or forgotten."""

    _inherit = "property.billing.run"

    gone_count = fields.Integer(
        "Not Billed Any More",
        compute="_compute_gone_count",
        help="Fees a home was charged last month and is not this month.",
    )

    @api.depends("charge_ids.is_credited", "period")
    def _compute_gone_count(self):
        for run in self:
            run.gone_count = len(run._get_gone_ids()) if run.charge_ids else 0

    def action_view_gone(self):
        name = self.env._("Not Billed Any More")
        return {
            **self._view_charges(name, []),
            "domain": [("id", "in", self._get_gone_ids())],
        }

    @enforces("PO-4.1.2")
    def _get_gone_ids(self):
        """Ids of last month's charges whose home has none of that fee this month."""
        self.env["property.charge"].flush_model()
        query = SQL(
            "SELECT id FROM property_charge gone"
            " WHERE period = %s AND is_credited IS NOT TRUE AND amount <> 0"
            " AND service_order_id IS NULL"
            " AND unit_id IN (SELECT id FROM property_unit WHERE estate_id = %s)"
            " AND NOT EXISTS (SELECT FROM property_charge WHERE run_id = %s"
            " AND is_credited IS NOT TRUE AND unit_id = gone.unit_id"
            " AND fee_type_id = gone.fee_type_id) ORDER BY id",
            self._get_month_before(),
            self.estate_id.id,
            self._origin.id,
        )
        return [charge_id for (charge_id,) in self.env.execute_query(query)]

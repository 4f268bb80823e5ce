from odoo import models
from odoo.tools import SQL


class PolicyDutyPlan(models.Model):
    _inherit = "policy.duty.plan"

    def _get_scope_columns(self):
        """What nobody in particular looks after is open to the service centre."""
        columns = super()._get_scope_columns()
        is_named = self.role_type == "record_field"
        if self.anchor_model == "sale.home.contract" and is_named:
            group = self.env.ref("sales_aftercare.sales_aftercare_group_user")
            columns["group_id"] = SQL(
                "CASE WHEN s.employee_id IS NULL THEN %s END", group.id
            )
        return columns

    def _get_history_sql(self, company):
        """What was due before a running contract was taken over is history."""
        if self.anchor_model != "sale.home.contract":
            return super()._get_history_sql(company)
        return SQL(
            "EXISTS (SELECT 1 FROM sale_home_contract c"
            " JOIN sale_home_ledger_import i ON i.id = c.ledger_import_id"
            " WHERE c.id = a.id AND w.due_date <"
            " (i.date_imported AT TIME ZONE 'UTC' AT TIME ZONE %s)::date)",
            company.policy_tz or "UTC",
        )

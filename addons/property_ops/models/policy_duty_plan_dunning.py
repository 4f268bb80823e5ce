from odoo import models
from odoo.tools import SQL


class PolicyDutyPlan(models.Model):
    _inherit = "policy.duty.plan"

    def _get_scope_columns(self):
        """A step without a person is open to the group of its level."""
        columns = super()._get_scope_columns()
        if self.anchor_model == "property.dunning.step":
            columns["group_id"] = SQL(
                "(SELECT x.group_id FROM property_dunning_step x"
                " WHERE x.id = s.anchor_id)"
            )
        return columns

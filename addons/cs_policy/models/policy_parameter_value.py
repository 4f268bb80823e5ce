from odoo import api, fields, models


class PolicyParameterValue(models.Model):
    _name = "policy.parameter.value"
    _description = "Value of a Policy Parameter"
    _order = "parameter_id, company_id, date_from desc"
    _check_company_auto = True

    parameter_id = fields.Many2one(
        "policy.parameter", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    date_from = fields.Date(
        required=True, default=fields.Date.context_today, help="First day it applies."
    )
    value = fields.Char(required=True)
    reason = fields.Char(help="Why it was changed.")

    _start_uniq = models.Constraint(
        "UNIQUE(parameter_id, company_id, date_from)",
        "There is already a value from that day on.",
    )

    @api.constrains("value", "parameter_id")
    def _check_value(self):
        for record in self:
            record.parameter_id._parse(record.value)

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

from odoo import api, fields, models
from odoo.exceptions import UserError


class PropertyPaymentPlanLine(models.Model):
    _name = "property.payment.plan.line"
    _description = "Instalment"
    _order = "plan_id, date, id"

    plan_id = fields.Many2one(
        "property.payment.plan", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="plan_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="plan_id.currency_id")
    date = fields.Date("Due Date", required=True)
    amount = fields.Monetary(required=True)

    _amount_valid = models.Constraint(
        "CHECK(amount > 0)", "An instalment is more than nothing."
    )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_draft()
        return lines

    def write(self, vals):
        self._check_draft()
        result = super().write(vals)
        self._check_draft()  # it may have come into another plan
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        self._check_draft()

    def _check_draft(self):
        if self.plan_id.filtered(lambda plan: plan.state != "draft"):
            raise UserError(
                self.env._("What was agreed stays; cancel the plan and make another.")
            )

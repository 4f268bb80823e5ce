from odoo import api, fields, models


class PropertyLateFeeExplain(models.TransientModel):
    """Why this late fee: shown to staff on a bill or on a late fee (PO-4.1.3.1)."""

    _name = "property.late.fee.explain"
    _description = "Why This Late Fee"

    move_id = fields.Many2one("account.move", required=True, readonly=True)
    date = fields.Date("Up to", required=True)
    content = fields.Html(compute="_compute_content", sanitize=False)

    @api.depends("move_id", "date")
    def _compute_content(self):
        for wizard in self:
            wizard.move_id.check_access("read")
            lines = wizard.move_id._get_late_fee_debts()
            day = wizard.date or wizard.move_id.company_id._policy_today()
            wizard.content = self.env["ir.qweb"]._render(
                "property_ops.late_fee_explanation",
                {"late_fee": lines._get_late_fee_values(day)},
            )

    def action_print(self):
        self.move_id.check_access("read")
        report = self.env.ref("property_ops.late_fee_explanation_report")
        return report.report_action(self.move_id)

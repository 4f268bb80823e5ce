from odoo import api, fields, models
from odoo.exceptions import UserError

FACTS = ("user_id", "date")
"""Who handed in and when: not input."""


class PolicyDutyReport(models.Model):
    """A result handed in for a duty: words and files, not changed afterwards.

    The plainest evidence there is; duties with a better one name its model.
    """

    _name = "policy.duty.report"
    _description = "Report"
    _inherit = ["policy.evidence.mixin", "policy.guard.mixin"]
    _order = "id desc"
    _check_company_auto = True

    duty_id = fields.Many2one(
        "policy.duty", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        related="duty_id.company_id", store=True, precompute=True, index=True
    )
    user_id = fields.Many2one(
        "res.users",
        "Handed In By",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
    )
    date = fields.Datetime(
        "Handed In", required=True, readonly=True, default=fields.Datetime.now
    )
    note = fields.Text("Result", required=True)
    attachment_ids = fields.Many2many("ir.attachment", string="Files")

    @api.depends("duty_id", "date")
    def _compute_display_name(self):
        for report in self:
            report.display_name = self.env._(
                "Report: %(duty)s", duty=report.duty_id.display_name
            )

    @api.model
    def _get_guarded(self, names):
        facts = [name for name in names if name in FACTS]
        return super()._get_guarded(names) + facts

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            for name in FACTS:
                vals.pop(name, None)
        reports = super().create(vals_list)
        for report in reports:
            files = report.sudo().attachment_ids  # own uploads, bound to the report
            files.filtered_domain([("create_uid", "=", report.user_id.id)]).write(
                {"res_model": self._name, "res_id": report.id}
            )
            report.duty_id._complete(report)
        return reports

    def write(self, vals):
        raise UserError(
            self.env._("What was handed in can't be changed; hand in again.")
        )

from odoo import fields, models


class PolicyJobRun(models.Model):
    _inherit = "policy.job.run"

    job = fields.Selection(
        selection_add=[("late_fee", "Book late fees")],
        ondelete={"late_fee": "cascade"},
    )

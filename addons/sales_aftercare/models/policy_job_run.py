from odoo import fields, models


class PolicyJobRun(models.Model):
    _inherit = "policy.job.run"

    job = fields.Selection(
        selection_add=[
            ("movein_notice", "Prepare move-in notices"),
            ("movein_demand", "Prepare demands to move in"),
        ],
        ondelete={"movein_notice": "cascade", "movein_demand": "cascade"},
    )

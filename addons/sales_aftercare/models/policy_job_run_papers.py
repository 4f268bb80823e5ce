from odoo import fields, models


class PolicyJobRun(models.Model):
    _inherit = "policy.job.run"

    job = fields.Selection(
        selection_add=[("batches", "Create the authentication batches")],
        ondelete={"batches": "cascade"},
    )

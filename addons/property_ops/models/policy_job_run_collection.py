from odoo import fields, models


class PolicyJobRun(models.Model):
    _inherit = "policy.job.run"

    job = fields.Selection(
        selection_add=[
            ("collection", "Freeze collection figures"),
            ("collection_mail", "Mail collection figures"),
        ],
        ondelete={"collection": "cascade", "collection_mail": "cascade"},
    )

from odoo import fields, models


class PolicyJobRun(models.Model):
    _inherit = "policy.job.run"

    job = fields.Selection(
        selection_add=[
            ("dunning", "Move the dunning cases"),
            ("dunning_send", "Send the dunning letters"),
        ],
        ondelete={"dunning": "cascade", "dunning_send": "cascade"},
    )

from odoo import fields, models


class PolicyJobRun(models.Model):
    _inherit = "policy.job.run"

    job = fields.Selection(
        selection_add=[
            ("movein_notice", "Prepare move-in notices"),
            ("movein_demand", "Prepare demands to move in"),
            ("area_survey", "Gather homes to be measured"),
            ("greeting_plan", "Plan greetings"),
            ("greeting_send", "Send greetings"),
        ],
        ondelete={
            "movein_notice": "cascade",
            "movein_demand": "cascade",
            "area_survey": "cascade",
            "greeting_plan": "cascade",
            "greeting_send": "cascade",
        },
    )

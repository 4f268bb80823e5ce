from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    sms_answer_key = fields.Char(
        "Key for Answers",
        groups="base.group_system",
        copy=False,
        help="The provider posts answers of customers to /sales/sms-answer/<key>, with "
        "number and text; an opt-out word there is honoured at once.",
    )

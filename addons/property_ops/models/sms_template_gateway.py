import json

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class SmsTemplate(models.Model):
    """Chinese gateways take an approved template and its parameters, no free text."""

    _inherit = "sms.template"

    gateway_template_code = fields.Char("Gateway Template")
    gateway_params = fields.Text(
        help="JSON: name of the gateway's parameter to expression, for example "
        '{"amount": "object.amount_sent"}.'
    )

    @api.constrains("gateway_params")
    def _check_gateway_params(self):
        for template in self.filtered("gateway_params"):
            try:
                valid = isinstance(json.loads(template.gateway_params), dict)
            except ValueError:
                valid = False
            if not valid:
                raise ValidationError(
                    self.env._("The parameters of the gateway are one JSON object.")
                )

    def _get_gateway_params(self, record):
        """{parameter: text} for ``record``."""
        self.ensure_one()
        params = json.loads(self.gateway_params or "{}")
        return {
            name: self._render_template(
                f"{{{{ {expression} }}}}", record._name, record.ids
            )[record.id]
            for name, expression in params.items()
        }

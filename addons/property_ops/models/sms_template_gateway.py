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

    def _queue(self, record, partner, company, **vals):
        """Queue the message of this template about ``record`` to ``partner``.

        In the partner's language, through the gateway of ``company``; sent by the
        queue of Odoo, which says so where the partner has no number.

        :param vals: further values of the message
        :return: the queued message
        """
        self.ensure_one()
        template = self.sudo()  # its text
        queue = self.env["sms.sms"].sudo()  # queued by the system
        lang = partner.lang or self.env.lang
        body = template.with_context(lang=lang)._render_field(
            "body", record.ids, set_lang=lang
        )[record.id]
        return queue.create(
            {
                "partner_id": partner.id,
                "number": partner.phone_sanitized,
                "body": body,
                "gateway_company_id": company.id,
                "gateway_template_code": template.gateway_template_code,
                "gateway_params": template._get_gateway_params(record),
                **vals,
            }
        )

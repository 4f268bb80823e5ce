from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.sms_gateway import SmsApiHttp, SmsApiLog

ADMIN = "base.group_system"


class ResCompany(models.Model):
    """Which gateway sends the company's short messages."""

    _inherit = "res.company"

    sms_gateway = fields.Selection(
        [("log", "Log only"), ("http", "HTTP gateway")],
        "SMS Gateway",
        required=True,
        default="log",
        help="Log only: nothing leaves the server.",
    )
    sms_http_url = fields.Char("Address", groups=ADMIN)
    sms_http_headers = fields.Text(
        "Headers", groups=ADMIN, help="One per line, as in Authorization: key."
    )
    sms_http_format = fields.Selection(
        [("json", "JSON"), ("form", "Form")], "Format", default="json", groups=ADMIN
    )
    sms_http_body = fields.Text(
        "Request",
        groups=ADMIN,
        default='{"phone": "$number", "sign": "$sign", "template": "$code", '
        '"params": $params, "text": "$content"}',
        help="With $number, $content, $sign, $code, $params (a JSON object), "
        "$params_text (the same as text) and $uuid.",
    )
    sms_http_sign = fields.Char("Sign Name", groups=ADMIN)
    sms_http_success = fields.Char(
        "Answer Contains",
        groups=ADMIN,
        help="Text in the answer that means the message was taken; empty: any.",
    )

    @api.constrains("sms_gateway", "sms_http_url")
    def _check_sms_gateway(self):
        for company in self.sudo():  # whoever edits the company
            address = company.sms_http_url or ""
            if company.sms_gateway == "http" and not address.startswith(
                ("http://", "https://")
            ):
                raise ValidationError(
                    self.env._("The gateway has an address beginning with https://.")
                )

    def _get_sms_headers(self):
        """{header: value} of the lines that have a colon."""
        self.ensure_one()
        lines = (self.sms_http_headers or "").splitlines()
        pairs = (line.split(":", 1) for line in lines if ":" in line)
        return {name.strip(): value.strip() for name, value in pairs}

    def _get_sms_api_class(self):
        self.ensure_one()
        return {"http": SmsApiHttp}.get(self.sms_gateway, SmsApiLog)

"""Gateways for short messages, chosen by company (PO-4.1.2).

``log`` only writes to the server log; ``http`` posts to any provider that takes a
request per message, free text or an approved template with parameters.
"""

import json
import logging
from string import Template
from urllib.parse import quote_plus

import requests

from odoo.addons.sms.tools.sms_api import SmsApiBase

_logger = logging.getLogger(__name__)
TIMEOUT = 10  # seconds


def fill(template, values, kind):
    """``template`` with ``$name`` replaced, escaped for ``json`` or ``form`` bodies.

    ``$params`` is the JSON object itself, ``$params_text`` that object as a string.
    """
    params = json.dumps(values.get("params") or {}, ensure_ascii=False)
    texts = {key: str(value or "") for key, value in values.items() if key != "params"}
    texts["params_text"] = params
    if kind == "json":
        filled = {
            key: json.dumps(text, ensure_ascii=False)[1:-1]
            for key, text in texts.items()
        }
        filled["params"] = params
    else:
        filled = {key: quote_plus(text) for key, text in texts.items()}
        filled["params"] = quote_plus(params)
    return Template(template or "").safe_substitute(filled)


class SmsApiGateway(SmsApiBase):
    """One request per message; a failure of one says nothing about the next."""

    def _send_sms_batch(self, messages, delivery_reports_url=False):
        uuids = [one["uuid"] for message in messages for one in message["numbers"]]
        queue = self.env["sms.sms"].sudo()  # the queue is the system's
        queued = queue.search([("uuid", "in", uuids)])
        by_uuid = {sms.uuid: sms for sms in queued}
        return [
            self._send_one(message["content"], one["number"], by_uuid[one["uuid"]])
            for message in messages
            for one in message["numbers"]
        ]

    def _send_one(self, content, number, sms):
        if not number:
            return {"uuid": sms.uuid, "state": "sms_number_missing"}
        error = self._transmit(content, number, sms)
        if error:
            return {
                "uuid": sms.uuid,
                "state": "server_error",
                "failure_reason": error[:200],
            }
        return {"uuid": sms.uuid, "state": "sent"}


class SmsApiLog(SmsApiGateway):
    def _transmit(self, content, number, sms):
        _logger.info("SMS to %s: %s", number, content)
        return ""


class SmsApiHttp(SmsApiGateway):
    def _transmit(self, content, number, sms):
        """Error text; empty when the provider has taken the message."""
        company = self.company.sudo()  # URL and keys are for administrators alone
        kind = company.sms_http_format or "json"
        values = {
            "number": number,
            "content": content,
            "sign": company.sms_http_sign,
            "code": sms.gateway_template_code,
            "params": sms.gateway_params,
            "uuid": sms.uuid,
        }
        types = {
            "json": "application/json",
            "form": "application/x-www-form-urlencoded",
        }
        headers = {"Content-Type": f"{types[kind]}; charset=utf-8"}
        headers.update(company._get_sms_headers())
        try:
            answer = requests.post(
                company.sms_http_url or "",
                data=fill(company.sms_http_body, values, kind).encode(),
                headers=headers,
                timeout=TIMEOUT,
            )
        except requests.exceptions.RequestException as error:
            return str(error) or type(error).__name__
        if not answer.ok:
            return f"HTTP {answer.status_code}"
        wanted = company.sms_http_success
        return "" if not wanted or wanted in answer.text else answer.text

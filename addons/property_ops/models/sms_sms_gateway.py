from odoo import fields, models

from odoo.addons.cs_policy.tools.enforce import enforces

ATTEMPTS = 5


class SmsSms(models.Model):
    """Short messages go through the gateway of their company."""

    _inherit = "sms.sms"

    gateway_company_id = fields.Many2one("res.company", "Company", ondelete="set null")
    gateway_template_code = fields.Char("Gateway Template")
    gateway_params = fields.Json()
    gateway_attempts = fields.Integer("Attempts")
    dunning_step_id = fields.Many2one(
        "property.dunning.step", index="btree_not_null", ondelete="set null"
    )

    def _get_sms_company(self):
        return (
            self.mail_message_id.record_company_id
            or self.gateway_company_id
            or super()._get_sms_company()
        )

    def _split_by_api(self):
        """Each company has its own gateway; a batch may be of several companies."""
        for company, messages in self.grouped(
            lambda sms: sms._get_sms_company()[:1] or self.env.company
        ).items():
            gateway = company._get_sms_api_class()(self.env)
            gateway._set_company(company)
            yield gateway, messages

    def _send(self, unlink_failed=False, unlink_sent=True, raise_exception=False):
        """The queue does not split by company: done here, for both ways."""
        left = self._withhold_paid()
        if self.env.context.get("sms_api"):
            parts = [(self.env.context["sms_api"], left)] if left else []
        else:
            parts = list(left._split_by_api())
        results = [
            super(SmsSms, messages.with_context(sms_api=gateway))._send(
                unlink_failed, unlink_sent, raise_exception
            )
            for gateway, messages in parts
        ]
        return any(results)

    @enforces("PO-4.1.3.x")
    def _withhold_paid(self):
        """Those still to be sent; reminders of what was just paid are cancelled."""
        against = self.dunning_step_id.sudo()._withhold()  # whoever runs the queue
        paid = self.filtered(lambda sms: sms.dunning_step_id in against)
        paid.action_set_canceled()
        return self - paid

    def _handle_call_result_hook(self, results):
        result = super()._handle_call_result_hook(results)
        errors = {row["uuid"]: row.get("failure_reason") for row in results}
        for sms in self:
            sms.gateway_attempts += 1
            step = sms.dunning_step_id
            if step:
                failed = sms.state == "error"
                step._write_protected(
                    {
                        "sms_status": "failed" if failed else "sent",
                        "send_error": failed and errors.get(sms.uuid),
                    }
                )
        return result

    def _retry_dunning(self):
        """Failed reminders are tried again, some times."""
        self.sudo().search(  # the queue is the system's
            [
                ("dunning_step_id", "!=", False),
                ("state", "=", "error"),
                ("gateway_attempts", "<", ATTEMPTS),
            ]
        ).action_set_outgoing()

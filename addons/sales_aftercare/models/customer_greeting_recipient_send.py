from markupsafe import Markup
from werkzeug.urls import url_join

from odoo import fields, models
from odoo.tools import plaintext2html


class CustomerGreetingRecipient(models.Model):
    """The message of one customer: prepared, handed over, its outcome kept."""

    _inherit = "customer.greeting.recipient"

    def _prepare_messages(self):
        """Write down what goes where; the rows that are being sent from now on."""
        profiles = self.env["customer.profile"]
        ready = self.browse()
        for greeting, rows in self.grouped("greeting_id").items():
            taken = greeting._get_taken_addresses()
            for row in rows:
                profile = profiles._ensure(row.partner_id, row.company_id)
                channel, address = greeting._get_address(row.partner_id, profile)
                if (channel, address) in taken:
                    row._move("left_out", left_out_reason="twice")
                    continue
                taken.add((channel, address))
                row._prepare_message(profile, channel, address)
                ready |= row
        return ready

    def _prepare_message(self, profile, channel, address):
        text = self.greeting_id._get_text(self.partner_id)
        vals = {"channel": channel, "address": address, "body": text}
        if channel == "sms":
            sms = self._create_sms(address, profile._append_opt_out_word(text))
            vals |= {"sms_id": sms.id, "body": sms.body}
        else:
            vals["mail_id"] = self._create_mail(profile, address, text).id
        self._move("queued", **vals)

    def _create_sms(self, number, text):
        """In a state that Odoo's own queue leaves alone."""
        greeting = self.greeting_id
        return self.env["sms.sms"].create(
            {
                "partner_id": self.partner_id.id,
                "number": number,
                "body": text,
                "state": "process",
                "gateway_company_id": self.company_id.id,
                "gateway_template_code": greeting.gateway_template_code,
                "gateway_params": {
                    "name": self.partner_id.name or "",
                    "company": self.company_id.name,
                },
            }
        )

    def _create_mail(self, profile, address, text):
        """As above; with the link to opt out, also for the mail program's button."""
        greeting = self.greeting_id
        link = url_join(greeting.get_base_url(), profile._get_opt_out_path())
        env = self.with_context(lang=self.partner_id.lang or self.env.lang).env
        footer = Markup('<p><a href="%s">%s</a></p>') % (
            link,
            env._("No more messages of this kind"),
        )
        return self.env["mail.mail"].create(
            {
                "subject": greeting._get_text(self.partner_id, "subject"),
                "body_html": plaintext2html(text) + footer,
                "email_to": address,
                "email_from": self.company_id.email_formatted
                or self.env.user.email_formatted,
                "attachment_ids": [(6, 0, greeting.file_ids.ids)],
                "auto_delete": False,
                "state": "received",
                "headers": repr(
                    {
                        "List-Unsubscribe": f"<{link}>",
                        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                    }
                ),
            }
        )

    def _hand_over(self):
        """Give the prepared messages to gateway and mail server, keep the outcome."""
        for sms in self.sms_id:
            sms._send(unlink_failed=False, unlink_sent=False)
        mails = self.mail_id
        mails.write({"state": "outgoing"})
        mails.send()
        mails.filtered(lambda mail: mail.state == "outgoing").cancel()  # not later
        now = fields.Datetime.now()
        for row in self:
            message = row.sms_id or row.mail_id
            if message.state in ("sent", "pending"):
                row._move("sent", sent_at=now)
            else:
                row._move("failed", error=row._get_error())

    def _get_error(self):
        sms, mail = self.sms_id, self.mail_id
        reason = sms.failure_type or mail.failure_reason
        return (reason or self.env._("It was not taken."))[:200]

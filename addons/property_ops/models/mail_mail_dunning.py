from odoo import models

from odoo.addons.cs_policy.tools.enforce import enforces


class MailMail(models.Model):
    """The moment of sending: a reminder that is wrong by now is held back here."""

    _inherit = "mail.mail"

    def _get_dunning_steps(self):
        messages = self.mail_message_id.filtered(
            lambda message: message.model == "property.dunning.case"
        )
        if not messages:
            return self.env["property.dunning.step"]
        steps = self.env["property.dunning.step"].sudo()  # whoever runs the queue
        return steps.search([("message_id", "in", messages.ids)])

    @enforces("PO-4.1.3.x")
    def _withhold_paid(self):
        """Cancel those of the mails that ask for what is not owed or paid since."""
        self._get_dunning_steps()._withhold()

    def _cancel_dunning(self):
        for mail in self.sudo():  # queued by the system
            mail.write({"state": "cancel"})
            mail.mail_message_id.notification_ids.filtered(
                lambda notice: notice.notification_status not in ("sent", "bounce")
            ).write({"notification_status": "canceled"})

    def _prepare_outgoing_list(self, *args, **kwargs):
        """Called for each mail right before it goes to the server."""
        self._withhold_paid()
        if self.state == "cancel":
            return []
        return super()._prepare_outgoing_list(*args, **kwargs)

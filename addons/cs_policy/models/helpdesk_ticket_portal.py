from odoo import models
from odoo.exceptions import UserError


class HelpdeskTicket(models.Model):
    """What a customer may see of a ticket and do with it."""

    _inherit = "helpdesk.ticket"

    def _get_portal_closing_stages(self):
        """Stages to which the customer may close the ticket; none when closed."""
        self.ensure_one()
        if self.closed or self.closed_date:
            return self.env["helpdesk.ticket.stage"]
        team = self.team_id.with_company(self.company_id)
        return team._get_applicable_stages().filtered(
            lambda stage: stage.closed and stage.close_from_portal
        )

    def _close_from_portal(self, stage):
        """Close the ticket as its customer asks.

        :raises UserError: for a stage that is not offered to the customer
        """
        self.ensure_one()
        if stage not in self._get_portal_closing_stages():
            raise UserError(
                self.env._(
                    "%(ticket)s can't be closed that way.", ticket=self.display_name
                )
            )
        self.stage_id = stage

    def _get_portal_attachments(self):
        """Files of the customer and of messages to the customer.

        Files of internal notes and those put aside by staff stay internal.
        """
        self.ensure_one()
        visible = self.website_message_ids.filtered(
            lambda message: not message.is_internal and not message.subtype_id.internal
        ).attachment_ids
        own = self.attachment_ids.filtered(lambda file: file.create_uid.share)
        return self.attachment_ids & (visible | own)

from odoo import models

from ..tools.timeline import Entry


class HelpdeskTicket(models.Model):
    """Tickets on the line of time of a customer (X-4)."""

    _inherit = "helpdesk.ticket"

    def _get_portal_entries(self, company):
        """One entry for each ticket, in the days of ``company``."""
        return [
            Entry(
                company._policy_date(ticket.create_date),
                "ticket",
                ticket._get_portal_title(),
                f"{ticket.number} {ticket.name}",
                url=f"/my/ticket/{ticket.id}",
            )
            for ticket in self
        ]

    def _get_portal_title(self):
        """What the customer calls it."""
        return self.env._("Your question")

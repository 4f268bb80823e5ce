from odoo.addons.helpdesk_mgmt.controllers.myaccount import CustomerPortalHelpdesk


class PolicyTicketPage(CustomerPortalHelpdesk):
    def _ticket_get_page_view_values(self, ticket, access_token, **kwargs):
        """Only files the customer may see and stages the customer may choose."""
        values = super()._ticket_get_page_view_values(ticket, access_token, **kwargs)
        values["portal_attachments"] = ticket._get_portal_attachments()
        values["closed_stages"] = ticket._get_portal_closing_stages()
        return values

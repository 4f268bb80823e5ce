from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request

from odoo.addons.helpdesk_mgmt.controllers.main import HelpdeskTicketController
from odoo.addons.portal.controllers.portal import CustomerPortal


class PolicyTicketController(HelpdeskTicketController):
    """The customer's acts on tickets, each on their own tickets only.

    The original closes any ticket by its number, by a mere link, for whoever is
    logged in.
    """

    @http.route(methods=["POST"])
    def support_ticket_close(
        self, ticket_id=None, stage_id=None, access_token=None, **kw
    ):
        try:
            readable = CustomerPortal()._document_check_access(
                "helpdesk.ticket", int(ticket_id), access_token=access_token
            )
            stage = request.env["helpdesk.ticket.stage"].browse(int(stage_id))
        except (AccessError, MissingError, TypeError, ValueError):
            return request.redirect("/my")
        # sudo: customers only read tickets; the method checks what they may do
        ticket = request.env["helpdesk.ticket"].sudo().browse(readable.id)
        try:
            ticket._close_from_portal(stage)
        except UserError:
            return request.redirect(f"/my/ticket/{ticket.id}")
        return request.redirect(ticket.get_portal_url())

    @http.route(methods=["POST"])
    def submit_ticket(self, **kw):
        kw["description"] = kw.get("description") or ""
        kw["subject"] = (kw.get("subject") or "").strip() or request.env._("No Subject")
        return super().submit_ticket(**kw)

    def _prepare_submit_ticket_vals(self, **kw):
        """Only teams and categories the form offers, of the own company."""
        company = request.env.company
        offered = {
            "team": self._get_teams(),
            "category": self._get_categories(**kw),
        }
        for name, records in offered.items():
            chosen = str(kw.get(name) or "")
            records = records and records.filtered(
                lambda record: record.company_id in (company, company.browse())
            )
            if not records or chosen not in {str(number) for number in records.ids}:
                kw[name] = False
        return super()._prepare_submit_ticket_vals(**kw)

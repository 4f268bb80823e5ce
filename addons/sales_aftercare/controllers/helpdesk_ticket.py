from odoo.http import request

from odoo.addons.property_ops.controllers.helpdesk_ticket import HomeTicketController

from .my_contracts import find_contract


class ContractTicketController(HomeTicketController):
    """Asking about one's contract: the ticket carries it."""

    def _get_create_new_ticket_values(self, **kw):
        values = super()._get_create_new_ticket_values(**kw)
        values["sale_contract"], _sale = find_contract(kw.get("contract"))
        return values

    def _prepare_submit_ticket_vals(self, **kw):
        """Only with a contract of one's own: any other number is left out."""
        vals = super()._prepare_submit_ticket_vals(**kw)
        contract, sale = find_contract(kw.get("contract"))
        company = vals["company_id"] or request.env.company.id
        if contract and sale.is_current and contract.company_id.id == company:
            vals["sale_contract_id"] = contract.id
        return vals

from odoo.http import request

from odoo.addons.cs_policy.controllers.helpdesk_ticket import PolicyTicketController

from .my_homes import find_home


class HomeTicketController(PolicyTicketController):
    """Asking about one's home: the ticket carries the home."""

    def _get_create_new_ticket_values(self, **kw):
        values = super()._get_create_new_ticket_values(**kw)
        values["home"], _home = find_home(kw.get("home"))
        return values

    def _prepare_submit_ticket_vals(self, **kw):
        """Only with a home of one's own: any other number is left out."""
        vals = super()._prepare_submit_ticket_vals(**kw)
        unit, _home = find_home(kw.get("home"))
        if unit and unit.company_id.id == (
            vals["company_id"] or request.env.company.id
        ):
            vals["property_unit_id"] = unit.id
        return vals

from odoo import api, models
from odoo.fields import Domain


class ResPartner(models.Model):
    """At the desk a person is found by phone and by home, too."""

    _inherit = "res.partner"

    @api.model
    def _search_display_name(self, operator, value):
        domain = super()._search_display_name(operator, value)
        if not self.env.context.get("property_desk") or operator != "ilike":
            return domain
        return Domain.OR(
            [
                domain,
                [("phone", operator, value)],
                [("tenure_ids.unit_id.reference", operator, value)],
                [("tenancy_ids.unit_id.reference", operator, value)],
            ]
        )

from odoo import models


class PropertyUnit(models.Model):
    """On the line of time of a home: how the reader bought it (X-4)."""

    _inherit = "property.unit"

    def _get_portal_events(self, home, partner, limit=None):
        """See super; with way and events of the reader's own contracts of the home."""
        entries = super()._get_portal_events(home, partner, limit)
        contracts = self.env["sale.home.contract"]
        sales = contracts._get_portal_sales(partner)
        own = contracts.search(
            [
                ("id", "in", list(sales)),
                ("unit_id", "=", self.id),
                ("company_id", "in", self.env.user.company_ids.ids),
            ]
        )
        for contract in own:
            sale = sales[contract.id]
            entries += contract._get_portal_entries(sale, partner, limit)
        return entries

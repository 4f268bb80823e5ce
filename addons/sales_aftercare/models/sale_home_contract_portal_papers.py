from odoo import models

from odoo.addons.cs_policy.tools.enforce import enforces

from ..tools.portal_paper import PortalPaper


class SaleHomeContract(models.Model):
    """Where every paper of a sale is, as its buyers read it (SA-1.1.3)."""

    _inherit = "sale.home.contract"

    @enforces("SA-1.1.3")
    def _get_portal_copies(self, sale, partner):
        """[:class:`PortalPaper`] of this sale that ``partner`` may know of.

        The copies are those of all buyers. A photocopy of an identity document or a
        power of attorney is for the one whose it is; a former buyer sees nothing.
        """
        self.ensure_one()
        if not sale.is_current:
            return []
        domain = [
            "|",
            ("contract_id", "=", self.id),
            ("subscription_id", "in", self.subscription_id.ids),
            ("owner_id", "in", (False, partner.id)),
            ("state", "!=", "replaced"),
        ]
        # sudo: customers have no right on papers; only those of their own contract
        copies = self.env["document.copy"].sudo().search(domain, order="id")
        kinds = dict(copies._fields["kind"]._description_selection(self.env))
        places = self._get_portal_places()
        return [
            PortalPaper(
                kind=copy.title or kinds[copy.kind],
                number=copy.name,
                place=self._get_portal_place(copy, partner, places),
                since=copy.state != "lost" and copy.date_held or None,
                belongs=places.get(copy.recipient, ""),
                is_settled=copy.is_settled,
            )
            for copy in copies
        ]

    def _get_portal_places(self):
        """{holder: who has it then, said to a buyer}"""
        return {
            "office": self.env._("At our office"),
            "archive": self.env._("In our archive"),
            "bureau": self.env._("At the housing bureau"),
            "bank": self.env._("With the bank"),
            "property": self.env._("With the property company"),
            "customer": self.env._("With you"),
        }

    def _get_portal_place(self, copy, partner, places):
        """Who has ``copy``, said to ``partner``."""
        if copy.state == "lost":
            return self.env._("Lost; we are seeing to a new one")
        taker = copy.holder_partner_id
        if copy.holder != "customer" or not taker or taker == partner:
            return places[copy.holder]
        if taker in self.buyer_ids.partner_id:
            return self.env._("With another buyer")
        return self.env._("With the person who took it for you")

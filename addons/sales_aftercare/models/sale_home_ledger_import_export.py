from odoo import api, models

from ..tools.contract_words import ROLES


class SaleHomeLedgerImport(models.Model):
    """Headings and words of our own template, in every language in use."""

    _inherit = "sale.home.ledger.import"

    @api.model
    def _get_title(self, estate):
        return self.env._("%(estate)s – Contract Ledger", estate=estate.name)

    @api.model
    def _get_role_labels(self, day=None):
        """{role: heading} in the user's language, in the order of the columns."""
        labels = {**self._get_deal_labels(), **self._get_way_labels()}
        return {role: labels[role] for role in ROLES}

    def _get_deal_labels(self):
        env = self.env
        return {
            "number": env._("Contract No."),
            "buyer": env._("Buyers"),
            "share": env._("Shares"),
            "phone": env._("Telephone"),
            "home": env._("Address of the Home"),
            "building": env._("Building"),
            "entrance": env._("Entrance"),
            "room": env._("Room"),
            "area": env._("Contract Area (m²)"),
            "price_unit": env._("Price per m²"),
            "total": env._("Price"),
            "method": env._("Payment Method"),
            "down": env._("Down Payment"),
            "bank": env._("Bank of the Loan"),
            "loan": env._("Loan"),
            "fund": env._("Provident-fund Loan"),
            "kind": env._("Ready or Off-plan"),
            "state": env._("State of the Contract"),
        }

    def _get_way_labels(self):
        env = self.env
        return {
            "subscribed": env._("Subscribed on"),
            "signed": env._("Signed on"),
            "authenticated": env._("Authenticated on"),
            "agreed": env._("Delivery Agreed"),
            "actual": env._("Actually Handed Over on"),
            "surveyed": env._("Surveyed Area (m²)"),
            "received": env._("Received so Far"),
            "title": env._("Property Certificate"),
            "land": env._("Land Certificate"),
            "online": env._("Online-signing No."),
            "note": env._("Note"),
        }

    @api.model
    def _get_value_labels(self):
        """{(role, value): text} of payment methods, kinds of homes and states."""
        fields = self.env["sale.home.contract"]._fields
        methods = fields["payment_method"]._description_selection(self.env)
        kinds = fields["delivery_kind"]._description_selection(self.env)
        running, ended = self.env._("Running"), self.env._("Ended")
        return {
            **{("method", value): text for value, text in methods},
            ("method", "fund"): self.env._("Provident fund"),
            ("method", "combined"): self.env._("Combined loan"),
            **{("kind", value): text for value, text in kinds},
            ("state", "running"): running,
            ("state", "ended"): ended,
            ("certificate", "issued"): self.env._("Issued"),
        }

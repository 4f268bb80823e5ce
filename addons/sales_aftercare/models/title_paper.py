from odoo import fields, models
from odoo.fields import Domain


class TitlePaper(models.Model):
    """What is needed for a certificate, by kind and payment method: pure data."""

    _name = "title.paper"
    _description = "Paper for a Certificate"
    _order = "direction, sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Empty: every company.")
    direction = fields.Selection(
        [("brought", "Brought by the customer"), ("given", "Taken by the customer")],
        required=True,
        default="brought",
    )
    form = fields.Selection(
        [("original", "Original"), ("photocopy", "Photocopy")],
        "Original or Copy",
        required=True,
        default="original",
    )
    for_property = fields.Boolean("Property Certificate", default=True)
    for_land = fields.Boolean("Land Certificate")
    for_both = fields.Boolean("Both Together", default=True)
    payment_method = fields.Selection(
        [
            ("lump", "Lump sum"),
            ("instalment", "Instalments"),
            ("mortgage", "Mortgage"),
        ],
        help="Only where the home is paid in this way; empty: always.",
    )

    def _find(self, kind, contract):
        """The papers of an application of ``kind`` for ``contract``."""
        domain = Domain(f"for_{kind}", "=", True)
        domain &= Domain("payment_method", "in", (False, contract.payment_method))
        domain &= Domain("company_id", "in", (False, contract.company_id.id))
        return self.search(domain)

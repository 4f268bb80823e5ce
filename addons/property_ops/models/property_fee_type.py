from odoo import fields, models


class PropertyFeeType(models.Model):
    """What is charged for: property fee, water, power, a service (PO-4.1.1)."""

    _name = "property.fee.type"
    _description = "Fee Type"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        [
            ("property", "Property fee"),
            ("utility", "Utility"),
            ("service", "Special service"),
        ],
        required=True,
        default="property",
        help="Targets differ: utilities and services 100 %, property fee 95 % "
        "(PO-4.1.5).",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    product_id = fields.Many2one(
        "product.product",
        required=True,
        check_company=True,
        help="Gives the income account and the taxes.",
    )
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint(
        "UNIQUE(company_id, code)", "That code names another fee already."
    )

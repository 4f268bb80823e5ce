from odoo import fields, models


class PropertyFeeTier(models.Model):
    """From so much consumption a month on, each further unit costs so much."""

    _name = "property.fee.tier"
    _description = "Fee Tier"
    _order = "rule_id, quantity_from"

    rule_id = fields.Many2one(
        "property.fee.rule",
        "Fee Rule",
        required=True,
        ondelete="cascade",
        index=True,
    )
    quantity_from = fields.Float("Above", required=True)
    rate = fields.Float(digits="Property Rate", required=True)

    _start_uniq = models.Constraint(
        "UNIQUE(rule_id, quantity_from)", "Two tiers begin at the same quantity."
    )
    _valid = models.Constraint(
        "CHECK(quantity_from >= 0 AND rate >= 0)", "Tiers and rates can't be negative."
    )

from odoo import api, fields, models


class PropertyFeeRule(models.Model):
    """How much of a fee which homes pay, from when to when (PO-4.1.1).

    Rates are per month in the company's currency, before tax unless the tax of the
    product is included in prices.
    """

    _name = "property.fee.rule"
    _description = "Fee Rule"
    _inherit = ["mail.thread", "property.period.mixin"]
    _order = "estate_id, fee_type_id, date_from desc, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    fee_type_id = fields.Many2one(
        "property.fee.type",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    estate_id = fields.Many2one(
        "property.estate", required=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one(
        related="estate_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    method = fields.Selection(
        [
            ("area", "By gross area"),
            ("flat", "Flat"),
            ("meter", "By meter"),
            ("shared", "Shared cost by area"),
            ("service", "Per service order"),
        ],
        required=True,
        default="area",
        tracking=True,
    )
    rate = fields.Float(
        digits="Property Rate",
        tracking=True,
        help="Per m², per home, per unit of the meter or per service order; for shared "
        "costs the whole amount of the month.",
    )
    meter_kind = fields.Selection(
        [
            ("water", "Water"),
            ("power", "Power"),
            ("gas", "Gas"),
            ("heat", "Heating"),
        ]
    )
    tier_ids = fields.One2many("property.fee.tier", "rule_id", help="Empty: one rate.")
    date_from = fields.Date(default=lambda self: self.env.company._policy_today())
    building_ids = fields.Many2many("property.building", help="Empty: all buildings.")
    use = fields.Selection(
        selection=lambda self: (
            self.env["property.unit"]._fields["use"]._description_selection(self.env)
        ),
        help="Empty: any use.",
    )
    unit_ids = fields.Many2many(
        "property.unit",
        string="Homes",
        help="Only these homes; empty: all that fit the rest.",
    )
    active = fields.Boolean(default=True)

    _rate_valid = models.Constraint("CHECK(rate >= 0)", "A rate can't be negative.")
    _meter_named = models.Constraint(
        "CHECK(method != 'meter' OR meter_kind IS NOT NULL)",
        "A fee by meter says which meter.",
    )

    @api.depends("name", "fee_type_id")
    def _compute_display_name(self):
        for rule in self:
            rule.display_name = rule.name or rule.fee_type_id.name

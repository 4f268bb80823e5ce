from odoo import api, fields, models


class PropertyMeter(models.Model):
    """A meter in a home, from its installation to its replacement."""

    _name = "property.meter"
    _description = "Meter"
    _order = "unit_id, kind, date_from desc"
    _rec_names_search = ["number"]
    _check_company_auto = True

    number = fields.Char("Meter Number", required=True)
    kind = fields.Selection(
        [
            ("water", "Water"),
            ("power", "Power"),
            ("gas", "Gas"),
            ("heat", "Heating"),
        ],
        required=True,
    )
    unit_id = fields.Many2one(
        "property.unit", "Home", required=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one(
        related="unit_id.company_id", store=True, index=True, precompute=True
    )
    date_from = fields.Date("Installed", required=True)
    date_to = fields.Date("Removed", help="Last day; empty while it runs.")
    first_value = fields.Float("First Reading", digits="Property Meter")
    digit_count = fields.Integer(
        default=5, required=True, help="Rolls over to zero after so many digits."
    )
    factor = fields.Float(
        default=1.0, required=True, help="Units consumed per unit on the dial."
    )
    reading_ids = fields.One2many("property.meter.reading", "meter_id")

    _number_uniq = models.Constraint(
        "UNIQUE(company_id, kind, number)", "That meter is registered already."
    )
    _valid = models.Constraint(
        "CHECK(digit_count BETWEEN 3 AND 9 AND factor > 0 AND first_value >= 0)",
        "A meter has 3 to 9 digits, a positive factor and no negative reading.",
    )

    @api.depends("kind", "number")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for meter in self:
            meter.display_name = f"{kinds.get(meter.kind, '')} {meter.number or ''}"

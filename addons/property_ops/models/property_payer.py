from odoo import api, fields, models


class PropertyPayer(models.Model):
    """Somebody other than the owner pays the fees of a home for a time (PO-4.1.2)."""

    _name = "property.payer"
    _description = "Payer"
    _order = "unit_id, date_from desc"
    _check_company_auto = True

    unit_id = fields.Many2one(
        "property.unit", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="unit_id.company_id", store=True, index=True, precompute=True
    )
    partner_id = fields.Many2one(
        "res.partner", "Payer", required=True, ondelete="restrict", index=True
    )
    date_from = fields.Date("From", required=True, default=fields.Date.context_today)
    date_to = fields.Date("To", help="Last day; empty while it lasts.")
    reason = fields.Char()

    _dates_valid = models.Constraint(
        "CHECK(date_to IS NULL OR date_to >= date_from)",
        "The last day can't be before the first.",
    )
    _one_at_a_time = models.Constraint(
        "EXCLUDE USING gist (int4range(unit_id, unit_id, '[]') WITH &&, "
        "daterange(date_from, date_to, '[]') WITH &&)",
        "A home has one payer at a time.",
    )

    @api.depends("unit_id", "partner_id")
    def _compute_display_name(self):
        for row in self:
            row.display_name = f"{row.unit_id.reference}: {row.partner_id.name}"

    @api.model
    def _get_named(self, units, day):
        """{unit id: partner} of payers named for ``day``."""
        rows = self.search(
            [
                ("unit_id", "in", units.ids),
                ("date_from", "<=", day),
                "|",
                ("date_to", "=", False),
                ("date_to", ">=", day),
            ]
        )
        return {row.unit_id.id: row.partner_id for row in rows}

from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.wording import join_names


class PropertyPayer(models.Model):
    """Somebody other than the owner pays the fees of a home for a time (PO-4.1.2)."""

    _name = "property.payer"
    _description = "Payer"
    _inherit = ["property.period.mixin"]
    _order = "unit_id, date_from desc"
    _check_company_auto = True

    unit_id = fields.Many2one(
        "property.unit", "Home", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="unit_id.company_id", store=True, index=True, precompute=True
    )
    partner_id = fields.Many2one(
        "res.partner", "Payer", required=True, ondelete="restrict", index=True
    )
    date_from = fields.Date(default=lambda self: self.env.company._policy_today())
    reason = fields.Char()

    _one_at_a_time = models.Constraint(
        "EXCLUDE USING gist (int4range(unit_id, unit_id, '[]') WITH &&, "
        "daterange(date_from, date_to, '[]') WITH &&)",
        "A home has one payer at a time.",
    )

    @api.depends("unit_id", "partner_id")
    def _compute_display_name(self):
        for row in self:
            row.display_name = join_names(row.unit_id.reference, row.partner_id.name)

    @api.model
    def _get_named(self, units, day):
        """{unit id: partner} of payers named for ``day``."""
        domain = self._get_period_domain(day) & Domain("unit_id", "in", units.ids)
        rows = self.search(domain)
        return {row.unit_id.id: row.partner_id for row in rows}

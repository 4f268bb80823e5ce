from odoo import api, fields, models

from ..tools.wording import join_names


class PropertyTenancy(models.Model):
    """A lease of a home: tenant, rent, deposit and term (PO-4.5.3)."""

    _name = "property.tenancy"
    _description = "Tenancy"
    _inherit = ["mail.thread", "property.period.mixin"]
    _order = "unit_id, date_from desc, id"
    _check_company_auto = True

    unit_id = fields.Many2one(
        "property.unit", "Home", required=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one(
        related="unit_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner", "Tenant", required=True, ondelete="restrict", index=True
    )
    rent = fields.Monetary("Monthly Rent", tracking=True)
    deposit = fields.Monetary(tracking=True)
    date_from = fields.Date(tracking=True)
    date_to = fields.Date(tracking=True)

    _money_valid = models.Constraint(
        "CHECK(rent >= 0 AND deposit >= 0)", "Rent and deposit can't be negative."
    )
    _one_at_a_time = models.Constraint(
        "EXCLUDE USING gist (int4range(unit_id, unit_id, '[]') WITH &&, "
        "daterange(date_from, date_to, '[]') WITH &&)",
        "A home is let to one tenant at a time.",
    )

    @api.depends("unit_id", "partner_id")
    def _compute_display_name(self):
        for row in self:
            row.display_name = join_names(row.unit_id.reference, row.partner_id.name)

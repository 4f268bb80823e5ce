from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.cs_policy.tools.enforce import enforces

from ..tools.wording import join_names


class PropertyFeeExemption(models.Model):
    """A home pays less of a fee, or nothing, for a time; the director agrees to it."""

    _name = "property.fee.exemption"
    _description = "Fee Exemption"
    _inherit = ["property.concession.mixin", "property.period.mixin"]
    _order = "date_from desc, id desc"
    _check_company_auto = True

    _approval_clause = "PO-4.1.1"
    _approval_fields = (
        "unit_id",
        "fee_type_id",
        "percent",
        "date_from",
        "date_to",
        "reason",
    )

    unit_id = fields.Many2one(
        "property.unit", "Home", required=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one(
        related="unit_id.company_id", store=True, index=True, precompute=True
    )
    fee_type_id = fields.Many2one(
        "property.fee.type", required=True, ondelete="restrict", check_company=True
    )
    percent = fields.Float("Discount (%)", required=True, default=100)

    _percent_valid = models.Constraint(
        "CHECK(percent > 0 AND percent <= 100)",
        "A discount is more than 0 % and at most 100 %.",
    )

    @api.depends("unit_id", "fee_type_id", "percent")
    def _compute_display_name(self):
        for row in self:
            fee = f"{row.fee_type_id.name or ''} −{row.percent:g} %".strip()
            row.display_name = join_names(row.unit_id.reference, fee)

    @api.model
    @enforces("PO-4.1.1")
    def _get_in_force(self, units, first, last):
        """Approved exemptions of ``units`` that touch the days ``first`` to ``last``.

        Where two overlap, the one that takes more off counts.
        """
        domain = self._get_period_domain(first, last)
        domain &= Domain("unit_id", "in", units.ids) & Domain("state", "=", "approved")
        return self.search(domain)

from odoo import api, models
from odoo.fields import Domain

PEOPLE = (
    "tenure_ids.partner_id",
    "tenancy_ids.partner_id",
    "payer_ids.partner_id",
)


class PropertyUnit(models.Model):
    """At the desk a home is found by its people too, and shows who they are."""

    _inherit = "property.unit"

    @api.model
    def _search_display_name(self, operator, value):
        domain = super()._search_display_name(operator, value)
        if not self.env.context.get("property_desk") or operator != "ilike":
            return domain
        return Domain.OR(
            [domain]
            + [
                [(f"{path}.{name}", operator, value)]
                for path in PEOPLE
                for name in ("complete_name", "phone")
            ]
        )

    @api.depends_context("property_desk")
    def _compute_display_name(self):
        result = super()._compute_display_name()
        if self.env.context.get("property_desk"):
            for unit in self.filtered("owner_names"):
                unit.display_name = f"{unit.display_name} · {unit.owner_names}"
        return result

    def _get_debtors(self):
        """Who owes something for the home, most first: [(partner, amount)]."""
        self.ensure_one()
        found = self.env["account.move.line"]._read_group(
            [
                ("company_id", "=", self.company_id.id),
                ("move_id.property_unit_id", "=", self.id),
                ("account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
                ("amount_residual", ">", 0),
            ],
            ["partner_id"],
            ["amount_residual:sum"],
        )
        return sorted(found, key=lambda row: -row[1])

from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from odoo.addons.cs_policy.tools.enforce import enforces

from ..tools import shares
from ..tools.wording import join_names


class PropertyTenure(models.Model):
    """Who owns which share of a home, from when to when (PO-4.5.2)."""

    _name = "property.tenure"
    _description = "Tenure"
    _inherit = ["property.period.mixin"]
    _order = "unit_id, date_from desc, share desc, id"
    _check_company_auto = True

    unit_id = fields.Many2one(
        "property.unit", "Home", required=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one(
        related="unit_id.company_id", store=True, index=True, precompute=True
    )
    partner_id = fields.Many2one(
        "res.partner", "Owner", required=True, ondelete="restrict", index=True
    )
    share = fields.Float("Share (%)", required=True, default=100, digits=(7, 4))

    _share_valid = models.Constraint(
        "CHECK(share > 0 AND share <= 100)",
        "A share is more than 0 % and at most 100 %.",
    )

    @api.depends("unit_id", "partner_id")
    def _compute_display_name(self):
        for row in self:
            row.display_name = join_names(row.unit_id.reference, row.partner_id.name)

    @api.constrains("unit_id", "partner_id", "share", "date_from", "date_to")
    def _check_shares(self):
        self._lock_homes()
        wrong = self._find_wrong_shares()
        if wrong:
            unit, day, total = wrong[0]
            raise ValidationError(
                self.env._(
                    "PO-4.5.2: the shares of %(home)s sum to %(total).4g %% on "
                    "%(day)s, not to 100 %%.",
                    home=unit.display_name,
                    total=total,
                    day=day,
                )
            )

    def _lock_homes(self):
        """Two who change the owners of the same home go one after the other.

        The home is written, not only locked: who waited fails on it, is tried again
        by Odoo and then sees what the first has done.
        """
        self.env.cr.execute(
            SQL(
                "WITH home AS (SELECT id FROM property_unit WHERE id = ANY(%s)"
                " ORDER BY id FOR NO KEY UPDATE) UPDATE property_unit unit"
                " SET write_date = write_date FROM home WHERE home.id = unit.id",
                self.unit_id.ids,
            )
        )

    @enforces("PO-4.5.2")
    def _find_wrong_shares(self):
        """[(unit, first day, sum)] where owners hold more or less than everything."""
        rows = defaultdict(list)
        for row in self.search([("unit_id", "in", self.unit_id.ids)]):
            rows[row.unit_id].append((row.date_from, row.date_to, row.share))
        return [
            (unit, *wrong)
            for unit, spans in rows.items()
            for wrong in shares.find_wrong(spans)
        ]

    def unlink(self):
        units = self.unit_id
        result = super().unlink()
        self.search([("unit_id", "in", units.ids)])._check_shares()
        return result

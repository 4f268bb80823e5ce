from odoo import api, fields, models

from ..tools.wording import join_names


class PropertyAreaAssignment(models.Model):
    """Which area manager answers for a building, from when to when."""

    _name = "property.area.assignment"
    _description = "Area of Responsibility"
    _inherit = ["property.period.mixin"]
    _order = "building_id, date_from desc"
    _check_company_auto = True

    building_id = fields.Many2one(
        "property.building", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="building_id.company_id", store=True, index=True, precompute=True
    )
    employee_id = fields.Many2one(
        "hr.employee", "Area Manager", required=True, check_company=True, index=True
    )
    date_from = fields.Date(default=lambda self: self.env.company._policy_today())

    # An int4range of one number compares like the number: no btree_gist needed.
    _one_a_day = models.Constraint(
        "EXCLUDE USING gist (int4range(building_id, building_id, '[]') WITH &&, "
        "daterange(date_from, date_to, '[]') WITH &&)",
        "A building has one area manager at a time.",
    )

    @api.depends("building_id", "employee_id")
    def _compute_display_name(self):
        for row in self:
            row.display_name = join_names(row.building_id.name, row.employee_id.name)

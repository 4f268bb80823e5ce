from odoo import api, fields, models
from odoo.fields import Domain


class PropertyBuilding(models.Model):
    _name = "property.building"
    _description = "Building"
    _order = "estate_id, sort_key, id"
    _check_company_auto = True

    name = fields.Char(required=True, help="As the estate calls it, e.g. 1号楼.")
    sort_key = fields.Char(compute="_compute_sort_key", store=True)
    estate_id = fields.Many2one(
        "property.estate", required=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one(
        related="estate_id.company_id", store=True, index=True, precompute=True
    )
    floor_count = fields.Integer("Floors")
    has_lift = fields.Boolean()
    unit_ids = fields.One2many("property.unit", "building_id", "Homes")
    unit_count = fields.Integer("Number of Homes", compute="_compute_unit_count")
    area_assignment_ids = fields.One2many("property.area.assignment", "building_id")
    area_manager_id = fields.Many2one(
        "hr.employee",
        compute="_compute_area_manager_id",
        help="Responsible today.",
    )
    active = fields.Boolean(default=True)

    _name_uniq = models.Constraint(
        "UNIQUE(estate_id, name)", "That building is in the estate already."
    )

    @api.depends("name")
    def _compute_sort_key(self):
        for building in self:
            building.sort_key = self.env["property.unit"]._sort_text(building.name)

    @api.depends("unit_ids")
    def _compute_unit_count(self):
        counts = dict(
            self.env["property.unit"]._read_group(
                [("building_id", "in", self.ids)], ["building_id"], ["__count"]
            )
        )
        for building in self:
            building.unit_count = counts.get(building, 0)

    @api.depends_context("uid")
    @api.depends("area_assignment_ids.date_from", "area_assignment_ids.date_to")
    def _compute_area_manager_id(self):
        for building in self:
            today = building.company_id._policy_today()
            building.area_manager_id = building._get_area_managers(today).get(
                building.id
            )

    def _get_area_managers(self, day):
        """{building id: hr.employee} responsible on ``day`` (company date)."""
        rows = self.env["property.area.assignment"]
        in_force = rows._get_period_domain(day)
        rows = rows.search(in_force & Domain("building_id", "in", self.ids))
        return {row.building_id.id: row.employee_id for row in rows}

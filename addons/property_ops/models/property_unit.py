import re

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.cs_policy.tools.enforce import enforces


class PropertyUnit(models.Model):
    """A home, shop, office or parking space that can be owned and billed."""

    _name = "property.unit"
    _description = "Home"
    _inherit = ["mail.thread"]
    _order = "building_id, sort_key, id"
    _rec_names_search = ["reference", "name"]
    _check_company_auto = True

    name = fields.Char("Room", required=True, help="Room number, e.g. 1203.")
    building_id = fields.Many2one(
        "property.building", required=True, ondelete="restrict", index=True
    )
    entrance = fields.Char(help="Stairwell or unit section, e.g. 1单元.")
    floor = fields.Integer()
    estate_id = fields.Many2one(
        related="building_id.estate_id", store=True, index=True, precompute=True
    )
    company_id = fields.Many2one(
        related="building_id.company_id", store=True, index=True, precompute=True
    )
    reference = fields.Char(
        "Home",
        compute="_compute_reference",
        store=True,
        index=True,
        precompute=True,
    )
    sort_key = fields.Char(compute="_compute_reference", store=True, precompute=True)
    gross_area = fields.Float("Gross Area (m²)", digits="Property Area", tracking=True)
    inside_area = fields.Float("Inside Area (m²)", digits="Property Area")
    layout = fields.Char(help="Rooms, e.g. 3 bedrooms, 2 living rooms.")
    structure = fields.Selection(
        [
            ("concrete", "Reinforced concrete"),
            ("brick", "Brick and concrete"),
            ("steel", "Steel"),
            ("other", "Other"),
        ],
        default="concrete",
    )
    condition = fields.Text(help="State of the structure and fittings (PO-4.5.4).")
    use = fields.Selection(
        [
            ("home", "Dwelling"),
            ("shop", "Shop"),
            ("office", "Office"),
            ("parking", "Parking space"),
            ("storage", "Storage"),
        ],
        required=True,
        default="home",
    )
    date_handover = fields.Date(
        "Handed over on",
        tracking=True,
        help="Until then the developer pays the fees; empty: not handed over.",
    )
    tenure_ids = fields.One2many("property.tenure", "unit_id")
    tenancy_ids = fields.One2many("property.tenancy", "unit_id")
    payer_ids = fields.One2many("property.payer", "unit_id")
    household_ids = fields.One2many("property.household", "unit_id")
    status = fields.Selection(
        [
            ("unsold", "Unsold"),
            ("sold", "Sold, not handed over"),
            ("renovating", "Renovating"),
            ("let", "Let"),
            ("occupied", "Occupied"),
            ("vacant", "Vacant"),
        ],
        compute="_compute_status",
        store=True,
        index=True,
        help="Follows from handover, tenure, tenancy and household.",
    )
    owner_names = fields.Char("Owners", compute="_compute_people")
    tenant_id = fields.Many2one("res.partner", compute="_compute_people")
    area_manager_id = fields.Many2one(related="building_id.area_manager_id")
    note = fields.Text()
    active = fields.Boolean(default=True)

    _name_uniq = models.UniqueIndex(
        "(building_id, COALESCE(entrance, ''), name)",
        "That home is in the building already.",
    )
    _area_valid = models.Constraint(
        "CHECK(gross_area >= 0 AND inside_area >= 0 AND inside_area <= gross_area)",
        "The inside area can't be larger than the gross area.",
    )

    @api.depends("name", "entrance", "building_id.name", "building_id.estate_id.name")
    def _compute_reference(self):
        for unit in self:
            parts = (
                unit.building_id.estate_id.name,
                unit.building_id.name,
                unit.entrance,
                unit.name,
            )
            unit.reference = " ".join(part for part in parts if part)
            unit.sort_key = self._sort_text(f"{unit.entrance or ''} {unit.name or ''}")

    @api.model
    def _sort_text(self, text):
        """Text that sorts its numbers as numbers: ``10`` after ``9``."""
        return re.sub(r"\d+", lambda number: number[0].zfill(6), text or "")

    @api.depends("reference")
    def _compute_display_name(self):
        for unit in self:
            unit.display_name = unit.reference

    @api.depends(
        "date_handover",
        "tenure_ids.date_from",
        "tenure_ids.date_to",
        "tenancy_ids.date_from",
        "tenancy_ids.date_to",
        "household_ids.date_in",
        "household_ids.date_out",
    )
    @enforces("PO-4.5.4")
    def _compute_status(self):
        renovating = self._get_renovating_ids()
        for unit in self:
            today = unit.company_id._policy_today()
            owned = unit.tenure_ids.filtered(lambda row, d=today: row._covers(d))
            let = unit.tenancy_ids.filtered(lambda row, d=today: row._covers(d))
            lived = unit.household_ids.filtered(lambda row, d=today: row._covers(d))
            if not owned:
                unit.status = "unsold"
            elif not unit.date_handover or unit.date_handover > today:
                unit.status = "sold"
            elif unit.id in renovating:
                unit.status = "renovating"
            elif let:
                unit.status = "let"
            else:
                unit.status = "occupied" if lived else "vacant"

    def _get_renovating_ids(self):
        """Hook: ids of the homes under renovation."""
        return set()

    @api.depends("tenure_ids", "tenancy_ids")
    def _compute_people(self):
        for unit in self:
            today = unit.company_id._policy_today()
            owners = unit.tenure_ids.filtered(lambda row, d=today: row._covers(d))
            let = unit.tenancy_ids.filtered(lambda row, d=today: row._covers(d))
            unit.owner_names = ", ".join(owners.partner_id.mapped("name"))
            unit.tenant_id = let[:1].partner_id

    @api.model
    def _cron_refresh_status(self):
        """Days pass: tenures, tenancies and households begin and end by date."""
        units = self.search([("active", "=", True)])
        self.env.add_to_compute(self._fields["status"], units)
        units.flush_recordset(["status"])

    def _get_owners(self, day):
        """{unit id: tenures on ``day``, largest share first}."""
        rows = self.env["property.tenure"]
        owned = rows._get_period_domain(day) & Domain("unit_id", "in", self.ids)
        names = ["unit_id", "partner_id"]  # else a query per home
        rows = rows.search_fetch(owned, names, order="share desc, id")
        found = {unit.id: rows.browse() for unit in self}
        for row in rows:
            found[row.unit_id.id] |= row
        return found

    def _get_payers(self, day):
        """Who pays the fees of each home on ``day``: {unit id: partner}.

        A payer that was named goes first, then the owner with the largest share of
        a home handed over; until then it is the developer.
        """
        named = self.env["property.payer"]._get_named(self, day)
        owners = self._get_owners(day)
        found = {}
        for unit in self:
            handed = unit.date_handover and unit.date_handover <= day
            owner = owners[unit.id][:1].partner_id if handed else None
            found[unit.id] = named.get(unit.id) or owner or unit.estate_id.developer_id
        return found

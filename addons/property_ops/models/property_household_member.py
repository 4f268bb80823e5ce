from odoo import api, fields, models

from odoo.addons.cs_policy.tools.enforce import enforces


class PropertyHouseholdMember(models.Model):
    """One person of a household, with facts that only few may see (PO-4.5.1).

    Every reading by a person is logged, by whatever door it happens.
    """

    _name = "property.household.member"
    _description = "Household Member"
    _order = "household_id, sequence, id"

    household_id = fields.Many2one(
        "property.household", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="household_id.company_id", store=True, index=True, precompute=True
    )
    sequence = fields.Integer(default=10)
    name = fields.Char("Full Name", required=True)
    relation = fields.Selection(
        [
            ("head", "Head"),
            ("spouse", "Spouse"),
            ("child", "Child"),
            ("parent", "Parent"),
            ("relative", "Other relative"),
            ("tenant", "Flatmate"),
            ("helper", "Domestic helper"),
        ],
        required=True,
        default="head",
    )
    phone = fields.Char()
    birth_year = fields.Integer()
    skills = fields.Char()
    hobbies = fields.Char()
    occupation = fields.Char()
    employer = fields.Char()
    care = fields.Selection(
        [
            ("alone", "Lives alone"),
            ("old", "Old"),
            ("child", "Small child"),
            ("disabled", "Disabled"),
            ("ill", "Ill"),
        ],
        "Special Care",
    )
    care_note = fields.Char("What to Mind")

    _birth_year_valid = models.Constraint(
        "CHECK(birth_year = 0 OR birth_year BETWEEN 1900 AND 2100)",
        "A year of birth has four digits.",
    )

    def _fetch_query(self, query, fields):
        """Log what is really read from the database, by form, list, RPC or export."""
        records = super()._fetch_query(query, fields)
        personal = {field.name for field in fields} - {"household_id", "company_id"}
        if records and personal and not self.env.su:
            self.env["property.household.access"]._log(
                records.sudo().household_id  # ids
            )
        return records

    @api.model_create_multi
    def create(self, vals_list):
        members = super().create(vals_list)
        members.household_id._refresh_care()
        return members

    def write(self, vals):
        result = super().write(vals)
        if "care" in vals:
            self.household_id._refresh_care()
        return result


class PropertyHousehold(models.Model):
    _inherit = "property.household"

    @enforces("PO-4.5.1")
    def _refresh_care(self):
        """The flag everybody sees follows from facts that few may see."""
        for household in self.sudo():  # the flag, not the facts
            household.needs_care = any(household.member_ids.mapped("care"))
            household.member_count = max(
                household.member_count, len(household.member_ids)
            )

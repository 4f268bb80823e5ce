from odoo import api, fields, models

from odoo.addons.cs_policy.tools.enforce import enforces

PLAIN = {"__count", "id", "household_id", "company_id"}
"""What says nothing personal."""


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
        if {field.name for field in fields} - PLAIN:
            records._log_reading()
        return records

    def _read_group(self, domain, groupby=(), aggregates=(), *args, **options):
        """Groups and sums of personal facts are a reading of them too."""
        self._log_groups(domain, [*groupby, *aggregates])
        return super()._read_group(domain, groupby, aggregates, *args, **options)

    def _read_grouping_sets(self, domain, grouping_sets, aggregates=(), order=None):
        names = [name for names in grouping_sets for name in names]
        self._log_groups(domain, [*names, *aggregates])
        return super()._read_grouping_sets(domain, grouping_sets, aggregates, order)

    def _log_groups(self, domain, names):
        if {name.split(":")[0].split(".")[0] for name in names} - PLAIN:
            self.search(domain)._log_reading()

    @enforces("PO-4.5.1")
    def _log_reading(self):
        if self and not self.env.su:
            households = self.sudo().household_id  # ids
            self.env["property.household.access"]._log(households)

    @api.model_create_multi
    def create(self, vals_list):
        members = super().create(vals_list)
        members.household_id._refresh_care()
        return members

    def write(self, vals):
        before = self.household_id
        result = super().write(vals)
        if {"care", "household_id"} & set(vals):
            (before | self.household_id)._refresh_care()
        return result

    def unlink(self):
        households = self.household_id
        result = super().unlink()
        households._refresh_care()
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

from odoo import api, fields, models

from ..tools.wording import join_names


class PropertyHousehold(models.Model):
    """The people who live in a home, from when to when (PO-4.5.1)."""

    _name = "property.household"
    _description = "Household"
    _inherit = ["mail.thread"]
    _order = "unit_id, date_in desc, id"
    _check_company_auto = True

    unit_id = fields.Many2one(
        "property.unit", "Home", required=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one(
        related="unit_id.company_id", store=True, index=True, precompute=True
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Head of Household",
        required=True,
        ondelete="restrict",
        index=True,
    )
    phone = fields.Char(related="partner_id.phone")
    date_in = fields.Date(
        "Moved in",
        required=True,
        default=lambda self: self.env.company._policy_today(),
    )
    date_out = fields.Date("Moved out", tracking=True)
    member_ids = fields.One2many(
        "property.household.member",
        "household_id",
        groups="property_ops.property_ops_group_household_data",
    )
    member_count = fields.Integer(
        "Number of People",
        default=1,
        help="How many live there, for those who may not see who they are.",
    )
    needs_care = fields.Boolean(
        "Special Care",
        tracking=True,
        help="Old, ill, disabled, alone or with small children: visited first "
        "(PO-4.6.1). What exactly stands with the members.",
    )
    note = fields.Text()

    _dates_valid = models.Constraint(
        "CHECK(date_out IS NULL OR date_out >= date_in)",
        "Nobody moves out before moving in.",
    )

    @api.depends("unit_id", "partner_id")
    def _compute_display_name(self):
        for row in self:
            row.display_name = join_names(row.unit_id.reference, row.partner_id.name)

    def _covers(self, day):
        self.ensure_one()
        return (
            bool(self.date_in)
            and self.date_in <= day
            and (not self.date_out or day <= self.date_out)
        )

    def action_open_members(self):
        """Show the members; who looked, when and at whom is written down first."""
        self.ensure_one()
        self.env["property.household.access"]._log(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Members of %(household)s", household=self.display_name),
            "res_model": "property.household.member",
            "view_mode": "list,form",
            "domain": [("household_id", "=", self.id)],
            "context": {"default_household_id": self.id},
        }

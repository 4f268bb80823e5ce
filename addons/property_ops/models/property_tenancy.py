from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.cs_policy.tools.enforce import enforces

from ..tools.wording import join_names

NOTICE_DAYS = 60
"""Days before its end that a lease is looked at, where no duty says so."""


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
    stage = fields.Selection(
        [
            ("coming", "Not begun"),
            ("running", "Running"),
            ("ending", "Ends soon"),
            ("over", "Over"),
        ],
        compute="_compute_stage",
        search="_search_stage",
        help="A lease ends soon from the day on which its area manager is reminded.",
    )

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

    @api.depends("date_from", "date_to")
    @enforces("PO-4.5.3")
    def _compute_stage(self):
        notice = self._get_notice()
        for row in self:
            today, last = row.company_id._policy_today(), row.date_to
            if row.date_from and row.date_from > today:
                row.stage = "coming"
            elif last and last < today:
                row.stage = "over"
            elif last and last <= today + notice:
                row.stage = "ending"
            else:
                row.stage = "running"

    def _search_stage(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env.company._policy_today()
        soon = today + self._get_notice()
        begun, last = Domain("date_from", "<=", today), Domain("date_to", ">=", today)
        late = Domain("date_to", "=", False) | Domain("date_to", ">", soon)
        domains = {
            "coming": Domain("date_from", ">", today),
            "running": begun & late,
            "ending": begun & last & Domain("date_to", "<=", soon),
            "over": begun & Domain("date_to", "<", today),
        }
        return Domain.OR(domains[stage] for stage in value if stage in domains)

    @api.model
    def _get_notice(self):
        """How long before its end a lease is looked at: as its duty says."""
        plan = self.env.ref(
            "property_ops.policy_duty_plan_tenancy_end", raise_if_not_found=False
        )
        if not plan:  # somebody has deleted it; leases are read all the same
            return relativedelta(days=NOTICE_DAYS)
        plan = plan.sudo()  # a term, whoever reads the list
        unit = "months" if plan.offset_unit == "month" else "days"
        return relativedelta(**{unit: -plan.offset})

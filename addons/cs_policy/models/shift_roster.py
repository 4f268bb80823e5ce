from odoo import api, fields, models
from odoo.exceptions import UserError


class ShiftRoster(models.Model):
    """One month of one company's (or department's) shifts."""

    _name = "shift.roster"
    _description = "Monthly Roster"
    _inherit = ["mail.thread", "policy.state.mixin"]
    _order = "month desc, id desc"
    _check_company_auto = True

    _protected_fields = ("state", "published_at")
    _transitions = {
        "draft": {"published"},
        "published": {"draft", "locked"},
        "locked": set(),
    }

    month = fields.Date(required=True, help="Any day of the month; kept as its first.")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    department_id = fields.Many2one("hr.department", check_company=True)
    state = fields.Selection(
        [("draft", "Draft"), ("published", "Published"), ("locked", "Locked")],
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        default="draft",
    )
    published_at = fields.Datetime(
        "First Published", readonly=True, copy=False, help="Held from then on."
    )
    assignment_ids = fields.One2many("shift.assignment", "roster_id", "Shifts")
    change_ids = fields.One2many("shift.change", "roster_id", "Changes")
    notice_ids = fields.One2many("shift.roster.notice", "roster_id", "Notices")

    _month_uniq = models.UniqueIndex(
        "(company_id, COALESCE(department_id, 0), month)",
        "That month has a roster already.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("month"):
                vals["month"] = fields.Date.to_date(vals["month"]).replace(day=1)
        return super().create(vals_list)

    @api.depends("month", "department_id")
    def _compute_display_name(self):
        for roster in self:
            parts = [roster.month.strftime("%Y-%m") if roster.month else ""]
            parts += roster.department_id.mapped("name")
            roster.display_name = " ".join(parts)

    def write(self, vals):
        fixed = {"month", "company_id"} & set(vals)
        if fixed and self.assignment_ids:
            raise UserError(
                self.env._(
                    "%(roster)s has shifts already; its month stays as it is.",
                    roster=self[0].display_name,
                )
            )
        if vals.get("month"):
            vals = {**vals, "month": fields.Date.to_date(vals["month"]).replace(day=1)}
        return super().write(vals)

    def _get_of_month(self, day):
        """The roster of the same company and department in the month of ``day``."""
        self.ensure_one()
        month = day.replace(day=1)
        if self.month == month:
            return self
        return self.search(
            [
                ("month", "=", month),
                ("company_id", "=", self.company_id.id),
                ("department_id", "=", self.department_id.id),
            ],
            limit=1,
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        for roster in self:
            if roster.state != "draft" or roster.published_at:
                raise UserError(
                    self.env._(
                        "%(roster)s was published; it can't be deleted.",
                        roster=roster.display_name,
                    )
                )

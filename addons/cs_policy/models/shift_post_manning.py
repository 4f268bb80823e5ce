from odoo import api, fields, models
from odoo.exceptions import ValidationError

WEEKDAYS = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)


class ShiftPostManning(models.Model):
    """How many people a post needs on a shift, on which days, from when on."""

    _name = "shift.post.manning"
    _description = "Minimum Manning"
    _order = "post_id, template_id, date_from"
    _check_company_auto = True

    post_id = fields.Many2one(
        "shift.post", required=True, ondelete="cascade", index=True, check_company=True
    )
    template_id = fields.Many2one(
        "shift.template", "Shift Code", required=True, check_company=True
    )
    company_id = fields.Many2one(
        related="post_id.company_id", store=True, index=True, precompute=True
    )
    minimum = fields.Integer("Minimum Heads", required=True, default=1)
    monday = fields.Boolean(default=True)
    tuesday = fields.Boolean(default=True)
    wednesday = fields.Boolean(default=True)
    thursday = fields.Boolean(default=True)
    friday = fields.Boolean(default=True)
    saturday = fields.Boolean(default=True)
    sunday = fields.Boolean(default=True)
    holidays = fields.Selection(
        [
            ("any", "Like other days"),
            ("only", "Only on public holidays"),
            ("except", "Not on public holidays"),
        ],
        "Public Holidays",
        required=True,
        default="any",
        help="Only on public holidays: on any weekday, and instead of nothing else.",
    )
    date_from = fields.Date(
        "From",
        required=True,
        default=lambda self: self.env.company._policy_today().replace(day=1),
    )
    date_to = fields.Date("Until", help="Last day; empty: until further notice.")

    _minimum_valid = models.Constraint(
        "CHECK(minimum >= 0)", "The minimum can't be negative."
    )
    _dates_valid = models.Constraint(
        "CHECK(date_to IS NULL OR date_to >= date_from)", "Until is before From."
    )

    @api.constrains("post_id", "template_id", "date_from", "date_to", *WEEKDAYS)
    def _check_company_of_template(self):
        for rule in self:
            if rule.template_id.company_id != rule.post_id.company_id:
                raise ValidationError(
                    self.env._("Post and shift code belong to different companies.")
                )

    @api.depends("post_id", "template_id", "minimum")
    def _compute_display_name(self):
        for rule in self:
            rule.display_name = (
                f"{rule.post_id.name or ''} {rule.template_id.code or ''}"
                f" ≥ {rule.minimum}"
            )

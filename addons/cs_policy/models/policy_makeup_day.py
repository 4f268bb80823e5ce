from odoo import api, fields, models

WEEKDAYS = [
    ("0", "Monday"),
    ("1", "Tuesday"),
    ("2", "Wednesday"),
    ("3", "Thursday"),
    ("4", "Friday"),
    ("5", "Saturday"),
    ("6", "Sunday"),
]


class PolicyMakeupDay(models.Model):
    """A day off by the week that is worked, to make up for a holiday elsewhere."""

    _name = "policy.makeup.day"
    _description = "Make-up Working Day"
    _order = "date desc, id"

    calendar_id = fields.Many2one(
        "resource.calendar",
        "Working Hours",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company.resource_calendar_id,
    )
    company_id = fields.Many2one(related="calendar_id.company_id", store=True)
    date = fields.Date(required=True)
    name = fields.Char(required=True, default=lambda self: self._default_name())
    dayofweek = fields.Selection(
        WEEKDAYS,
        "Hours as on",
        required=True,
        default="0",
        help="Worked with the hours of this weekday. A public holiday on the same "
        "day still counts as a holiday.",
    )

    _date_uniq = models.Constraint(
        "UNIQUE(calendar_id, date)", "That day is a make-up working day already."
    )

    @api.model
    def _default_name(self):
        return self.env._("Make-up working day")

    @api.depends("name", "date")
    def _compute_display_name(self):
        for day in self:
            day.display_name = f"{day.date or ''} {day.name or ''}".strip()

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

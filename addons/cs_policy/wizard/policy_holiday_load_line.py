from odoo import api, fields, models
from odoo.exceptions import AccessError


class PolicyHolidayLoadLine(models.TransientModel):
    _name = "policy.holiday.load.line"
    _description = "Public Holidays of Working Hours"

    load_id = fields.Many2one("policy.holiday.load", required=True, ondelete="cascade")
    calendar_id = fields.Many2one("resource.calendar", "Working Hours", required=True)
    region = fields.Selection(
        selection=lambda self: (
            self.env["resource.calendar"]
            ._fields["policy_holiday_region"]
            ._description_selection(self.env)
        ),
    )
    new_count = fields.Integer("To Add", compute="_compute_counts")
    kept_count = fields.Integer("There Already", compute="_compute_counts")
    edited_count = fields.Integer(
        "Changed by Hand",
        compute="_compute_counts",
        help="Changed or deleted by hand after an earlier load: left as they are.",
    )
    withdrawn_count = fields.Integer(
        "To Remove",
        compute="_compute_counts",
        help="Loaded earlier, still to come, no longer published and not changed.",
    )
    summary = fields.Char("Make-up Working Days", compute="_compute_counts")

    @api.depends("region", "calendar_id", "load_id.year", "load_id.lang")
    def _compute_counts(self):
        for line in self:
            year = line.load_id.year
            plan = {"new": [], "kept": [], "edited": [], "withdrawn": []}
            if line.region and line.calendar_id and 2001 <= year <= 2099:
                plan = (
                    line._get_own_calendar()
                    .sudo()  # compares dates, shows nothing but counts
                    ._get_holiday_load_plan([year], line.region, line.load_id.lang)
                )
            line.new_count = len(plan["new"])
            line.kept_count = len(plan["kept"])
            line.edited_count = len(plan["edited"])
            line.withdrawn_count = len(plan["withdrawn"])
            line.summary = ", ".join(
                f"{day.date:%m-%d}"
                for day in sorted(plan["new"] + plan["kept"] + plan["edited"])
                if day.kind == "makeup"
            )

    def _get_own_calendar(self):
        """The calendar of the line, also of a line not yet saved.

        :raises AccessError: for working hours of another company
        """
        calendar = self.calendar_id._origin or self.calendar_id
        if calendar.company_id and calendar.company_id not in self.env.companies:
            raise AccessError(
                self.env._("%(name)s belongs to another company.", name=calendar.name)
            )
        return calendar

    def _apply_region(self):
        """Keep the region on the working hours, for the yearly load."""
        for line in self:
            calendar = line._get_own_calendar()
            if calendar.policy_holiday_region != line.region:
                calendar.sudo().policy_holiday_region = line.region  # this field only

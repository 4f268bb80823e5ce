from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class PolicyHolidayLoad(models.TransientModel):
    """Shows what a year's public holidays would change, then loads them."""

    _name = "policy.holiday.load"
    _description = "Load Public Holidays"

    year = fields.Integer(required=True, default=lambda self: self._default_year())
    lang = fields.Selection(
        lambda self: self.env["res.lang"].get_installed(),
        "Language of the Names",
        required=True,
        default=lambda self: self.env.lang or "en_US",
    )
    line_ids = fields.One2many(
        "policy.holiday.load.line",
        "load_id",
        default=lambda self: self._default_line_ids(),
    )

    @api.model
    def _default_year(self):
        """From November on, when the next year is announced, the next year."""
        today = fields.Date.context_today(self)
        return today.year + (today.month >= 11)

    @api.model
    def _default_line_ids(self):
        calendars = self.env["resource.calendar"].search(
            [("company_id", "in", [False, *self.env.companies.ids])]
        )
        return [
            Command.create(
                {
                    "calendar_id": calendar.id,
                    "region": calendar.policy_holiday_region
                    or self._get_home_region(calendar.company_id or self.env.company),
                }
            )
            for calendar in calendars
        ]

    @api.model
    def _get_home_region(self, company):
        """The region of the company's own country, if its holidays are known."""
        field = self.env["resource.calendar"]._fields["policy_holiday_region"]
        known = field.get_values(self.env)
        return company.country_id.code if company.country_id.code in known else False

    @api.constrains("year")
    def _check_year(self):
        for load in self:
            if not 2001 <= load.year <= 2099:
                raise UserError(
                    self.env._(
                        "%(year)s: holidays are known for 2001 to 2099.", year=load.year
                    )
                )

    def action_load(self):
        """Load the holidays of every line that names a region."""
        self.ensure_one()
        added = removed = 0
        self.line_ids._apply_region()
        for line in self.line_ids.filtered("region"):
            calendar = line._get_own_calendar()
            company = calendar.company_id or self.env.company
            counts = calendar.with_company(company)._load_public_holidays(
                [self.year], self.lang
            )
            added += counts[0]
            removed += counts[1]
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(added)s days added, %(removed)s removed.",
                    added=added,
                    removed=removed,
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

from datetime import date

from odoo import api, fields, models


class PolicyFestival(models.Model):
    """Days of the great festivals, lunar and solar, as data; the company may add."""

    _name = "policy.festival"
    _description = "Festival Day"
    _order = "date"

    festival = fields.Selection("_selection_festival", required=True)
    date = fields.Date(required=True)

    _day_uniq = models.Constraint(
        "UNIQUE(festival, date)", "That festival day is there already."
    )

    @api.model
    def _selection_festival(self):
        return [
            ("spring", self.env._("Spring Festival")),
            ("dragon_boat", self.env._("Dragon Boat Festival")),
            ("mid_autumn", self.env._("Mid-Autumn Festival")),
            ("new_year", self.env._("New Year")),
            ("national_day", self.env._("National Day")),
        ]

    @api.depends("festival", "date")
    def _compute_display_name(self):
        labels = dict(self._selection_festival())
        for day in self:
            day.display_name = f"{labels.get(day.festival, '')} {day.date or ''}"

    @api.model
    def _get_dates(self, festival, first_year, last_year):
        """Dates of ``festival`` from one year to the other, both in."""
        days = self.sudo().search(  # a public calendar
            [
                ("festival", "=", festival),
                ("date", ">=", date(first_year, 1, 1)),
                ("date", "<=", date(last_year, 12, 31)),
            ]
        )
        return days.mapped("date")

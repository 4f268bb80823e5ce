from odoo import api, fields, models
from odoo.fields import Domain


class PropertyPeriodMixin(models.AbstractModel):
    """A row that holds from one day to another; both days are in it."""

    _name = "property.period.mixin"
    _description = "Row With a Period"

    date_from = fields.Date("From", required=True)
    date_to = fields.Date("To", help="Last day; empty while it lasts.")

    _dates_valid = models.Constraint(
        "CHECK(date_to IS NULL OR date_to >= date_from)",
        "The last day can't be before the first.",
    )

    def _covers(self, day):
        """Whether the row holds on ``day``, a company date."""
        self.ensure_one()
        return (
            bool(self.date_from)
            and self.date_from <= day
            and (not self.date_to or day <= self.date_to)
        )

    @api.model
    def _get_period_domain(self, first, last=None):
        """Rows that hold on a day, or on any day from ``first`` to ``last``."""
        lasts = Domain("date_to", "=", False) | Domain("date_to", ">=", first)
        return Domain("date_from", "<=", last or first) & lasts

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError


class PropertyMeterReplace(models.TransientModel):
    """One meter goes, another comes: the last dial and the first one, together."""

    _name = "property.meter.replace"
    _description = "Meter Change"

    meter_id = fields.Many2one("property.meter", required=True, readonly=True)
    date = fields.Date(
        "Replaced on",
        required=True,
        default=lambda self: self.env.company._policy_today(),
        help="Last day of the old meter.",
    )
    last_value = fields.Float(
        "Last Reading of the Old Meter", digits="Property Meter", required=True
    )
    number = fields.Char("Number of the New Meter", required=True)
    first_value = fields.Float(
        "First Reading of the New Meter", digits="Property Meter"
    )
    digit_count = fields.Integer(
        "Digits", compute="_compute_digit_count", store=True, readonly=False
    )

    @api.depends("meter_id")
    def _compute_digit_count(self):
        for row in self:
            row.digit_count = row.meter_id.digit_count or 5

    def action_apply(self):
        """End the old meter with its last reading and begin the new one the day after.

        :raises UserError: when the old meter is gone, or was read later already
        """
        self.ensure_one()
        old = self.meter_id
        old.check_access("write")
        later = old.reading_ids.filtered(lambda row: row.date > self.date)
        if old.date_to or later or self.date < old.date_from:
            raise UserError(
                self.env._(
                    "%(meter)s: it was removed, read later or not there yet on "
                    "%(day)s.",
                    meter=old.display_name,
                    day=self.date,
                )
            )
        same = old.reading_ids.filtered(lambda row: row.date == self.date)
        if same:
            same.value = self.last_value
        else:
            self.env["property.meter.reading"].create(
                {"meter_id": old.id, "date": self.date, "value": self.last_value}
            )
        old.date_to = self.date
        new = old.copy(
            {
                "number": self.number,
                "date_from": self.date + timedelta(days=1),
                "date_to": False,
                "first_value": self.first_value,
                "digit_count": self.digit_count,
            }
        )
        return new.get_formview_action()

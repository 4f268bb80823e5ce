from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import fees

LATEST_AFTER = timedelta(days=40)
"""A reading that waited longer on a phone is entered at the desk."""


class PropertyMeter(models.Model):
    """Meters as somebody with a phone needs them."""

    _inherit = "property.meter"

    def _prepare_phone_reading(self, day, value):
        """(estimate of that day to overwrite, checked values of the reading)"""
        self.ensure_one()
        today = self.company_id._policy_today()
        try:
            day, value = fields.Date.to_date(day), float(value)
        except (TypeError, ValueError):
            day = None
        if not day or value != value or value < 0:
            raise UserError(self.env._("Enter what the dial shows, as a number."))
        if not today - LATEST_AFTER <= day <= today:
            raise UserError(
                self.env._("Readings of %s are entered at the desk.", str(day))
            )
        domain = [("meter_id", "=", self.id), ("date", "=", day)]
        other = self.env["property.meter.reading"].search(domain)
        if other and not other.is_estimate:
            raise UserError(
                self.env._(
                    "Read on that day already, by %(who)s: %(value)s.",
                    who=other.employee_id.name or other.create_uid.name,
                    value=f"{other.value:g}",
                )
            )
        values = {"meter_id": self.id, "date": day, "value": value}
        return other, values

    @api.model
    def _get_to_read(self, employee, company):
        """Running meters without a good reading this month, place by place.

        Those of the buildings ``employee`` answers for, or of all where there are
        none. A held reading was read: somebody else confirms it.
        """
        today = company._policy_today()
        areas = self.env["property.area.assignment"].search(
            [
                ("employee_id", "in", employee.ids),
                ("date_from", "<=", today),
                "|",
                ("date_to", "=", False),
                ("date_to", ">=", today),
            ]
        )
        domain = [
            ("company_id", "=", company.id),
            ("date_from", "<=", today),
            "|",
            ("date_to", "=", False),
            ("date_to", ">=", today),
        ]
        if areas:
            domain.append(("unit_id.building_id", "in", areas.building_id.ids))
        read = [("date", ">=", today.replace(day=1)), ("is_estimate", "=", False)]
        meters = self.search([*domain, ("reading_ids", "not any", read)])
        return meters.sorted(
            lambda meter: (
                meter.unit_id.building_id.sort_key or "",
                meter.unit_id.sort_key or "",
                meter.kind,
            )
        )

    def _get_phone_rows(self):
        """What the phone needs to show each meter and to judge a reading itself."""
        last = self._get_last_readings()
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        rows = []
        for meter in self:
            readings = last.get(meter.id, ())
            value = readings[0][1] if readings else meter.first_value
            rows.append(
                {
                    "id": meter.id,
                    "building": meter.unit_id.building_id.display_name,
                    "place": " ".join(
                        filter(None, (meter.unit_id.entrance, meter.unit_id.name))
                    ),
                    "kind": kinds[meter.kind],
                    "number": meter.number,
                    "last": value,
                    "last_day": readings[0][0] if readings else meter.date_from,
                    "digits": meter.digit_count,
                    "factor": meter.factor,
                    "per_day": meter._get_pace(readings),
                }
            )
        return rows

    def _get_last_readings(self):
        """{meter id: [(day, value)]}: the last two real readings, newest first."""
        found = {}
        for row in self.env["property.meter.reading"].search_fetch(
            [
                ("meter_id", "in", self.ids),
                ("is_held", "=", False),
                ("is_estimate", "=", False),
            ],
            ["meter_id", "date", "value"],
            order="meter_id, date desc",
        ):
            rows = found.setdefault(row.meter_id.id, [])
            if len(rows) < 2:
                rows.append((row.date, row.value))
        return found

    def _get_pace(self, readings):
        """Units a day between the last two readings; None where nothing is known."""
        if len(readings) < 2:
            return None
        (last_day, last), (day, value) = readings
        used = fees.consumption(value, last, self.digit_count, self.factor)
        return float(used) / (last_day - day).days

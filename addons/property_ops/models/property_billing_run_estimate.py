from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.cs_policy.tools.enforce import enforces

from ..tools import fees

UNREAD = """
    SELECT meter.id, meter.digit_count, meter.factor, last.dates, last.values
      FROM property_meter meter
      JOIN property_unit unit ON unit.id = meter.unit_id
      JOIN LATERAL (
           SELECT array_agg(date ORDER BY date DESC) AS dates,
                  array_agg(value ORDER BY date DESC) AS values
             FROM (SELECT date, value FROM property_meter_reading
                    WHERE meter_id = meter.id AND is_held IS NOT TRUE
                      AND date < %(first)s
                    ORDER BY date DESC LIMIT 2) AS rows) last ON TRUE
     WHERE unit.estate_id = %(estate)s AND unit.active
       AND meter.date_from <= %(day)s
       AND (meter.date_to IS NULL OR meter.date_to >= %(day)s)
       AND NOT EXISTS (
           SELECT FROM property_meter_reading reading
            WHERE reading.meter_id = meter.id
              AND reading.date BETWEEN %(first)s AND %(last)s)
     ORDER BY meter.id
"""


class PropertyBillingRun(models.Model):
    """Meters that nobody could read are billed by their usual use (PO-4.1.1)."""

    _inherit = "property.billing.run"

    def action_estimate(self):
        """Estimate what was not read in the month; the next real reading corrects it.

        A reading that is held was read: it waits for whoever confirms it.
        """
        self.ensure_one()
        self.check_access("write")
        if self.state == "running":
            raise UserError(self.env._("The run is posting; let it finish."))
        rows, unknown = self._get_estimates()
        self.env["property.meter.reading"].create(rows)
        self._compute_charges()
        message = self.env._("%(count)s meters estimated.", count=len(rows))
        if unknown:
            message += " " + self.env._(
                "%(count)s have no usual use yet and stay set aside.", count=unknown
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if unknown else "success",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    @enforces("PO-4.1.1")
    def _get_estimates(self):
        """(values of readings at the pace of the two before, how many have no pace)"""
        first, last = self.period, fees.month_end(self.period)
        day = min(last, self.company_id._policy_today())
        if day < first:
            raise UserError(self.env._("The month has not begun."))
        self.env["property.meter.reading"].flush_model()
        self.env["property.meter"].flush_model()
        found = self.env.execute_query(
            SQL(UNREAD, first=first, last=last, day=day, estate=self.estate_id.id)
        )
        rows, unknown = [], 0
        for meter_id, digit_count, factor, dates, values in found:
            if not dates or len(dates) < 2:
                unknown += 1
                continue
            used = fees.consumption(values[1], values[0], digit_count)
            pace = used * (day - dates[0]).days / (dates[0] - dates[1]).days
            value = round(fees.decimal(values[0]) + pace, 0 if factor == 1 else 3)
            rows.append(
                {
                    "meter_id": meter_id,
                    "date": day,
                    "value": float(value % 10**digit_count),
                    "is_estimate": True,
                    "employee_id": False,
                }
            )
        return rows, unknown

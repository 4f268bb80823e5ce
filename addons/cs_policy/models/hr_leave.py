from odoo import models


class HrLeave(models.Model):
    """Time off meets the roster (CS-7.1, CS-7.8, CS-7.9)."""

    _inherit = "hr.leave"

    def _get_policy_interval(self):
        """Naive UTC (start, stop) that the request covers on the clock.

        Working hours play no part: a whole day is a calendar day of the company, so
        that a night after midnight belongs to the day it falls on; half a day ends
        or starts at noon.
        """
        self.ensure_one()
        company = self.employee_id.company_id or self.company_id or self.env.company
        hour_from, hour_to = 0.0, 24.0
        if self.request_unit_hours:
            hour_from = self.request_hour_from
            hour_to = self.request_hour_to or 24.0
        elif self.request_unit_half:
            hour_from = 12.0 if self.request_date_from_period == "pm" else 0.0
            hour_to = 12.0 if self.request_date_to_period == "am" else 24.0
        return (
            company._policy_utc(self.request_date_from, hour_from),
            company._policy_utc(self.request_date_to, hour_to),
        )

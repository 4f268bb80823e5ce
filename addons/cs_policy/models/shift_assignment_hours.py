from collections import Counter
from datetime import timedelta

from odoo import models

from ..tools.rotation import iterate_days

HOUR = timedelta(hours=1)


class ShiftAssignment(models.Model):
    """What a shift counts for payroll."""

    _inherit = "shift.assignment"

    def _get_hours_figures(self, holidays, awaited):
        """Counter of one shift's figures.

        :param set holidays: public holidays, company-time dates
        :param awaited: from when its person was awaited; None: given leave for it
        """
        self.ensure_one()
        start, stop = self._get_worked_interval(awaited)
        night = self._get_overlap(self.start, self.stop, *self._get_night_hours())
        return Counter(
            {
                "shifts": 1,
                "planned": (self.stop - self.start) / HOUR,
                "worked": (stop - start) / HOUR,
                "night": int(night * 2 > (self.stop - self.start) / HOUR),
                "holiday": sum(
                    self._get_overlap(start, stop, 0, 24, day)
                    for day in iterate_days(self.date, self.date + timedelta(days=1))
                    if day in holidays
                ),
                "swapped": int(self.origin in ("swap", "return")),
                "picked_up": int(self.origin == "pickup"),
                "replacement": int(self.origin == "replacement"),
                "late": int(self.late_minutes > 0),
                "absent": int(self.attendance == "absent"),
                "incomplete": int(bool(self.sign_in_at) != bool(self.sign_out_at)),
            }
        )

    def _get_worked_interval(self, awaited):
        """Between the two stamps; a shift that lacks one or both counts as planned.

        Nothing was worked by who was absent or had leave.
        """
        if self.sign_in_at and self.sign_out_at:
            # Minutes before it are nobody's order; the wait for a late relief is.
            start = max(self.sign_in_at, self.start)
            return start, max(self.sign_out_at, start)
        if self.sign_in_at or self.sign_out_at:
            return self.start, self.stop
        return (self.stop if self.is_absent else awaited or self.stop), self.stop

    def _get_night_hours(self):
        """Wall-clock hours from and to; those of the next morning are above 24."""
        parameters = self.env["policy.parameter"]
        hour_from, hour_to = (
            parameters._get(code, self.company_id, self.date)
            for code in ("payroll_night_from", "payroll_night_to")
        )
        return hour_from, hour_to + (24 if hour_to <= hour_from else 0)

    def _get_overlap(self, start, stop, hour_from, hour_to, day=None):
        """Hours of start-stop within these wall-clock hours of ``day``, or any day."""
        company = self.company_id
        days = (
            [day]
            if day
            else iterate_days(
                self.date - timedelta(days=1), self.date + timedelta(days=1)
            )
        )
        total = timedelta()
        for each in days:
            begin = company._policy_utc(each, hour_from)
            end = company._policy_utc(each, hour_to)
            total += max(min(stop, end) - max(start, begin), timedelta())
        return total / HOUR

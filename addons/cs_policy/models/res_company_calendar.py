from datetime import timedelta

from odoo import models
from odoo.exceptions import UserError

from ..tools.public_holidays import iterate_days


class ResCompanyCalendar(models.Model):
    """Which days a company works: weekly pattern, public holidays, make-up days."""

    _inherit = "res.company"

    def _public_holidays(self, date_from, date_to):
        """{date: name} of the company's public holidays, both ends included.

        From the general time off of the company's working hours and of the company
        as a whole. A date (company time) counts when more than half of it is off;
        make-up working days are no holidays and appear only if they are that too.
        """
        self.ensure_one()
        calendar = self.resource_calendar_id
        leaves = (
            self.env["resource.calendar.leaves"]
            .sudo()  # public dates
            .search(
                [
                    ("resource_id", "=", False),
                    ("time_type", "=", "leave"),
                    "|",
                    ("calendar_id", "=", calendar.id or 0),
                    "&",
                    ("calendar_id", "=", False),
                    ("company_id", "=", self.id),
                    ("date_from", "<", self._policy_utc(date_to, 24)),
                    ("date_to", ">", self._policy_utc(date_from)),
                ]
            )
        )
        result = {}
        for leave in leaves:
            first = max(self._policy_date(leave.date_from), date_from)
            last = min(self._policy_date(leave.date_to), date_to)
            for day in iterate_days(first, last):
                start, stop = self._policy_utc(day), self._policy_utc(day, 24)
                off = min(leave.date_to, stop) - max(leave.date_from, start)
                if off * 2 > stop - start:
                    result.setdefault(day, leave.name or "")
        return dict(sorted(result.items()))

    def _is_working_day(self, date):
        """Whether the company works on ``date``."""
        return bool(self._working_days(date, date))

    def _working_days(self, date_from, date_to):
        """Sorted list of the working days, both ends included.

        Without working hours of its own a company works Monday to Friday.
        """
        self.ensure_one()
        holidays = self._public_holidays(date_from, date_to)
        calendar = self.resource_calendar_id.sudo()  # weekly pattern is no secret
        makeup_days = calendar._get_makeup_days(calendar.id) if calendar else {}
        has_pattern = bool(calendar.attendance_ids)

        def works(day):
            if day in holidays:
                return False
            if has_pattern:
                return calendar._works_on_date(day)
            return day.weekday() < 5 or day in makeup_days

        return [day for day in iterate_days(date_from, date_to) if works(day)]

    def _add_working_days(self, date, n):
        """The ``n``-th working day after ``date`` (before it, for a negative ``n``).

        ``date`` itself is not counted. With 0: ``date`` if the company works then,
        else the next working day.

        :raises UserError: when the calendar has too few working days ahead
        """
        if n == 0:
            return self._add_working_days(date - timedelta(days=1), 1)
        step = 1 if n > 0 else -1
        missing, cursor = abs(n), date
        # A stretch holds all days asked for, unless most of it is off.
        length = timedelta(days=missing * 2 + 14)
        for _attempt in range(12):
            ends = sorted((cursor + timedelta(days=step), cursor + step * length))
            days = self._working_days(*ends)
            if len(days) >= missing:
                return days[missing - 1] if step > 0 else days[-missing]
            missing -= len(days)
            cursor += step * length
        raise UserError(
            self.env._(
                "%(company)s: the working hours have no working day near %(date)s.",
                company=self.display_name,
                date=date,
            )
        )

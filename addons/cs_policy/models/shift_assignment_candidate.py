from datetime import timedelta

from odoo import api, fields, models

from ..tools.enforce import enforces
from ..tools.reason import Reason
from ..tools.swap_case import SWAPPED
from .hr_leave import ASKED, GRANTED

DAY = timedelta(days=1)


class ShiftAssignment(models.Model):
    """Whether somebody could take a shift on: for pick-up and replacement."""

    _inherit = "shift.assignment"

    @api.model
    def _get_candidate_reasons(self, pairs):
        """Every reason against each (shift, employee): {pair: [Reason]}.

        Qualification, time off, overlap, double shift and rest, the neighbours that
        were swapped. A constant number of queries, whatever the number of pairs.
        """
        reasons = {pair: [] for pair in pairs}
        busy, away = self._get_occupation(pairs)
        for shift, employee in pairs:
            found = reasons[shift, employee]
            found += shift._iter_qualification_reasons(employee)
            found += shift._iter_leave_reasons(employee, away.get(employee.id, ()))
            found += shift._iter_neighbour_reasons(busy.get(employee.id, ()))
            found += shift._iter_swapped_reasons(busy.get(employee.id, ()))
        return reasons

    @api.model
    def _get_occupation(self, pairs):
        """({employee id: shifts}, {employee id: time off}) around ``pairs``.

        Time off as pairs of naive UTC, on the clock, also when it is only asked for.
        """
        if not pairs:
            return {}, {}
        ids = list({employee.id for _shift, employee in pairs})
        first = min(shift.start for shift, _employee in pairs) - 2 * DAY
        last = max(shift.stop for shift, _employee in pairs) + 2 * DAY
        shifts = self.sudo().search(  # when they work, also for other roles
            [("employee_id", "in", ids), ("start", "<", last), ("stop", ">", first)]
        )
        away = self.env["hr.leave"]._get_away(ids, first, last, (*ASKED, *GRANTED))
        return shifts.grouped(lambda shift: shift.employee_id.id), away

    def _iter_qualification_reasons(self, employee):
        if not self.post_id._is_qualified(employee):
            yield Reason(
                "CS-2.1",
                self.env._(
                    "%(person)s is not qualified for the post %(post)s.",
                    person=employee.name,
                    post=self.post_id.name,
                ),
            )

    def _iter_leave_reasons(self, employee, leaves):
        if any(start < self.stop and self.start < stop for start, stop in leaves):
            yield Reason(
                "CS-2.1",
                self.env._(
                    "%(person)s is on leave then, or has asked for it.",
                    person=employee.name,
                ),
            )

    def _iter_neighbour_reasons(self, others):
        """Yield Reason for each of ``others`` at the same time or too close."""
        get = self.env["policy.parameter"]._get
        company = self.company_id
        allowed = get("pickup_double_shift", company, self.date)
        rest = get("pickup_min_rest_hours", company, self.date)
        for other in others:
            if other == self or not other.active:
                continue
            gap = max(self.start - other.stop, other.start - self.stop)
            hours = gap / timedelta(hours=1)
            if hours < 0:
                message = self.env._(
                    "%(other)s is at that time.", other=(other._get_label())
                )
            elif hours == 0 and not allowed:
                message = self.env._(
                    "It makes a double shift with %(other)s.",
                    other=(other._get_label()),
                )
            elif 0 < hours < rest:
                message = self.env._(
                    "Only %(hours)s of %(rest)s hours of rest beside %(other)s.",
                    hours=f"{hours:g}",
                    rest=f"{rest:g}",
                    other=other._get_label(),
                )
            else:
                continue
            yield Reason("CS-2.1", message, figures={"shift": other.id, "hours": hours})

    @enforces("CS-7.6")
    def _iter_swapped_reasons(self, others):
        """Yield Reason for each swapped or return shift right before or after.

        Also where the company allows double shifts: those are planned ones.
        """
        for other in others:
            if other == self or not other.active or other.origin not in SWAPPED:
                continue
            if other.stop == self.start or self.stop == other.start:
                yield Reason(
                    "CS-7.6",
                    self.env._(
                        "%(other)s is a swapped or return shift: nothing is worked "
                        "right before or after it.",
                        other=other._get_label(),
                    ),
                    figures={"shift": other.id},
                )

    def _get_planned_hours(self, employees, day):
        """{employee id: hours planned in the month of ``day``}."""
        first = fields.Date.to_date(day).replace(day=1)
        last = (first + timedelta(days=32)).replace(day=1)
        hours = dict.fromkeys(employees.ids, 0.0)
        for shift in self.sudo().search(  # hours only
            [
                ("employee_id", "in", employees.ids),
                ("date", ">=", first),
                ("date", "<", last),
            ]
        ):
            hours[shift.employee_id.id] += (shift.stop - shift.start) / timedelta(
                hours=1
            )
        return hours

from collections import Counter, defaultdict
from datetime import timedelta

from odoo import models


class ShiftRoster(models.Model):
    """Hours per person and month, as payroll wants them."""

    _inherit = "shift.roster"

    def action_export_hours(self):
        """Hours of these months as XLSX."""
        return self.env.ref("cs_policy.shift_roster_hours_report").report_action(self)

    def _get_hours_rows(self):
        """[{employee, planned, worked, night, holiday, ...}] by name; hours decimal.

        Worked hours follow sign-in and sign-out, shift by shift. Where nobody signed
        and nobody was found absent they are the planned ones; where one of the two is
        missing too, and the shift counts as incomplete. A night is a shift with more
        than half of its hours between 22:00 and 06:00 company time.
        """
        self.ensure_one()
        shifts = self.env["shift.assignment"].search(
            [("roster_id", "=", self.id), ("employee_id", "!=", False)]
        )
        awaited = shifts._get_awaited()
        holidays = set()
        if shifts:
            days = shifts.mapped("date")
            holidays = set(
                self.company_id._public_holidays(
                    min(days), max(days) + timedelta(days=1)
                )
            )
        rows = defaultdict(Counter)
        for shift in shifts:
            rows[shift.employee_id].update(
                shift._get_hours_figures(holidays, awaited[shift])
            )
        return [
            {"employee": employee, **rows[employee]}
            for employee in sorted(rows, key=lambda employee: employee.name)
        ]

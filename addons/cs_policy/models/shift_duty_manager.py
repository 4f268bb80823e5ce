from datetime import timedelta

from odoo import api, fields, models


class ShiftDutyManager(models.Model):
    """Who is in charge on a day, or during one shift of it (CS-2.2)."""

    _name = "shift.duty.manager"
    _description = "Duty Manager"
    _order = "date, template_id, id"
    _check_company_auto = True

    date = fields.Date("Roster Day", required=True, index=True)
    employee_id = fields.Many2one(
        "hr.employee", "Duty Manager", required=True, check_company=True
    )
    template_id = fields.Many2one(
        "shift.template",
        "Shift Code",
        check_company=True,
        help="Empty: every shift of that roster day.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )

    _day_uniq = models.UniqueIndex(
        "(company_id, date, COALESCE(template_id, 0))",
        "That shift has a duty manager already.",
    )

    @api.depends("date", "template_id", "employee_id")
    def _compute_display_name(self):
        for row in self:
            parts = [str(row.date or ""), row.template_id.code, row.employee_id.name]
            row.display_name = " ".join(part for part in parts if part)

    @api.model
    def _get_duty_manager(self, company, moment):
        """Employee in charge at ``moment`` (naive UTC); empty when nobody is.

        A row for one shift goes before a row for the whole day. Both follow the
        roster day: after midnight the night shift still has its own day's manager.
        Of two shifts that overlap, the one that began later counts.
        """
        local = company._policy_date(moment)
        rows = self.sudo().search(  # who is in charge is no secret
            [
                ("company_id", "=", company.id),
                ("date", ">=", local - timedelta(days=1)),
                ("date", "<=", local),
            ]
        )
        codes = (
            self.env["shift.template"]
            .sudo()  # hours only
            .search([("company_id", "=", company.id)])
        )
        found = []
        for row in rows:
            starts = [
                start
                for start, stop in map(
                    lambda code, day=row.date: code._get_interval(day),
                    row.template_id or codes,
                )
                if start <= moment < stop
            ]
            if starts:
                found.append((bool(row.template_id), max(starts), row.id, row))
            elif not row.template_id and row.date == local:
                found.append((False, company._policy_utc(local), row.id, row))
        employee = max(found)[-1].employee_id if found else self.env["hr.employee"]
        return employee.sudo(self.env.su)

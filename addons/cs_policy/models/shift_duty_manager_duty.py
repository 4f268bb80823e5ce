from datetime import timedelta

from odoo import api, models


class ShiftDutyManager(models.Model):
    """Duties of the duty manager go with who is in charge (CS-2.2, X-2)."""

    _inherit = "shift.duty.manager"

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        self._hand_on_duties(rows._get_duty_days())
        return rows

    def write(self, vals):
        days = self._get_duty_days()
        result = super().write(vals)
        self._hand_on_duties(days | self._get_duty_days())
        return result

    def unlink(self):
        days = self._get_duty_days()
        result = super().unlink()
        self._hand_on_duties(days)
        return result

    def _get_duty_days(self):
        """{(company, day)} on which these rows say who is in charge.

        A night shift goes on after midnight of its roster day.
        """
        return {
            (row.company_id, row.date + timedelta(days=after))
            for row in self
            for after in (0, 1)
        }

    @api.model
    def _hand_on_duties(self, days):
        """Give open duties of the duty manager to who is in charge on ``days`` now."""
        companies = self.env["res.company"].union(*(company for company, _day in days))
        duties = self.env["policy.duty"].sudo()  # whoever has them
        duties = duties.search(
            [
                ("role", "=", "duty_manager"),
                ("state", "=", "due"),
                ("plan_id", "!=", False),
                ("company_id", "in", companies.ids),
                ("due_date", "in", [day for _company, day in days]),
            ]
        )
        groups = duties.grouped(lambda d: (d.plan_id, d.company_id, d.due_date))
        for (plan, company, day), rows in groups.items():
            if (company, day) in days:
                found = plan._get_role_duty_manager(company, [day]).get(day)
                person = self.env["hr.employee"].browse(found and found[0][0])
                rows._hand_on(
                    person, self.env._("The duty manager of the day changed.")
                )

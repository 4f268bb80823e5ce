from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

ROSTER_DAYS = (31, 7)
"""How far back and ahead a shift makes somebody without a login an agent: a month
without one may be leave, and who begins next month has nothing to read at yet."""


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    roster_revision = fields.Integer(
        readonly=True,
        copy=False,
        groups="base.group_system",
        help="Counts changes to this person's shifts; two at once exclude each other.",
    )
    shift_post_ids = fields.Many2many(
        "shift.post",
        "hr_employee_shift_post_rel",
        "employee_id",
        "post_id",
        "Qualified Posts",
        check_company=True,
        groups="cs_policy.cs_policy_group_agent,hr.group_hr_user",
        help="Besides the posts on the own roster; a swap at these is allowed.",
    )

    @api.model
    def _get_agents(self, companies):
        """The agents of ``companies``: by role, or without a login by the roster.

        Read with rights of its own: an agent may not read who is one.
        """
        group = self.env.ref("cs_policy.cs_policy_group_agent")
        by_role = Domain("user_id.active", "=", True)
        by_role &= Domain("user_id.all_group_ids", "in", group.ids)
        no_login = Domain("user_id", "=", False) | Domain("user_id.active", "=", False)
        rostered = Domain("id", "in", self._get_rostered(companies).ids)
        return self.sudo().search(  # as above
            Domain("company_id", "in", companies.ids)
            & (by_role | (no_login & rostered))
        )

    @api.model
    def _get_rostered(self, companies):
        """Who has a shift about these days on a roster that was published."""
        back, ahead = ROSTER_DAYS
        windows = []
        for company in companies:
            today = company._policy_today()
            windows.append(
                Domain("company_id", "=", company.id)
                & Domain("date", ">=", today - timedelta(days=back))
                & Domain("date", "<=", today + timedelta(days=ahead))
            )
        shifts = self.env["shift.assignment"].sudo()  # whose shifts, for any role
        groups = shifts._read_group(
            Domain.OR(windows)
            & Domain("employee_id", "!=", False)
            & Domain("roster_id.published_at", "!=", False),
            ["employee_id"],
        )
        return self.browse([employee.id for (employee,) in groups])

    def _get_notice_partner(self):
        """Where notices to these people go: their user's inbox, else work e-mail."""
        partners = self.env["res.partner"].sudo()  # to write to them, not to show
        for employee in self.sudo():  # work contact is hidden from agents
            contact = employee.work_contact_id
            partners |= employee.user_id.partner_id or contact.filtered("email")
        return partners

    def _get_reading_lang(self):
        """The language of this person, else the company's."""
        person = self.sudo()  # to write to them, not to show
        person.ensure_one()
        return person.user_id.lang or person.lang or person.company_id.partner_id.lang

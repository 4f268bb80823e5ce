from odoo import fields, models


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

    def _get_notice_partner(self):
        """Where notices to these people go: their user's inbox, else work e-mail."""
        partners = self.env["res.partner"].sudo()  # to write to them, not to show
        for employee in self.sudo():  # work contact is hidden from agents
            contact = employee.work_contact_id
            partners |= employee.user_id.partner_id or contact.filtered("email")
        return partners

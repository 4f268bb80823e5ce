from odoo import fields, models


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    staff_number = fields.Char(
        copy=False, help="Number by which rosters and other files name this person."
    )

    _staff_number_uniq = models.UniqueIndex(
        "(company_id, staff_number) WHERE staff_number IS NOT NULL",
        "That staff number belongs to somebody else.",
    )


class HrEmployeePublic(models.Model):
    _inherit = "hr.employee.public"

    staff_number = fields.Char(readonly=True)

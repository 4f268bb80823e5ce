from odoo import fields, models


class ShiftPost(models.Model):
    _name = "shift.post"
    _description = "Post"
    _order = "sequence, name"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    code = fields.Char(help="Short name used in rosters and files.")
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    is_manned = fields.Boolean(
        "Always Manned",
        default=True,
        help="Nobody may leave this post before the relief has signed in.",
    )
    employee_ids = fields.Many2many(
        "hr.employee",
        "hr_employee_shift_post_rel",
        "post_id",
        "employee_id",
        "Qualified People",
        check_company=True,
        help="Who may pick up or replace here; empty: everybody. A swap asks for the "
        "name here, or for own shifts at the post.",
    )
    manning_ids = fields.One2many("shift.post.manning", "post_id", "Minimum Manning")
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex(
        "(company_id, code)", "That code names another post already."
    )

    def _is_qualified(self, employee):
        """Whether ``employee`` may work this post."""
        self.ensure_one()
        people = self.sudo().employee_ids  # who is qualified, for any role
        return not people or employee.id in people.ids

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
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex(
        "(company_id, code)", "That code names another post already."
    )

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.rotation import code_on, parse_cycle


class ShiftRotation(models.Model):
    """A cycle of shift codes that people go through one after another."""

    _name = "shift.rotation"
    _description = "Rotation"
    _order = "sequence, name"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    cycle = fields.Char(
        required=True,
        default="E,E,M,M,N,N,-,-",
        help="Shift codes day by day, separated by commas; - is a day off.",
    )
    day_count = fields.Integer("Number of Days", compute="_compute_day_count")
    anchor_date = fields.Date(
        "First Day",
        required=True,
        default=lambda self: self.env.company._policy_today().replace(day=1),
        help="The day on which people with offset 0 begin the cycle.",
    )
    post_id = fields.Many2one("shift.post", required=True, check_company=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    member_ids = fields.One2many("shift.rotation.member", "rotation_id", "People")
    active = fields.Boolean(default=True)

    @api.depends("cycle")
    def _compute_day_count(self):
        for rotation in self:
            rotation.day_count = len(parse_cycle(rotation.cycle))

    @api.constrains("cycle", "company_id")
    def _check_cycle(self):
        for rotation in self:
            codes = parse_cycle(rotation.cycle)
            unknown = {
                code for code in codes if code
            } - rotation._get_templates().keys()
            if unknown or not any(codes):
                raise ValidationError(
                    self.env._(
                        "%(rotation)s: no such shift code: %(codes)s",
                        rotation=rotation.name,
                        codes=", ".join(sorted(unknown)) or "-",
                    )
                )

    def action_spread_offsets(self):
        """Spread the people evenly over the cycle."""
        for rotation in self:
            count = len(rotation.member_ids)
            for number, member in enumerate(rotation.member_ids):
                member.offset = number * rotation.day_count // count

    def _get_templates(self):
        """{code: shift template} of the company."""
        self.ensure_one()
        templates = self.env["shift.template"].search(
            [("company_id", "=", self.company_id.id)]
        )
        return {template.code: template for template in templates}

    def _iter_shifts(self, days):
        """Yield (day, employee, post, template) for every shift due on ``days``."""
        for rotation in self:
            cycle = parse_cycle(rotation.cycle)
            templates = rotation._get_templates()
            for member in rotation.member_ids:
                post = member.post_id or rotation.post_id
                for day in days:
                    code = code_on(cycle, rotation.anchor_date, member.offset, day)
                    if code and member._is_in(day):
                        yield day, member.employee_id, post, templates[code]

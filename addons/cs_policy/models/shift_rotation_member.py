from odoo import fields, models


class ShiftRotationMember(models.Model):
    _name = "shift.rotation.member"
    _description = "Person in a Rotation"
    _order = "rotation_id, sequence, id"
    _check_company_auto = True

    rotation_id = fields.Many2one(
        "shift.rotation", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="rotation_id.company_id", store=True, index=True, precompute=True
    )
    sequence = fields.Integer(default=10)
    employee_id = fields.Many2one("hr.employee", required=True, check_company=True)
    offset = fields.Integer(
        "Offset (days)", help="How many days ahead in the cycle on its first day."
    )
    post_id = fields.Many2one(
        "shift.post", check_company=True, help="Empty: the rotation's post."
    )
    date_from = fields.Date("From")
    date_to = fields.Date("Until", help="Last day in this rotation.")

    _employee_uniq = models.Constraint(
        "UNIQUE(rotation_id, employee_id)", "That person is in the rotation already."
    )

    def _is_in(self, day):
        """Whether the person follows the rotation on ``day``."""
        self.ensure_one()
        return not (
            (self.date_from and day < self.date_from)
            or (self.date_to and day > self.date_to)
        )

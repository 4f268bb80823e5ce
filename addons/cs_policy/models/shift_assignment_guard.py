from odoo import api, models

from .shift_assignment_attendance import GUARDED

DERIVED = {"company_id", "origin", "start", "stop"}
"""Follow from roster, day, code and how the shift came about."""


class ShiftAssignment(models.Model):
    """What nobody proposes for a new shift."""

    _name = "shift.assignment"
    _inherit = ["shift.assignment", "policy.guard.mixin"]

    @api.model
    def _get_guarded(self, names):
        guarded = [name for name in names if name in GUARDED | DERIVED]
        return super()._get_guarded(names) + guarded

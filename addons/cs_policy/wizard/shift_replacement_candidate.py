from odoo import fields, models


class ShiftReplacementCandidate(models.TransientModel):
    """One of those who could step in."""

    _name = "shift.replacement.candidate"
    _description = "Candidate for a Replacement"
    _order = "hours, id"

    replacement_id = fields.Many2one(
        "shift.replacement", required=True, ondelete="cascade"
    )
    employee_id = fields.Many2one("hr.employee", required=True, readonly=True)
    hours = fields.Float("Hours This Month", readonly=True)

    def action_choose(self):
        """Let this person work the shift."""
        self.ensure_one()
        self.replacement_id._replace(self.employee_id)
        return {"type": "ir.actions.act_window_close"}

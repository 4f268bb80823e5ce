from odoo import fields, models


class ShiftAssignment(models.Model):
    """A shift knows its swaps, and how to start one."""

    _inherit = "shift.assignment"

    swap_ids = fields.One2many("shift.swap", "shift_id", "Swaps")
    return_swap_ids = fields.One2many(
        "shift.swap", "return_shift_id", "Swaps as Return Shift"
    )

    def action_find_swap(self):
        """Open the proposals for this shift."""
        self.ensure_one()
        return self._open_swap_finder({})

    def _open_swap_finder(self, vals):
        find = self.env["shift.swap.find"].create(
            {
                "employee_id": self.sudo().employee_id.id,  # only to hand it on
                "shift_id": self.id,
                **vals,
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Find a Colleague"),
            "res_model": find._name,
            "res_id": find.id,
            "view_mode": "form",
            "target": "new",
        }

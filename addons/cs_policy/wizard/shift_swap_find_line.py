from odoo import fields, models


class ShiftSwapFindLine(models.TransientModel):
    _name = "shift.swap.find.line"
    _description = "Proposed Swap"
    _order = "rank, id"

    find_id = fields.Many2one("shift.swap.find", required=True, ondelete="cascade")
    rank = fields.Integer("No.", readonly=True)
    employee_id = fields.Many2one("hr.employee", "Colleague", readonly=True)
    shift_id = fields.Many2one("shift.assignment", "Return Shift", readonly=True)
    same_post = fields.Boolean(readonly=True)
    swaps = fields.Integer(readonly=True, help="In that month.")
    days = fields.Integer("Days Apart", readonly=True)
    hours = fields.Float(
        "Hours More", readonly=True, help="Length of the return shift against yours."
    )

    def action_file(self):
        """File this very swap, and show it."""
        self.ensure_one()
        swap = self._get_swap()
        swap.action_file()
        return swap._get_records_action()

    def action_choose(self):
        """Go on with this swap in its form."""
        self.ensure_one()
        return self._get_swap()._get_records_action()

    def _get_swap(self):
        """The draft the search came from, completed; else a new one."""
        find = self.find_id
        vals = {
            "shift_id": find.shift_id.id,
            "counterpart_id": self.employee_id.id,
            "return_shift_id": self.shift_id.id,
            "reason_id": find.reason_id.id,
            "note": find.note,
            "briefing": find.briefing,
        }
        if find.swap_id:
            find.swap_id.write(vals)
            return find.swap_id
        person = find.shift_id.sudo().employee_id  # the asker's own shift
        return find.swap_id.create({"employee_id": person.id, **vals})

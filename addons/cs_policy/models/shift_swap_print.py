from odoo import models


class ShiftSwap(models.Model):
    """The registration form on paper (CS-7.3), and ways into the swap."""

    _inherit = "shift.swap"

    def action_print_form(self):
        """The form in the reader's language."""
        return self.env.ref("cs_policy.shift_swap_report_action").report_action(self)

    def action_find(self):
        """Proposals for the shift of this draft."""
        self.ensure_one()
        return self.shift_id._open_swap_finder(
            {
                "swap_id": self.id,
                "reason_id": self.reason_id.id,
                "note": self.note,
                "briefing": self.briefing,
            }
        )

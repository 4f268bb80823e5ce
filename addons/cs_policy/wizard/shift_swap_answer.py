from odoo import fields, models


class ShiftSwapAnswer(models.TransientModel):
    """The sentence that goes with a yes, a no or a withdrawal."""

    _name = "shift.swap.answer"
    _description = "Answer to a Swap"

    swap_id = fields.Many2one("shift.swap", required=True, readonly=True)
    act = fields.Selection(
        [
            ("accept", "Accept the Swap"),
            ("decline", "Decline the Swap"),
            ("withdraw", "Withdraw the Swap"),
        ],
        required=True,
        readonly=True,
    )
    briefing = fields.Text(related="swap_id.briefing", related_sudo=False)
    summary_html = fields.Html(related="swap_id.summary_html", related_sudo=False)
    text = fields.Text("Answer")

    def action_answer(self):
        """Do it, as the person the current user is on the swap."""
        for answer in self:
            swap = answer.swap_id
            act = {
                "accept": swap._accept,
                "decline": swap._decline,
                "withdraw": swap._withdraw,
            }[answer.act]
            act(swap._get_actor(), answer.text)
        return {"type": "ir.actions.act_window_close"}

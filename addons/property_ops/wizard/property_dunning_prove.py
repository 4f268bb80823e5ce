from odoo import fields, models


class PropertyDunningProve(models.TransientModel):
    """How a letter arrived: signed for at the door, or posted before a witness."""

    _name = "property.dunning.prove"
    _description = "Proof of Arrival"

    step_id = fields.Many2one("property.dunning.step", required=True)
    proof = fields.Selection(
        [("signed", "Signed for"), ("posted", "Posted with a witness")],
        "How",
        required=True,
        default="signed",
    )
    date = fields.Date(
        "Arrived On",
        required=True,
        default=lambda self: self.env.company._policy_today(),
    )
    witness = fields.Char()
    file_ids = fields.Many2many("ir.attachment", string="Photos")

    def action_confirm(self):
        for wizard in self:
            wizard.step_id._prove(
                wizard.proof, wizard.date, wizard.witness, wizard.file_ids
            )
        return {"type": "ir.actions.act_window_close"}

from odoo import fields, models


class PropertyFapiaoRecord(models.TransientModel):
    """Number and date of a fapiao that was made."""

    _name = "property.fapiao.record"
    _description = "Record a Fapiao"

    fapiao_id = fields.Many2one("property.fapiao", required=True, readonly=True)
    number = fields.Char("Fapiao Number", required=True)
    date = fields.Date(
        required=True, default=lambda self: self.env.company._policy_today()
    )

    def action_confirm(self):
        for wizard in self:
            wizard.fapiao_id._record(wizard.number, wizard.date)
        return {"type": "ir.actions.act_window_close"}

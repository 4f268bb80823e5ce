from odoo import fields, models


class PropertyTenureChangeLine(models.TransientModel):
    _name = "property.tenure.change.line"
    _description = "New Owner"

    change_id = fields.Many2one(
        "property.tenure.change", required=True, ondelete="cascade"
    )
    partner_id = fields.Many2one("res.partner", "Owner", required=True)
    share = fields.Float("Share (%)", required=True, default=100, digits=(7, 4))

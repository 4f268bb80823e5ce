from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    tenure_ids = fields.One2many("property.tenure", "partner_id")
    tenancy_ids = fields.One2many("property.tenancy", "partner_id")
    is_developer = fields.Boolean(
        help="Builds and sells homes; never dunned on the owners' ladder."
    )

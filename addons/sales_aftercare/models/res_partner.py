from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    customer_profile_ids = fields.One2many("customer.profile", "partner_id")
    sale_buyer_ids = fields.One2many("sale.home.buyer", "partner_id")

from odoo import fields, models


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    property_unit_id = fields.Many2one(
        "property.unit",
        "Home",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        tracking=True,
    )

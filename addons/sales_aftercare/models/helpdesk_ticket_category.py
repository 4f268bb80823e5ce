from odoo import fields, models


class HelpdeskTicketCategory(models.Model):
    _inherit = "helpdesk.ticket.category"

    is_complaint = fields.Boolean(
        "Complaint", help="While such a ticket is open, nobody of the home is greeted."
    )

from odoo import fields, models


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    is_difficult = fields.Boolean(
        "Difficult", tracking=True, help="Handed over from shift to shift (CS-3.4)."
    )

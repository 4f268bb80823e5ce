from odoo import fields, models


class ShiftSwapReason(models.Model):
    _name = "shift.swap.reason"
    _description = "Reason for a Swap"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    needs_note = fields.Boolean(
        "Needs a Note", help="The list says too little: a sentence is asked for."
    )
    active = fields.Boolean(default=True)

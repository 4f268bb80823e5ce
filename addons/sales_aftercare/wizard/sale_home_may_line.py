from odoo import fields, models

from ..models.sale_home_contract_step import ROLES, STEPS


class SaleHomeMayLine(models.TransientModel):
    """One step, or one thing that stands against it."""

    _name = "sale.home.may.line"
    _description = "May I? Line"
    _order = "sequence, id"

    may_id = fields.Many2one("sale.home.may", required=True, ondelete="cascade")
    sequence = fields.Integer()
    step = fields.Selection(STEPS)
    role = fields.Selection(ROLES, "Who Does It")
    status = fields.Selection(
        [("done", "Done"), ("may", "May be done"), ("no", "Not yet")]
    )
    date = fields.Date("Done on")
    clause_id = fields.Many2one("policy.clause")
    message = fields.Text("What Stands Against It")
    remedy = fields.Text("What Clears It")

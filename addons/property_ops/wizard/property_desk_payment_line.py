from odoo import api, fields, models


class PropertyDeskPaymentLine(models.TransientModel):
    """A debt as the cashier sees it."""

    _name = "property.desk.payment.line"
    _description = "Debt at the Payment Desk"
    _order = "id"

    desk_id = fields.Many2one(
        "property.desk.payment", required=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="desk_id.currency_id")
    is_selected = fields.Boolean("Pay", default=True)
    move_line_id = fields.Many2one(
        "account.move.line", required=True, ondelete="cascade"
    )
    move_id = fields.Many2one(related="move_line_id.move_id", string="Document")
    unit_id = fields.Many2one(related="move_id.property_unit_id", string="Home")
    kind = fields.Selection(related="move_id.property_kind", string="Kind")
    period = fields.Date(related="move_line_id.property_period")
    date_due = fields.Date(related="move_line_id.date_maturity", string="Due Date")
    amount_open = fields.Monetary("Unpaid")
    amount_late_fee = fields.Monetary("Late Fee")
    amount_total = fields.Monetary("Total", compute="_compute_amount_total")

    @api.depends("amount_open", "amount_late_fee")
    def _compute_amount_total(self):
        for line in self:
            line.amount_total = line.amount_open + line.amount_late_fee

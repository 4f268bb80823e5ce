from odoo import fields, models


class RefundRequestPay(models.TransientModel):
    """From which account and on which day a refund is paid."""

    _name = "refund.request.pay"
    _description = "Pay a Refund"

    request_id = fields.Many2one("refund.request", required=True, readonly=True)
    company_id = fields.Many2one(related="request_id.company_id")
    currency_id = fields.Many2one(related="request_id.currency_id")
    amount = fields.Monetary(related="request_id.amount")
    partner_id = fields.Many2one(related="request_id.partner_id")
    journal_id = fields.Many2one(
        "account.journal",
        required=True,
        domain="[('company_id', '=', company_id), ('type', 'in', ('cash', 'bank'))]",
    )
    date = fields.Date(
        required=True, default=lambda self: self.env.company._policy_today()
    )

    def action_pay(self):
        self.ensure_one()
        self.request_id._pay(self.journal_id, self.date)
        return {"type": "ir.actions.act_window_close"}

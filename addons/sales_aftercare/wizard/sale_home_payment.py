from odoo import api, fields, models

from odoo.addons.property_ops.wizard.property_desk_payment import METHODS


class SaleHomePayment(models.TransientModel):
    """Finance takes money for one contract or subscription."""

    _name = "sale.home.payment"
    _description = "Payment of a Home"

    contract_id = fields.Many2one("sale.home.contract")
    subscription_id = fields.Many2one("sale.home.subscription")
    company_id = fields.Many2one("res.company", compute="_compute_deal")
    currency_id = fields.Many2one("res.currency", compute="_compute_deal")
    partner_id = fields.Many2one("res.partner", "Owed by", compute="_compute_deal")
    what = fields.Selection(
        [("cost", "The home"), ("on_behalf", "Maintenance fund and deed tax")],
        "Paid For",
        required=True,
        default="cost",
    )
    # Sent back as it was shown: what has changed meanwhile is noticed.
    amount_seen = fields.Monetary(
        "To Pay", compute="_compute_amount_seen", store=True, readonly=False
    )
    amount_due = fields.Monetary(
        "Of That Due by Now", compute="_compute_amount_seen", store=True
    )
    amount = fields.Monetary(
        "Amount Paid", compute="_compute_amount", store=True, readonly=False
    )
    date = fields.Date(
        required=True, default=lambda self: self.env.company._policy_today()
    )
    method = fields.Selection(METHODS, required=True, default="transfer")
    journal_id = fields.Many2one(
        "account.journal",
        required=True,
        domain="[('company_id', '=', company_id), ('type', 'in', ('cash', 'bank'))]",
        compute="_compute_journal_id",
        store=True,
        readonly=False,
    )
    payer_id = fields.Many2one(
        "res.partner", "Paid By", help="Where it is not the debtor."
    )
    reference = fields.Char(help="Of the transfer, slip or terminal.")

    @api.depends("contract_id", "subscription_id")
    def _compute_deal(self):
        for wizard in self:
            deal = wizard._get_deal()
            wizard.company_id = deal.company_id
            wizard.currency_id = deal.currency_id
            wizard.partner_id = deal._get_debtor() if deal else False

    @api.depends("contract_id", "subscription_id", "what")
    def _compute_amount_seen(self):
        for wizard in self:
            deal = wizard._get_deal()
            items = deal._get_items(wizard._get_kinds()) if deal else None
            today = deal.company_id._policy_today() if deal else None
            wizard.amount_seen = sum(items.mapped("amount_residual")) if deal else 0
            due = (
                items.filtered(lambda i, day=today: i.date_maturity <= day)
                if deal
                else []
            )
            wizard.amount_due = sum(item.amount_residual for item in due)

    @api.depends("amount_seen", "amount_due")
    def _compute_amount(self):
        for wizard in self:
            wizard.amount = wizard.amount_due or wizard.amount_seen

    @api.depends("method", "company_id")
    def _compute_journal_id(self):
        for wizard in self:
            kind = "cash" if wizard.method == "cash" else "bank"
            domain = [("type", "=", kind), ("company_id", "=", wizard.company_id.id)]
            wizard.journal_id = self.env["account.journal"].search(domain, limit=1)

    def _get_deal(self):
        return self.contract_id or self.subscription_id

    def _get_kinds(self):
        if self.what == "on_behalf":
            return ("on_behalf",)
        return self._get_deal()._payment_kinds

    def action_take(self):
        """Take the payment and show its receipt."""
        self.ensure_one()
        payment = self._get_deal()._receive_payment(
            self.amount,
            self.journal_id,
            self.date,
            self.reference or "",
            self.payer_id,
            kinds=self._get_kinds(),
            method=self.method,
            seen=self.amount_seen,
        )
        receipt = self.env["property.receipt"].search(
            [("payment_id", "=", payment.id)], limit=1
        )
        return receipt._get_records_action(name=self.env._("Receipt"))

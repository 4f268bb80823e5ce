from odoo import api, fields, models

from odoo.addons.property_ops.tools import fees


class SaleHomeSchedule(models.TransientModel):
    """Terms of payment from which the schedule of a contract is proposed."""

    _name = "sale.home.schedule"
    _description = "Payment Schedule Proposal"

    contract_id = fields.Many2one("sale.home.contract", required=True)
    currency_id = fields.Many2one(related="contract_id.currency_id")
    payment_method = fields.Selection(related="contract_id.payment_method")
    amount_total = fields.Monetary(related="contract_id.amount_total")
    date_first = fields.Date(
        "First Due on",
        required=True,
        compute="_compute_terms",
        store=True,
        readonly=False,
    )
    amount_down = fields.Monetary(
        "Down Payment", compute="_compute_terms", store=True, readonly=False
    )
    amount_fund = fields.Monetary(
        "Provident-fund Loan", help="The rest is the commercial loan."
    )
    count = fields.Integer(
        "Equal Instalments", compute="_compute_terms", store=True, readonly=False
    )
    months = fields.Integer(
        "Months Between", compute="_compute_terms", store=True, readonly=False
    )
    loan_days = fields.Integer(
        "Days Until the Bank Pays", compute="_compute_terms", store=True, readonly=False
    )

    @api.depends("contract_id")
    def _compute_terms(self):
        for wizard in self:
            contract = wizard.contract_id
            step = fees.decimal(contract.currency_id.rounding or fees.CENT)
            total = fees.decimal(contract.amount_total)
            terms = contract._get_usual_terms(total, step)
            wizard.date_first = terms["first"]
            wizard.amount_down = float(terms["down"])
            wizard.count, wizard.months = terms["count"], terms["months"]
            wizard.loan_days = terms["loan_days"]

    def action_apply(self):
        self.ensure_one()
        self.contract_id.check_access("write")
        self.contract_id._propose_instalments(
            first=self.date_first,
            down=fees.decimal(self.amount_down),
            fund=fees.decimal(self.amount_fund),
            count=self.count,
            months=self.months,
            loan_days=self.loan_days,
        )
        return {"type": "ir.actions.act_window_close"}

from odoo import api, fields, models


class SaleHomeBehalf(models.TransientModel):
    """Maintenance fund and deed tax of one home: billed to the buyer, or passed on."""

    _name = "sale.home.behalf"
    _description = "Collected on Behalf"

    contract_id = fields.Many2one("sale.home.contract", required=True, readonly=True)
    company_id = fields.Many2one(related="contract_id.company_id")
    currency_id = fields.Many2one(related="contract_id.currency_id")
    act = fields.Selection(
        [("bill", "Bill the buyer"), ("pass", "Pass on what was collected")],
        required=True,
        default="bill",
    )
    date = fields.Date(
        required=True, default=lambda self: self.env.company._policy_today()
    )
    amount_fund = fields.Monetary(
        "Maintenance Fund", compute="_compute_amounts", store=True, readonly=False
    )
    amount_tax = fields.Monetary(
        "Deed Tax", compute="_compute_amounts", store=True, readonly=False
    )
    amount_held = fields.Monetary(related="contract_id.amount_held")
    amount = fields.Monetary(
        "Passed On", compute="_compute_amount", store=True, readonly=False
    )
    payee_id = fields.Many2one("res.partner", "Paid To")
    journal_id = fields.Many2one(
        "account.journal",
        domain="[('company_id', '=', company_id), ('type', 'in', ('cash', 'bank'))]",
    )

    @api.depends("contract_id", "date")
    def _compute_amounts(self):
        for wizard in self:
            usual = wizard.contract_id._get_usual_on_behalf(wizard.date)
            wizard.amount_fund, wizard.amount_tax = usual["fund"], usual["tax"]

    @api.depends("contract_id")
    def _compute_amount(self):
        for wizard in self:
            wizard.amount = wizard.contract_id.amount_held

    def action_apply(self):
        self.ensure_one()
        self.env["account.move"].check_access("create")
        contract = self.contract_id
        if self.act == "bill":
            amounts = [
                (self.env._("Maintenance fund"), self.amount_fund),
                (self.env._("Deed tax"), self.amount_tax),
            ]
            contract._bill_on_behalf(amounts, self.date, self.date)
        else:
            contract._pass_on(self.amount, self.journal_id, self.date, self.payee_id)
        return {"type": "ir.actions.act_window_close"}

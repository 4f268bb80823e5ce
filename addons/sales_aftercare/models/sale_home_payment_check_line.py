from odoo import api, fields, models
from odoo.exceptions import UserError


class SaleHomePaymentCheckLine(models.Model):
    """One buyer who has not paid, as the books said on the day."""

    _name = "sale.home.payment.check.line"
    _description = "Line of a Payment Check"
    _order = "check_id, amount_overdue desc, id"
    _check_company_auto = True

    check_id = fields.Many2one(
        "sale.home.payment.check", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="check_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    contract_id = fields.Many2one(
        "sale.home.contract", required=True, index=True, check_company=True
    )
    partner_id = fields.Many2one(related="contract_id.partner_id")
    amount_overdue = fields.Monetary("Overdue", readonly=True)
    amount_open = fields.Monetary("Open in All", readonly=True)
    is_demanded = fields.Boolean("Send a Demand", default=True)
    note = fields.Char("Remark of Finance")

    def write(self, vals):
        self._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        self._check_open()

    def _check_open(self):
        for check in self.check_id.filtered(lambda row: row.state == "done"):
            raise UserError(
                self.env._(
                    "%(check)s is done and stays as it is.", check=check.display_name
                )
            )

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.cs_policy.tools.trusted import is_trusted

FROM_BOOKS = {"check_id", "contract_id", "amount_overdue", "amount_open"}
"""What accounting says: listed anew, never typed."""


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

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_changeable(FROM_BOOKS)
        return lines

    def write(self, vals):
        self._check_changeable(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_anew(self):
        self._check_changeable(FROM_BOOKS)

    def _check_changeable(self, names):
        """:raises UserError: for what the books say, and once finance has agreed"""
        checks = self.check_id
        if not FROM_BOOKS & set(names) or is_trusted(self.env):
            checks = checks.filtered(lambda row: row.state != "draft")
        for check in checks[:1]:
            raise UserError(
                self.env._(
                    "%(check)s: its list comes from the books, and stays as it is once "
                    "finance has confirmed it.",
                    check=check.display_name,
                )
            )

from odoo import fields, models


class AccountPayment(models.Model):
    """Money for a home: the payment says for which sale."""

    _inherit = "account.payment"

    sale_contract_id = fields.Many2one(
        "sale.home.contract",
        "Home Sale Contract",
        index="btree_not_null",
        copy=False,
        ondelete="restrict",
        check_company=True,
    )
    sale_subscription_id = fields.Many2one(
        "sale.home.subscription",
        index="btree_not_null",
        copy=False,
        ondelete="restrict",
        check_company=True,
    )
    sale_kind = fields.Selection(
        [
            ("payment", "Payment"),
            ("refund", "Refund"),
            ("on_behalf", "Passed on"),
        ],
        "Payment of a Home Sale",
        copy=False,
    )
    sale_payer_id = fields.Many2one(
        "res.partner",
        "Paid By",
        copy=False,
        ondelete="restrict",
        help="Who paid, where it was not the debtor: a bank, a relative.",
    )

    def _generate_move_vals(
        self, write_off_line_vals=None, force_balance=None, line_ids=None
    ):
        vals = super()._generate_move_vals(write_off_line_vals, force_balance, line_ids)
        if self.sale_kind:
            vals["sale_kind"] = self.sale_kind
            vals["sale_contract_id"] = self.sale_contract_id.id
            vals["sale_subscription_id"] = self.sale_subscription_id.id
        return vals

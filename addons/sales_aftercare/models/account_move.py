from odoo import fields, models


class AccountMove(models.Model):
    """What an entry of a sale is about; the books are the only receivable."""

    _inherit = "account.move"

    sale_contract_id = fields.Many2one(
        "sale.home.contract",
        "Home Sale Contract",
        index="btree_not_null",
        copy=True,
        ondelete="restrict",
        check_company=True,
    )
    sale_subscription_id = fields.Many2one(
        "sale.home.subscription",
        index="btree_not_null",
        copy=True,
        ondelete="restrict",
        check_company=True,
    )
    sale_kind = fields.Selection(
        [
            ("price", "Price by instalments"),
            ("deposit", "Deposit"),
            ("on_behalf", "Collected on behalf"),
            ("revenue", "Revenue at hand-over"),
            ("difference", "Area difference"),
            ("transfer", "Transfer"),
            ("refund", "Refund"),
            ("opening", "Opening balance"),
        ],
        "Document of a Home Sale",
        copy=True,
        index="btree_not_null",
    )

from odoo import fields, models
from odoo.exceptions import UserError

PRICE_KINDS = ("price", "opening", "transfer")
"""Documents by which the price is owed and carried over."""
COST_KINDS = (*PRICE_KINDS, "difference")
"""Everything the buyer owes for the home itself."""
BACK_KINDS = ("difference", "refund")
"""What goes to and fro beside the price: area differences, money paid back."""
OWED_KINDS = (*COST_KINDS, "refund")
"""What money that comes in pays: also what was paid back too much."""


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
            ("deposit", "Subscription deposit"),
            ("on_behalf", "Collected on behalf"),
            ("payment", "Payment"),
            ("revenue", "Revenue at hand-over"),
            ("difference", "Area difference"),
            ("transfer", "Transfer"),
            ("forfeit", "Forfeited"),
            ("refund", "Refund"),
            ("opening", "Opening balance"),
        ],
        "Document of a Home Sale",
        copy=True,
        index="btree_not_null",
    )

    def button_draft(self):
        """Nothing posted of a home sale is undone by hand; its document does that.

        Only a payment that was taken in error is taken back as payments are; a refund
        that comes back is a payment of the buyer again.
        """
        for move in self:
            if move.sale_kind and move.sale_kind != "payment":
                raise UserError(
                    self.env._(
                        "%(entry)s belongs to the sale of a home and stays posted; "
                        "a supplement of the contract or a credit note corrects it.",
                        entry=move.display_name,
                    )
                )
        return super().button_draft()

from odoo import models

from odoo.addons.cs_policy.tools.enforce import enforces


class SaleHomeDealMixin(models.AbstractModel):
    """A payment made void: money that never came pays and refunds nothing."""

    _inherit = "sale.home.deal.mixin"

    @enforces("SA-1.4.1a", "SA-1.8")
    def _on_money_gone(self):
        """What is open again meets what is owed back, wherever the money had gone.

        Also where the deal is over: of a subscription withdrawn or a contract
        rescinded nothing is refunded that did not come. In sudo.
        """
        for deal in self:
            deal._settle_again()
            for move in deal._get_carried():
                deal._carry_back(move)

    def _settle_again(self):
        """Everything that is owed against everything that is open."""
        return self._settle(self._get_items() | self._get_items(is_credit=True))

    def _get_carried(self):
        """Transfers by which money of this deal went to another one, the last first."""
        moves = self.env["account.move"].sudo()  # roles of a sale see no books
        domain = [
            *self._get_carried_domain(),
            ("sale_kind", "=", "transfer"),
            ("state", "=", "posted"),
            ("reversed_entry_id", "=", False),
        ]
        return moves.search(domain, order="id desc")

    def _get_carried_domain(self):
        return [("id", "=", False)]

    def _carry_back(self, move):
        """What is still owed here was never carried over: post the opposite of it."""
        heir = move.sale_contract_id
        taken = (move | move.reversal_move_ids).line_ids.filtered(
            lambda item: item.sale_contract_id == heir
        )
        is_open = sum(self._get_items().mapped("amount_residual"))
        amount = min(is_open, -sum(taken.mapped("balance")))
        if self.currency_id.compare_amounts(amount, 0) <= 0:
            return
        back = heir._create_moves([heir._prepare_carry_back(move, amount)])
        back.reversed_entry_id = move
        taken |= back.line_ids.filtered(lambda item: item.sale_contract_id == heir)
        taken.remove_move_reconcile()  # it pays the oldest items, less than before
        taken.reconcile()
        self._end_carried()
        heir._on_money_gone()

    def _end_carried(self):
        """What came back from another deal meets what is open here."""
        self._settle_again()

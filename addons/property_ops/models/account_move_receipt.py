from odoo import models


class AccountMove(models.Model):
    """The entry of a payment stays as it is while its receipt is valid (PO-4.1.2)."""

    _inherit = "account.move"

    def button_draft(self):
        self._check_receipts()
        return super().button_draft()

    def button_cancel(self):
        self._check_receipts()
        return super().button_cancel()

    def _reverse_moves(self, default_values_list=None, cancel=False):
        self._check_receipts()
        return super()._reverse_moves(default_values_list, cancel=cancel)

    def _check_receipts(self):
        """:raises PolicyRefusal: while a valid receipt says what was paid"""
        self.check_access("write")  # the reasons name receipts
        payments = self.env["account.payment"].sudo()  # whether there is one
        payments.search([("move_id", "in", self.ids)])._check_receipts()

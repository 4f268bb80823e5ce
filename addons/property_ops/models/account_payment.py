from odoo import fields, models

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason

CLAUSE = "PO-4.1.2"
UNDONE = ("draft", "canceled", "rejected")
SHOWN = {
    "amount",
    "currency_id",
    "date",
    "journal_id",
    "partner_id",
    "payment_type",
}
"""What the receipt says of the payment."""


class AccountPayment(models.Model):
    _inherit = "account.payment"

    property_receipt_ids = fields.One2many(
        "property.receipt",
        "payment_id",
        groups="property_ops.property_ops_group_cashier",
    )

    def write(self, vals):
        """Odoo's buttons and forms leave alone what a valid receipt was given for."""
        if vals.get("state") in UNDONE or SHOWN & set(vals):
            self._check_receipts()
        return super().write(vals)

    def _check_receipts(self):
        """:raises PolicyRefusal: while a valid receipt says what was paid"""
        self.check_access("write")  # the reasons name receipts
        self.env["policy.clause"]._refuse(self._get_receipt_reasons())

    @enforces("PO-4.1.2")
    def _get_receipt_reasons(self):
        """One for each valid receipt that was given for these payments."""
        receipts = self.env["property.receipt"].sudo()  # whoever may touch payments
        found = receipts.search(
            [("payment_id", "in", self.ids), ("state", "=", "issued")]
        )
        return [
            Reason(
                CLAUSE,
                self.env._("Receipt %s was given for the payment.", receipt.name),
                self.env._("Make the receipt void, with a reason."),
                {"receipt": receipt.name},
            )
            for receipt in found
        ]

    def _get_property_item(self):
        """The item on the payer's account that a payment settles debts with."""
        return self.move_id.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )[:1]

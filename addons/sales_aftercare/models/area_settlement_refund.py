from odoo import models

from odoo.addons.cs_policy.tools.enforce import enforces

from .refund_request import OPEN_STATES

UNPAID_STATES = ("draft", "refused", *OPEN_STATES)


class AreaSettlement(models.Model):
    """A smaller home: what we owe its buyer is asked for by itself (SA-1.8)."""

    _inherit = "area.settlement"

    @enforces("SA-1.8")
    def _ask_refunds(self):
        """Ask for what is owed of these, and for no more than the books still owe."""
        result = super()._ask_refunds()
        smaller = self.filtered(lambda row: row.amount < 0)
        if not smaller:
            return result
        left = smaller.contract_id._get_amounts_refundable()
        owed = {row: min(-row.amount, left[row.contract_id.id]) for row in smaller}
        requests = self.env["refund.request"].sudo()  # effect of the settlement
        handlers = {
            company: requests._get_default_user(company).id
            for company in smaller.company_id
        }
        requests.with_context(tracking_disable=True, mail_create_nolog=True).create(
            [
                {
                    "company_id": row.company_id.id,
                    "contract_id": row.contract_id.id,
                    "partner_id": row.contract_id._get_debtor().id,
                    "kind": "difference",
                    "amount": amount,
                    "reason": row._get_item_name(),
                    "user_id": handlers[row.company_id],
                }
                for row, amount in owed.items()
                if row.currency_id.compare_amounts(amount, 0) > 0
            ]
        )
        return result

    @enforces("SA-1.8")
    def _withdraw_refunds(self):
        """What was not paid out by now is not paid out, however far it was approved."""
        result = super()._withdraw_refunds()
        requests = self.env["refund.request"].sudo()  # effect of the settlement
        requests = requests.search(
            [
                ("contract_id", "in", self.contract_id.ids),
                ("kind", "=", "difference"),
                ("state", "in", UNPAID_STATES),
            ]
        )
        requests.filtered(lambda row: row.state == "pending")._move("draft")
        requests._move("cancelled")
        for request in requests:
            request.message_post(body=self.env._("The area settlement was taken back."))
        return result

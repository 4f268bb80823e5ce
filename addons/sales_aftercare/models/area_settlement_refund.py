from odoo import models

from odoo.addons.cs_policy.tools.enforce import enforces


class AreaSettlement(models.Model):
    """A smaller home: what we owe its buyer is asked for by itself (SA-1.8)."""

    _inherit = "area.settlement"

    @enforces("SA-1.8")
    def _ask_refunds(self):
        result = super()._ask_refunds()
        owed = self.filtered(lambda row: row.amount < 0)
        requests = self.env["refund.request"].sudo()  # effect of the settlement
        handlers = {
            company: requests._get_default_user(company).id
            for company in owed.company_id
        }
        requests.with_context(tracking_disable=True, mail_create_nolog=True).create(
            [
                {
                    "company_id": row.company_id.id,
                    "contract_id": row.contract_id.id,
                    "partner_id": row.contract_id._get_debtor().id,
                    "kind": "difference",
                    "amount": -row.amount,
                    "reason": row._get_item_name(),
                    "user_id": handlers[row.company_id],
                }
                for row in owed
            ]
        )
        return result

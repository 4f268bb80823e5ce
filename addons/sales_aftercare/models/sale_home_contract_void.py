from odoo import models


class SaleHomeContract(models.Model):
    """What a payment made void opens, on this contract and on the one after it."""

    _inherit = "sale.home.contract"

    def _settle_again(self):
        """In force, as ever; of what has ended, everything against everything."""
        self._gather_debts()
        if self.state != "active":
            return super()._settle_again()
        return self._settle_open()

    def _get_carried_domain(self):
        return [
            ("line_ids.sale_contract_id", "in", self.ids),
            ("sale_contract_id", "not in", self.ids),
        ]

    def _prepare_carry_back(self, move, amount):
        """The opposite of ``amount`` of the transfer ``move``, item by item."""
        day = self.company_id._policy_today()
        name = self.env._("Carried over and never paid: %s", move.name)
        items = [
            {
                "name": name,
                "account_id": line.account_id.id,
                "partner_id": line.partner_id.id,
                "balance": -amount if line.balance > 0 else amount,
                "date_maturity": line.date_maturity and day,
                "sale_contract_id": line.sale_contract_id.id,
            }
            for line in move.line_ids
        ]
        entry = self._prepare_entry("transfer", day, items)
        return {**entry, "sale_subscription_id": move.sale_subscription_id.id}

from datetime import timedelta

from odoo import Command, models

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.trusted import trusted


class SaleHomeSupplement(models.Model):
    """What a supplement in force does to the contract and to its books."""

    _inherit = "sale.home.supplement"

    @enforces("SA-1.1.1")
    def _on_approved(self):
        result = super()._on_approved()
        for row in self:
            row.contract_id._lock_items(row.contract_id._get_items())
            reasons = row._get_submit_reasons()[row.id]
            self.env["policy.clause"]._refuse(reasons, row)
            getattr(row, f"_apply_{row.kind}")()
            row.contract_id.message_post(body=row._get_news())
        return result

    def _get_news(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        return f"{kinds[self.kind]}: {self.name}. {self.reason}"

    def _apply_buyers(self):
        """The new buyers stand in the contract and owe what is open."""
        contract, day = self.contract_id, self.company_id._policy_today()
        debts = contract._get_items()
        credits = contract._prepare_release(debts, day)
        before = contract._get_debtor()
        self._write_protected({"former_buyers": contract.buyer_names})
        trusted(contract.buyer_ids).unlink()
        trusted(self.env["sale.home.buyer"]).create(
            [
                {
                    "contract_id": contract.id,
                    "partner_id": row.partner_id.id,
                    "share": row.share,
                    "sequence": row.sequence,
                }
                for row in self.buyer_ids
            ]
        )
        if contract._get_debtor() != before:
            contract._move_debts(debts, credits, day)
        if contract.date_moved_in:
            contract._take_over_home(day)

    def _apply_exchange(self):
        """The old contract ends, the new one is to be signed; its money waits."""
        old = self.contract_id
        new = old._create_protected([self._prepare_exchange(old)])
        new = new.with_context(policy_move=None)
        old._move("exchanged")
        old._unwind(self.company_id._policy_today())
        self._write_protected({"new_contract_id": new.id})

    def _prepare_exchange(self, old):
        sequence = self.env["ir.sequence"].with_company(self.company_id)
        price = "amount_total" if self.price_basis == "total" else "price_unit"
        return {
            "name": sequence.next_by_code("sale.home.contract"),
            "company_id": old.company_id.id,
            "exchanged_id": old.id,
            "unit_id": self.unit_id.id,
            "user_id": old.user_id.id,
            "delivery_kind": old.delivery_kind,
            "payment_method": old.payment_method,
            "price_basis": self.price_basis,
            price: self[price],
            "buyer_ids": [
                Command.create(
                    {
                        "partner_id": row.partner_id.id,
                        "share": row.share,
                        "sequence": row.sequence,
                    }
                )
                for row in old.buyer_ids
            ],
        }

    def _apply_rescission(self):
        """The home is free, what was paid is owed to the buyer, less what is kept."""
        contract, day = self.contract_id, self.company_id._policy_today()
        contract._move("rescinded")
        contract._unwind(day, self.amount_kept)
        contract._give_home_back(day)
        days = self.env["policy.parameter"]._get(
            "rescission_refund_days", self.company_id, self.date
        )
        refunds = self.env["refund.request"]._propose(
            contract, "rescission", self.date + timedelta(days=days)
        )
        refunds.reason = self.reason
        self._write_protected({"refund_ids": [Command.set(refunds.ids)]})

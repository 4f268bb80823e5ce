from odoo import Command

from .common import TODAY, AftercareCase


class AreaCase(AftercareCase):
    """Homes that are measured and settled, from forms to entries."""

    @classmethod
    def _create_authenticated(cls, unit=None, **vals):
        contract = cls._create_active(unit, **vals)
        return cls._bring_to(contract, "survey")

    def _create_survey(self, *contracts, user=None, **vals):
        """A survey of ``contracts`` in draft, by the clerk."""
        model = self.env["area.survey"].with_user(user or self.sale_clerk)
        return model.create(
            {
                "company_id": self.company.id,
                "estate_id": self.estate.id,
                "line_ids": [
                    Command.create({"contract_id": contract.id})
                    for contract in contracts
                ],
                **vals,
            }
        )

    def _measure(self, contract, gross, inside=80):
        """Survey ``contract`` from the forms to the results."""
        is_ready = contract.delivery_kind == "ready"
        survey = self._create_survey(
            contract,
            user=self.sale_clerk if is_ready else self.sale_user,
            delivery_kind=contract.delivery_kind,
        )
        survey.action_seal()
        survey.action_submit()
        survey.line_ids.write({"gross_area": gross, "inside_area": inside})
        survey.action_finish()
        return survey

    def _settle(self, contract):
        """The posted settlement of a measured contract, by finance."""
        action = contract.with_user(self.sale_finance).action_settle()
        row = self.env["area.settlement"].browse(action["res_id"])
        row = row.with_user(self.sale_finance)
        row.action_post()
        return row

    def _pay(self, contract, amount=1_000_000):
        """Finance takes a payment; 100 m² at 10,000 by default."""
        contract = contract.with_user(self.sale_finance)
        return contract._receive_payment(amount, self.bank, TODAY)

    def _create_settled(self, gross=103.01, inside=82, **vals):
        """A contract paid, measured and settled."""
        contract = self._create_authenticated(**vals)
        self._pay(contract)
        self._measure(contract, gross, inside)
        return self._settle(contract)

    def _items(self, move):
        """{account type: balance} of an entry, which sums to zero."""
        lines = move.sudo().line_ids
        self.assertEqual(round(sum(lines.mapped("balance")), 2), 0)
        return {line.account_type: line.balance for line in lines}

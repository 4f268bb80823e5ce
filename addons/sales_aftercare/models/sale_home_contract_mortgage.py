from odoo import Command, fields, models

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason

from ..tools import steps

TOLD, VISIT = "SA-1.3.1", "SA-1.3.2"


class SaleHomeContract(models.Model):
    """The loan of a contract that is paid by mortgage."""

    _inherit = "sale.home.contract"

    mortgage_ids = fields.One2many(
        "mortgage.file", "contract_id", "Mortgage Files", readonly=True
    )

    def _on_authenticated(self):
        result = super()._on_authenticated()
        self.env["mortgage.file"]._open_for(self)
        return result

    def _is_authenticated(self):
        """By the bureau's day, or by an old ledger that does not say it."""
        return not self._get_missing_needs(steps.BY_KEY["loan"])

    def _prepare_mortgage_parts(self):
        """Commands for the parts of the loan, as the contract's schedule has them."""
        self.ensure_one()
        return [Command.create(vals) for vals in self._iter_mortgage_parts()]

    def _iter_mortgage_parts(self):
        """Values of each part of the loan: what the schedule expects of lenders."""
        for row in self.instalment_ids.filtered(lambda r: r.kind in ("loan", "fund")):
            yield {"kind": row.kind, "amount": row.amount}

    @enforces("SA-1.3.1", "SA-1.3.2")
    def _get_loan_reasons(self):
        """{id: all reasons why the loan is not over}"""
        found = super()._get_loan_reasons()
        files = self.env["mortgage.file"].sudo()  # where it stands, no more
        current = {
            file.contract_id.id: file
            for file in files.search(
                [("contract_id", "in", self.ids), ("state", "!=", "ended")]
            )
        }
        for contract in self.filtered(lambda row: row._is_authenticated()):
            file = current.get(contract.id, files)
            found[contract.id] += contract._iter_mortgage_reasons(file)
        return found

    def _iter_mortgage_reasons(self, file):
        state = file.state
        if not file:
            yield Reason(TOLD, self.env._("The contract has no mortgage file."))
        elif state == "open":
            yield Reason(
                TOLD,
                self.env._("The bank was not told to fetch the original."),
                self.env._("Send or print the notice on the mortgage file."),
            )
        elif state == "told":
            yield Reason(
                VISIT,
                self.env._("The bank has not come yet."),
                self.env._(
                    "When bank staff come, take the documents to the archivist."
                ),
            )
        elif state == "visit":
            yield from file._get_bank_reasons()[file.id]
            yield Reason(VISIT, self.env._("The bank has not taken the documents."))
        elif state == "refused":
            yield Reason(
                VISIT,
                self.env._("The bank refused the loan."),
                self.env._("The buyer pays by other means, or the sale is rescinded."),
            )
        if file and not file.part_ids:
            yield Reason(VISIT, self.env._("The loan itself is not entered."))
        for part in file.part_ids:
            if state == "handed" and part.state not in ("released", "refused"):
                yield Reason(
                    VISIT,
                    self.env._(
                        "%(loan)s: %(state)s.",
                        loan=part.display_name,
                        state=part._state_label(part.state),
                    ),
                )

    def _settle_loan(self):
        """Money of a lender came: is the whole loan there?"""
        contracts = self.sudo()  # follows from what finance took in
        for contract in contracts.filtered(lambda row: not row.date_loan_released):
            file = contract.mortgage_ids.filtered(lambda row: row.state == "handed")
            paid = file.part_ids.filtered(lambda part: part.state == "released")
            if paid and not contract._get_loan_reasons()[contract.id]:
                day = max(paid.mapped("date_released"))
                file._move("released")
                contract._record_step("loan", day)

    def _change_payment_method(self, method, reason):
        """The contract is paid otherwise from now on; its approval log says why.

        For documents that have asked whether it may be (SA-1.3.2).
        """
        before = {contract.id: contract.payment_method for contract in self}
        self._amend({"payment_method": method}, reason)
        for contract in self:
            contract._on_payment_method(before[contract.id])
            contract._settle_distribution()

    def _on_payment_method(self, before):
        """Hook: the contract was paid by ``before`` until now."""

    def _on_ended(self):
        result = super()._on_ended()
        files = self.mortgage_ids
        files = files.filtered(lambda row: row.state not in ("released", "ended"))
        files._move("ended")
        self._void_duties(files)
        return result

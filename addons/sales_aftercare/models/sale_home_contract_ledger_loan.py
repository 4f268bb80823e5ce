from odoo import models

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.property_ops.models.property_estate_apply import QUIET

from ..tools import loan_facts


class SaleHomeContract(models.Model):
    """The loans of running contracts, each at the stage the ledger's facts prove."""

    _inherit = "sale.home.contract"

    @enforces("SA-1.3.1", "SA-1.3.2")
    def _import_mortgages(self):
        """A mortgage file for each authenticated contract that a lender pays.

        Money of before is part of what the contract's opening books; here the file
        only says how far it is. What somebody has worked on since is left alone.
        """
        contracts = self.sudo().with_context(**QUIET)  # history
        contracts = contracts.filtered(
            lambda row: row.state == "active" and row._is_authenticated()
        )
        self.env["mortgage.file"].with_context(**QUIET)._open_for(contracts)
        contracts.invalidate_recordset(["mortgage_ids"])
        for contract in contracts:
            contract._advance_mortgage()

    def _advance_mortgage(self):
        """From the bank that is to be told to what the facts prove."""
        file = self.mortgage_ids.filtered(lambda row: row.state == loan_facts.OPEN)
        loans = {part.kind: part.amount for part in file.part_ids}
        own = sum(self.instalment_ids.mapped("amount")) - sum(loans.values())
        paid = loan_facts.find_paid(own, loans, self.amount_before)
        stage = loan_facts.find_stage(paid, "loan" in self._get_proven())
        if not file or stage == loan_facts.OPEN:
            return
        day = self.date_authenticated or self.date_signed
        file._write_protected({"state": stage, "date_open": day})
        for part in file.part_ids:
            is_paid = stage == loan_facts.RELEASED or part.kind in paid
            part._write_protected({"state": "released" if is_paid else "approved"})

from odoo import models

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason


class DocumentCopy(models.Model):
    """What the bank takes along was checked and sealed before (SA-1.3.2)."""

    _inherit = "document.copy"

    @enforces("SA-1.3.2")
    def _get_hand_over_reasons(self, transfer):
        """See super; to the bank nothing goes that belongs to no sealed file."""
        found = super()._get_hand_over_reasons(transfer)
        if transfer.to != "bank" or transfer.due_back:
            return found
        documents = self.env["mortgage.document"].sudo()  # whether sealed, no more
        documents = documents.search([("copy_id", "in", self.ids)])
        files = documents.file_id
        reasons = files._get_bank_reasons()
        for copy in self:
            mine = documents.filtered(lambda row, copy=copy: row.copy_id == copy)
            if not mine:
                found[copy.id].append(
                    Reason(
                        "SA-1.3.2",
                        self.env._("The bank has not come for it."),
                        self.env._("Record the visit on the mortgage file first."),
                    )
                )
            for file in mine.file_id:
                found[copy.id] += reasons[file.id]
        return found

    def _on_handed_over(self):
        result = super()._on_handed_over()
        documents = self.env["mortgage.document"].sudo()  # follows from custody
        documents.search([("copy_id", "in", self.ids)]).file_id._settle_handed()
        return result

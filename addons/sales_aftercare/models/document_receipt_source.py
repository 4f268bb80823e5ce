from odoo import models

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason

CLAUSE = "SA-1.9"
OPEN = ("draft", "ready")
SIGNED = ("signed", "handed_on", "filed")


class DocumentReceiptSource(models.AbstractModel):
    """Documents on which a customer takes something, and signs for it (SA-1.9).

    One button makes the receipt, filled in; with the signature the document goes on by
    itself. A model sets ``_receipt_field``, has ``receipt_ids``, ``contract_id`` and
    ``partner_id``, and says by the last methods here what is taken when.
    """

    _name = "document.receipt.source"
    _description = "Documents With a Receipt"

    _receipt_field = None
    """Field of ``document.receipt`` that names the document."""

    def action_receipt(self):
        """Open the receipt of what the customer takes now; it is made, filled in.

        :raises PolicyRefusal: with every reason why nothing can be taken now
        """
        self.ensure_one()
        self.check_access("write")
        open_ones = self.receipt_ids.filtered(
            lambda row: row.state in OPEN and row.purpose == self._get_receipt_purpose()
        )
        receipt = open_ones[:1] or self._make_receipt()
        return receipt._get_records_action()

    def _make_receipt(self):
        reasons = self._get_receipt_reasons()
        self.env["policy.clause"]._refuse(reasons[self.id], self)
        partner = self._get_receipt_partner()
        reader = self.with_context(lang=partner.lang or self.env.lang)
        receipts = self.env["document.receipt"]
        values = receipts._prepare_receipt(
            self._get_receipt_deal(), partner, reader._get_receipt_lines()
        )
        values |= {
            "purpose": self._get_receipt_purpose(),
            self._receipt_field: self.id,
        }
        receipt = receipts._create_protected([values])
        return receipt.with_context(policy_move=None)

    @enforces("SA-1.9")
    def _get_unsigned_reasons(self):
        """{id: why what is taken now can't be recorded: nobody signed for it}"""
        found = {row.id: [] for row in self}
        for row in self:
            purpose = row._get_receipt_purpose()
            if purpose and not row._get_signed_receipt(purpose):
                found[row.id].append(
                    Reason(
                        CLAUSE,
                        self.env._("The customer has not signed the receipt."),
                        self.env._(
                            "Make out the receipt; the customer signs on the tablet "
                            "or in the portal."
                        ),
                    )
                )
        return found

    def _get_signed_receipt(self, purpose):
        return self.receipt_ids.filtered(
            lambda row: row.state in SIGNED and row.purpose == purpose
        )[:1]

    def _cancel_receipts(self):
        """Nothing is taken any more: nobody is asked for a signature."""
        self.receipt_ids.filtered(lambda row: row.state in OPEN)._move("cancelled")

    def _get_nothing_reason(self):
        return Reason(
            CLAUSE,
            self.env._(
                "The customer takes nothing now (%(state)s).",
                state=self._state_label(self.state),
            ),
        )

    def _get_receipt_purpose(self):
        """For what the customer signs now; False where nothing is taken."""
        return False

    def _get_receipt_reasons(self):
        """{id: all reasons why nothing can be taken now}"""
        return {row.id: [row._get_nothing_reason()] for row in self}

    def _get_receipt_deal(self):
        """The contract or subscription."""
        return self.contract_id

    def _get_receipt_partner(self):
        """Who takes it, as far as it is known."""
        return self.partner_id

    def _get_receipt_lines(self):
        """What is taken, as ``_prepare_receipt`` wants it; in the reader's language."""
        return []

    def _on_receipt_signed(self, receipt):
        """Go on: the customer has it. Every reason against was asked before."""

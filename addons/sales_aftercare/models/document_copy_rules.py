from odoo import models

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason

from ..tools import custody, steps
from .document_copy import HERE

ROLE_GROUP = "sales_aftercare.sales_aftercare_group_%s"


class DocumentCopy(models.Model):
    """Who may get which paper, when, and what has to prove it."""

    _inherit = "document.copy"

    @enforces("SA-1.1.3", "SA-1.2.2", "SA-1.9")
    def _get_hand_over_reasons(self, transfer):
        """{id: all reasons why the papers may not go there now}

        :param transfer: :class:`~..tools.custody.Transfer`
        """
        wrong_role = self._get_wrong_role_reason(transfer.to, bool(transfer.due_back))
        return {
            copy.id: [
                *wrong_role,
                *copy._iter_state_reasons(transfer),
                *copy._iter_time_reasons(transfer),
                *copy._iter_recipient_reasons(transfer),
                *copy._iter_proof_reasons(transfer),
            ]
            for copy in self
        }

    def _get_custody_clause(self):
        """The clause by which this paper is handed out."""
        if self.kind in custody.SUBSCRIPTION_KINDS:
            return "SA-1.2.2"
        if self.kind in ("certificate", "land_certificate"):
            return "SA-1.9"
        return "SA-1.1.3"

    def _get_wrong_role_reason(self, to, is_loan=False):
        """[] or the reason why the acting user does not hand papers to ``to``."""
        roles = custody.HANDING_ROLES[to]
        if is_loan:
            roles = (*roles, "archivist")
        user = self.env.user
        if self.env.su or any(user.has_group(ROLE_GROUP % role) for role in roles):
            return []
        labels = [self._get_role_name(role) for role in roles]
        message = self.env._("This is done by: %(role)s.", role=", ".join(labels))
        return [Reason("SA-1.1.3", message)]

    def _get_role_name(self, role):
        # sudo: the name of a group is no secret
        return self.env.ref(ROLE_GROUP % role).sudo().name

    def _iter_state_reasons(self, transfer):
        clause = self._get_custody_clause()
        if self.state not in HERE:
            yield Reason(
                clause,
                self.env._(
                    "It is not with us: %(state)s, %(holder)s.",
                    state=self._state_label(self.state),
                    holder=self.holder_name,
                ),
                self.env._("Take it back first."),
            )
        is_archivist = self.env.su or self.env.user.has_group(ROLE_GROUP % "archivist")
        if self.state == "archived" and not is_archivist:
            yield Reason(
                clause,
                self.env._("Only the archivist takes papers out of the archive."),
            )

    def _iter_time_reasons(self, transfer):
        """What has to be over before papers leave the office for good."""
        if transfer.to in ("bureau", "office"):
            return
        if self.kind in custody.SUBSCRIPTION_KINDS:
            if not self.subscription_id.date_sealed:
                yield Reason(
                    "SA-1.2.2", self.env._("The subscription is not sealed yet.")
                )
        elif self.kind in (*custody.CONTRACT_KINDS, *custody.EVIDENCE_KINDS):
            step = steps.BY_KEY["distribute"]
            if self.contract_id._get_missing_needs(step):
                yield Reason(
                    "SA-1.1.3",
                    self.env._("The contract is not authenticated yet."),
                    self.env._("Its copies are handed out afterwards."),
                )

    def _iter_recipient_reasons(self, transfer):
        clause = self._get_custody_clause()
        if transfer.due_back:
            yield from self._iter_loan_reasons(transfer, clause)
        elif transfer.to not in ("office", self.recipient):
            holders = dict(self._fields["holder"]._description_selection(self.env))
            yield Reason(
                clause,
                self.env._(
                    "It goes to: %(right)s. Not to: %(wrong)s.",
                    right=holders[self.recipient],
                    wrong=holders[transfer.to],
                ),
                figures={"right": self.recipient, "wrong": transfer.to},
            )

    def _iter_loan_reasons(self, transfer, clause):
        """Lent is what is ours for good, or what the bureau gives back."""
        if transfer.to in ("archive", "office"):
            yield Reason(clause, self.env._("What stays with us is not lent."))
        elif transfer.to != "bureau" and self.recipient != "archive":
            yield Reason(
                clause, self.env._("Only papers of the company archive are lent.")
            )
        if not transfer.reason:
            yield Reason(clause, self.env._("Say what it is lent for."))
        if transfer.due_back < self.company_id._policy_today():
            yield Reason(clause, self.env._("The day to bring it back is past."))

    def _iter_proof_reasons(self, transfer):
        clause = self._get_custody_clause()
        if transfer.to in custody.OUTSIDE and not transfer.signature:
            yield Reason(
                clause,
                self.env._("The receiver has not signed."),
                self.env._("Who takes a paper signs for it on the tablet."),
            )
        if transfer.to in custody.OUTSIDE and not (
            transfer.person or transfer.partner_id
        ):
            yield Reason(clause, self.env._("It is not said who takes it."))
        if transfer.to == "archive" and not (transfer.box and transfer.place):
            yield Reason(
                clause, self.env._("Box and shelf of the archive are missing.")
            )
        if transfer.to == "customer":
            yield from self._iter_customer_reasons(transfer)

    def _iter_customer_reasons(self, transfer):
        """A customer takes papers by a signed receipt, and only their own."""
        if not transfer.receipt_id and not transfer.due_back:
            yield Reason(
                "SA-1.9",
                self.env._("A customer takes papers against a signed receipt."),
                self.env._("Make out a receipt that lists them."),
            )
        deal = self._get_deal()
        if transfer.partner_id not in deal._get_paper_receivers().ids:
            yield Reason(
                self._get_custody_clause(),
                self.env._("Papers go to a buyer or to who may collect for a buyer."),
            )

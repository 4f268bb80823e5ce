from odoo import models

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason

from .document_copy_rules import ROLE_GROUP

CLAUSE = "SA-1.3.2"
DOCUMENTS = ("mortgage_contract", "loan_contract", "b_original")


class MortgageFile(models.Model):
    """Bank staff come: three documents are checked, sealed and taken along."""

    _inherit = "mortgage.file"

    @enforces("SA-1.3.2")
    def _get_visit_reasons(self):
        """{id: all reasons why the visit of the bank can't begin}"""
        found = {}
        for file in self:
            found[file.id] = reasons = []
            if file.state != "told":
                message = self.env._(
                    "The bank comes after it was told (%(state)s).",
                    state=file._state_label(file.state),
                )
                reasons.append(Reason(CLAUSE, message))
            if not file.date_visit or not (file.visitor or "").strip():
                message = self.env._("Say when the bank came and whom it sent.")
                reasons.append(Reason(CLAUSE, message))
            elif file.date_visit > file.company_id._policy_today():
                message = self.env._("The day of the visit has not come.")
                reasons.append(Reason(CLAUSE, message))
            else:
                reasons.extend(file._iter_signer_reasons())
            if not file._get_contract_original():
                message = self.env._("The B-original of the contract is not with us.")
                reasons.append(Reason(CLAUSE, message))
        return found

    def _iter_signer_reasons(self):
        """Who signed for the buyers could do so when the bank came."""
        contract = self.contract_id
        return self.env["power.of.attorney"]._iter_agent_reasons(
            contract,
            self.signed_by_id,
            "mortgage",
            self.date_visit,
            CLAUSE,
            contract.buyer_ids.partner_id,
        )

    def _get_contract_original(self):
        self.ensure_one()
        copies = self.contract_id._get_copies(["b_original"])
        return copies.filtered(lambda copy: copy.state in ("ours", "archived"))

    def action_visit(self):
        """The bank came with its two contracts; all three go to the archivist."""
        self.check_access("write")
        reasons = self._get_visit_reasons()
        for file in self:
            self.env["policy.clause"]._refuse(reasons[file.id], file)
        copies = self.env["document.copy"]
        documents = self.env["mortgage.document"].sudo()  # made by the visit alone
        for file in self:
            own = copies._register_papers(file.contract_id, DOCUMENTS[:2])
            papers = own | file._get_contract_original()[:1]
            documents._create_protected(
                [{"file_id": file.id, "copy_id": copy.id} for copy in papers]
            )
        return self._move("visit")

    @enforces("SA-1.3.2")
    def _get_bank_reasons(self):
        """{id: all reasons why the bank can't take the documents along yet}"""
        found = {}
        for file in self:
            found[file.id] = reasons = []
            if file.state not in ("visit", "handed"):
                message = self.env._(
                    "The bank has not come for them (%(state)s).",
                    state=file._state_label(file.state),
                )
                reasons.append(Reason(CLAUSE, message))
            for document in file.document_ids:
                if document.state != "sealed":
                    message = self.env._(
                        "%(paper)s is not checked and sealed.",
                        paper=document.copy_id.display_name,
                    )
                    reasons.append(Reason(CLAUSE, message))
        return found

    def action_hand_over(self):
        """Open the dialog in which the bank signs for the three documents."""
        self.ensure_one()
        return self.document_ids.copy_id._open_transfer(
            to="bank", partner_id=self.bank_id.id, person=self.visitor
        )

    def _settle_handed(self):
        """Papers have moved: does the bank have its three documents now?"""
        for file in self.filtered(lambda row: row.state == "visit"):
            copies = file.document_ids.copy_id
            if copies and set(copies.mapped("holder")) == {"bank"}:
                file._move("handed", date_handed=file.company_id._policy_today())

    @enforces("SA-1.3.2")
    def _get_own_payment_reasons(self):
        """{id: all reasons why the buyer can't go over to paying without a loan}"""
        is_manager = self.env.su or self.env.user.has_group(ROLE_GROUP % "manager")
        found = {}
        for file in self:
            found[file.id] = reasons = []
            if not is_manager:
                role = self.env["document.copy"]._get_role_name("manager")
                message = self.env._("This is done by: %(role)s.", role=role)
                reasons.append(Reason(CLAUSE, message))
            if file.state != "refused":
                message = self.env._("The bank has not refused the loan.")
                reasons.append(Reason(CLAUSE, message))
            if file.part_ids.filtered(lambda part: part.state == "released"):
                message = self.env._("A part of the loan is released already.")
                reasons.append(Reason(CLAUSE, message))
        return found

    def action_own_payment(self):
        """The loan was refused; the buyer pays by other means.

        The contract is amended, with an entry in its approval log; its B-original is
        the customer's from now on.
        """
        self.check_access("read")
        reasons = self._get_own_payment_reasons()
        for file in self:
            self.env["policy.clause"]._refuse(reasons[file.id], file)
        for file in self:
            why = "; ".join(part.reason for part in file.part_ids if part.reason)
            file._move("ended")
            file.contract_id._change_payment_method(
                file.own_method,
                self.env._("The bank refused the loan: %(reason)s", reason=why),
            )
        return True

    @enforces("SA-1.3.2")
    def _get_go_on_reasons(self):
        """{id: all reasons why the rest of the loan can't go on by itself}"""
        is_manager = self.env.su or self.env.user.has_group(ROLE_GROUP % "manager")
        found = {}
        for file in self:
            found[file.id] = reasons = []
            if not is_manager:
                role = self.env["document.copy"]._get_role_name("manager")
                message = self.env._("This is done by: %(role)s.", role=role)
                reasons.append(Reason(CLAUSE, message))
            if file.state != "refused":
                message = self.env._("The bank has not refused the loan.")
                reasons.append(Reason(CLAUSE, message))
            if not file.part_ids.filtered(lambda part: part.state != "refused"):
                message = self.env._("No other part of the loan is left.")
                reasons.append(Reason(CLAUSE, message))
            if not file.date_handed:
                message = self.env._("The bank does not have the documents.")
                reasons.append(Reason(CLAUSE, message))
        return found

    def action_go_on(self):
        """One part was refused; the buyer pays it, and the rest of the loan goes on."""
        self.check_access("write")
        reasons = self._get_go_on_reasons()
        for file in self:
            self.env["policy.clause"]._refuse(reasons[file.id], file)
        self._move("handed")
        self.contract_id._settle_loan()
        return True

    def action_ask_another(self):
        """The loan was refused; another bank is asked, with a file of its own."""
        self.check_access("write")
        for file in self:
            if file.state != "refused":
                message = self.env._("The bank has not refused the loan.")
                self.env["policy.clause"]._refuse([Reason(CLAUSE, message)], file)
        self._move("ended")
        self.flush_recordset()
        files = self._open_for(self.contract_id)
        files.bank_id = False  # not the one that refused
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": files[:1].id,
            "view_mode": "form",
        }

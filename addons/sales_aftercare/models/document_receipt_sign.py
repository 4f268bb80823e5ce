from odoo import fields, models

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason

from ..tools.custody import Transfer
from .document_copy_rules import ROLE_GROUP

CLAUSE = "SA-1.9"
FILE_PLAN = "sales_aftercare.policy_duty_plan_file_receipt"


class DocumentReceipt(models.Model):
    """Signed by the recipient, handed on by the clerk, filed by the archivist."""

    _inherit = "document.receipt"

    def action_offer(self):
        """Put it before the recipient, who may also sign it in the portal."""
        self.check_access("write")
        reasons = self._get_offer_reasons()
        for receipt in self:
            self.env["policy.clause"]._refuse(reasons[receipt.id], receipt)
        self._move("ready")
        for receipt in self:
            receipt._portal_ensure_token()
            receipt._tell_recipient()
        return True

    def _tell_recipient(self):
        """The link by which the recipient reads and signs it."""
        lang = self.partner_id.lang or self.env.lang
        receipt = self.with_context(lang=lang)
        receipt.message_post(
            subject=receipt.display_name,
            body=receipt.env._(
                "Please sign for the papers that you take: %(link)s",
                link=f"{receipt.get_base_url()}{receipt._get_share_path()}",
            ),
            message_type="comment",
            subtype_xmlid="mail.mt_note",
            partner_ids=receipt.partner_id.ids,
        )

    def _get_share_path(self):
        self.ensure_one()
        return f"{self.access_url}?access_token={self._portal_ensure_token()}"

    def action_reset(self):
        self.check_access("write")
        return self._move("draft")

    def action_cancel(self):
        self.check_access("write")
        return self._move("cancelled")

    def action_sign(self):
        """The recipient has signed on the tablet."""
        self.check_access("write")
        for receipt in self:
            receipt._sign(receipt.signed_by, receipt.signature, "tablet")
        return True

    def _sign(self, signed_by, signature, channel):
        """Keep the signature; papers of the register pass to the recipient.

        :param signature: base64 image
        :raises PolicyRefusal: with every reason against
        """
        self.ensure_one()
        reasons = self._get_sign_reasons(signed_by, signature)[self.id]
        self.env["policy.clause"]._refuse(reasons, self)
        self.write({"signature": signature, "signed_by": signed_by})
        transfer = self._get_transfer(signed_by, signature)
        self._move(
            "signed",
            signed_at=fields.Datetime.now(),
            signed_user_id=self.env.uid if channel == "tablet" else False,
            channel=channel,
        )
        self.line_ids.copy_id._hand_over(**transfer)
        if source := self._get_source():
            source._on_receipt_signed(self)
        return True

    def _get_source(self):
        """The document whose work goes on with the signature, if there is one."""
        self.ensure_one()
        return self.application_id or self.refund_id

    @enforces("SA-1.9")
    def _get_source_reasons(self):
        """{id: all reasons of that document why nothing is taken on it now}"""
        found = {receipt.id: [] for receipt in self}
        for receipt in self:
            if source := receipt._get_source():
                found[receipt.id] += source._get_receipt_reasons()[source.id]
                if receipt.purpose != source._get_receipt_purpose():
                    found[receipt.id].append(source._get_nothing_reason())
        return found

    def _get_transfer(self, signed_by, signature):
        self.ensure_one()
        return {
            "to": self.role_id.holder,
            "partner_id": self.partner_id.id,
            "person": signed_by or self.partner_id.name,
            "signature": signature,
            "receipt_id": self.id,
            "reason": self.name,
        }

    @enforces("SA-1.9")
    def _get_offer_reasons(self):
        """{id: all reasons why it can't be put before the recipient}"""
        found = self._get_source_reasons()
        for receipt in self:
            reasons = found[receipt.id] = list(found[receipt.id])
            reasons += receipt._iter_content_reasons()
            transfer = receipt._get_transfer("", b"to come")
            reasons += receipt._iter_paper_reasons(transfer)
        return found

    @enforces("SA-1.9")
    def _get_sign_reasons(self, signed_by="", signature=None):
        """{id: all reasons why it does not count as signed}"""
        found = self._get_source_reasons()
        for receipt in self:
            reasons = found[receipt.id] = list(found[receipt.id])
            reasons += receipt._iter_content_reasons()
            if not signature:
                reasons.append(
                    Reason(CLAUSE, self.env._("The recipient has not signed."))
                )
            if not (signed_by or "").strip():
                reasons.append(
                    Reason(CLAUSE, self.env._("The name of who signed is missing."))
                )
            transfer = receipt._get_transfer(signed_by, signature)
            reasons += receipt._iter_paper_reasons(transfer)
        return found

    def _iter_content_reasons(self):
        if self.state not in ("draft", "ready"):
            yield Reason(
                CLAUSE,
                self.env._(
                    "It is not to be signed (%(state)s).",
                    state=self._state_label(self.state),
                ),
            )
        if not self.line_ids:
            yield Reason(
                CLAUSE,
                self.env._("It names no paper."),
                self.env._("List every paper and certificate that is taken."),
            )

    def _iter_paper_reasons(self, transfer):
        copies = self.line_ids.copy_id.sudo(self.env.su)
        reasons = copies._get_hand_over_reasons(Transfer(**transfer))
        for copy in copies:
            for reason in reasons.get(copy.id, []):
                if copy._get_deal() != self._get_deal():
                    continue
                message = f"{copy.display_name}: {reason.message}"
                yield Reason(reason.clause, message, reason.remedy, reason.figures)
            if copy._get_deal() != self._get_deal():
                yield Reason(
                    CLAUSE,
                    self.env._(
                        "%(paper)s belongs to another sale.", paper=copy.display_name
                    ),
                )

    def action_hand_on(self):
        """The data clerk hands the signed slip on for filing."""
        self.check_access("write")
        reasons = self._get_hand_on_reasons()
        for receipt in self:
            self.env["policy.clause"]._refuse(reasons[receipt.id], receipt)
        now = fields.Datetime.now()
        self._move("handed_on", handed_on_at=now, handed_on_by_id=self.env.uid)
        for receipt in self:
            self.env["policy.duty"]._complete_for(receipt, receipt, FILE_PLAN)
        return True

    @enforces("SA-1.9")
    def _get_hand_on_reasons(self):
        """{id: all reasons why the acting user does not hand the slip on}"""
        return self._get_role_reasons("clerk")

    def action_file(self):
        """The archivist files the slip: box and shelf stand on it."""
        self.check_access("write")
        reasons = self._get_file_reasons()
        for receipt in self:
            self.env["policy.clause"]._refuse(reasons[receipt.id], receipt)
        now = fields.Datetime.now()
        return self._move("filed", filed_at=now, filed_by_id=self.env.uid)

    @enforces("SA-1.9")
    def _get_file_reasons(self):
        """{id: all reasons why it can't be filed yet}"""
        found = self._get_role_reasons("archivist")
        for receipt in self:
            if not (receipt.box and receipt.place):
                found[receipt.id].append(
                    Reason(CLAUSE, self.env._("Box and shelf are missing."))
                )
        return found

    def _get_role_reasons(self, role):
        if self.env.su or self.env.user.has_group(ROLE_GROUP % role):
            return {receipt.id: [] for receipt in self}
        name = self.env["document.copy"]._get_role_name(role)
        message = self.env._("This is done by: %(role)s.", role=name)
        return {receipt.id: [Reason(CLAUSE, message)] for receipt in self}

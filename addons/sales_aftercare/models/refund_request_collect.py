from odoo import api, fields, models

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason

from .document_receipt_source import CLAUSE as RECEIPT_CLAUSE
from .refund_request import CLAUSE


class RefundRequest(models.Model):
    """The customer collects the money against a signed receipt (SA-1.8, SA-1.9)."""

    _inherit = "refund.request"

    _receipt_field = "refund_id"

    receipt_ids = fields.One2many(
        "document.receipt", "refund_id", "Receipts", readonly=True
    )
    signature = fields.Binary("Signature of Receipt", compute="_compute_signature")

    @api.depends("receipt_ids.state", "receipt_ids.signature")
    def _compute_signature(self):
        for row in self:
            row.signature = row._get_signed_receipt("refund").signature

    @enforces("SA-1.8")
    def _get_collect_reasons(self):
        """{id: all reasons why it can't be recorded as collected}"""
        found = {row.id: [] for row in self}
        for row in self.filtered(lambda row: row.state != "paid"):
            found[row.id].append(
                Reason(CLAUSE, self.env._("There is nothing to collect yet."))
            )
        return found

    def action_collect(self):
        """The customer signed for the money."""
        self.check_access("write")
        reasons = self._get_collect_reasons()
        unsigned = self._get_unsigned_reasons()
        for row in self:
            self.env["policy.clause"]._refuse(
                [*reasons[row.id], *unsigned[row.id]], row
            )
            row._collect()
        return True

    def _collect(self):
        receipt = self._get_signed_receipt("refund")
        self._move(
            "collected",
            date_collected=self.company_id._policy_today(),
            collected_by=receipt.signed_by or self.partner_id.name,
        )
        if not self.date_told:
            self._record_told("phone")

    def _get_receipt_purpose(self):
        return self.state == "paid" and "refund"

    @enforces("SA-1.9")
    def _get_receipt_reasons(self):
        """Also: the customer signs at marketing, before who handles refunds."""
        found = self._get_collect_reasons()
        if not self.env.su and not self.has_access("write"):
            role = self.env["document.copy"]._get_role_name("handler")
            message = self.env._("This is done by: %(role)s.", role=role)
            for row in self:
                found[row.id] = [*found[row.id], Reason(RECEIPT_CLAUSE, message)]
        return found

    def _get_receipt_deal(self):
        return self._get_deal()

    def _get_receipt_lines(self):
        return [
            self.env._(
                "Refund %(number)s: %(amount)s",
                number=self.name,
                amount=self.currency_id.format(self.amount),
            )
        ]

    def _on_receipt_signed(self, receipt):
        self._collect()

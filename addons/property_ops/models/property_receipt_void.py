from odoo import api, fields, models

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason

CLAUSE = "PO-4.1.2"


class PropertyReceipt(models.Model):
    """A receipt given in error is made void, with a reason, by the director."""

    _inherit = "property.receipt"

    can_void = fields.Boolean(compute="_compute_can_void")

    @api.depends_context("uid")
    @api.depends("state")
    def _compute_can_void(self):
        reasons = self._get_void_reasons()
        for receipt in self:
            receipt.can_void = not reasons[receipt.id]

    @enforces("PO-4.1.2")
    def _get_void_reasons(self):
        """{receipt id: everything against making it void}."""
        found = {receipt.id: [] for receipt in self}
        for receipt in self:
            add = found[receipt.id].append
            if receipt.state != "issued":
                add(Reason(CLAUSE, self.env._("The receipt is void already.")))
            if not receipt._may_void():
                add(Reason(CLAUSE, self.env._("The office director makes it void.")))
            payment = receipt.sudo().payment_id  # the director has no accounting
            bank_lines = payment.move_id.line_ids.filtered(
                lambda line, p=payment: (
                    line.account_id == p.outstanding_account_id and line.reconciled
                )
            )
            if bank_lines:
                add(
                    Reason(
                        CLAUSE,
                        self.env._("The bank has confirmed the payment."),
                        self.env._("Pay the amount back instead."),
                    )
                )
        return found

    def _may_void(self):
        """Hook: whether the acting user is who makes such a receipt void."""
        return self.env.user.has_group("property_ops.property_ops_group_manager")

    def _void(self, reason):
        """Take the payment back in accounting; the number stays, marked void.

        What it had paid is open again from the same moment.
        """
        reason = (reason or "").strip()
        for receipt in self:
            receipt.check_access("read")
            receipt._lock_receipt()
            reasons = receipt._get_void_reasons()[receipt.id]
            if not reason:
                reasons.append(Reason(CLAUSE, self.env._("A reason is needed.")))
            self.env["policy.clause"]._refuse(reasons, receipt)
            written = receipt.sudo()  # the director has no part in accounting
            # First of all: the payment of a valid receipt can't be taken back.
            written._move(
                "void",
                void_reason=reason,
                void_user_id=self.env.user.id,
                date_void=receipt.company_id._policy_today(),
            )
            written._release_payment()
            written._after_void()
        return True

    def _lock_receipt(self):
        """Whoever works on the same receipt at the same time waits for this one."""
        self.flush_recordset()
        self.env.cr.execute(
            "SELECT id FROM property_receipt WHERE id = %s FOR UPDATE", [self.id]
        )
        self.invalidate_recordset(["state"])

    def _after_void(self):
        """Hook: the receipt is void, its payment taken back."""

    @enforces("PO-4.1.2")
    def _release_payment(self):
        """Cancel the payment; in a closed period, reverse it on an open day."""
        self.ensure_one()
        payment = self.payment_id
        move, company = payment.move_id, self.company_id
        move.line_ids.remove_move_reconcile()
        locked = company._get_violated_lock_dates(payment.date, False, self.journal_id)
        if not locked and not move.inalterable_hash:
            payment.action_cancel()
            return
        values = {"date": company._policy_today(), "ref": self.name}
        move._reverse_moves([values], cancel=True)

    def action_void(self):
        """Ask for the reason, then make the receipt void."""
        self.ensure_one()
        return {
            "name": self.env._("Make Void"),
            "type": "ir.actions.act_window",
            "res_model": "property.receipt.void",
            "view_mode": "form",
            "target": "new",
            "context": {"default_receipt_id": self.id},
        }

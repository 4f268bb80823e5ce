from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason


class AccountMove(models.Model):
    """Late fees as documents of their own (PO-4.1.3.1)."""

    _inherit = "account.move"

    property_kind = fields.Selection(selection_add=[("late_fee", "Late fee")])
    property_late_fee_ids = fields.One2many("property.late.fee", "move_id")

    def button_draft(self):
        """A bill whose late fee is booked is corrected by a credit note."""
        moves = self.sudo()  # whoever may touch the bill
        domain = [("line_id.move_id", "in", self.ids)]
        fees = moves.env["property.late.fee"]
        if moves.property_late_fee_ids or fees.search_count(domain, limit=1):
            raise UserError(
                self.env._(
                    "Late fee is booked on it or by it; correct it by a credit note."
                )
            )
        return super().button_draft()

    def _post(self, soft=True):
        """A late fee is let off by a waiver, not by a credit note of one's own."""
        credits = self.filtered(lambda move: move.move_type == "out_refund")
        self.env["policy.clause"]._refuse(credits._get_unwaived_reasons())
        return super()._post(soft=soft)

    @enforces("PO-4.1.3.1")
    def _get_unwaived_reasons(self):
        """One for each credit note of late fee that no booking or waiver made."""
        return [
            Reason(
                "PO-4.1.3.1",
                self.env._(
                    "Late fee %s is let off with approval only.",
                    move.reversed_entry_id.name or move.ref or "",
                ),
                self.env._("Ask for a late fee waiver."),
            )
            for move in self.sudo()  # who posts need not see how it was booked
            if "late_fee" in (move.property_kind, move.reversed_entry_id.property_kind)
            and not move.property_late_fee_ids
        ]

    def action_explain_late_fee(self):
        """Why this late fee: day by day, of a bill or of the bills behind a fee."""
        self.ensure_one()
        self.check_access("read")
        return {
            "name": self.env._("Why This Late Fee"),
            "type": "ir.actions.act_window",
            "res_model": "property.late.fee.explain",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_move_id": self.id,
                "default_date": self._get_late_fee_day(),
            },
        }

    def action_waive_late_fee(self):
        self.ensure_one()
        return {
            "name": self.env._("Late Fee Waiver"),
            "type": "ir.actions.act_window",
            "res_model": "property.late.fee.waiver",
            "view_mode": "form",
            "context": {"default_move_id": self.id},
        }

    def _get_late_fee_debts(self):
        """The debts whose late fee the document is about; its reader may see it."""
        self.check_access("read")
        move = self.sudo()  # staff of the estate have no part in accounting
        if move.property_kind == "late_fee":
            return move.property_late_fee_ids.line_id
        return move.line_ids._filter_principal()

    def _get_late_fee_day(self):
        """Last day to explain: of what the document books, for a bill today."""
        rows = self.sudo().property_late_fee_ids  # as above
        last = max(rows.mapped("date_to"), default=None)
        return last or self.company_id._policy_today()

    def _get_due_late_fees(self, day):
        """{debt: late fee up to ``day`` that no invoice asks for yet}"""
        lines = self.line_ids._filter_principal()
        due = self.env["property.late.fee"]._get_due(lines, day) if lines else {}
        return {line: due[line.id] for line in lines if due[line.id] > 0}

    def _get_payable_late_fees(self, day):
        """Late fee up to ``day`` that can be paid together with these bills.

        Where tax comes on the fee, its document asks for more than is known before it
        is there: it is billed after the payment.

        :return: ({debt: late fee}, sum of what is billed later)
        """
        fees, later = {}, 0.0
        for line, amount in self._get_due_late_fees(day).items():
            policy = self.env["property.late.fee"]._get_booking_policy(
                line.move_id.property_unit_id, line.partner_id, line.company_id
            )
            taxes = policy.product_id.taxes_id
            if taxes.filtered_domain(taxes._check_company_domain(line.company_id)):
                later += amount
            else:
                fees[line] = amount
        return fees, later

    def _book_payable_late_fees(self, day):
        """Book what :meth:`_get_payable_late_fees` says; the invoices to pay."""
        fees, _later = self._get_payable_late_fees(day)
        lines = self.env["account.move.line"].union(*fees)
        return (
            self.env["property.late.fee"]
            ._settle(lines, day)
            .filtered(
                lambda move: (
                    move.move_type == "out_invoice" and move.amount_residual > 0
                )
            )
        )

    def _offset_late_fee(self):
        """Set credit notes of late fees against late fees of the same home."""
        for credit in self:
            owed = credit.line_ids.filtered(
                lambda line: (
                    line.account_type == "asset_receivable" and not line.reconciled
                )
            )
            if not owed:
                continue
            debts = self.env["account.move.line"].search(
                [
                    ("company_id", "=", credit.company_id.id),
                    ("account_id", "in", owed.account_id.ids),
                    ("partner_id", "=", credit.commercial_partner_id.id),
                    ("parent_state", "=", "posted"),
                    ("reconciled", "=", False),
                    ("amount_residual", ">", 0),
                    ("move_id.property_kind", "=", "late_fee"),
                    ("move_id.property_unit_id", "=", credit.property_unit_id.id),
                ],
                order="date_maturity, id",
            )
            if debts:
                (owed | debts).reconcile()

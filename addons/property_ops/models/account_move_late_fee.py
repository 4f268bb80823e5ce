from odoo import fields, models


class AccountMove(models.Model):
    """Late fees as documents of their own (PO-4.1.3.1)."""

    _inherit = "account.move"

    property_kind = fields.Selection(selection_add=[("late_fee", "Late fee")])
    property_late_fee_ids = fields.One2many("property.late.fee", "move_id")

    def _offset_late_fee(self):
        """Set credit notes of late fees against late fees of the same home."""
        for credit in self:
            owed = self._get_receivables(credit)
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

    def _get_receivables(self, move):
        return move.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable" and not line.reconciled
        )

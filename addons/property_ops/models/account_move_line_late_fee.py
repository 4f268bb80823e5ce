import logging

from psycopg2 import OperationalError

from odoo import models

from odoo.addons.cs_policy.tools.enforce import enforces

from .property_late_fee_compute import PRINCIPAL_KINDS

_logger = logging.getLogger(__name__)


class AccountMoveLine(models.Model):
    """Debts that bear late fee: booked when they are paid (PO-4.1.3.1)."""

    _inherit = "account.move.line"

    def _filter_principal(self):
        """Debts of homes; late fees and what the office owes are none."""
        return self.filtered(
            lambda line: (
                line.balance > 0
                and line.account_type == "asset_receivable"
                and line.parent_state == "posted"
                and line.move_id.property_unit_id
                and line.move_id.property_kind in PRINCIPAL_KINDS
            )
        )

    def _reconcile_plan(self, reconciliation_plan):
        result = super()._reconcile_plan(reconciliation_plan)
        lines = self._flatten_plan(reconciliation_plan)
        # Whoever takes a payment need not read the books; the lines are theirs.
        lines.sudo()._filter_principal()._settle_paid()
        return result

    def _flatten_plan(self, plan):
        if isinstance(plan, models.BaseModel):
            return plan
        return self.browse().union(*(self._flatten_plan(part) for part in plan))

    @enforces("PO-4.1.3.1")
    def _settle_paid(self):
        """Book the late fee of these debts up to the day of their last payment.

        A payment with an earlier day than what is booked takes days back. No payment
        fails for it: what can't be booked now is left to the scheduled action.
        """
        fees = self.env["property.late.fee"]
        days = {line.id: line._get_paid_day() for line in self}
        for day, lines in self.grouped(lambda line: days[line.id]).items():
            if not day:
                continue
            try:
                with self.env.cr.savepoint():
                    fees._settle(lines, day)
            except OperationalError:
                raise  # lost to another transaction: the payment is tried again
            except Exception as error:  # noqa: BLE001 see docstring
                _logger.warning("Late fee of %s: %s", lines.ids, error)
                fees._trigger_booking()

    def _get_paid_day(self):
        """Day of the last payment set against this debt, or None."""
        credits = self.matched_debit_ids.debit_move_id | (
            self.matched_credit_ids.credit_move_id
        )
        return max(credits.mapped("date"), default=None)

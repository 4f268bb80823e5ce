from odoo import fields, models

from odoo.addons.cs_policy.tools.trusted import trusted

from ..tools import steps

MANY = 50
"""Contracts from which on the database is told how much has come."""


class SaleHomeContract(models.Model):
    """Running contracts of an old ledger: what was paid before, what is still owed."""

    _inherit = "sale.home.contract"

    amount_before = fields.Monetary(
        "Paid Before",
        readonly=True,
        copy=False,
        help="Received in the books kept before, by the ledger that was taken over.",
    )

    def _import_opening(self, received, day):
        """Book one contract as at ``day``; see :meth:`_import_openings`."""
        return self._import_openings({self: received}, day)

    def _import_openings(self, received, day):
        """Book running contracts as at ``day``, set-based.

        A home not handed over: the price as for any contract, and what was received
        before as a transfer from the opening account (earnings not yet distributed).
        A home handed over by then: only what is still owed, since its revenue was
        booked before. Repeatable: a contract with a booked price is left alone.

        :param received: {contract: amount}
        """
        amounts = self.browse(
            [contract.id for contract in received]
        )._get_amounts_open()
        fresh = [row for row in received if not amounts[row.id]["booked"]]
        contracts = self.browse([row.id for row in fresh]).sudo()  # effect of an import
        for contract in contracts.filtered(lambda row: not row.instalment_ids):
            contract._ensure_schedule()
        for contract in contracts:
            contract._write_protected({"amount_before": received[contract]})
        before = contracts.filtered(lambda row: row._is_handed_over())
        (contracts - before)._post_schedule(day)
        contracts._refresh_statistics()
        (contracts - before)._post_received(day)
        before._post_still_owed(day)
        contracts._refresh_paid()
        return contracts

    def _refresh_statistics(self):
        """Let PostgreSQL count the journal items that the schedules have made.

        It plans for the tables as they were before this transaction: Odoo's look-up
        of the payments of an invoice then takes minutes on a new database.
        """
        if len(self) >= MANY:
            self.env.flush_all()
            self.env.cr.execute(
                "ANALYZE account_move, account_move_line, account_payment,"
                " account_partial_reconcile"
            )

    def _ensure_schedule(self):
        """The ledger had no schedule: the usual one of the payment method."""
        self.ensure_one()
        trusted(self)._propose_instalments()

    def _is_handed_over(self):
        """Whether the home had been handed over when the ledger was taken over."""
        keys = [step.key for step in steps.get_way(self.payment_method)]
        floor = keys.index(self.step_floor) if self.step_floor in keys else 0
        return bool(self.date_moved_in) or floor > keys.index("move_in")

    def _get_opening_account(self):
        return self.estate_id._get_opening_account()

    def _post_received(self, day):
        """Payments of before, set against the oldest instalments."""
        paid = self.filtered("amount_before")
        paid._create_moves([row._prepare_received(day) for row in paid])
        for contract in paid:
            contract._settle_open()

    def _prepare_received(self, day):
        name = self.env._("Paid before %s", day)
        amount = self.amount_before
        contra = {
            "name": name,
            "account_id": self._get_opening_account().id,
            "balance": amount,
        }
        credit = {
            "name": name,
            "account_id": self._get_receivable().id,
            "balance": -amount,
            "date_maturity": day,
        }
        return self._prepare_entry("transfer", day, [contra, credit])

    def _post_still_owed(self, day):
        """Of homes handed over before: the instalments that are still open."""
        owing = self.filtered(lambda row: row._get_still_owed())
        moves = owing._create_moves([row._prepare_still_owed(day) for row in owing])
        for contract, move in zip(owing, moves, strict=True):
            rows = [row for row, _amount in contract._get_still_owed()]
            contract._link_instalments(
                contract.instalment_ids.browse([row.id for row in rows]), move
            )
        self._write_protected({"date_revenue": day})

    def _get_still_owed(self):
        """[(instalment, open amount)]: what was received paid the oldest first."""
        left, owed = self.amount_before, []
        for row in self._get_schedule():
            used = min(left, row.amount)
            left = self.currency_id.round(left - used)
            if self.currency_id.compare_amounts(used, row.amount) < 0:
                owed.append((row, self.currency_id.round(row.amount - used)))
        return owed

    def _prepare_still_owed(self, day):
        owed = self._get_still_owed()
        parts = [
            (self._get_part_name(row), row.date_due, amount) for row, amount in owed
        ]
        item = {
            "name": self._get_price_name(),
            "account_id": self._get_opening_account().id,
            "balance": -sum(amount for _row, amount in owed),
        }
        return self._prepare_invoice("opening", day, [item], parts)

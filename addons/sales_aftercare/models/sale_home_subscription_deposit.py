from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason

MANAGER = "sales_aftercare.sales_aftercare_group_manager"


class SaleHomeSubscription(models.Model):
    """The deposit: taken, carried over, given back or forfeited (SA-1.2.1, SA-1.8)."""

    _inherit = "sale.home.subscription"

    _payment_kinds = ("deposit",)

    deposit_outcome = fields.Selection(
        [("refund", "Given back"), ("forfeit", "Forfeited")],
        "If the Buyer Withdraws, the Deposit Is",
        copy=False,
        tracking=True,
    )
    amount_deposit_paid = fields.Monetary(
        "Deposit Paid", compute="_compute_amount_deposit_paid"
    )

    def _compute_amount_deposit_paid(self):
        held = self._get_deposits_held()
        for row in self:
            row.amount_deposit_paid = held.get(row.id, 0)

    def _get_deal_link(self):
        return {"sale_subscription_id": self.id}

    def _get_item_domain(self):
        return [
            ("move_id.sale_subscription_id", "=", self.id),
            ("sale_contract_id", "=", False),
        ]

    def _get_deposits_held(self):
        """{id: what was paid and is still held as a deposit}, in one query.

        That is what stands on the deposit's account, less what of it is not paid.
        """
        self.env["account.move.line"].flush_model()
        self.env["account.move"].flush_model(["sale_kind", "sale_subscription_id"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT move.sale_subscription_id,
                       -SUM(line.balance) FILTER (
                           WHERE account.account_type <> 'asset_receivable')
                       - SUM(GREATEST(line.amount_residual, 0)) FILTER (
                           WHERE account.account_type = 'asset_receivable')
                  FROM account_move_line line
                  JOIN account_move move ON move.id = line.move_id
                  JOIN account_account account ON account.id = line.account_id
                 WHERE move.sale_subscription_id = ANY(%s)
                   AND line.sale_contract_id IS NULL
                   AND line.parent_state = 'posted'
                   AND account.account_type NOT IN (
                       'asset_cash', 'asset_current', 'income', 'income_other')
                 GROUP BY move.sale_subscription_id
                """,
                self.ids,
            )
        )
        return {row_id: float(amount or 0) for row_id, amount in rows}

    def _iter_submit_reasons(self, held):
        yield from super()._iter_submit_reasons(held)
        if self.amount_deposit:
            yield from self.company_id._get_sale_home_reasons(
                "deposit_account_id", "journal_id"
            )

    def _on_approved(self):
        result = super()._on_approved()
        self.filtered("amount_deposit")._post_deposits()
        return result

    @enforces("SA-1.2.1")
    def _post_deposits(self):
        """The deposits agreed are owed from now on."""
        return self._create_moves(
            [
                row._prepare_deposit(row.amount_deposit, row.date_subscribed)
                for row in self
            ]
        )

    def _prepare_deposit(self, amount, due):
        name = self.with_context(lang=self.partner_id.lang or self.env.lang).env._(
            "Deposit of %s", self.unit_id.reference
        )
        account = self.company_id._get_sale_home("deposit_account_id")
        item = {"name": name, "account_id": account.id, "balance": -amount}
        day = self.company_id._policy_today()
        return self._prepare_invoice("deposit", day, [item], [(name, due, amount)])

    def _release_deposit(self):
        """What was not paid is owed no longer; the amount that was paid."""
        self.ensure_one()
        debts = self._get_items(("deposit",))
        is_open = sum(debts.mapped("amount_residual"))
        if is_open:
            today = self.company_id._policy_today()
            credit = self._create_moves([self._prepare_deposit(-is_open, today)])
            self._settle(debts | credit.line_ids.filtered("date_maturity"))
        return self._get_deposits_held().get(self.id, 0)

    @enforces("SA-1.2.1")
    def _carry_deposit(self, contract):
        """What was paid becomes a payment of the contract, the oldest item first."""
        for row in self:
            paid = row._release_deposit()
            if paid:
                contract._create_moves([row._prepare_transfer(contract, paid)])
                contract._settle_open()

    def _get_carried_domain(self):
        return [
            ("sale_subscription_id", "in", self.ids),
            ("sale_contract_id", "!=", False),
        ]

    def _end_carried(self):
        """The deposit is owed with the price now, not a second time."""
        self._release_deposit()

    def _prepare_transfer(self, contract, paid):
        day = self.company_id._policy_today()
        name = self.env._("Deposit of %s carried over", self.name)
        account = self.company_id._get_sale_home("deposit_account_id")
        held = {
            "name": name,
            "account_id": account.id,
            "partner_id": self._get_debtor().id,
            "balance": paid,
            "sale_contract_id": False,
        }
        credit = {
            "name": name,
            "account_id": contract._get_receivable().id,
            "balance": -paid,
            "date_maturity": day,
        }
        entry = contract._prepare_entry("transfer", day, [held, credit])
        return {**entry, **self._get_deal_link()}

    @enforces("SA-1.8")
    def _get_withdraw_reasons(self):
        """{id: all reasons why the buyer's withdrawal can't be recorded now}"""
        is_manager = self.env.su or self.env.user.has_group(MANAGER)
        held = self._get_deposits_held()
        return {
            row.id: list(row._iter_withdraw_reasons(held.get(row.id, 0), is_manager))
            for row in self
        }

    def _iter_withdraw_reasons(self, paid, is_manager):
        if self.state != "active":
            yield Reason("SA-1.8", self.env._("The subscription is not in force."))
        for contract in self._get_contracts(("pending",)):
            yield Reason(
                "SA-1.8",
                self.env._(
                    "Its contract %(contract)s waits for approval.",
                    contract=contract.name,
                ),
                self.env._("Withdraw the contract from its approvers first."),
            )
        if paid and not self.deposit_outcome:
            yield Reason(
                "SA-1.8",
                self.env._("A deposit of %s was paid.", self.currency_id.format(paid)),
                self.env._("Say whether it is given back or forfeited."),
                {"paid": paid},
            )
        if paid and not is_manager:
            yield Reason(
                "SA-1.8",
                self.env._("The sales manager decides what becomes of a deposit."),
            )

    def _get_contracts(self, states):
        """Its contracts in one of ``states``, also those that the reader can't see."""
        contracts = self.sudo().contract_ids  # how far they are, no more
        return contracts.filtered(lambda row: row.state in states)

    def action_withdraw(self):
        self.check_access("write")
        self.unit_id._lock_for_sale()
        reasons = self._get_withdraw_reasons()
        for row in self:
            self.env["policy.clause"]._refuse(reasons[row.id], row)
        result = super().action_withdraw()
        for row in self.sudo():  # entries and contracts are effects of the document
            row._get_contracts(("draft", "refused"))._move("cancelled")
            row._end_deposit()
        return result

    @enforces("SA-1.8")
    def _end_deposit(self):
        """Owe the paid deposit to the buyer, or keep it as income."""
        paid = self._release_deposit()
        if not paid:
            return
        day = self.company_id._policy_today()
        account = self.company_id._get_sale_home("deposit_account_id")
        name = self.env._("Deposit of %s", self.name)
        held = {"name": name, "account_id": account.id, "balance": paid}
        if self.deposit_outcome == "refund":
            parts = [(name, day, -paid)]
            self._create_moves([self._prepare_invoice("refund", day, [held], parts)])
            self.env["refund.request"]._propose(self, "withdrawal")
            return
        income = self.company_id._get_sale_home("forfeit_account_id")
        kept = {"name": name, "account_id": income.id, "balance": -paid}
        self._create_moves([self._prepare_entry("forfeit", day, [held, kept])])

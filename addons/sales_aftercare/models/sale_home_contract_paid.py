from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason

from .account_move import BACK_KINDS, COST_KINDS, PRICE_KINDS

CLAUSE = "SA-1.4.1a"
GROUPS = {
    **dict.fromkeys(PRICE_KINDS, "price"),
    **dict.fromkeys(BACK_KINDS, "difference"),
    "on_behalf": "on_behalf",
    "deposit": "deposit",
}
"""Document -> under which heading its debt is shown."""


class SaleHomeContract(models.Model):
    """What is open, as the posted items say; paid in full follows from it."""

    _inherit = "sale.home.contract"

    amount_open = fields.Monetary(
        "Still to Pay",
        compute="_compute_amount_open",
        help="What is booked and not paid, whether or not it is due yet.",
    )
    amount_credit = fields.Monetary(
        "Paid Too Much", compute="_compute_amount_open", help="What we owe the buyer."
    )
    payment_count = fields.Integer(compute="_compute_payment_count", compute_sudo=True)

    def _compute_amount_open(self):
        found = self._get_amounts_open()
        for contract in self:
            amounts = found.get(contract.id, {})
            contract.amount_open = amounts.get("total", 0)
            contract.amount_credit = amounts.get("credit", 0)

    def _compute_payment_count(self):
        groups = self.env["account.payment"]._read_group(
            [("sale_contract_id", "in", self.ids)], ["sale_contract_id"], ["__count"]
        )
        counts = {contract.id: count for contract, count in groups}
        for contract in self:
            contract.payment_count = counts.get(contract.id, 0)

    def _get_amounts_open(self):
        """{id: residual receivable from posted items}, in one query.

        Keys: ``price``, ``difference``, ``on_behalf``, ``deposit``, ``total`` of what
        the buyer owes, and ``credit``: what we owe the buyer. ``booked`` is the price
        as invoiced, credit notes taken off.
        """
        empty = dict.fromkeys((*GROUPS.values(), "total", "credit", "booked"), 0.0)
        result = {contract_id: dict(empty) for contract_id in self.ids}
        for contract_id, kind, booked, owed, credit in self._query_receivable():
            amounts = result[contract_id]
            group = GROUPS.get(kind)
            if group:
                amounts[group] += owed
            amounts["total"] += owed
            amounts["credit"] += credit
            if kind in ("price", "opening"):
                amounts["booked"] += booked
        return result

    def _query_receivable(self):
        """[(contract id, kind, balance, open debts, open credits)]"""
        self.env["account.move.line"].flush_model()
        self.env["account.move"].flush_model(["sale_kind", "state"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT line.sale_contract_id, move.sale_kind, SUM(line.balance),
                       SUM(GREATEST(line.amount_residual, 0)),
                       SUM(GREATEST(-line.amount_residual, 0))
                  FROM account_move_line line
                  JOIN account_move move ON move.id = line.move_id
                  JOIN account_account account ON account.id = line.account_id
                 WHERE line.sale_contract_id = ANY(%s)
                   AND line.parent_state = 'posted'
                   AND account.account_type = 'asset_receivable'
                 GROUP BY line.sale_contract_id, move.sale_kind
                """,
                self.ids,
            )
        )
        return [(*row[:2], *(float(amount) for amount in row[2:])) for row in rows]

    @enforces("SA-1.4.1a")
    def _get_pay_reasons(self):
        """Paid in full is what accounting shows: nothing of the price is open."""
        found = super()._get_pay_reasons()
        unpaid = self._get_unpaid_reasons(("price",))
        return {key: reasons + unpaid[key] for key, reasons in found.items()}

    @enforces("SA-1.4.1a")
    def _get_unpaid_reasons(self, groups, clause=CLAUSE):
        """{id: a reason for each of ``groups`` of which something is open}.

        For every step that nothing may be open for.

        :param groups: of ``price``, ``difference``, ``on_behalf``
        """
        amounts = self._get_amounts_open()
        return {
            contract.id: list(contract._iter_unpaid(groups, clause, amounts))
            for contract in self
        }

    def _iter_unpaid(self, groups, clause, found):
        amounts, currency = found[self.id], self.currency_id
        if "price" in groups and self.state == "active" and not amounts["booked"]:
            if not self.date_paid and not self.date_revenue:
                yield Reason(clause, self.env._("The price is not booked yet."))
            groups = [group for group in groups if group != "price"]
        texts = {
            "price": self.env._("%(open)s of the price of %(total)s is open."),
            "difference": self.env._("%(open)s of the area difference is open."),
            "on_behalf": self.env._("%(open)s collected for others is open."),
        }
        for group in groups:
            if currency.compare_amounts(amounts[group], 0) > 0:
                total = currency.format(amounts["booked"])
                yield Reason(
                    clause,
                    texts[group]
                    % {"open": currency.format(amounts[group]), "total": total},
                    self.env._("Finance takes the payment, or the bank's loan comes."),
                    {"group": group, "open": amounts[group]},
                )

    def _refresh_paid(self):
        """Paid in full, or open again: what the books say becomes the step's day."""
        contracts = self.sudo().filtered(lambda row: row.state == "active")  # effect
        if not contracts:
            return
        amounts = contracts._get_amounts_open()
        paid = contracts.filtered(lambda row: row._is_paid(amounts[row.id]))
        days = paid.filtered(lambda row: not row.date_paid)._get_paid_days()
        for contract in paid.filtered(lambda row: not row.date_paid):
            contract._record_step("pay", days[contract.id])
        reopened = (contracts - paid).filtered(
            lambda row: row.date_paid and amounts[row.id]["booked"]
        )
        if reopened:
            reopened._reopen_step("pay")

    def _is_paid(self, amounts):
        is_open = self.currency_id.compare_amounts(amounts["price"], 0) > 0
        return amounts["booked"] > 0 and not is_open

    def _get_paid_days(self):
        """{id: day of the last payment of the price}, today where there is none."""
        items = self.env["account.move.line"].sudo()  # roles of a sale see no books
        items = items.search(
            [
                ("sale_contract_id", "in", self.ids),
                ("account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("balance", ">", 0),
                ("move_id.sale_kind", "in", COST_KINDS),
            ]
        )
        found = items.grouped("sale_contract_id")
        days = {}
        for contract in self:
            owed = found.get(contract, items.browse())
            paid = owed.matched_credit_ids.credit_move_id.mapped("date")
            today = contract.company_id._policy_today()
            days[contract.id] = min(max(paid, default=today), today)
        return days

    def action_view_entries(self):
        """Everything that is booked for this contract."""
        self.ensure_one()
        return {
            "name": self.env._("Entries of %s", self.display_name),
            "type": "ir.actions.act_window",
            "res_model": "account.move.line",
            "view_mode": "list,form",
            "domain": [("sale_contract_id", "=", self.id)],
            "context": {"search_default_posted": 1},
        }

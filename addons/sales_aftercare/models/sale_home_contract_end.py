from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.cs_policy.tools.enforce import enforces

from .account_move import BACK_KINDS
from .refund_request import OPEN_STATES


class SaleHomeContract(models.Model):
    """Debts that move to another buyer, and the books of a contract that ends."""

    _inherit = "sale.home.contract"

    exchanged_id = fields.Many2one(
        "sale.home.contract",
        "In Exchange For",
        readonly=True,
        copy=False,
        index="btree_not_null",
        check_company=True,
    )
    supplement_ids = fields.One2many("sale.home.supplement", "contract_id")

    def _get_amounts_paid(self):
        """{id: money that came in and was not paid back}, in one query."""
        self.env["account.move.line"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT line.sale_contract_id, -SUM(line.balance)
                  FROM account_move_line line
                  JOIN account_move move ON move.id = line.move_id
                  JOIN account_account account ON account.id = line.account_id
                 WHERE line.sale_contract_id = ANY(%s)
                   AND line.parent_state = 'posted'
                   AND account.account_type = 'asset_receivable'
                   AND move.move_type = 'entry'
                 GROUP BY line.sale_contract_id
                """,
                self.ids,
            )
        )
        return {contract_id: float(amount) for contract_id, amount in rows}

    def _get_amounts_refundable(self):
        """{id: what is owed to the buyers and no request asks for}, in two queries."""
        requests = self.env["refund.request"].sudo()  # figures alone
        domain = [("contract_id", "in", self.ids), ("state", "in", OPEN_STATES)]
        groups = requests._read_group(domain, ["contract_id"], ["amount:sum"])
        asked = {contract.id: amount for contract, amount in groups}
        return {
            key: amounts["credit"] - amounts["difference"] - asked.get(key, 0)
            for key, amounts in self._get_amounts_open().items()
        }

    def _get_contra_account(self, kind):
        """The liability on which a document of ``kind`` stands."""
        name = "on_behalf" if kind == "on_behalf" else "liability"
        return self.company_id._get_sale_home(f"{name}_account_id")

    def _group_debts(self, debts):
        """{kind of document: open items}; the price is one, however it came about."""
        kinds = {"on_behalf": "on_behalf", **dict.fromkeys(BACK_KINDS, "difference")}
        return debts.grouped(lambda item: kinds.get(item.move_id.sale_kind, "price"))

    def _prepare_debts(self, kind, debts, day, sign):
        """Values of an invoice (or credit note) over what is open of ``debts``."""
        account = self._get_contra_account(kind)
        parts = [
            (
                debt.name or debt.move_id.name,
                debt.date_maturity,
                sign * debt.amount_residual,
            )
            for debt in debts
        ]
        total = sum(debts.mapped("amount_residual"))
        item = {
            "name": self._get_price_name(),
            "account_id": account.id,
            "balance": -sign * total,
        }
        debtor = debts.partner_id if sign < 0 else self._get_debtor()
        return self._prepare_invoice(kind, day, [item], parts, debtor)

    def _prepare_release(self, debts, day):
        """Credit notes over everything that is open, to each who owes it."""
        return [
            self._prepare_debts(kind, items, day, -1)
            for kind, rows in self._group_debts(debts).items()
            for items in rows.grouped("partner_id").values()
        ]

    def _move_debts(self, debts, credits, day):
        """Who owes now takes over ``debts``: new invoices, then the credit notes.

        In this order the contract is never paid in full in between.
        """
        groups = self._group_debts(debts)
        rows = self.instalment_ids.sudo()  # items are for finance
        vals_list = [
            self._prepare_debts(kind, items, day, 1) for kind, items in groups.items()
        ]
        moves = self._create_moves(vals_list)
        for items, move in zip(groups.values(), moves, strict=True):
            new = move.line_ids.filtered("date_maturity").sorted("id")
            for item, replacement in zip(items, new, strict=True):
                row = rows.filtered(lambda r, item=item: r.move_line_id == item)
                row._write_protected({"move_line_id": replacement.id})
        notes = self._create_moves(credits)
        self._settle(debts | notes.line_ids.filtered("date_maturity"))

    @enforces("SA-1.4.1a")
    def _gather_debts(self):
        """What a former buyer owes again is owed by who owes now.

        Who takes a contract over pays what is open of it, and is owed what was paid.
        """
        debtor = self._get_debtor()
        items = self._get_items() | self._get_items(is_credit=True)
        theirs = items.filtered(lambda item: item.partner_id != debtor)
        self._settle(theirs)
        debts = theirs.filtered(lambda item: item.amount_residual > 0)
        if debts:
            day = self.company_id._policy_today()
            self._move_debts(debts, self._prepare_release(debts, day), day)

    def _get_revenue_moves(self):
        """Entries of the revenue that were not reversed, in sudo."""
        moves = self.env["account.move"].sudo()  # figures of the contract
        return moves.search(
            [
                ("sale_contract_id", "in", self.ids),
                ("sale_kind", "=", "revenue"),
                ("state", "=", "posted"),
                ("reversed_entry_id", "=", False),
                ("reversal_move_ids", "=", False),
            ]
        )

    def _unwind(self, day, kept=0.0):
        """Take the sale out of the books: what was paid becomes a credit of the buyer.

        Revenue is reversed, then whatever stands on the liabilities of the contract
        is credited to the buyer, so that of the price nothing is open any more and of
        the money that came in everything is owed back, less ``kept``.
        """
        self.ensure_one()
        self._reverse_revenue(day)
        self._gather_debts()
        name = self._get_price_name()
        liability = self._get_contra_account("price")
        found = self.company_id._get_sale_home_balances(liability, self)
        amounts = [(liability, found.get(self.id, 0.0)), *self._get_held_balances()]
        items = [
            {
                "name": name,
                "account_id": account.id,
                "balance": amount,
            }
            for account, amount in amounts
            if amount
        ]
        if kept:
            income = self.company_id._get_sale_home("forfeit_account_id")
            items.append(
                {"name": self.env._("Kept"), "account_id": income.id, "balance": -kept}
            )
        total = self.currency_id.round(sum(item["balance"] for item in items))
        if total:
            parts = [(name, day, -total)]
            self._create_moves([self._prepare_invoice("refund", day, items, parts)])
        self._settle(self._get_items() | self._get_items(is_credit=True))

    def _get_held_balances(self):
        """[(account, credit balance)] of money billed on behalf and not passed on."""
        account = self.company_id.sudo().sale_home_on_behalf_account_id  # may be empty
        lines = self.env["account.move.line"].sudo()  # figures of the contract
        [(balance,)] = lines._read_group(
            [
                ("sale_contract_id", "=", self.id),
                ("account_id", "=", account.id),
                ("parent_state", "=", "posted"),
                ("move_id.sale_kind", "=", "on_behalf"),
            ],
            [],
            ["balance:sum"],
        )
        return [(account, -balance)] if balance else []

    def _reverse_revenue(self, day):
        """Revenue and its tax, and differences that went there, back to before."""
        if not self.date_revenue:
            return
        moves = self._get_revenue_moves()
        moves._reverse_moves([{"date": day} for _move in moves], cancel=True)
        late = self._get_late_difference()
        if late:
            name = self.env._("Area difference taken back")
            items = self._split_revenue(-late, name)
            parts = [(name, day, -late)]
            self._create_moves([self._prepare_invoice("difference", day, items, parts)])
        self._write_protected({"date_revenue": False})

    def _get_late_difference(self):
        """Sum of differences that are revenue: they never stood on the liability."""
        account = self._get_contra_account("price")
        moves = self.env["account.move"].sudo()  # figures of the contract
        moves = moves.search(
            [
                ("sale_contract_id", "=", self.id),
                ("sale_kind", "=", "difference"),
                ("state", "=", "posted"),
            ]
        )
        late = moves.filtered(lambda move: account not in move.line_ids.account_id)
        return self.currency_id.round(sum(late.mapped("amount_total_signed")))

    def _give_home_back(self, day):
        """The buyers own the home no longer; it can be sold again."""
        unit = self.unit_id
        owned = unit.tenure_ids.filtered(lambda row: row._covers(day))
        buyers = self.buyer_ids.partner_id
        if self.date_moved_in and owned.partner_id <= buyers:
            begun = owned.filtered(lambda row: row.date_from >= day)
            begun.unlink()
            (owned - begun).date_to = day - timedelta(days=1)
            unit.date_handover = False

    def _on_approved(self):
        result = super()._on_approved()
        for contract in self.filtered("exchanged_id"):
            contract._take_money_over(contract.exchanged_id)
        return result

    def _take_money_over(self, old):
        """What is owed to who buys on the ``old`` contract pays this one.

        What is owed to somebody else stays there, to be refunded.
        """
        debtor = self._get_debtor()
        owed = old._get_items(is_credit=True)
        owed = owed.filtered(lambda item: item.partner_id == debtor)
        for credits in owed.grouped("account_id").values():
            amount = -sum(credits.mapped("amount_residual"))
            day = self.company_id._policy_today()
            name = self.env._("Carried over from %s", old.name)
            give = {
                "name": name,
                "account_id": credits[0].account_id.id,
                "partner_id": debtor.id,
                "balance": amount,
                "date_maturity": day,
                "sale_contract_id": old.id,
            }
            take = {
                "name": name,
                "account_id": self._get_receivable().id,
                "balance": -amount,
                "date_maturity": day,
            }
            move = self._create_moves(
                [self._prepare_entry("transfer", day, [give, take])]
            )
            given = move.line_ids.filtered(lambda item: item.balance > 0)
            self._settle(credits | given)
        self._settle_open()

    def action_supplement(self):
        """Agree on other buyers, another home or the end of the contract."""
        self.ensure_one()
        return {
            "name": self.env._("Supplementary Agreement"),
            "type": "ir.actions.act_window",
            "res_model": "sale.home.supplement",
            "view_mode": "form",
            "context": {"default_contract_id": self.id},
        }

    def action_refund(self):
        """Ask for the refund of what the buyer has over."""
        self.ensure_one()
        return {
            "name": self.env._("Refund"),
            "type": "ir.actions.act_window",
            "res_model": "refund.request",
            "view_mode": "form",
            "context": {"default_contract_id": self.id},
        }

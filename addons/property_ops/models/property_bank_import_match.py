import re
import unicodedata
from collections import defaultdict

from odoo import models

from odoo.addons.cs_policy.tools.enforce import enforces

from ..tools.bank_sheet import fold

MOST = 20
"""Candidates listed for a row, at most."""


class PropertyBankImport(models.Model):
    """Whose money a row is: by number, by home and amount, else a guess to confirm."""

    _inherit = "property.bank.import"

    @enforces("PO-4.1.2")
    def _match(self):
        """Match the open rows; an item is promised to one row of a file."""
        self.ensure_one()
        index = _Index(self._get_open_items())
        for line in self.line_ids.filtered(lambda line: line.status == "open"):
            items, how = self._find_certain(line, index)
            if items:
                index.promise(items)
                line.write(
                    {
                        "status": "matched",
                        "matched_by": how,
                        "partner_id": items.partner_id.id,
                        "move_line_ids": [(6, 0, items.ids)],
                    }
                )
            else:
                line.candidate_ids = self._find_candidates(line, index)

    def _get_open_items(self):
        return self.env["account.move.line"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
                ("amount_residual", ">", 0),
                ("move_id.property_unit_id", "!=", False),
            ],
            order="date_maturity, id",
        )

    def _find_certain(self, line, index):
        """(items, how) of which there is no doubt, or (nothing, None)."""
        compare = line.currency_id.compare_amounts
        items = index.by_reference(line.memo)
        total = self._get_total(items, line.date)
        if len(items.partner_id) == 1 and compare(line.amount, total) <= 0:
            return items, "reference"
        items = index.by_home(line.memo)
        for debts in items.grouped("partner_id").values():
            exact = index.fit(debts, line.amount, compare)
            if exact:
                return exact, "home"
            if compare(line.amount, self._get_total(debts, line.date)) == 0:
                return debts, "home"
        return items.browse(), None

    def _get_total(self, items, day):
        """What is open, with the late fee to the day of the payment."""
        if not items:
            return 0.0
        fees = self.env["property.late.fee"]._get_due(items, day)
        return sum(items.mapped("amount_residual")) + sum(fees.values())

    def _find_candidates(self, line, index):
        """Items it may be for: number, home, name, account, or the amount alone."""
        found = index.by_reference(line.memo) | index.by_home(line.memo)
        found |= index.by_payer(line.payer, line.account)
        return (found or index.by_amount(line.amount))[:MOST]


class _Index:
    """Open items by everything a bank's text may name them with."""

    def __init__(self, items):
        self.items, self.none = items, items.browse()
        self.numbers = defaultdict(lambda: self.none)
        self.homes = defaultdict(lambda: self.none)
        self.people = defaultdict(lambda: self.none)
        self.amounts = defaultdict(lambda: self.none)
        for item in items:
            move = item.move_id
            for text in (move.name, move.payment_reference):
                if text:
                    self.numbers[fold(text)] |= item
            self.homes[fold(move.property_unit_id.reference)] |= item
            self.people[fold(item.partner_id.name)] |= item
            for bank in item.partner_id.bank_ids:
                self.people[fold(bank.acc_number)] |= item
            self.amounts[f"{item.amount_residual:.2f}"] |= item

    def promise(self, items):
        """Taken by a row: not free for the next one."""
        self.items -= items

    def by_reference(self, memo):
        """Items whose number stands in the text as a word of its own."""
        text = unicodedata.normalize("NFKC", memo or "").upper()
        text = re.sub(r"(?<=[0-9A-Z])[/_.\-](?=[0-9A-Z])", "", text)
        found = self.none
        for word in re.findall(r"[0-9A-Z]+", text):
            found |= self.numbers.get(word, self.none)
        return found & self.items

    def by_home(self, memo):
        """Items of the home whose whole reference stands in the text, the longest."""
        text = fold(memo)
        best = ""
        for home in self.homes:
            place = text.find(home) if len(home) > len(best) else -1
            after = text[place + len(home) :][:1]
            if place >= 0 and not (home[-1:].isdigit() and after.isdigit()):
                best = home
        return self.homes[best] & self.items if best else self.none

    def by_payer(self, name, account):
        found = self.people.get(fold(name), self.none) if name else self.none
        if account:
            found |= self.people.get(fold(account), self.none)
        return found & self.items

    def by_amount(self, amount):
        return self.amounts.get(f"{amount:.2f}", self.none) & self.items

    @staticmethod
    def fit(debts, amount, compare):
        """The oldest debts that sum to the amount, or the one that equals it."""
        total, chosen = 0.0, debts.browse()
        for debt in debts:
            total += debt.amount_residual
            chosen |= debt
            if compare(total, amount) == 0:
                return chosen
        same = debts.filtered(lambda d: compare(d.amount_residual, amount) == 0)
        return same[:1]

from collections import defaultdict
from datetime import date
from fractions import Fraction

from freezegun import freeze_time

from odoo import Command

from .billing_common import BillingCase

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
MEASURES = ("billed", "collected", "settled", "recovered", "prepaid")


def split(amount, weights):
    """``amount`` (cents) by ``weights``, the rest to the largest remainders."""
    total = sum(weights)
    exact = [Fraction(amount) * weight / total for weight in weights]
    parts = [share.__floor__() for share in exact]
    order = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for index in order[: amount - sum(parts)]:
        parts[index] += 1
    return parts


def cents(amount):
    return round(amount * 100)


class CollectionCase(BillingCase):
    """Two buildings billed for October and November 2026, and how they were paid.

    The oracle works the figures out in plain Python from posted journal items and
    their reconciliations, one by one.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2026-12-20 04:00:00"))
        cls.water.kind = "utility"
        cls.clean = cls._create_fee("Cleaning")
        cls.clean.kind = "service"
        cls.east = cls.env["property.building"].create(
            {"name": "2", "estate_id": cls.estate.id}
        )
        cls.shop = cls.env["property.unit"].create(
            {"name": "1", "building_id": cls.east.id, "gross_area": 41.3}
        )
        cls.shop.date_handover = "2026-01-01"
        cls.carl = cls.env["res.partner"].create({"name": "Carl"})
        cls._own(cls.shop, "2026-01-01", (cls.carl, 100))
        cls._create_rule("area", 1.23)
        cls._create_rule("flat", 33.33, cls.water)
        cls._create_rule("flat", 7.77, cls.clean)
        cls.bank, cls.misc = (
            cls.env["account.journal"].search(
                [("company_id", "=", cls.company.id), ("type", "=", kind)], limit=1
            )
            for kind in ("bank", "general")
        )

    def setUp(self):
        super().setUp()
        for month in ("2026-10-01", "2026-11-01"):
            run = self._create_run(month)
            run.write({"invoice_date": f"{month[:8]}05", "date_due": f"{month[:8]}20"})
            run.action_preview()
            self._post(run)

    def _bill(self, partner, month, unit=None):
        domain = [
            ("partner_id", "=", partner.id),
            ("property_period", "=", month),
            ("move_type", "=", "out_invoice"),
        ]
        return self.env["account.move"].search(domain, limit=1)

    def _get_owed(self, move):
        return move.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )

    def _pay(self, partner, amount, day, *moves, journal=None):
        """Money (or a write-off) of ``partner`` on ``day``, set against ``moves``."""
        account = self._get_owed(self._bill(self.ann, OCTOBER)).account_id
        other = (journal or self.bank).default_account_id or self.env[
            "account.account"
        ].search([("account_type", "=", "expense")], limit=1)
        entry = self.env["account.move"].create(
            {
                "journal_id": (journal or self.bank).id,
                "date": day,
                "line_ids": [
                    Command.create(
                        {"account_id": account.id, "partner_id": partner.id}
                        | {"credit": amount}
                    ),
                    Command.create(
                        {"account_id": other.id, "partner_id": partner.id}
                        | {"debit": amount}
                    ),
                ],
            }
        )
        entry._post(soft=False)
        if moves:
            owed = self.env["account.move.line"].union(
                *(self._get_owed(move) for move in moves)
            )
            (self._get_owed(entry) | owed).reconcile()
        return entry

    def _tell_story(self):
        """Partial, backdated, taken back, written off and in advance."""
        self._pay(self.ann, 100, "2026-10-12", self._bill(self.ann, OCTOBER))
        # entered later than what follows, but of an earlier day
        self._pay(self.bob, 158.57, "2026-11-08", self._bill(self.bob, OCTOBER))
        self._pay(self.carl, 50, "2026-10-20", self._bill(self.carl, OCTOBER))
        self._pay(self.carl, 11.11, "2026-11-30", self._bill(self.carl, OCTOBER))
        bill = self._bill(self.ann, NOVEMBER)
        self._pay(self.ann, 20, "2026-11-10", bill)
        self._pay(self.ann, 5.55, "2026-11-15", bill, journal=self.misc)
        self._pay(self.bob, 500, "2026-11-28", self._bill(self.bob, NOVEMBER))
        self._pay(self.carl, 60, "2026-11-29")
        with freeze_time("2026-12-02 04:00:00"):
            self._bill(self.carl, NOVEMBER).with_user(
                self.user_cashier
            ).action_credit_charges()
        self._pay(self.ann, 30, "2026-12-03", bill)

    def _report(self, span="month", day=NOVEMBER, as_at=None, user=None, **vals):
        values = {"span": span, "day": day, **vals}
        values |= {"date": as_at} if as_at else {}
        report = self.env["property.collection.report"]
        if user:
            report = report.with_user(user).with_company(self.company)
        report = report.create({"company_id": self.company.id, **values})
        report._fill()
        return report

    def _get_figures(self, report):
        """{(kind, fee, building, month): {measure: cents}}"""
        sums = defaultdict(lambda: dict.fromkeys(MEASURES, 0))
        for figure in report.figure_ids:
            key = (figure.kind, figure.fee_type_id.name, figure.building_id.name)
            for name in MEASURES:
                sums[(*key, figure.period)][name] += cents(figure[name])
        return dict(sums)

    def _get_oracle(self, first, last, day):
        """The same from the journal items; see :meth:`_get_figures`."""
        sums = defaultdict(lambda: dict.fromkeys(MEASURES, 0))
        domain = [
            ("company_id", "=", self.company.id),
            ("state", "=", "posted"),
            ("property_unit_id", "!=", False),
            ("date", "<=", day),
        ]
        for move in self.env["account.move"].search(domain):
            self._add_document(sums, move, first, last, day)
        self._add_advance(sums, min(day, last))
        return {key: row for key, row in sums.items() if any(row.values())}

    def _add_document(self, sums, move, first, last, day):
        month = (move.property_period or move.date).replace(day=1)
        is_older = month < first or move.property_kind == "opening"
        end = min(day, last)
        owed = self._get_owed(move)
        total = cents(sum(owed.mapped("balance")))
        money = self._get_allocated(owed, day, True)
        until_end = self._get_allocated(owed, end, True)
        before = self._get_allocated(owed, first, True, strict=True)
        other = self._get_allocated(owed, day, False)
        lines = move.invoice_line_ids.filtered(lambda x: x.display_type == "product")
        weights, fees = [cents(line.price_total) for line in lines.sorted("id")], []
        for line in lines.sorted("id"):
            fee = self.env["property.fee.type"].search(
                [("product_id", "=", line.product_id.id)]
            )
            fees.append(fee.name)
        if move.property_kind != "bill":
            weights, fees = [1], [False]
        parts = zip(
            fees,
            *(split(x, weights) for x in (total, money, other, until_end, before)),
            strict=True,
        )
        for fee, billed, paid, off, ended, begun in parts:
            within = month if first <= month <= last and not is_older else False
            key = (move.property_kind, fee, move.property_unit_id.building_id.name)
            row = sums[(*key, within)]
            if within:
                row["billed"] += billed
                row["collected"] += paid
                row["settled"] += off
            elif is_older:
                row["recovered"] += ended - begun
            else:
                row["prepaid"] += ended

    def _get_allocated(self, owed, day, is_money, strict=False):
        found = 0
        for line in owed:
            pairs = [(p, p.credit_move_id, 1) for p in line.matched_credit_ids]
            pairs += [(p, p.debit_move_id, -1) for p in line.matched_debit_ids]
            for partial, other, sign in pairs:
                moment = max(line.move_id.date, other.move_id.date)
                through = other.move_id.property_unit_id or (
                    other.journal_id.type in ("bank", "cash", "credit")
                )
                in_time = moment < day if strict else moment <= day
                if in_time and bool(through) == is_money:
                    found += sign * cents(partial.amount)
        return found

    def _add_advance(self, sums, end):
        lines = self.env["account.move.line"].search(
            [
                ("company_id", "=", self.company.id),
                ("account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("balance", "<", 0),
                ("date", "<=", end),
                ("move_id.property_unit_id", "=", False),
            ]
        )
        for line in lines:
            rest = cents(-line.balance) - sum(
                cents(partial.amount)
                for partial in line.matched_debit_ids
                if max(line.date, partial.debit_move_id.date) <= end
            )
            unit = self.env["property.unit"].search(
                [("tenure_ids.partner_id", "=", line.partner_id.id)], limit=1
            )
            key = ("advance", False, unit.building_id.name, False)
            sums[key]["prepaid"] += rest

from decimal import Decimal

from odoo import models
from odoo.tools import SQL

from ..tools.fees import decimal, round_money

EXPLAINED = """
SELECT s.id, s.day_from, s.day_to, s.principal, s.rate, t.target, t.cap, t.step
FROM stretch s JOIN total t ON t.id = s.id
WHERE t.target > 0
ORDER BY s.id, s.day_from
"""


class AccountMoveLine(models.Model):
    """Why this late fee: line by line, as whoever pays it reads it."""

    _inherit = "account.move.line"

    def _get_late_fee_explanation(self, day):
        """How the late fee of these debts comes about, up to and including ``day``.

        Whoever calls it answers for who sees it. The amounts of a debt sum to its
        late fee, before waivers.

        :return: list of dicts, oldest debt first: ``line`` and its ``move``,
            ``date_from``, ``date_to``, ``days``, ``principal`` open on them, ``rate``
            in % a day, ``amount``, ``is_capped`` when the cap was reached in them
        """
        fees = self.env["property.late.fee"]
        query = SQL(
            "WITH %s %s", fees._get_ctes(fees._get_scope(self), day), SQL(EXPLAINED)
        )
        found = {}
        for line_id, *row in fees._run_query(query):
            found.setdefault(line_id, []).append(row)
        lines = self.browse(found).sudo()  # the caller answers for it, see above
        return [
            {"line": line, "move": line.move_id, **row}
            for line in lines.sorted(lambda line: (line.date_maturity, line.id))
            for row in self._explain_rows(found[line.id])
        ]

    def _explain_rows(self, rows):
        """The days of one debt; rounding is carried on, so that they sum up."""
        exact, before = Decimal(0), Decimal(0)
        for first, last, principal, rate, target, cap, step in rows:
            days = (last - first).days + 1
            exact += decimal(principal) * decimal(rate) * days / 100
            after = min(round_money(exact, step), decimal(target))
            is_capped = cap is not None and exact >= decimal(cap)
            if after > before or not is_capped:
                yield {
                    "date_from": first,
                    "date_to": last,
                    "days": days,
                    "principal": principal,
                    "rate": rate,
                    "amount": float(after - before),
                    "is_capped": is_capped,
                }
            before = after

    def _get_late_fee_values(self, day):
        """What the template ``property_ops.late_fee_explanation`` shows.

        Whoever calls it answers for who sees it.

        :return: dict: ``day``, ``currency``, ``rows`` of the explanation, and ``sums``
            as (label, amount): the late fee and what became of it
        """
        fees = self.env["property.late.fee"].sudo()  # the caller answers, see above
        booked = fees.search([("line_id", "in", self.ids)])
        waived = booked.filtered("waiver_id")
        rows = self._get_late_fee_explanation(day)
        sums = [(self.env._("Late fee"), sum(row["amount"] for row in rows))]
        if waived:
            sums.append((self.env._("Waived"), sum(waived.mapped("amount"))))
        sums += [
            (self.env._("Booked"), sum(booked.mapped("amount"))),
            (self.env._("Not booked yet"), sum(fees._get_due(self, day).values())),
        ]
        company = self.company_id[:1] or self.env.company
        return {"day": day, "currency": company.currency_id, "rows": rows, "sums": sums}

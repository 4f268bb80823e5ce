from collections import defaultdict
from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.tools import SQL

from odoo.addons.cs_policy.tools.enforce import enforces

from .property_late_fee_compute import LARGE

# What the debts should bear, less what their rows say already: normally the days
# since the last booking, and days back where a payment was earlier than believed.
# For a debt without rows, that is simply all it should bear.
DIFFERENCES = """
difference AS (
    SELECT id, rate, day_from, day_to, principal FROM stretch WHERE number = 0
    UNION ALL
    SELECT id, rate, day, LEAD(day) OVER by_day - 1, SUM(SUM(change)) OVER by_day
    FROM (
        SELECT id, rate, day_from AS day, principal AS change
            FROM stretch WHERE number > 0
        UNION ALL SELECT id, rate, day_to + 1, -principal
            FROM stretch WHERE number > 0
        UNION ALL SELECT line_id, rate, date_from, -principal
            FROM property_late_fee WHERE %(booked)s AND waiver_id IS NULL
        UNION ALL SELECT line_id, rate, date_to + 1, principal
            FROM property_late_fee WHERE %(booked)s AND waiver_id IS NULL
    ) changes
    GROUP BY id, rate, day HAVING SUM(change) <> 0
    WINDOW by_day AS (PARTITION BY id, rate ORDER BY day)
),
entry AS (
    SELECT t.id, t.delta, t.step, t.capped, d.rate, d.principal AS opened,
        COALESCE(d.day_from, t.day_to) AS first, COALESCE(d.day_to, t.day_to) AS last,
        ROW_NUMBER() OVER by_day AS nth, LEAD(t.id) OVER by_day IS NULL AS is_last,
        SUM(d.principal * d.rate * (d.day_to - d.day_from + 1)) OVER by_day * 0.01
            AS after
    FROM total t
    LEFT JOIN difference d ON d.id = t.id AND d.principal <> 0
    WHERE t.delta <> 0
    WINDOW by_day AS (PARTITION BY t.id ORDER BY d.day_from, d.rate)
),
upto AS (
    SELECT *, booked_to - COALESCE(
        LAG(booked_to) OVER (PARTITION BY id ORDER BY nth), 0
    ) AS amount
    FROM (
        SELECT *, CASE
            WHEN is_last THEN delta
            WHEN delta > 0 THEN LEAST(GREATEST(ROUND(after / step) * step, 0), delta)
            ELSE GREATEST(LEAST(ROUND(after / step) * step, 0), delta)
            END AS booked_to
        FROM entry
    ) rounded
)
INSERT INTO property_late_fee (
    line_id, number, unit_id, partner_id, company_id, date_from, date_to, days,
    principal, rate, amount, is_capped
)
SELECT u.id, i.number + u.nth, i.unit_id, i.partner_id, i.company_id, u.first, u.last,
    u.last - u.first + 1, COALESCE(u.opened, 0), COALESCE(u.rate, 0), u.amount,
    COALESCE(u.capped, FALSE)
FROM upto u JOIN item i ON i.id = u.id
ORDER BY i.company_id, i.unit_id, i.partner_id, u.id, u.nth
ON CONFLICT DO NOTHING
RETURNING id
"""
# A row that another booking has just added, unseen here, is a conflict of the two
# transactions: this one is tried again then, and sees it.


class PropertyLateFee(models.Model):
    """Booking: rows that say why, and posted invoices of what they sum to."""

    _inherit = "property.late.fee"

    @api.model
    def _settle(self, lines, day):
        """Book the late fee of ``lines`` up to and including ``day``.

        Days to come are never charged. What was booked beyond ``day`` stays, unless
        a payment dated earlier shows it to be too much. Lines that bear no late fee,
        or are just being booked by somebody else, are left out. Repeated, it does
        nothing.

        :return: the posted invoices and credit notes
        """
        moves = self.env["account.move"]
        # Booked by rule, whoever pays: cashier, portal, payment provider, bank file.
        for company, found in lines.sudo().grouped("company_id").items():
            until = min(day, company._policy_today())
            this = self.sudo().with_company(company)  # as above
            locked = this._lock_lines(found)
            moves |= this._book(this._accrue(locked, until))
        return moves

    @api.model
    def _lock_lines(self, lines):
        """Those of ``lines`` that no other booking holds, locked until the commit."""
        lines.flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM account_move_line WHERE id = ANY(%s) ORDER BY id "
                "FOR NO KEY UPDATE SKIP LOCKED",
                lines.ids,
            )
        )
        return lines.browse([line_id for (line_id,) in rows])

    @api.model
    @enforces("PO-4.1.3.1")
    def _accrue(self, lines, day):
        """Add the rows that are missing for ``lines`` up to ``day``.

        :return: the new rows; they are to be booked in the same transaction
        """
        scope = self._get_scope(lines)
        query = SQL(
            "WITH %s, %s",
            self._get_ctes(scope, day),
            SQL(DIFFERENCES, booked=scope["booked"]),
        )
        found = self._run_query(query, is_large=len(lines) > LARGE)
        return self.browse([row_id for (row_id,) in found])

    def _book(self, rows):
        """Post one invoice per home and debtor, and credit notes of what goes back."""
        groups = defaultdict(rows.browse)
        for found in rows.grouped("line_id").values():
            kind = "out_invoice" if sum(found.mapped("amount")) > 0 else "out_refund"
            groups[kind, found.unit_id.id, found.partner_id.id] |= found
        moves = self.env["account.move"].with_context(
            tracking_disable=True, mail_create_nosubscribe=True
        )
        moves = moves.create(
            [self._prepare_move(kind, found) for (kind, *_), found in groups.items()]
        )
        for move, found in zip(moves, groups.values(), strict=True):
            found.move_id = move
        moves = self.env["account.move"].browse(moves.ids)
        moves._post(soft=False)
        moves.filtered(lambda move: move.move_type == "out_refund")._offset_late_fee()
        return moves

    def _prepare_move(self, kind, rows):
        """Invoice or credit note of ``rows``, one line per debt."""
        unit, partner, company = rows.unit_id, rows.partner_id, rows.company_id
        policy = self._get_booking_policy(unit, partner, company)
        journal = policy.journal_id or self._get_journal(company)
        day = self._get_open_day(company, journal)
        rows = rows.with_context(lang=partner.lang or self.env.lang)
        sign = 1 if kind == "out_invoice" else -1
        return {
            "move_type": kind,
            "company_id": company.id,
            "journal_id": journal.id,
            "partner_id": partner.id,
            "currency_id": company.currency_id.id,
            "invoice_date": day,
            "date": day,
            "invoice_payment_term_id": False,
            "invoice_date_due": day,
            "invoice_user_id": False,
            "ref": unit.reference,
            "property_unit_id": unit.id,
            "property_kind": "late_fee",
            "invoice_line_ids": [
                Command.create(
                    {
                        "product_id": policy.product_id.id,
                        "name": found._get_item_name(),
                        "quantity": 1,
                        "price_unit": company.currency_id.round(
                            sign * sum(found.mapped("amount"))
                        ),
                    }
                )
                for found in rows.grouped("line_id").values()
            ],
        }

    def _prepare_waiver_move(self, waiver):
        """Credit note of the rows of ``waiver``, on today or the first open day."""
        name = self.env._("Waived: %(reason)s", reason=waiver.reason)
        values = self._prepare_move("out_refund", self)
        for _command, _id, item in values["invoice_line_ids"]:
            item["name"] = f"{item['name'].splitlines()[0]}\n{name}"
        return values

    def _get_booking_policy(self, unit, partner, company):
        """Where the fee is booked; its terms were asked for day by day before."""
        policies = self.env["property.dunning.policy"]
        return policies._get_for(
            company, unit.estate_id, partner, company._policy_today()
        )

    def _get_journal(self, company):
        domain = [("type", "=", "sale"), ("company_id", "=", company.id)]
        return self.env["account.journal"].search(domain, limit=1)

    def _get_open_day(self, company, journal):
        """Today, or the first day after what is locked."""
        day = company._policy_today()
        while locks := company._get_violated_lock_dates(day, True, journal):
            day = locks[-1][0] + timedelta(days=1)
        return day

    def _get_item_name(self):
        """What the debtor reads: which debt, which days, how reckoned."""
        debt = self.line_id.move_id.name
        return "\n".join([debt, *(row._get_reckoning() for row in self)])

    def _get_reckoning(self):
        """``2026-01-02 – 2026-03-02: 60 days × 300.00 × 0.05 %``"""
        self.ensure_one()
        text = self.env._(
            "%(first)s – %(last)s: %(days)s days × %(principal)s × %(rate)s %%",
            first=fields.Date.to_string(self.date_from),
            last=fields.Date.to_string(self.date_to),
            days=self.days,
            principal=f"{self.principal:.2f}",
            rate=f"{self.rate:g}",
        )
        if self.is_capped:
            text += self.env._(" (cap reached)")
        return text

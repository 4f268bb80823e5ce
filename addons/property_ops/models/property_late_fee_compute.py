from decimal import Decimal

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.cs_policy.tools.enforce import enforces

from ..tools.fees import decimal

PRINCIPAL_KINDS = ("bill", "opening")
"""Documents whose debts are charged: never the late fee itself."""

FLUSHED = (
    "account.partial.reconcile",
    "account.move.line",
    "account.move",
    "property.unit",
    "property.estate",
    "res.partner",
    "property.late.fee",
)

LARGE = 1000
"""Debts from which on the planner is kept from comparing each with each."""

LARGE_SETTINGS = {"enable_nestloop": "off", "jit": "off", "work_mem": "64MB"}
"""Compiling costs more than it saves; what is sorted has the size of the debts."""

ITEMS = """
term AS MATERIALIZED (
    SELECT * FROM unnest(
        %(estates)s::int[], %(scopes)s::bool[], %(firsts)s::date[], %(lasts)s::date[],
        %(due_firsts)s::date[], %(due_lasts)s::date[], %(rates)s::numeric[],
        %(graces)s::int[], %(caps)s::numeric[], %(minima)s::numeric[],
        %(steps)s::numeric[], %(before)s::numeric[]
    ) AS t(estate_id, is_company, day_from, day_to, due_from, due_to, rate, grace, cap,
           minimum, step, before)
),
booked AS (
    SELECT line_id, SUM(amount) AS amount, MAX(number) AS number,
        MAX(date_to) FILTER (WHERE waiver_id IS NULL) AS day_to,
        -SUM(amount) FILTER (WHERE waiver_id IS NOT NULL) AS waived
    FROM property_late_fee WHERE %(booked)s GROUP BY line_id
),
debt AS MATERIALIZED (
    SELECT l.id, l.company_id, l.balance, l.date_maturity, m.property_unit_id,
        m.partner_id, m.commercial_partner_id,
        COALESCE(p.is_company, FALSE) AS is_company,
        CASE WHEN m.is_taken_back THEN 0 ELSE l.balance END AS principal
    FROM account_move_line l
    JOIN account_move m ON m.id = l.move_id
    JOIN account_account a ON a.id = l.account_id
    JOIN res_partner p ON p.id = m.commercial_partner_id
    WHERE l.parent_state = 'posted' AND l.balance > 0
        AND a.account_type = 'asset_receivable'
        AND m.property_kind IN %(kinds)s
        AND %(scope)s
),
item AS MATERIALIZED (
    SELECT l.id, l.company_id, u.id AS unit_id, l.partner_id,
        l.principal, t.estate_id, t.is_company, t.minimum, t.step,
        t.cap * l.balance AS cap, l.date_maturity + t.grace + 1 AS day_from,
        GREATEST(%(day)s::date, b.day_to) AS day_to,
        COALESCE(b.amount, 0) AS booked, COALESCE(b.waived, 0) AS waived,
        COALESCE(b.number, 0) AS number
    FROM debt l
    JOIN property_unit u ON u.id = l.property_unit_id
    JOIN property_estate e ON e.id = u.estate_id
    JOIN term t ON t.estate_id = e.id AND t.is_company = l.is_company
        AND l.date_maturity BETWEEN t.due_from AND t.due_to
    LEFT JOIN res_partner d ON d.id = e.developer_id
    LEFT JOIN booked b ON b.line_id = l.id
    WHERE l.commercial_partner_id IS DISTINCT FROM d.commercial_partner_id
        AND l.date_maturity + t.grace < GREATEST(%(day)s::date, b.day_to)
)
"""
"""The debts in question and the terms that hold for each.

A bill that was taken back, or opening arrears that were, was never owed: it bears
nothing, and what was booked goes back.
In two steps, or a planner without statistics pairs every debtor with every home.
"""

STRETCHES = """
payment AS MATERIALIZED (
    SELECT i.id, GREATEST(c.date + 1, i.day_from) AS day, -SUM(r.amount) AS change
    FROM item i
    JOIN account_partial_reconcile r ON r.debit_move_id = i.id
    JOIN account_move_line c ON c.id = r.credit_move_id
    WHERE c.date < i.day_to AND c.parent_state = 'posted'
    GROUP BY 1, 2
),
opened AS (
    SELECT id, day, SUM(SUM(change)) OVER by_day AS principal,
        LEAD(day) OVER by_day - 1 AS last
    FROM (
        SELECT id, day_from AS day, principal AS change FROM item
        WHERE id IN (SELECT id FROM payment)
        UNION ALL SELECT id, day, change FROM payment
    ) changes
    GROUP BY id, day
    WINDOW by_day AS (PARTITION BY id ORDER BY day)
    UNION ALL
    SELECT id, day_from, principal, NULL FROM item
    WHERE id NOT IN (SELECT id FROM payment)
),
stretch AS (
    SELECT i.id, i.number, t.rate, o.principal,
        GREATEST(o.day, t.day_from) AS day_from,
        LEAST(COALESCE(o.last, i.day_to), t.day_to) AS day_to
    FROM opened o
    JOIN item i ON i.id = o.id
    JOIN term t ON t.estate_id = i.estate_id AND t.is_company = i.is_company
        AND t.day_from <= COALESCE(o.last, i.day_to) AND t.day_to >= o.day
    WHERE o.principal > 0 AND t.rate > 0
)
"""
"""Days of one principal and one rate: as :func:`..tools.late_fee.stretches`."""

BY_STRETCH = """
fee AS (
    SELECT i.*, COALESCE(s.exact, 0) AS exact, TRUE AS is_plain
    FROM item i
    LEFT JOIN (
        SELECT id, SUM(principal * rate * (day_to - day_from + 1)) * 0.01 AS exact
        FROM stretch GROUP BY id
    ) s ON s.id = i.id
)
"""
"""The exact fee of each debt, from its stretches."""

AT_ONCE = """
scaled AS MATERIALIZED (
    SELECT i.id, i.day_from, i.day_to, i.estate_id, i.is_company,
        e.before + e.rate * GREATEST(i.day_to - e.day_from + 1, 0) AS rates,
        i.principal * (e.before + e.rate * GREATEST(i.day_to - e.day_from + 1, 0)
            - s.before - s.rate * GREATEST(i.day_from - s.day_from, 0)) AS amount
    FROM item i
    JOIN term s ON s.estate_id = i.estate_id AND s.is_company = i.is_company
        AND i.day_from BETWEEN s.due_from AND s.due_to
    JOIN term e ON e.estate_id = i.estate_id AND e.is_company = i.is_company
        AND i.day_to BETWEEN e.due_from AND e.due_to
),
saved AS (
    SELECT i.id, SUM(r.amount) AS paid, BOOL_OR(r.amount < 0) AS is_taken_back,
        SUM(r.amount * (i.rates - t.before - t.rate * GREATEST(
            GREATEST(c.date + 1, i.day_from) - t.day_from, 0
        ))) AS amount
    FROM scaled i
    JOIN account_partial_reconcile r ON r.debit_move_id = i.id
    JOIN account_move_line c ON c.id = r.credit_move_id
    JOIN term t ON t.estate_id = i.estate_id AND t.is_company = i.is_company
        AND GREATEST(c.date + 1, i.day_from) BETWEEN t.due_from AND t.due_to
    WHERE c.date < i.day_to AND c.parent_state = 'posted'
    GROUP BY i.id
),
fee AS (
    SELECT i.id, i.unit_id, i.minimum, i.step, i.cap, i.booked, i.waived,
        (f.amount - COALESCE(s.amount, 0)) * 0.01 AS exact,
        s.id IS NULL OR NOT s.is_taken_back AND s.paid <= i.principal AS is_plain
    FROM item i
    JOIN scaled f ON f.id = i.id
    LEFT JOIN saved s ON s.id = i.id
)
"""
"""The same without stretches: the fee of the principal, less that of each payment.

Either is the amount times the sum of the rates of its days, which is that of all days
up to the last one less that of the days before the first one (``before`` is the sum
of all earlier terms). Right where no payment was taken back and no more was paid than
owed (``is_plain``).
"""

TOTALS = """
total AS (
    SELECT *, GREATEST(target - waived, 0) - booked AS delta, exact >= cap AS capped
    FROM (
        SELECT *, CASE WHEN amount >= minimum THEN amount ELSE 0 END AS target FROM (
            SELECT *, ROUND(LEAST(exact, cap) / step) * step AS amount FROM fee
        ) rounded
    ) targets
)
"""
"""The fee of each debt, rounded once, and what is still to be booked of it."""


class PropertyLateFee(models.Model):
    """The fee of any number of debts at once, in SQL (PO-4.1.3.1).

    Equal to the cent to :func:`..tools.late_fee.amount`, which says it in words.
    """

    _inherit = "property.late.fee"

    @api.model
    @enforces("PO-4.1.3.1")
    def _get_due(self, lines, day):
        """Late fee of ``lines`` up to and including ``day`` that is not booked yet.

        :return: {line id: amount}; negative where too much was booked, 0 for lines
            that bear no late fee
        """
        due = dict.fromkeys(lines.ids, 0.0)
        query = SQL(
            "WITH %s SELECT id, delta, is_plain FROM total "
            "WHERE delta <> 0 OR NOT is_plain",
            self._get_ctes(self._get_scope(lines), day, SQL(AT_ONCE)),
        )
        odd = []
        is_large = len(due) > LARGE
        for line_id, delta, is_plain in self._run_query(query, is_large):
            due[line_id] = delta
            if not is_plain:
                odd.append(line_id)
        if odd:
            query = SQL(
                "WITH %s SELECT id, delta FROM total",
                self._get_ctes(self._get_scope(lines.browse(odd)), day),
            )
            due.update(self._run_query(query, len(odd) > LARGE))
        return due

    @api.model
    def _get_scope(self, lines):
        """SQL conditions on the debts and on what was booked for them."""
        # As one value: PostgreSQL is slow at reading an ARRAY of 100,000 numbers.
        ids = f"{{{','.join(map(str, lines.ids))}}}"
        return {
            "scope": SQL("l.id = ANY(%s::int[])", ids),
            "booked": SQL("line_id = ANY(%s::int[])", ids),
        }

    @api.model
    def _get_ctes(self, scope, day, fee=None):
        """The common part of every query: ``item``, ``fee``, ``total``.

        :param fee: how the fee is worked out; by default from its ``stretch`` rows
        """
        return SQL(
            "%s, %s, %s",
            SQL(ITEMS, **self._get_query_terms(scope, day)),
            fee or SQL("%s, %s", SQL(STRETCHES), SQL(BY_STRETCH)),
            SQL(TOTALS),
        )

    @api.model
    def _run_query(self, query, is_large=False):
        """Rows of ``query``; for many debts without loops in loops.

        The planner can't know how many debts the terms leave, and guesses few.
        """
        for model in FLUSHED:
            self.env[model].flush_model()
        if not is_large:
            return self.env.execute_query(query)
        for name, value in LARGE_SETTINGS.items():
            setting = SQL("SET LOCAL %s TO %s", SQL.identifier(name), value)
            self.env.cr.execute(setting)
        rows = self.env.execute_query(query)
        for name in LARGE_SETTINGS:
            self.env.cr.execute(SQL("SET LOCAL %s TO DEFAULT", SQL.identifier(name)))
        return rows

    @api.model
    def _get_query_terms(self, scope, day):
        # Whoever pays or asks need not read policies; the lines were theirs to name.
        policies = self.env["property.dunning.policy"].sudo()
        rows = policies._get_terms()
        return {
            "estates": [row[0] for row in rows],
            "scopes": [row[1] for row in rows],
            "firsts": [row[3] for row in rows],
            "lasts": [row[4] for row in rows],
            "due_firsts": [row[5] for row in rows],
            "due_lasts": [row[6] for row in rows],
            "rates": [decimal(row[2].rate) for row in rows],
            "graces": [row[2].grace_days for row in rows],
            "caps": [
                decimal(row[2].cap_percent) / 100 if row[2].has_cap else None
                for row in rows
            ],
            "minima": [decimal(row[2].amount_min) for row in rows],
            "before": self._get_sums_before(rows),
            "steps": [decimal(row[2].currency_id.rounding) for row in rows],
            "kinds": PRINCIPAL_KINDS,
            "day": day,
            **scope,
        }

    @api.model
    def _get_sums_before(self, rows):
        """Sum of the rates of all days before each row of ``_get_terms``."""
        found, sums = [], {}
        for estate_id, is_company, policy, first, last, *_due in rows:
            scope = estate_id, is_company
            found.append(sums.get(scope, Decimal(0)))
            days = (last - first).days + 1
            sums[scope] = found[-1] + decimal(policy.rate) * days
        return found

from odoo import models
from odoo.tools import SQL

DOCUMENTS = """
WITH doc AS MATERIALIZED (
    SELECT m.id, m.move_type, m.property_kind AS kind, u.building_id, u.estate_id,
        date_trunc('month', COALESCE(m.property_period, m.date))::date AS period,
        FALSE AS is_older
      FROM account_move m JOIN property_unit u ON u.id = m.property_unit_id
     WHERE m.company_id = %(company)s AND m.state = 'posted'
       AND m.property_kind IS NOT NULL  -- says which index fits
       AND m.property_kind IN ('bill', 'late_fee') AND m.date <= %(day)s
       AND COALESCE(m.property_period, m.date) >= %(first)s
 UNION ALL
    SELECT m.id, m.move_type, m.property_kind, u.building_id, u.estate_id, NULL, TRUE
      FROM (SELECT DISTINCT l.move_id
              FROM account_partial_reconcile p
             CROSS JOIN LATERAL (VALUES (p.debit_move_id), (p.credit_move_id)) s(id)
              JOIN account_move_line l ON l.id = s.id
             WHERE p.company_id = %(company)s
               AND p.max_date BETWEEN %(start)s AND %(end)s) moved
      JOIN account_move m ON m.id = moved.move_id
      JOIN property_unit u ON u.id = m.property_unit_id
     WHERE m.company_id = %(company)s AND m.state = 'posted'
       AND (m.property_kind IN ('bill', 'late_fee')
                AND COALESCE(m.property_period, m.date) < %(first)s
            OR m.property_kind = 'opening' AND (m.move_type = 'out_invoice'
                OR m.move_type = 'out_refund' AND m.reversed_entry_id IS NOT NULL))
)"""
"""Bills from the period on, and older ones on which money came in."""

SETTLED = """
, owed AS MATERIALIZED (
    SELECT l.id, l.move_id, l.balance
      FROM doc JOIN account_move_line l ON l.move_id = doc.id
     WHERE l.account_id = ANY(%(accounts)s)
), settled AS (
    SELECT x.move_id,
        COALESCE(SUM(x.amount) FILTER (WHERE x.is_money), 0) AS collected,
        COALESCE(SUM(x.amount) FILTER (WHERE NOT x.is_money), 0) AS settled,
        COALESCE(SUM(x.amount) FILTER (WHERE x.is_money AND x.max_date <= %(end)s), 0)
            AS until_end,
        COALESCE(SUM(x.amount) FILTER (WHERE x.is_money AND x.max_date < %(start)s), 0)
            AS before
      FROM (SELECT pair.move_id, pair.amount, pair.max_date,
                   pair.journal_id = ANY(%(journals)s) OR (
                       SELECT other.property_kind FROM account_move other
                        WHERE other.id = pair.other_id
                   ) IS NOT NULL AS is_money
              FROM (SELECT owed.move_id, p.amount, p.max_date, o.journal_id,
                           o.move_id AS other_id
                      FROM owed
                      JOIN account_partial_reconcile p ON p.debit_move_id = owed.id
                      JOIN account_move_line o ON o.id = p.credit_move_id
                     WHERE p.max_date <= %(day)s
                 UNION ALL
                    SELECT owed.move_id, -p.amount, p.max_date, o.journal_id, o.move_id
                      FROM owed
                      JOIN account_partial_reconcile p ON p.credit_move_id = owed.id
                      JOIN account_move_line o ON o.id = p.debit_move_id
                     WHERE p.max_date <= %(day)s) pair
            OFFSET 0) x  -- is_money once a pair
     GROUP BY x.move_id
)"""
"""Allocations on the day of the later of both sides, credit notes negative."""

WEIGHTS = """
, item AS MATERIALIZED (
    SELECT l.id, l.move_id,
        COALESCE(l.property_fee_type_id, (
            SELECT min(t.id) FROM property_fee_type t
             WHERE t.product_id = l.product_id AND t.company_id = %(company)s
        )) AS fee_type_id,
        CASE doc.move_type WHEN 'out_refund' THEN -l.price_total
             ELSE l.price_total END AS weight
      FROM doc JOIN account_move_line l ON l.move_id = doc.id
     WHERE doc.kind = 'bill' AND l.display_type = 'product'
), due AS MATERIALIZED (
    SELECT doc.*, total.total, COALESCE(w.weight, 0) AS weight,
        COALESCE(s.collected, 0) AS collected, COALESCE(s.settled, 0) AS settled,
        COALESCE(s.until_end, 0) AS until_end, COALESCE(s.before, 0) AS before
      FROM doc
      JOIN (SELECT move_id, SUM(balance) AS total FROM owed GROUP BY 1) total
        ON total.move_id = doc.id
      LEFT JOIN (SELECT move_id, SUM(weight) AS weight FROM item GROUP BY 1) w
        ON w.move_id = doc.id
      LEFT JOIN settled s ON s.move_id = doc.id
), typed AS MATERIALIZED (
    SELECT due.*, CASE
        WHEN weight = 0 THEN 'whole'
        WHEN weight = total AND collected IN (0, weight) AND settled IN (0, weight)
            AND until_end IN (0, weight) AND before IN (0, weight) THEN 'plain'
        ELSE 'split' END AS how
      FROM due
)"""
"""What each document charges and got; most are paid whole or not at all."""

SHARES = """
, part AS (
    SELECT x.id, x.move_id, x.fee_type_id, x.name,
        (x.floor + CASE WHEN row_number() OVER (
            PARTITION BY x.move_id, x.name ORDER BY x.rest DESC, x.id
        ) <= x.cents - SUM(x.floor) OVER (PARTITION BY x.move_id, x.name)
        THEN 1 ELSE 0 END) / %(factor)s::numeric AS amount
      FROM (SELECT i.id, i.move_id, i.fee_type_id, v.name, c.cents, f.floor,
                   c.cents * i.weight / t.weight - f.floor AS rest
              FROM typed t JOIN item i ON i.move_id = t.id
             CROSS JOIN LATERAL (VALUES ('total', t.total),
                 ('collected', t.collected), ('settled', t.settled),
                 ('until_end', t.until_end), ('before', t.before)) v(name, amount)
             CROSS JOIN LATERAL (SELECT round(v.amount * %(factor)s) AS cents) c
             CROSS JOIN LATERAL (
                 SELECT floor(c.cents * i.weight / t.weight) AS floor) f
             WHERE t.how = 'split') x
), share AS (
    SELECT id, NULL::int AS fee_type_id, total, collected, settled, until_end, before
      FROM typed WHERE how = 'whole'
 UNION ALL
    SELECT t.id, i.fee_type_id, i.weight,
        CASE WHEN t.collected = 0 THEN 0 ELSE i.weight END,
        CASE WHEN t.settled = 0 THEN 0 ELSE i.weight END,
        CASE WHEN t.until_end = 0 THEN 0 ELSE i.weight END,
        CASE WHEN t.before = 0 THEN 0 ELSE i.weight END
      FROM typed t JOIN item i ON i.move_id = t.id WHERE t.how = 'plain'
 UNION ALL
    SELECT move_id, fee_type_id, SUM(amount) FILTER (WHERE name = 'total'),
        SUM(amount) FILTER (WHERE name = 'collected'),
        SUM(amount) FILTER (WHERE name = 'settled'),
        SUM(amount) FILTER (WHERE name = 'until_end'),
        SUM(amount) FILTER (WHERE name = 'before')
      FROM part GROUP BY move_id, fee_type_id
)"""
"""Amounts by fee, pro rata of the lines: the cents that are left go to the largest
remainders, the first line first, as in ``tools.fees.split_amount``."""

ADVANCE = """
, candidate AS (
    SELECT l.id FROM account_move_line l
     WHERE l.account_id = ANY(%(accounts)s) AND l.parent_state = 'posted'
       AND l.amount_residual < 0 AND l.company_id = %(company)s
 UNION
    SELECT credit_move_id FROM account_partial_reconcile
     WHERE company_id = %(company)s AND max_date > %(end)s
), advance AS (
    SELECT u.building_id, u.estate_id, -l.balance - COALESCE((
            SELECT SUM(p.amount) FROM account_partial_reconcile p
             WHERE p.credit_move_id = l.id AND p.max_date <= %(end)s
        ), 0) AS amount
      FROM candidate c
      JOIN account_move_line l ON l.id = c.id
      JOIN account_move m ON m.id = l.move_id
      JOIN LATERAL (
          SELECT bill.property_unit_id FROM account_move bill
           WHERE bill.commercial_partner_id = l.partner_id AND bill.state = 'posted'
             AND bill.property_unit_id IS NOT NULL AND bill.company_id = %(company)s
           ORDER BY bill.date, bill.id LIMIT 1
      ) home ON TRUE
      JOIN property_unit u
        ON u.id = COALESCE(m.property_unit_id, home.property_unit_id)
     WHERE l.balance < 0 AND l.date <= %(end)s AND l.parent_state = 'posted'
       AND l.account_id = ANY(%(accounts)s)
       AND %(prepaid)s
       AND (m.property_kind IS NULL
            OR m.property_kind = 'opening' AND m.reversed_entry_id IS NULL)
)"""
"""Money of payers that stood against no bill at the end of the window. Only lines that
are open today or were set against something later can have been open then; how much
was open is reckoned from the allocations."""

STATE = """
, state AS (
    SELECT t.kind, t.period, share.fee_type_id, t.building_id, t.estate_id,
        SUM(CASE WHEN t.is_older THEN 0 ELSE share.total END) AS billed,
        SUM(CASE WHEN t.is_older THEN 0 WHEN t.period > %(last)s THEN share.until_end
                 ELSE share.collected END) AS collected,
        SUM(CASE WHEN t.is_older THEN 0 ELSE share.settled END) AS settled,
        SUM(share.until_end - share.before) AS received
      FROM typed t JOIN share ON share.id = t.id
     GROUP BY 1, 2, 3, 4, 5
 UNION ALL
    SELECT 'advance', NULL, NULL, building_id, estate_id, 0, SUM(amount), 0, 0
      FROM advance GROUP BY building_id, estate_id
)
SELECT state.*, area.employee_id AS area_manager_id
  FROM state
  LEFT JOIN property_area_assignment area ON area.building_id = state.building_id
   AND area.date_from <= %(day)s AND (area.date_to IS NULL OR area.date_to >= %(day)s)
 WHERE billed <> 0 OR collected <> 0 OR settled <> 0 OR received <> 0
"""


class PropertyCollectionBooks(models.AbstractModel):
    """Billed and collected as the posted journal items tell it for any past day.

    An allocation counts from the later date of its two sides on, whenever it was
    entered, and money is what came through a bank or cash journal or from another
    document of homes; anything else (a write-off) is *settled otherwise*. Today's
    residuals are never asked.
    """

    _name = "property.collection.books"
    _description = "Collection in the Books"

    def _get_state(self, company, first, last, day, start):
        """Query of the state of fee months as at ``day`` (company dates).

        Columns: kind, period, fee_type_id, building_id, estate_id, billed, collected,
        settled, received, area_manager_id. ``billed``, ``collected`` and ``settled``
        are of the fee month until ``day``; ``received`` is the money from ``start``
        to the end of the window, which is ``day`` or ``last`` if earlier. Documents
        older than ``first`` have no period and only what was received. Later fee
        months count until the end of the window. Kind *advance* is money on account.

        The caller answers for who may see the company's figures.
        """
        self.env.flush_all()
        # Compiling the query takes longer than running it.
        self.env.cr.execute("SET LOCAL jit = off")
        accounts, journals = self._get_accounts(company)
        parameters = {
            "company": company.id,
            "first": first,
            "last": last,
            "day": day,
            "start": start,
            "end": min(day, last),
            "factor": 10**company.currency_id.decimal_places,
            "accounts": accounts,
            "journals": journals,
            "prepaid": self.env["account.move.line"]._get_prepayment_sql(),
        }
        text = DOCUMENTS + SETTLED + WEIGHTS + SHARES + ADVANCE + STATE
        return SQL(text, **parameters)

    def _get_accounts(self, company):
        """(ids of receivable accounts, ids of journals through which money comes)"""
        # Figures are for people without rights in accounting.
        accounts = self.env["account.account"].sudo().with_company(company)
        accounts = accounts.with_context(active_test=False).search(
            [
                ("account_type", "=", "asset_receivable"),
                *accounts._check_company_domain(company),
            ]
        )
        journals = self.env["account.journal"].sudo()  # as above
        journals = journals.with_context(active_test=False).search(
            [
                ("company_id", "=", company.id),
                ("type", "in", ("bank", "cash", "credit")),
            ]
        )
        return accounts.ids, journals.ids

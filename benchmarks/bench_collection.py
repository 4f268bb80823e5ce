"""Collection figures of a month over 1,000,000 invoice lines, as at a past day.

Compared, interleaved, median of five:

* one page: the report worked out from the books and its pivot read, against one bare
  SQL statement that sums the same figures (by fee and building) and spreads each
  payment over the lines of its bill without caring for cents;
* the same page of a frozen month, with 1,000 and with 1,000,000 invoice lines.

Goals: at most 1.5 x the bare statement; the frozen month at most 1.5 x as long for a
thousand times the lines (constant but for the noise of the clock).
"""

from datetime import date

from odoo.tools import SQL

from . import collection_data
from .runner import Figure, compare

SIZES = {1_000: 10, 1_000_000: 9_810}
"""Homes for so many invoice lines: 34 months, three lines a bill."""
MONTH, LAST = date(2026, 6, 1), date(2026, 6, 30)
GOAL = 1.5

BARE = """
WITH paid AS (
    SELECT d.move_id,
        SUM(p.amount) FILTER (WHERE p.max_date <= %(last)s) AS until_end,
        SUM(p.amount) FILTER (WHERE p.max_date BETWEEN %(first)s AND %(last)s)
            AS received
      FROM account_partial_reconcile p
      JOIN account_move_line d ON d.id = p.debit_move_id
      JOIN account_move_line c ON c.id = p.credit_move_id
      JOIN account_journal j ON j.id = c.journal_id
     WHERE p.company_id = %(company)s AND j.type IN ('bank', 'cash', 'credit')
     GROUP BY 1
), bill AS (
    SELECT m.id, m.property_period, u.building_id, m.amount_total_signed AS total,
        COALESCE(paid.until_end, 0) AS until_end, COALESCE(paid.received, 0) AS received
      FROM account_move m
      JOIN property_unit u ON u.id = m.property_unit_id
      LEFT JOIN paid ON paid.move_id = m.id
     WHERE m.company_id = %(company)s AND m.state = 'posted'
       AND m.property_kind = 'bill' AND m.date <= %(last)s
)
SELECT l.property_fee_type_id, bill.building_id,
    SUM(l.price_total) FILTER (WHERE property_period = %(first)s) AS billed,
    SUM(l.price_total * until_end / total) FILTER (WHERE property_period = %(first)s)
        AS collected,
    SUM(l.price_total * received / total) FILTER (WHERE property_period < %(first)s)
        AS recovered, NULL AS prepaid
  FROM bill JOIN account_move_line l ON l.move_id = bill.id
 WHERE l.display_type = 'product'
 GROUP BY 1, 2
UNION ALL
SELECT NULL, NULL, 0, 0, 0, SUM(-l.balance - COALESCE(p.amount, 0))
  FROM account_move_line l
  JOIN account_account a ON a.id = l.account_id
  LEFT JOIN (SELECT credit_move_id, SUM(amount) AS amount
               FROM account_partial_reconcile
              WHERE company_id = %(company)s AND max_date <= %(last)s
              GROUP BY 1) p ON p.credit_move_id = l.id
 WHERE l.company_id = %(company)s AND l.parent_state = 'posted' AND l.balance < 0
   AND l.date <= %(last)s AND a.account_type = 'asset_receivable'
"""
"""What somebody at the database console would write."""


def run(env):
    """The figures; the runner rolls everything back."""
    env.cr.execute("SET jit = off")  # for all compared; undone with the transaction
    collection_data.drop_foreign_keys(env)
    books = {
        lines: collection_data.create_books(env, homes)
        for lines, homes in SIZES.items()
    }
    large = books[max(SIZES)]
    lines = _count_lines(large)
    _check(large)
    seconds = compare(
        large,
        {
            "page": lambda: _show(large),
            "query": lambda: _ask_state(large),
            "bare": lambda: _ask(large),
        },
    )
    for name, what in (
        ("bare", "plain bare SQL"),
        ("query", "its own query alone"),
    ):
        ratio = seconds["page"] / seconds[name]
        yield Figure(
            f"collection figures of a month over {lines:,} invoice lines, against "
            f"{what} ({seconds['page']:.2f} and {seconds[name]:.2f} s)",
            f"{ratio:.2f} x",
            f"at most {GOAL} x",
            ratio <= GOAL,
        )
    for mine in books.values():
        mine["property.collection.snapshot"]._freeze(mine.company, MONTH)
    seconds = compare(
        large, {size: lambda mine=mine: _show(mine) for size, mine in books.items()}
    )
    small, big = (seconds[size] for size in SIZES)
    yield Figure(
        f"a frozen month, {lines:,} invoice lines against {_count_lines(books[1000]):,}"
        f" ({big * 1000:.0f} and {small * 1000:.0f} ms)",
        f"{big / small:.2f} x",
        f"at most {GOAL} x",
        big / small <= GOAL,
    )


def _count_lines(env):
    env.cr.execute(
        "SELECT count(*) FROM account_move_line "
        "WHERE company_id = %s AND display_type = 'product' "
        "AND property_fee_type_id IS NOT NULL",
        [env.company.id],
    )
    return env.cr.fetchone()[0]


def _create_report(env):
    return env["property.collection.report"].create(
        {"company_id": env.company.id, "span": "month", "day": MONTH, "date": LAST}
    )


def _show(env):
    """What a click on *Pivot and Graph* asks of the server."""
    report = _create_report(env)
    action = report.action_view_figures()
    measures = ("billed", "collected", "recovered", "prepaid")
    aggregates = [f"{name}:sum" for name in measures]
    aggregates += ["collection_rate:avg", "target_percent:avg"]
    return env[action["res_model"]].formatted_read_grouping_sets(
        action["domain"], [[], ["fee_type_id"]], aggregates
    )


def _ask_state(env):
    books = env["property.collection.books"]
    state = books._get_state(env.company, MONTH, LAST, LAST, MONTH)
    return env.execute_query(SQL("SELECT * FROM (%s) state", state))


def _ask(env):
    query = SQL(BARE, company=env.company.id, first=MONTH, last=LAST)
    return env.execute_query(query)


def _check(env):
    """Both tell the same, but for the cents the bare statement does not care for."""
    report = _create_report(env)
    report._fill()
    rows = _ask(env)
    for number, name in enumerate(("billed", "collected", "recovered", "prepaid"), 2):
        ours = sum(report.figure_ids.mapped(name))
        theirs = float(sum(row[number] or 0 for row in rows))
        if abs(ours - theirs) > 0.05 or not ours:
            raise AssertionError(f"{name}: {ours} and {theirs}")

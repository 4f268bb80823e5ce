"""Area settlements against the billing run, per document.

Interleaved, median of five, in one run: a billing run of homes with three fees each,
from charges to posted invoices, and a settlement run of as many contracts, from the
measured areas to posted invoices and credit notes. Then one whole run of 5,000, stopped
in the middle and gone on with.
"""

import os
import time
from functools import partial

from . import billing_data, sale_data
from .runner import Figure, compare, fresh

SHARE = float(os.environ.get("BENCH_SHARE") or 1)
"""Below 1, fewer contracts: to try something out."""
SIZE, WHOLE = (int(n * SHARE) for n in (1000, 5000))


def run(env):
    """The figures; the runner rolls everything back."""
    yield from _compare(env)
    yield from _run_whole(env)


def _compare(env):
    bills = billing_data.create_company(env, "Bills")
    estate = billing_data.create_estate(bills, SIZE)
    bill_run = billing_data.create_run(bills, estate)
    sales = sale_data.create_company(env)
    sale_data.measure(sales, sale_data.create_contracts(sales, SIZE))
    settlements = sale_data.create_run(sales)
    seconds = compare(
        env,
        {
            "billing": partial(fresh, env, billing_data.bill, bill_run),
            "settlement": partial(fresh, env, sale_data.settle, settlements),
        },
    )
    each = {name: 1000 * value / SIZE for name, value in seconds.items()}
    ratio = seconds["settlement"] / seconds["billing"]
    yield Figure(
        f"settlement: time a document against the billing run, {SIZE:,} each "
        f"({each['settlement']:.1f} and {each['billing']:.1f} ms)",
        f"{ratio:.2f} ×",
        "at most 1.2 ×",
        ratio <= 1.2,
    )


def _run_whole(env):
    env = sale_data.create_company(env, "All Sales")
    sale_data.measure(env, sale_data.create_contracts(env, WHOLE))
    start = time.perf_counter()
    settlements = sale_data.create_run(env)
    settlements._gather()
    settlements._move("running")
    while settlements.posted_count < WHOLE // 2:
        settlements._process_next_chunk()
        env.invalidate_all()
    # Stopped; somebody begins again, with nothing but what is in the database.
    settlements = env["area.settlement.run"].browse(settlements.id)
    while settlements._process_next_chunk():
        env.invalidate_all()
    settlements._finish()
    env.flush_all()
    seconds = time.perf_counter() - start
    wrong = _count_wrong(env) + (settlements.state != "done")
    yield Figure(
        f"settlement: {WHOLE:,} contracts in one run, stopped half way and resumed",
        f"{seconds:.0f} s",
        "all once, all balanced",
        not wrong,
    )
    again = sale_data.create_run(env)
    sale_data.settle(again)
    yield Figure(
        "settlement: documents of the same run once more",
        f"{again.settlement_count}",
        "0",
        not again.settlement_count,
    )


def _count_wrong(env):
    """Contracts without exactly one document, and documents that do not balance."""
    env.cr.execute(
        """
        SELECT count(*) FROM (
            SELECT 1 FROM sale_home_contract contract
              LEFT JOIN account_move move ON move.sale_contract_id = contract.id
               AND move.sale_kind = 'difference' AND move.state = 'posted'
             WHERE contract.company_id = %(company)s
               AND contract.date_surveyed IS NOT NULL
             GROUP BY contract.id HAVING count(move.id) <> 1
             UNION ALL
            SELECT 1 FROM account_move_line WHERE company_id = %(company)s
             GROUP BY move_id HAVING sum(balance) <> 0) wrong
        """,
        {"company": env.company.id},
    )
    return env.cr.fetchone()[0]

"""A whole billing run: preview, invoices, posting, allocation of prepayments.

Compared, interleaved, median of five, in one run, without tax and with one:

* our run over 2,000 homes with three fees each;
* Odoo's own ``account.move.create`` and ``_post`` of the same invoices, with tracking
  off, in the batches that are best for it (their values are made ready before);
* the recurring run of OCA's ``contract`` and ``_post`` of what it made.

Odoo makes all the invoices in each round; ``contract``, compared by the invoice, those
of 500 of the homes, which is in its favour if anything. The journal items of ours and
Odoo's are equal one by one. Then the time per invoice of a small and of a big estate,
and one process against two.

Each ratio of seconds is followed by that of processor seconds (ours and the database's)
which hold on a busy machine too; the goals are about the seconds.
"""

import os
from functools import partial
from statistics import median
from time import perf_counter

from workbench import settings
from workbench.children import Children

from tests import lifecycle

from . import billing_data
from .runner import (
    ROUNDS,
    Figure,
    RolledBack,
    compare,
    compare_costs,
    fresh,
    get_medians,
    measure,
)

PEERS = ("contract",)
SHARE = float(os.environ.get("BENCH_SHARE") or 1)
"""Below 1, smaller estates: to try something out."""
HOMES, OTHERS, SMALL, BIG, SHARED = (
    int(n * SHARE) for n in (2000, 500, 1000, 10000, 1000)
)
BATCHES = (50, 100, 250, 500)
GOALS = {"without tax": 0.70, "with tax": 0.80}
SAME_ITEMS = """
    SELECT move.ref, line.display_type, line.account_id, line.partner_id, line.debit,
           line.credit, line.balance, line.amount_currency, line.currency_id,
           line.amount_residual, line.tax_line_id, line.tax_repartition_line_id,
           line.tax_base_amount, line.date, line.date_maturity, line.product_id,
           line.quantity, line.price_unit, line.price_subtotal, line.price_total,
           REPLACE(line.name, move.name, '#'), line.parent_state,
           ARRAY(SELECT account_tax_id FROM account_move_line_account_tax_rel
                  WHERE account_move_line_id = line.id ORDER BY 1),
           ARRAY(SELECT account_account_tag_id
                   FROM account_account_tag_account_move_line_rel
                  WHERE account_move_line_id = line.id ORDER BY 1)
      FROM account_move_line line JOIN account_move move ON move.id = line.move_id
     WHERE line.company_id = %s ORDER BY 1, 2, line.balance, 3, line.name
"""


def run(env):
    """The figures; the runner rolls everything back."""
    env = billing_data.create_company(env)
    for title, taxes in (
        ("without tax", ()),
        ("with tax", billing_data.create_tax(env).ids),
    ):
        estate = billing_data.create_estate(env, HOMES, taxes, title)
        yield from _compare(env, billing_data.create_run(env, estate), title)
    yield from _scale(env)
    yield from _share_out()


def _compare(env, bill_run, title):
    values = _prepare_odoo(env, bill_run)
    some = values[:OTHERS]
    contracts = _create_contracts(env, bill_run, some)
    batch = _find_batch(env, some)
    yield from _count_items(env, bill_run, values, batch, title)
    costs = compare_costs(
        env,
        {
            "run": partial(fresh, env, billing_data.bill, bill_run),
            "odoo": partial(fresh, env, _create_by_odoo, env, values, batch),
            "contract": partial(fresh, env, _create_by_contract, contracts),
        },
    )
    contracts.active = False  # else they are due in the next comparison too
    counts = {"run": len(values), "odoo": len(values), "contract": len(some)}
    each = {
        name: [1000 * value / counts[name] for value in cost]
        for name, cost in costs.items()
    }
    goal = GOALS[title]
    yield _rate(
        f"billing {title}: run against Odoo's create and post, batches of {batch}",
        each["run"],
        each["odoo"],
        f"at most {goal} ×",
        lambda ratio: ratio <= goal,
    )
    yield _rate(
        f"billing {title}: contract against the run",
        each["contract"],
        each["run"],
        "at least 1.8 ×",
        lambda ratio: ratio >= 1.8,
    )


def _rate(what, one, other, goal, is_met):
    """The ratio of two costs by the invoice, in milliseconds."""
    ratio, work = (a / b for a, b in zip(one, other, strict=True))
    return Figure(
        f"{what} ({one[0]:.1f} and {other[0]:.1f} ms; processor {work:.2f} ×)",
        f"{ratio:.2f} ×",
        goal,
        is_met(ratio),
    )


def _prepare_odoo(env, bill_run):
    """What a caller of Odoo's own path gives for the same invoices."""
    env.flush_all()
    with RolledBack(env):
        bill_run._compute_charges()
        charges = bill_run.charge_ids
        groups = charges.grouped(lambda charge: (charge.unit_id, charge.partner_id))
        return [
            {
                "move_type": "out_invoice",
                "journal_id": bill_run.journal_id.id,
                "partner_id": partner.id,
                "invoice_date": bill_run.invoice_date,
                "invoice_payment_term_id": False,
                "invoice_date_due": bill_run.date_due,
                "invoice_user_id": False,
                "ref": f"{unit.reference} {bill_run.period:%Y-%m}",
                "invoice_line_ids": [
                    (
                        0,
                        0,
                        {
                            "product_id": row.fee_type_id.product_id.id,
                            "quantity": 1,
                            "price_unit": row.amount,
                            "name": bill_run._get_item_name(row, env.lang),
                        },
                    )
                    for row in rows
                ],
            }
            for (unit, partner), rows in groups.items()
        ]


def _create_by_odoo(env, values, batch):
    moves = env["account.move"].with_context(tracking_disable=True)
    for start in range(0, len(values), batch):
        some = [dict(vals) for vals in values[start : start + batch]]
        moves.create(some)._post(soft=False)
        env.flush_all()
        env.invalidate_all()


def _find_batch(env, values):
    """The size of the batches that suits Odoo best."""
    some = values[: max(BATCHES)]
    actions = {
        batch: partial(fresh, env, _create_by_odoo, env, some, batch)
        for batch in BATCHES
    }
    seconds = compare(env, actions, rounds=1)
    return min(seconds, key=seconds.get)


def _create_contracts(env, bill_run, values):
    """A contract per home with the same lines, due on the day of the bills."""
    common = {"recurring_rule_type": "monthly", "recurring_interval": 1}
    start = bill_run.invoice_date
    return env["contract.contract"].create(
        [
            {
                **common,
                "name": vals["ref"],
                "company_id": env.company.id,
                "partner_id": vals["partner_id"],
                "journal_id": vals["journal_id"],
                "date_start": start,
                "contract_line_ids": [
                    (
                        0,
                        0,
                        {
                            **common,
                            "product_id": line["product_id"],
                            "name": line["name"],
                            "quantity": 1,
                            "price_unit": line["price_unit"],
                            "date_start": start,
                            "recurring_next_date": start,
                        },
                    )
                    for _command, _id, line in vals["invoice_line_ids"]
                ],
            }
            for vals in values
        ]
    )


def _create_by_contract(contracts):
    day = contracts[0].date_start
    domain = [("company_id", "=", contracts.env.company.id)]
    contracts.env["contract.contract"].cron_recurring_create_invoice(day)
    moves = contracts.env["account.move"].search(domain)
    moves._post(soft=False)
    contracts.env.flush_all()
    if len(moves) != len(contracts):
        raise AssertionError(f"{len(moves)} invoices of {len(contracts)} contracts")


def _count_items(env, bill_run, values, batch, title):
    """Ours and Odoo's journal items, compared one by one."""
    found = []
    for action in (
        partial(billing_data.bill, bill_run),
        partial(_create_by_odoo, env, values, batch),
    ):
        with RolledBack(env):
            fresh(env, action)
            env.flush_all()
            env.cr.execute(SAME_ITEMS, [env.company.id])
            found.append(env.cr.fetchall())
    ours, theirs = found
    differing = sum(a != b for a, b in zip(ours, theirs, strict=False))
    yield Figure(
        f"billing {title}: journal items that differ from Odoo's, of {len(theirs):,}",
        f"{differing}",
        "0",
        len(ours) == len(theirs) > 0 and not differing,
    )


def _scale(env):
    """A big estate, billed in five parts, and a small one as a whole in between."""
    big, small = (
        billing_data.create_run(
            env, billing_data.create_estate(env, size, (), f"Size {size}")
        )
        for size in (BIG, SMALL)
    )
    preview = measure(env, big._compute_charges)
    parts, wholes = [], []
    for _round in range(ROUNDS):
        with RolledBack(env):
            wholes.append(measure(env, partial(fresh, env, billing_data.bill, small)))
        post = partial(billing_data.post, big, BIG // ROUNDS)
        parts.append(measure(env, partial(fresh, env, post)))
    if big._get_pending_units():
        raise AssertionError("the big estate is not billed to its end")
    one = [
        1000 * (before / BIG + part / (BIG // ROUNDS))
        for before, part in zip(preview, get_medians(parts), strict=True)
    ]
    other = [1000 * whole / SMALL for whole in get_medians(wholes)]
    yield _rate(
        f"billing: time an invoice, {BIG:,} homes against {SMALL:,}",
        one,
        other,
        "at most 1.1 ×",
        lambda ratio: ratio <= 1.1,
    )


def _share_out():
    """One process against two, each with a connection of its own."""
    scratch = lifecycle.Scratch(lifecycle.get_template())
    processes = Children(scratch.name, settings.LOGS / "children.log")
    data = f"{billing_data.__name__}:"
    try:
        estate_id = processes.run(f"{data}prepare", size=SHARED, months=2 * ROUNDS)
        seconds = {1: [], 2: []}
        for _round in range(ROUNDS):
            for count, times in seconds.items():
                processes.run(f"{data}release_next", estate_id=estate_id)
                times.append(
                    _time_workers(processes, f"{data}post_next", estate_id, count)
                )
    finally:
        processes.close()
        scratch.drop()
    one, two = (median(times) for times in seconds.values())
    yield Figure(
        f"billing: two processes against one, {SHARED:,} homes "
        f"({two:.1f} and {one:.1f} s)",
        f"{one / two:.2f} ×",
        "at least 1.7 ×",
        one / two >= 1.7,
    )


def _time_workers(processes, function, estate_id, count):
    started = [
        processes.start(function, estate_id=estate_id, worker=worker)
        for worker in range(count)
    ]
    for child in started:
        processes.hear(child, "waiting", "failed")
    start = perf_counter()
    for child in started:
        processes.go(child)
    for child in started:
        processes.finish(child)
    return perf_counter() - start

"""The late fee of 100,000 open items, a third of them paid in part.

Compared, interleaved, median of five, in one run, on the same items:

* working out what is due: ``property.late.fee._get_due``, the terms of the policy by
  estate, debtor and day included, everything read into Python;
* writing the accrual rows of all of them: ``property.late.fee._accrue``;
* one bare SQL aggregate of the same figures, written by hand for just these items, its
  rows read into Python, too. It looks up what has to be looked up: that the debt is
  posted, receivable and of a bill of a home; that its debtor is a person and not the
  developer; rate, grace and cap of the policy of its company on its due day; the
  payments set against it before the day, by date; what is booked of it already. It
  has none of our generality: no policy of an estate, for companies or that changes
  its rate while a debt runs, no smallest fee, no other step of rounding, no payment
  taken back, none beyond the debt, no waiver, no choice of debts.

The three have to agree to the cent. The items are rows of the tables of Odoo's
accounting, copied by SQL from one posted invoice and one payment: ten due days on
each of 10,000 bills.
Goals: at most 2 x the aggregate to work it out, 8 x to write it down.
"""

from datetime import date
from statistics import median
from time import perf_counter

from .runner import ROUNDS, Figure

HOMES = 1000
ITEMS = 100_000
PER_BILL = 10
DAY = date(2026, 10, 31)
GOALS = {"due": 2, "rows": 8}

BARE = """
SELECT l.id, ROUND(LEAST(
    l.balance * t.cap_percent::numeric / 100,
    t.rate::numeric / 100 * (
        l.balance * (DATE %(day)s - l.date_maturity - t.grace_days)
        - COALESCE(SUM(p.amount * (
            DATE %(day)s - GREATEST(c.date, l.date_maturity + t.grace_days)
        )) FILTER (WHERE c.date < %(day)s), 0)
    )
), 2) - COALESCE(b.amount, 0)
FROM account_move_line l
JOIN account_move m ON m.id = l.move_id
JOIN account_account a ON a.id = l.account_id
JOIN property_unit u ON u.id = m.property_unit_id
JOIN property_estate e ON e.id = u.estate_id
JOIN res_partner debtor ON debtor.id = m.commercial_partner_id
JOIN res_partner developer ON developer.id = e.developer_id
JOIN (
    SELECT *, LEAD(date_from, 1, 'infinity') OVER (
        PARTITION BY company_id, debtor_scope ORDER BY date_from
    ) AS date_to
    FROM property_dunning_policy
) t ON t.company_id = l.company_id AND t.debtor_scope = 'person'
    AND l.date_maturity >= t.date_from AND l.date_maturity < t.date_to
LEFT JOIN account_partial_reconcile p ON p.debit_move_id = l.id
LEFT JOIN account_move_line c ON c.id = p.credit_move_id
    AND c.parent_state = 'posted'
LEFT JOIN (
    SELECT line_id, SUM(amount) AS amount FROM property_late_fee GROUP BY line_id
) b ON b.line_id = l.id
WHERE m.property_kind IN ('bill', 'opening') AND a.account_type = 'asset_receivable'
    AND l.parent_state = 'posted' AND l.company_id = %(company)s
    AND l.balance > 0 AND l.date_maturity + t.grace_days < %(day)s
    AND debtor.is_company IS NOT TRUE
    AND m.commercial_partner_id <> developer.commercial_partner_id
GROUP BY l.id, t.cap_percent, t.rate, t.grace_days, b.amount
"""


def run(env):
    """The figures; the runner rolls everything back."""
    company = _create_company(env)
    env = env(context={**env.context, "allowed_company_ids": company.ids})
    lines = _create_items(env, company)
    fees = env["property.late.fee"]
    values = {"day": DAY, "company": company.id}
    results = {}

    def bare():
        env.cr.execute("SET LOCAL jit = off")  # compiling costs more than it saves
        env.cr.execute(BARE, values)
        results["bare"] = {line: float(fee) for line, fee in env.cr.fetchall()}

    def due():
        results["due"] = fees._get_due(lines, DAY)

    def rows():
        results["rows"] = fees._accrue(lines, DAY)

    measures = {"bare": bare, "due": due, "rows": rows}
    times = {name: [] for name in measures}
    for _round in range(ROUNDS):
        for name, measure in measures.items():
            # Not rolled back to a savepoint: that leaves dead rows for the next one.
            env.cr.execute("TRUNCATE property_late_fee")
            env.invalidate_all()
            start = perf_counter()
            measure()
            times[name].append(perf_counter() - start)
    _check(env, results)
    found = {name: median(values) for name, values in times.items()}
    labels = {"due": "worked out", "rows": "written down"}
    for name, goal in GOALS.items():
        ratio = found[name] / found["bare"]
        yield Figure(
            f"late fee of {ITEMS:,} items {labels[name]}, against a bare SQL aggregate",
            f"{ratio:.2f} x ({found[name]:.2f} s)",
            f"at most {goal} x",
            ratio <= goal,
        )


def _check(env, results):
    """The three agree to the cent."""
    bare = results["bare"]
    if len(bare) != ITEMS or bare != results["due"]:
        raise AssertionError("the aggregate and the addon differ")
    rows = results["rows"]._read_group(
        [("id", "in", results["rows"].ids)], ["line_id"], ["amount:sum"]
    )
    written = {line.id: round(amount, 2) for line, amount in rows}
    if written != {line: fee for line, fee in bare.items() if fee}:
        raise AssertionError("the aggregate and the rows differ")


def _create_company(env):
    company = env["res.company"].create({"name": "Benchmark"})
    env.user.company_ids |= company
    env["account.chart.template"].try_loading(
        "generic_coa", company, install_demo=False
    )
    env["property.dunning.policy"].create(
        {
            "company_id": company.id,
            "date_from": "2020-01-01",
            "rate": 0.05,
            "grace_days": 0,
            "cap_percent": 100,
        }
    )
    return company


def _create_items(env, company):
    """The receivable lines of 100,000 posted bills of 1,000 homes."""
    env = env(context={**env.context, "tracking_disable": True})
    estate = env["property.estate"].create(
        {
            "name": "Benchmark",
            "company_id": company.id,
            "developer_id": env["res.partner"].create({"name": "Developer"}).id,
        }
    )
    building = env["property.building"].create({"name": "1", "estate_id": estate.id})
    units = env["property.unit"].create(
        [{"name": f"{n}", "building_id": building.id} for n in range(HOMES)]
    )
    partners = env["res.partner"].create([{"name": f"Owner {n}"} for n in range(HOMES)])
    debt, credit = _create_models(env, company, units[0], partners[0])
    env.flush_all()
    env.cr.execute(
        "CREATE TEMP TABLE bench_item ON COMMIT DROP AS "
        "SELECT n, n / %(per_bill)s AS bill, "
        "DATE '2026-01-31' + n %% 9 * 30 AS due, 100 + n %% 997 + 0.37 AS amount, "
        "n %% 3 = 0 AS is_part_paid FROM generate_series(0, %(items)s - 1) AS n",
        {"per_bill": PER_BILL, "items": ITEMS},
    )
    _copy(
        env,
        debt.move_id,
        "(SELECT bill, (%(units)s::int[])[bill %% %(homes)s + 1] AS unit_id, "
        "(%(partners)s::int[])[bill %% %(homes)s + 1] AS partner_id "
        "FROM (SELECT DISTINCT bill FROM bench_item) bills)",
        {
            "name": "'BENCH' || i.bill",
            "ref": "'BENCH' || i.bill",
            "partner_id": "i.partner_id",
            "commercial_partner_id": "i.partner_id",
            "property_unit_id": "i.unit_id",
            "access_token": "NULL",
        },
        {"units": units.ids, "partners": partners.ids, "homes": HOMES},
    )
    _copy_lines(
        env,
        debt,
        "(SELECT b.*, m.id AS move_id, m.partner_id FROM bench_item b "
        "JOIN account_move m ON m.ref = 'BENCH' || b.bill)",
        "BENCH",
        "due",
        "i.amount",
    )
    _copy_lines(
        env,
        credit,
        "(SELECT *, %(move)s AS move_id, %(partner)s AS partner_id FROM bench_item "
        "WHERE is_part_paid)",
        "PAID",
        "due + 45 + n %% 20",
        "ROUND(i.amount * 0.4, 2)",
    )
    _analyze(env, "bench_item", "account_move", "account_move_line")
    env.cr.execute(
        "INSERT INTO account_partial_reconcile (debit_move_id, credit_move_id, amount, "
        "debit_amount_currency, credit_amount_currency, company_id) "
        "SELECT d.id, c.id, -c.balance, -c.balance, -c.balance, d.company_id "
        "FROM bench_item i JOIN account_move_line d ON d.ref = 'BENCH' || i.n "
        "JOIN account_move_line c ON c.ref = 'PAID' || i.n"
    )
    debt.move_id.property_kind = False  # the model itself is no item
    env.flush_all()
    env.cr.execute("SELECT id FROM account_move_line WHERE ref LIKE 'BENCH%'")
    lines = env["account.move.line"].browse(row[0] for row in env.cr.fetchall())
    _analyze(env, "account_move_line", "account_partial_reconcile", "property_unit")
    _analyze(env, "property_estate", "res_partner", "property_dunning_policy")
    env.invalidate_all()
    return lines


def _analyze(env, *tables):
    """What the planner knows after any night on a real server."""
    for table in tables:
        env.cr.execute(f"ANALYZE {table}")


def _create_models(env, company, unit, partner):
    """The journal items of a bill and of a payment that the others are copied from."""
    product = env["product.product"].create({"name": "Benchmark", "taxes_id": False})
    bill = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "company_id": company.id,
            "partner_id": partner.id,
            "invoice_date": "2026-01-01",
            "invoice_date_due": "2026-01-31",
            "property_unit_id": unit.id,
            "property_kind": "bill",
            "invoice_line_ids": [(0, 0, {"product_id": product.id, "price_unit": 1})],
        }
    )
    debt = bill.line_ids.filtered(lambda line: line.display_type == "payment_term")
    bank = env["account.journal"].search(
        [("type", "=", "bank"), ("company_id", "=", company.id)], limit=1
    )
    common = {"partner_id": partner.id}
    entry = env["account.move"].create(
        {
            "journal_id": bank.id,
            "date": "2026-01-31",
            "line_ids": [
                (0, 0, {"account_id": bank.default_account_id.id, "debit": 1}),
                (0, 0, {**common, "account_id": debt.account_id.id, "credit": 1}),
            ],
        }
    )
    (bill | entry).action_post()
    credit = entry.line_ids.filtered("credit")
    return debt, credit


def _copy_lines(env, line, source, name, day, amount):
    """Journal items like ``line``, one for each row of the SQL ``source``."""
    sign = -1 if line.credit else 1
    values = {
        "move_id": "i.move_id",
        "ref": f"'{name}' || i.n",
        "partner_id": "i.partner_id",
        "date": day,
        "date_maturity": day,
        "debit" if sign > 0 else "credit": amount,
    }
    for column in ("balance", "amount_residual"):
        values[column] = values[column.replace("balance", "amount") + "_currency"] = (
            f"{sign} * {amount}"
        )
    ids = {"move": line.move_id.id, "partner": line.partner_id.id}
    _copy(env, line, source, values, ids)


def _copy(env, record, source, values, params):
    """Rows like ``record``, one per row ``i`` of ``source``, but for ``values``."""
    env.flush_all()
    names = [
        name
        for name, field in record._fields.items()
        if field.store and field.column_type and name != "id"
    ]
    columns = ", ".join(f'"{name}"' for name in names)
    selected = ", ".join(values.get(name, f'r."{name}"') for name in names)
    env.cr.execute(
        f"INSERT INTO {record._table} ({columns}) SELECT {selected} "
        f"FROM {source} i, {record._table} r WHERE r.id = {record.id}",
        params,
    )

"""Dunning 10,000 debtors: finding who must move, and moving them.

Compared, interleaved, median of five, in one run, on the same 10,000 open items, each
of another debtor, reminded once before; every tenth has paid meanwhile:

* our ladder: one statement finds which cases settle and which go on; moving them opens
  the second step with the person responsible, its duty and the letter in the queue,
  and ends the cases, steps and duties of those who paid;
* OCA's ``account_credit_control``: the run that finds the lines of the second level,
  then those lines set ready, grouped into communications and queued. It makes no
  duties, and its lines of who paid stay as they are: both are spared it. Neither
  renders a letter here.

The peer finds all in each round, but sets ready, groups and queues 2,000 of its lines,
which is in its favour if anything: it does so with all of them once, and what a line
takes then is shown beside.

The run of the peer *is* its way to find out, as it writes drafts of what it finds; the
search within it (without the look at each line) is shown besides, without a goal.
"""

import os
from datetime import timedelta

from .billing_data import create_company
from .runner import ROUNDS, Figure, RolledBack, Stopwatch, get_medians

PEERS = ("account_credit_control",)
DEBTORS = int(os.environ.get("BENCH_DEBTORS") or 10000)
PAID = 10  # every tenth
QUEUED = 2000
GOALS = {"finding": 50, "moving": 10}


def run(env):
    """The figures; the runner rolls everything back."""
    env = create_company(env)
    today = env.company._policy_today()
    unit, move = _create_first(env, today)
    _copy(env, unit, move)
    env.cr.execute("ANALYZE")
    cases = _open_cases(env, today)
    policy = _remind_before(env, move, today)
    _pay(env)
    env.cr.execute("ANALYZE")
    whole = _measure_whole(env, today, policy)
    times = {}
    for _round in range(ROUNDS):
        for name, measure in (("ours", _measure_own), ("OCA", _measure_peer)):
            env.flush_all()
            env.invalidate_all()
            with RolledBack(env):
                for act, seconds in measure(env, today, policy).items():
                    times.setdefault((name, act), []).append(seconds)
    found = {key: get_medians(values) for key, values in times.items()}
    for act in GOALS:
        wall, work = found["ours", act]
        yield Figure(
            f"{cases:,} cases: {act} ({work:.2f} processor s)", f"{wall:.2f} s"
        )
    for act, goal in GOALS.items():
        ratio, work = _divide(found["OCA", act], found["ours", act])
        yield Figure(
            f"dunning: {act}, OCA credit control against ours (processor {work:.0f} x)",
            f"{ratio:.0f} x",
            f"at least {goal} x",
            ratio >= goal,
        )
    lines = min(QUEUED, DEBTORS - (DEBTORS - 1) // PAID)
    ratio = whole / (found["OCA", "queueing"][1] / lines)
    yield Figure(
        f"dunning: OCA's queueing by the line, all once against {lines:,} (processor)",
        f"{ratio:.2f} x",
    )
    ratio, work = _divide(found["OCA", "search"], found["ours", "finding"])
    yield Figure(
        f"dunning: the search within its run against ours (processor {work:.1f} x)",
        f"{ratio:.1f} x",
    )


def _divide(one, other):
    return (a / b for a, b in zip(one, other, strict=True))


def _create_first(env, today):
    """A home and a bill of it, made the usual way."""
    estate = env["property.estate"].create({"name": "Estate"})
    building = env["property.building"].create({"name": "1", "estate_id": estate.id})
    manager = env["hr.employee"].create({"name": "Area manager"})
    env["property.area.assignment"].create(
        {
            "building_id": building.id,
            "employee_id": manager.id,
            "date_from": today - timedelta(days=400),
        }
    )
    env["property.dunning.policy"].create({"date_from": today - timedelta(days=400)})
    unit = env["property.unit"].create({"name": "0", "building_id": building.id})
    partner = env["res.partner"].create(
        {"name": "Owner 0", "email": "owner@example.com"}
    )
    income = env["account.account"].search(
        [("account_type", "=", "income"), ("company_ids", "in", env.company.id)],
        limit=1,
    )
    day = today - timedelta(days=90)
    line = {
        "name": "Fee",
        "quantity": 1,
        "price_unit": 123.45,
        "account_id": income.id,
        "tax_ids": False,
    }
    move = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": partner.id,
            "invoice_date": day,
            "invoice_date_due": day,
            "invoice_payment_term_id": False,
            "property_unit_id": unit.id,
            "property_kind": "bill",
            "invoice_line_ids": [(0, 0, line)],
        }
    )
    move.action_post()
    env.flush_all()
    return unit, move


def _copy(env, unit, move):
    """The home, its owner and its bill once more for each of the others."""
    env.cr.execute(
        "CREATE TEMP TABLE bench_map AS SELECT n,"
        " nextval('res_partner_id_seq')::int AS partner_id,"
        " nextval('property_unit_id_seq')::int AS unit_id,"
        " nextval('account_move_id_seq')::int AS move_id"
        f" FROM generate_series(1, {DEBTORS - 1}) AS n"
    )
    partner = move.partner_id
    name = "'Owner ' || m.n"
    _clone(
        env,
        partner,
        id="m.partner_id",
        name=name,
        complete_name=name,
        commercial_partner_id="m.partner_id",
    )
    _clone(env, unit, id="m.unit_id", name="m.n::text", reference="m.n::text")
    _clone(
        env,
        move,
        id="m.move_id",
        name="'B' || m.n",
        payment_reference="'B' || m.n",
        access_token="NULL",
        sequence_number="m.n + 1",
        partner_id="m.partner_id",
        commercial_partner_id="m.partner_id",
        property_unit_id="m.unit_id",
    )
    _clone(
        env,
        move.line_ids,
        move_id="m.move_id",
        move_name="'B' || m.n",
        partner_id="m.partner_id",
    )
    env.invalidate_all()


def _clone(env, records, **other):
    """Rows like ``records``, each column of ``other`` (name -> SQL) differing."""
    env.cr.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s",
        [records._table],
    )
    names = [name for (name,) in env.cr.fetchall() if name != "id" or "id" in other]
    values = [other.get(name, f'o."{name}"') for name in names]
    columns = ", ".join(f'"{name}"' for name in names)
    env.cr.execute(
        f"INSERT INTO {records._table} ({columns}) SELECT {', '.join(values)}"
        f" FROM {records._table} o, bench_map m WHERE o.id IN %s ORDER BY m.n",
        [tuple(records.ids)],
    )


def _open_cases(env, today):
    """Each debtor on the first step, forty days ago, with its proof; how many."""
    ladder, day = env["property.dunning.case"], today - timedelta(days=40)
    moved = _move(env, day)
    if moved != DEBTORS:
        raise AssertionError(f"{moved} cases, not {DEBTORS}")
    env.flush_all()
    company = env.company.id
    for query in (
        "UPDATE property_dunning_step SET state = 'done', proof = 'signed',"
        " date_done = date_open WHERE company_id = %s",
        "UPDATE policy_duty SET state = 'done' WHERE company_id = %s",
    ):
        env.cr.execute(query, [company])
    env.cr.execute(
        "UPDATE property_dunning_case SET date_next = %s WHERE company_id = %s",
        [today, company],
    )
    env.invalidate_all()
    return ladder.search_count([("company_id", "=", company)])


def _move(env, day):
    """What the daily job does, without its commits; number of moves."""
    ladder = env["property.dunning.case"]
    units = sorted({row["unit_id"] for row in ladder._find_moves(env.company, day)})
    return sum(
        ladder._process_chunk(env.company, day, units[start : start + 2000])
        for start in range(0, len(units), 2000)
    )


def _remind_before(env, move, today):
    """The policy of the peer, and its first reminder forty days ago, sent."""
    template = env.ref("account_credit_control.email_template_credit_control_base")
    level = {
        "channel": "email",
        "delay_days": 10,
        "email_template_id": template.id,
        "custom_text": "Please pay",
        "custom_mail_text": "Please pay",
    }
    account = move.line_ids.filtered("date_maturity").account_id
    policy = env["credit.control.policy"].create(
        {
            "name": "Benchmark",
            "account_ids": [(6, 0, account.ids)],
            "level_ids": [
                (0, 0, {**level, "name": mode, "level": n, "computation_mode": mode})
                for n, mode in ((1, "net_days"), (2, "previous_date"))
            ],
        }
    )
    env.company.credit_policy_id = policy
    run = _create_peer_run(env, policy, today - timedelta(days=40))
    lines = run._generate_credit_lines()
    if len(lines) != DEBTORS:
        raise AssertionError(f"{len(lines)} lines of the peer, not {DEBTORS}")
    lines.write({"state": "sent"})
    env.flush_all()
    return policy


def _create_peer_run(env, policy, day):
    return env["credit.control.run"].create(
        {"date": day, "policy_ids": [(6, 0, policy.ids)]}
    )


def _pay(env):
    """Every tenth debtor owes nothing any more."""
    env.cr.execute(
        "UPDATE account_move_line l SET amount_residual = 0,"
        " amount_residual_currency = 0, reconciled = TRUE FROM account_move m"
        " JOIN bench_map b ON b.move_id = m.id WHERE l.move_id = m.id"
        " AND b.n %% %s = 0 AND l.date_maturity IS NOT NULL",
        [PAID],
    )
    env.invalidate_all()


def _measure_own(env, today, _policy):
    ladder = env["property.dunning.case"]
    watch = Stopwatch(env)
    found = ladder._find_moves(env.company, today)
    finding = watch.read()
    if len(found) != DEBTORS:
        raise AssertionError(f"{len(found)} moves found, not {DEBTORS}")
    watch = Stopwatch(env)
    _move(env, today)
    env.flush_all()
    moving = watch.read()
    going = sum(row["act"] == "advance" for row in found)
    steps = env["property.dunning.step"].search_count(
        [("company_id", "=", env.company.id), ("state", "=", "todo"),
         ("channel", "=", "email"), ("kind", "=", "final_notice")]
    )  # fmt: skip
    duties = env["policy.duty"].search_count(
        [("company_id", "=", env.company.id), ("state", "=", "due")]
    )
    if not steps == duties == going:
        raise AssertionError(f"{going} to go on, {steps} letters, {duties} duties")
    return {"finding": finding, "moving": moving}


def _measure_peer(env, today, policy):
    run = _create_peer_run(env, policy, today)
    env.flush_all()
    watch = Stopwatch(env)
    lines = policy._get_move_lines_to_process(run)
    lines -= policy._lines_different_policy(lines)
    for level in policy.level_ids:
        level.get_level_lines(today, lines)
    search = watch.read()
    env.invalidate_all()
    watch = Stopwatch(env)
    found = run._generate_credit_lines()
    env.flush_all()
    finding = watch.read()
    if len(found) != DEBTORS - (DEBTORS - 1) // PAID:
        raise AssertionError(f"{len(found)} lines of the peer")
    some = found[:QUEUED]
    queued = _queue(env, run, some)
    share = len(found) / len(some)
    return {
        "search": search,
        "finding": finding,
        "queueing": queued,
        "moving": [a + b * share for a, b in zip(finding, queued, strict=True)],
    }


def _queue(env, run, lines):
    """What the peer does with the lines of its run, drafts before."""
    watch = Stopwatch(env)
    lines.write({"state": "to_be_sent"})
    env["credit.control.communication"]._generate_comm_from_credit_lines(lines)
    lines.write({"state": "queued"})
    env.flush_all()
    return watch.read()


def _measure_whole(env, today, policy):
    """Processor seconds of the peer for a line, all of them queued."""
    env.flush_all()
    with RolledBack(env):
        run = _create_peer_run(env, policy, today)
        found = run._generate_credit_lines()
        env.flush_all()
        _wall, work = _queue(env, run, found)
    return work / len(found)

"""Generating a day's duties for 50,000 due occurrences.

Compared, interleaved, median of five, in one run, each into an empty table:

* the generator: 50 plans, each for whoever has one of the 1,000 shifts of the day;
* psycopg2 ``execute_values`` inserting the very same rows into a table with the
  same columns and indexes;
* one bare ``INSERT … SELECT`` of the same rows into that table.

The generator also finds the people, reckons the days, skips what exists and has
foreign keys to check, which the other two are spared.
Goals: at most 2 x ``execute_values`` and 6 x the bare statement.
"""

from datetime import timedelta
from statistics import median
from time import perf_counter

from psycopg2.extras import Json, execute_values

from .runner import ROUNDS, Figure

PLANS = 50
SHIFTS = 1000
PAGE_SIZE = 1000
GOALS = {"execute_values": 2, "INSERT … SELECT": 6}


def run(env):
    """The figures; the runner rolls everything back."""
    plans = _create_plans(env, _create_shifts(env))
    env.cr.execute("CREATE TABLE bench_copy (LIKE policy_duty INCLUDING ALL)")
    _generate(env, plans)
    columns, rows = _keep_rows(env)
    measures = {
        "generator": lambda: _generate(env, plans),
        "execute_values": lambda: _execute_values(env, columns, rows),
        "INSERT … SELECT": lambda: _insert_select(env, columns),
    }
    times = {name: [] for name in measures}
    for _round in range(ROUNDS):
        for name, measure in measures.items():
            # Not rolled back to a savepoint: that leaves dead rows for the next one.
            env.cr.execute("TRUNCATE policy_duty, bench_copy CASCADE")
            env.invalidate_all()
            start = perf_counter()
            measure()
            times[name].append(perf_counter() - start)
    found = {name: median(values) for name, values in times.items()}
    own = found["generator"]
    yield Figure(f"{len(rows):,} duties generated", f"{own:.2f} s")
    for name, goal in GOALS.items():
        ratio = own / found[name]
        yield Figure(
            f"duties: generator against {name}",
            f"{ratio:.2f} x",
            f"at most {goal} x",
            ratio <= goal,
        )


def _create_shifts(env):
    """1,000 people with a published shift of one day; the day."""
    company = env.company
    day = company._policy_today() + timedelta(days=1)
    post = env["shift.post"].create({"name": "Benchmark", "code": "BENCH"})
    template = env["shift.template"].create(
        {"name": "Benchmark", "code": "BN", "hour_from": 8, "hour_to": 16}
    )
    team = env["hr.department"].create({"name": "Benchmark"})
    roster = env["shift.roster"].create({"month": day, "department_id": team.id})
    people = env["hr.employee"].with_context(tracking_disable=True)
    people = people.create(
        [{"name": f"Person {n}", "department_id": team.id} for n in range(SHIFTS)]
    )
    env["shift.assignment"].create(
        [
            {
                "roster_id": roster.id,
                "employee_id": person.id,
                "post_id": post.id,
                "template_id": template.id,
                "date": day,
            }
            for person in people
        ]
    )
    roster._write_protected({"state": "published"})  # without 1,000 notices
    return day, template


def _create_plans(env, work):
    day, template = work
    return env["policy.duty.plan"].create(
        [
            {
                "name": f"Duty {number}",
                "clause_id": env.ref("cs_policy.clause_x_2").id,
                "company_id": env.company.id,
                "date_from": day,
                "rrule": "FREQ=DAILY;COUNT=1",
                "role_type": "shift",
                "role_template_id": template.id,
            }
            for number in range(PLANS)
        ]
    )


def _generate(env, plans):
    created = sum(plan._generate() for plan in plans)
    if created != PLANS * SHIFTS:
        raise AssertionError(f"{created} duties, not {PLANS * SHIFTS}")


def _keep_rows(env):
    """Columns and rows the generator made, kept aside for the other two."""
    env.cr.execute("CREATE TEMP TABLE bench_rows AS SELECT * FROM policy_duty")
    env.cr.execute("SELECT * FROM bench_rows")
    columns = [column.name for column in env.cr.description]
    rows = [
        tuple(Json(value) if isinstance(value, dict) else value for value in row)
        for row in env.cr.fetchall()
    ]
    return columns, rows


def _execute_values(env, columns, rows):
    query = f"INSERT INTO bench_copy ({', '.join(columns)}) VALUES %s"
    execute_values(env.cr._obj, query, rows, page_size=PAGE_SIZE)


def _insert_select(env, columns):
    names = ", ".join(columns)
    env.cr.execute(f"INSERT INTO bench_copy ({names}) SELECT {names} FROM bench_rows")

"""Explaining a swap and finding all allowed ones, for few agents and for many.

Goals: the same number of queries for 30 and for 500 agents; proposals for one shift
among 500 agents and a month grow at most linearly from 50 to 500.
"""

from datetime import date, timedelta

from benchmarks.runner import Figure, compare, count_queries

MONTH = date(2031, 6, 1)
NOTHING = "Nothing out of the ordinary."


def run(env):
    """Yield the figures; everything happens in one transaction that is rolled back."""
    desks = {size: _create_desk(env, size) for size in (30, 50, 500)}
    swap_model = env["shift.swap"]
    explain = {
        size: count_queries(env, desks[size][1]._get_file_reasons) for size in (30, 500)
    }
    yield Figure(
        "queries to explain one swap, 30 and 500 agents",
        f"{explain[30]} and {explain[500]}",
        "equal",
        explain[30] == explain[500],
    )
    propose = {
        size: count_queries(env, lambda size=size: swap_model._propose(desks[size][0]))
        for size in (30, 500)
    }
    yield Figure(
        "queries to propose swaps for one shift, 30 and 500 agents",
        f"{propose[30]} and {propose[500]}",
        "equal",
        propose[30] == propose[500],
    )
    found = {}

    def search(size):
        found[size] = len(swap_model._propose(desks[size][0]))

    seconds = compare(env, {size: lambda size=size: search(size) for size in (50, 500)})
    ratio = seconds[500] / seconds[50]
    yield Figure(
        f"time to propose, 500 agents against 50 ({found[50]} and {found[500]} swaps, "
        f"{seconds[50] * 1000:.0f} and {seconds[500] * 1000:.0f} ms)",
        f"{ratio:.1f} ×",
        "at most 10 ×",
        ratio <= 10,
    )


def _create_desk(env, size):
    """(a shift, a draft swap) of a company of its own with ``size`` agents."""
    company = env["res.company"].create(
        {"name": f"Benchmark {size}", "policy_tz": "Asia/Shanghai"}
    )
    post = env["shift.post"].create({"name": "Post", "company_id": company.id})
    template = env["shift.template"].create(
        {
            "name": "Early",
            "code": "E",
            "hour_from": 8,
            "hour_to": 16,
            "company_id": company.id,
        }
    )
    roster = env["shift.roster"].create({"company_id": company.id, "month": MONTH})
    people = env["hr.employee"].create(
        [
            {"name": f"Agent {number}", "company_id": company.id}
            for number in range(size)
        ]
    )
    shifts = env["shift.assignment"].create(
        [
            {
                "roster_id": roster.id,
                "employee_id": person.id,
                "post_id": post.id,
                "template_id": template.id,
                "date": MONTH + timedelta(days=day),
            }
            for number, person in enumerate(people)
            for day in range(30)
            if (day + number) % 6 < 4
        ]
    )
    roster._write_protected({"state": "published"})
    mine = shifts.filtered(lambda shift: shift.employee_id == people[0])[8]
    theirs = shifts.filtered(lambda shift: shift.employee_id == people[2])[8]
    swap = env["shift.swap"].create(
        {
            "employee_id": people[0].id,
            "shift_id": mine.id,
            "counterpart_id": people[2].id,
            "return_shift_id": theirs.id,
            "reason_id": env.ref("cs_policy.shift_swap_reason_family").id,
            "briefing": NOTHING,
        }
    )
    return mine, swap

"""kill -9 at seeded moments: nothing is lost, doubled or unbalanced afterwards."""

import random
import time

import pytest
from workbench import settings
from workbench.children import Children

from tests import lifecycle

from . import billing, cashiers, dunning, greeting, late_fee, settlement

pytestmark = pytest.mark.slow

MODULES = (billing, dunning, greeting, late_fee, settlement)
JOBS = {module.JOB.name: module.JOB for module in MODULES}
KILLS = 30
"""Of all jobs together: every second one provably within a chunk."""
NAMES = sorted(JOBS)
INSIDE = [(NAMES[seed % len(NAMES)], seed) for seed in range(KILLS // 2)]
ANYWHERE = [(name, KILLS // 2 + seed) for name, seed in INSIDE]


@pytest.fixture(scope="module")
def processes():
    scratch = lifecycle.Scratch(lifecycle.get_template())
    children = Children(scratch.name, settings.LOGS / "children.log")
    children.database = scratch
    try:
        yield children
    finally:
        children.close()
        scratch.drop()


@pytest.fixture(scope="module")
def facts(processes):
    """What the rounds of each job share."""
    return {job.name: processes.run(job.found) for job in JOBS.values()}


class Round:
    """One piece of work: prepared, killed, begun again, counted."""

    def __init__(self, processes, facts, name, number):
        self.processes = processes
        self.job = JOBS[name]
        arguments = {**facts[name], "number": number}
        self.facts = processes.run(self.job.prepare, **arguments)

    def start(self, **options):
        return self.processes.start(self.job.run, **self.facts, **options)

    def finish_and_count(self):
        self.processes.finish(self.start())
        problems = self.processes.run(self.job.count, **self.facts)
        assert not problems, "\n".join(problems)


@pytest.mark.parametrize(("name", "seed"), INSIDE)
def test_killed_in_the_middle_of_a_chunk(processes, facts, name, seed):
    """The child itself says, within its transaction, that it is inside."""
    choice = random.Random(seed)
    work = Round(processes, facts, name, seed)
    model, method = choice.choice(work.job.points)
    stop = {"model": model, "method": method, "call": choice.randint(1, work.job.calls)}
    stop["after"] = choice.random() < 0.5
    child = work.start(stop=stop)
    message = processes.hear(child, "inside", "end", "failed")
    assert message["word"] == "inside", message
    # The server sees the open transaction, and nobody else what it has written.
    query = "SELECT state FROM pg_stat_activity WHERE pid = %s AND xact_start NOTNULL"
    rows = processes.database.sql(query, message["backend"])
    assert rows == [("idle in transaction",)]
    seen = processes.database.sql("SELECT count(*) FROM account_move")[0][0]
    assert seen <= message["moves"]
    assert processes.kill(child)["code"] == -9
    work.finish_and_count()


@pytest.mark.parametrize(("name", "seed"), ANYWHERE)
def test_killed_at_any_moment(processes, facts, name, seed):
    """Whether within a chunk, between two or at the very end."""
    choice = random.Random(seed)
    work = Round(processes, facts, name, seed)
    child = work.start()
    time.sleep(choice.uniform(0, 1))
    code = processes.kill(child)["code"]
    assert code in (-9, 0)
    work.finish_and_count()


@pytest.mark.parametrize("name", sorted(JOBS))
def test_several_at_once_do_the_work_once(processes, facts, name):
    """What one has locked is left to it, or taken over when it is gone."""
    work = Round(processes, facts, name, KILLS)
    for child in [work.start(), work.start(), work.start(**work.job.second)]:
        processes.finish(child)
    work.finish_and_count()


@pytest.mark.parametrize("name", sorted(JOBS))
def test_one_is_killed_while_the_other_goes_on(processes, facts, name):
    """What the dead one had locked or begun is done by the other."""
    work = Round(processes, facts, name, KILLS + 1)
    model, method = work.job.points[-1]
    stop = {"model": model, "method": method, "call": 1, "after": True}
    dead = work.start(stop=stop)
    assert processes.hear(dead, "inside", "end")["word"] == "inside"
    other = work.start(**work.job.second)
    processes.kill(dead)
    processes.finish(other)
    work.finish_and_count()


def test_two_cashiers_take_the_same_payment(processes):
    """The second waits for the first, and is then refused."""
    facts = processes.run(f"{cashiers.__name__}:prepare")
    take = f"{cashiers.__name__}:take"
    first = processes.start(take, **facts, slow=True)
    processes.hear(first, "inside")
    second = processes.start(take, **facts, slow=False)
    backend = processes.hear(second, "backend")["backend"]
    query = "SELECT 1 FROM pg_stat_activity WHERE pid = %s AND wait_event_type = 'Lock'"
    while not processes.database.sql(query, backend):
        assert not processes.has_ended(second)
        time.sleep(0.02)
    processes.go(first)
    assert processes.finish(first)
    assert processes.finish(second) == "refused"
    problems = processes.run(f"{cashiers.__name__}:count", **facts)
    assert not problems, "\n".join(problems)


def test_two_runs_settle_the_same_homes_once(processes, facts):
    """The second waits for the first, is refused, and finds nothing left."""
    module = settlement.__name__
    first = processes.run(f"{module}:measure", **facts["settlement"])
    second = processes.run(f"{module}:repeat", **first)
    post = f"{module}:post"
    slow = processes.start(post, **first, slow=True)
    processes.hear(slow, "inside")
    other = processes.start(post, **second, slow=False)
    backend = processes.hear(other, "backend")["backend"]
    query = "SELECT 1 FROM pg_stat_activity WHERE pid = %s AND wait_event_type = 'Lock'"
    while not processes.database.sql(query, backend):
        assert not processes.has_ended(other)
        time.sleep(0.02)
    processes.go(slow)
    assert processes.finish(other) == "refused"
    assert processes.finish(slow) == settlement.HOMES
    assert processes.run(post, **second, slow=False) == 0
    for work in (first, second):
        problems = processes.run(f"{module}:count", **work)
        assert not problems, "\n".join(problems)

"""What every benchmark uses: counting queries, comparing times fairly."""

import importlib
import json
import os
import statistics
import time
from dataclasses import asdict, dataclass
from pathlib import Path

ROUNDS = 5


@dataclass(frozen=True)
class Figure:
    """One line of the table: what was measured, and the goal if there is one."""

    what: str
    figure: str
    goal: str = ""
    met: bool = True


def count_queries(env, action):
    """Number of SQL queries of ``action()``, with cold record caches.

    What is still to be written is flushed before, and what the action leaves to be
    written counts for it.
    """
    env.flush_all()
    env.invalidate_all()
    before = env.cr.sql_log_count
    action()
    env.flush_all()
    return env.cr.sql_log_count - before


def compare(env, actions, rounds=ROUNDS):
    """Median seconds of each of ``actions`` (name -> callable)."""
    return {
        name: wall
        for name, (wall, _work) in compare_costs(env, actions, rounds).items()
    }


def compare_costs(env, actions, rounds=ROUNDS):
    """Medians of each of ``actions`` (name -> callable): seconds, processor seconds.

    The runs are interleaved, so that a slow moment of the machine hits all of them;
    every run is rolled back.
    """
    costs = {name: [] for name in actions}
    for _round in range(rounds):
        for name, action in actions.items():
            with RolledBack(env):
                costs[name].append(measure(env, action))
    return {name: get_medians(rows) for name, rows in costs.items()}


def measure(env, action):
    """Seconds and processor seconds of ``action()``, with cold record caches."""
    env.flush_all()
    env.invalidate_all()
    watch = Stopwatch(env)
    action()
    env.flush_all()
    return watch.read()


class Stopwatch:
    """Seconds, and processor seconds of this process and its database connection.

    The latter hold on a busy machine too; they are shown beside the seconds, which are
    what the goals are about.
    """

    def __init__(self, env):
        env.cr.execute("SELECT pg_backend_pid()")
        self._stat = Path(f"/proc/{env.cr.fetchone()[0]}/stat")
        self._start = self._read_clocks()

    def read(self):
        """(seconds, processor seconds) since the start"""
        clocks = zip(self._read_clocks(), self._start, strict=True)
        return tuple(now - before for now, before in clocks)

    def _read_clocks(self):
        stat = self._stat.read_text().rpartition(")")[2].split()
        ticks = int(stat[11]) + int(stat[12])
        work = time.process_time() + ticks / os.sysconf("SC_CLK_TCK")
        return time.perf_counter(), work


def get_medians(rows):
    """The median of each column of ``rows``."""
    return tuple(statistics.median(column) for column in zip(*rows, strict=True))


def fresh(env, function, *arguments):
    """What Odoo keeps about numbers for one transaction must not outlive a rollback."""
    env.cr.precommit.clear()
    function(*arguments)


class RolledBack:
    """What happens inside is undone, in the database and in the caches.

    What was still to be written stays: it is, before the savepoint.
    """

    def __init__(self, env):
        self.env = env

    def __enter__(self):
        self.env.flush_all()
        self.env.cr.execute("SAVEPOINT benchmark")

    def __exit__(self, *error):
        self.env.clear()
        self.env.cr.execute("ROLLBACK TO SAVEPOINT benchmark")
        self.env.cr.execute("RELEASE SAVEPOINT benchmark")


def run_all(env, names, target):
    """Run the named benchmarks and write their figures to the file ``target``."""
    rows = []
    for name in names:
        module = importlib.import_module(f"benchmarks.bench_{name}")
        for figure in module.run(env):
            rows.append(asdict(figure))
            print(f"{name}: {figure.what}: {figure.figure}", flush=True)
        env.cr.rollback()
        env.clear()
    Path(target).write_text(json.dumps(rows))

"""What every benchmark uses: counting queries, comparing times fairly."""

import importlib
import json
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
    """Median seconds of each of ``actions`` (name -> callable).

    The runs are interleaved, so that a slow moment of the machine hits all of them;
    every run is rolled back.
    """
    seconds = {name: [] for name in actions}
    for _round in range(rounds):
        for name, action in actions.items():
            env.flush_all()
            env.invalidate_all()
            with RolledBack(env):
                start = time.perf_counter()
                action()
                env.flush_all()
                seconds[name].append(time.perf_counter() - start)
    return {name: statistics.median(values) for name, values in seconds.items()}


class RolledBack:
    """What happens inside is undone, in the database and in the caches."""

    def __init__(self, env):
        self.env = env

    def __enter__(self):
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

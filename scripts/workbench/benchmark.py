"""``./guanjia bench``: the figures of ``benchmarks/``, on a clone of their own."""

import json

from . import settings
from .console import Failure, say

SCRIPT = """
import sys
sys.path.insert(0, {root!r})
from benchmarks import runner
runner.run_all(env, {names!r}, {results!r})
"""


def find_names():
    folder = settings.ROOT / "benchmarks"
    return sorted(
        path.stem.removeprefix("bench_") for path in folder.glob("bench_*.py")
    )


def run(workspace, template, names):
    """Run the named benchmarks (all of them by default) and print one table."""
    known = find_names()
    unknown = sorted(set(names) - set(known))
    if unknown:
        raise Failure(
            f"no such benchmark: {', '.join(unknown)}", f"there are: {', '.join(known)}"
        )
    databases = workspace.databases
    name = databases.clone(template, databases.name("bench"))
    results = settings.HOME / "bench.json"
    results.unlink(missing_ok=True)
    say(f"running {', '.join(names or known)}")
    script = SCRIPT.format(
        root=str(settings.ROOT), names=list(names or known), results=str(results)
    )
    databases.run_shell(name, script, env=workspace.get_environment())
    try:
        rows = json.loads(results.read_text())
    except OSError as error:
        raise Failure("the benchmarks broke off", "read the lines above") from error
    finally:
        databases.drop(name)
    print_table(rows)
    missed = [row for row in rows if not row["met"]]
    return 1 if missed else 0


def print_table(rows):
    width = max([len(row["what"]) for row in rows], default=0)
    for row in rows:
        goal = f"goal {row['goal']}" if row["goal"] else ""
        mark = "" if row["met"] else "  MISSED"
        print(f"{row['what']:{width}}  {row['figure']:>12}  {goal}{mark}")

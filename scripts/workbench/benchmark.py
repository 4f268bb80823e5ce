"""``./guanjia bench``: the figures of ``benchmarks/``, on clones of their own."""

import json
from itertools import groupby

from . import peers, settings
from .console import Failure, say
from .shell import locked

FOLDER = settings.ROOT / "benchmarks"
SCRIPT = """
import sys
sys.path.insert(0, {root!r})
from benchmarks import runner
runner.run_all(env, {names!r}, {results!r})
"""


def find_names():
    return sorted(
        path.stem.removeprefix("bench_") for path in FOLDER.glob("bench_*.py")
    )


def run(workspace, template, names):
    """Run the named benchmarks (all of them by default) and print one table."""
    known = find_names()
    unknown = sorted(set(names) - set(known))
    if unknown:
        raise Failure(
            f"no such benchmark: {', '.join(unknown)}", f"there are: {', '.join(known)}"
        )
    needed = {n: peers.get_needed(FOLDER / f"bench_{n}.py") for n in names or known}
    rows = []
    with locked("bench"):  # two at a time would only measure each other
        for peer_addons, group in groupby(sorted(needed, key=needed.get), needed.get):
            rows += _run_group(workspace, template, list(group), peer_addons)
    print_table(rows)
    missed = [row for row in rows if not row["met"]]
    return 1 if missed else 0


def _run_group(workspace, template, names, peer_addons):
    """The figures of the benchmarks that need the same peers, on one clone."""
    databases = workspace.databases
    name = databases.clone(template, databases.name("bench"))
    results = settings.HOME / "bench.json"
    results.unlink(missing_ok=True)
    say(f"running {', '.join(names)}")
    script = SCRIPT.format(root=str(settings.ROOT), names=names, results=str(results))
    folders = [peers.ensure()] if peer_addons else []
    try:
        if peer_addons:
            arguments = ("-i", ",".join(peer_addons))
            databases.run_odoo(name, "peers", *arguments, more_addons=folders)
        environment = {
            **workspace.get_environment(),
            "GUANJIA_TEMPLATE": template,  # for those that need another database
            "ODOO_RC": str(settings.HOME / "shell.conf"),
        }
        databases.run_shell(name, script, more_addons=folders, env=environment)
        return json.loads(results.read_text())
    except OSError as error:
        raise Failure("the benchmarks broke off", "read the lines above") from error
    finally:
        databases.drop(name)


def print_table(rows):
    width = max([len(row["what"]) for row in rows], default=0)
    for row in rows:
        goal = f"goal {row['goal']}" if row["goal"] else ""
        mark = "" if row["met"] else "  MISSED"
        print(f"{row['what']:{width}}  {row['figure']:>12}  {goal}{mark}")

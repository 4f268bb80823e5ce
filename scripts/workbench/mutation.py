"""``./guanjia mutate``: each rule switched off, and which test notices."""

import json
import math
import re
import subprocess
from collections import ChainMap
from concurrent.futures import ThreadPoolExecutor

from . import python_env, settings
from .console import Failure, say
from .shell import locked

RESULT = settings.ROOT / "docs/mutation.json"
GOOD = {"killed"}
STEP = re.compile(r"(\d*)(.*)")


def run(workspace, template, options):
    """Run every share, print the table and keep the result.

    A run of named clauses keeps what is known of the others; one of all replaces it.
    """
    if options.clauses:  # a share without a clause has nothing to run
        options.jobs = min(options.jobs, len(options.clauses))
    with locked("mutate"), ThreadPoolExecutor(options.jobs) as pool:
        jobs = [
            pool.submit(_run_share, workspace, template, options, number)
            for number in range(options.jobs)
        ]
        shares = [job.result() for job in jobs]
    result = sort_clauses(dict(ChainMap(*(share for share, _ in shares))))
    failures = [failure for _, failure in shares if failure]
    print_table(result)
    keep(result, replace=not (options.clauses or failures))
    if failures:
        raise failures[0]
    bad = [clause for clause, entry in result.items() if entry["status"] not in GOOD]
    print(f"{len(result) - len(bad)} killed, {len(bad)} not", flush=True)
    return 1 if bad or not result else 0


def keep(result, replace):
    """Write ``result`` down; unless it replaces all, beside what others proved."""
    kept = {}
    if not replace and RESULT.exists():
        kept = json.loads(RESULT.read_text())
    for clause, entry in result.items():
        if entry["functions"] or entry["tests"]:  # else there is no such clause
            kept[clause] = entry
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(sort_clauses(kept), indent=2) + "\n")
    say(f"written to docs/{RESULT.name}")


def sort_clauses(result):
    return {clause: result[clause] for clause in sorted(result, key=sort_key)}


def sort_key(clause):
    """As people count; what is ours (``PO-4.1.3.x``) after what is numbered."""
    part, _, numbers = clause.partition("-")
    steps = (STEP.fullmatch(step) for step in numbers.split("."))
    return part, [(int(step[1] or 0) or math.inf, step[2]) for step in steps]


def _run_share(workspace, template, options, number):
    """What the share proved, whole or up to where it broke off, and the failure."""
    databases = workspace.databases
    stem = f"mutate{number + 1}"
    name = databases.clone(template, databases.name(stem))
    config = databases.write_config(stem, name)
    results = settings.HOME / f"{stem}.json"
    part = results.with_suffix(".part")
    for left in (results, part):
        left.unlink(missing_ok=True)
    environment = {
        **workspace.get_environment(),
        "GUANJIA_MUTATE_CLAUSES": " ".join(options.clauses),
        "GUANJIA_MUTATE_SHARE": f"{number}/{options.jobs}",
        "GUANJIA_RESULTS": str(results),
        "GUANJIA_TEMPLATE": template,
        "ODOO_RC": str(config),
    }
    command = [python_env.PYTHON, "-m", "pytest", "-q", "-p", "tests.mutation_plugin"]
    command += ["--odoo-http", "--odoo-log-level=critical", "-s"]
    command += ["-o", f"cache_dir={settings.HOME}/pytest"]
    log = settings.LOGS / f"{stem}.log"
    with open(log, "w") as output:
        folders = ("addons", "tests")
        subprocess.run(
            [*command, *folders],
            cwd=settings.ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    databases.drop(name)
    if results.exists():
        return json.loads(results.read_text()), None
    text = log.read_text(errors="replace")
    failure = Failure("the mutation run broke off", f"read {log}", text[-2000:])
    return json.loads(part.read_text()) if part.exists() else {}, failure


def print_table(result):
    for clause, entry in result.items():
        print(f"{clause:9} {entry['status']:9} {len(entry['tests']):3} tests")
        for function in entry["functions"]:
            mark = "  (alone: unnoticed)" if function in entry["unnoticed"] else ""
            print(f"          {function}{mark}")
        if entry["killed_by"]:
            print(f"          noticed by {entry['killed_by']}")
        for crash in entry["crashes"]:
            print(f"          crashed    {crash}")
        for test in entry["broken"]:
            print(f"          fails with the rule on: {test}")

"""``./guanjia mutate``: each rule switched off, and which test notices."""

import json
import math
import subprocess
from concurrent.futures import ThreadPoolExecutor

from . import python_env, settings
from .console import Failure, say
from .shell import locked

RESULT = settings.ROOT / "docs/mutation.json"
GOOD = {"killed"}


def run(workspace, template, options):
    """Run every share, print the table; without clauses named, keep the result."""
    if options.clauses:  # a share without a clause has nothing to run
        options.jobs = min(options.jobs, len(options.clauses))
    with locked("mutate"), ThreadPoolExecutor(options.jobs) as pool:
        jobs = [
            pool.submit(_run_share, workspace, template, options, number)
            for number in range(options.jobs)
        ]
        result = {}
        for job in jobs:
            result.update(job.result())
    result = {clause: result[clause] for clause in sorted(result, key=sort_key)}
    print_table(result)
    if not options.clauses:
        RESULT.parent.mkdir(exist_ok=True)
        RESULT.write_text(json.dumps(result, indent=2) + "\n")
        say(f"written to {RESULT.relative_to(settings.ROOT)}")
    bad = [clause for clause, entry in result.items() if entry["status"] not in GOOD]
    print(f"{len(result) - len(bad)} killed, {len(bad)} not", flush=True)
    return 1 if bad or not result else 0


def sort_key(clause):
    """As people count; what is ours (``PO-4.1.3.x``) after what is numbered."""
    part, _, numbers = clause.partition("-")
    steps = numbers.split(".")
    return part, [int(step) if step.isdigit() else math.inf for step in steps]


def _run_share(workspace, template, options, number):
    databases = workspace.databases
    stem = f"mutate{number + 1}"
    name = databases.clone(template, databases.name(stem))
    config = databases.write_config(stem, name)
    results = settings.HOME / f"{stem}.json"
    results.unlink(missing_ok=True)
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
    if not results.exists():
        text = log.read_text(errors="replace")
        raise Failure("the mutation run broke off", f"read {log}", text[-2000:])
    return json.loads(results.read_text())


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

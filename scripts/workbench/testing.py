"""``./guanjia test``: lint, then the tests, shared out over the processors."""

import contextlib
import json
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from . import python_env, settings
from .console import say

DURATIONS = settings.HOME / "durations.json"
KNOWN = settings.ROOT / "tests/durations.json"
"""Seconds of the slow files, for a checkout that has not measured its own yet."""

DEFAULT_SECONDS = 1.0
LONGEST = 3600.0
"""Seconds no file takes: a clock that a test had set was measured once."""

COLLECTED = 5  # pytest's code for "nothing was selected"


def find_test_files(paths=(), addon=None):
    """The test files to run, relative to the checkout."""
    if addon:
        folders = [settings.ADDONS / addon / "tests"]
    elif paths:
        folders = [Path(path.split("::")[0]).resolve() for path in paths]
    else:
        folders = [settings.ADDONS, settings.ROOT / "tests"]
    found = []
    for folder in folders:
        if folder.is_file():
            found.append(folder)
        found += sorted(folder.rglob("test_*.py"))
    return [str(path.relative_to(settings.ROOT)) for path in found]


def read_durations(path):
    """{test file: seconds} of those that can be true; none without the file."""
    with contextlib.suppress(OSError, ValueError):
        known = json.loads(path.read_text())
        return {name: spent for name, spent in known.items() if 0 <= spent <= LONGEST}
    return {}


def share_out(files, seconds, count):
    """Split ``files`` into ``count`` shares of about the same duration."""
    shares = [[] for _ in range(count)]
    loads = [0.0] * count
    cost = {name: seconds.get(name, DEFAULT_SECONDS) for name in files}
    for name in sorted(files, key=lambda name: (-cost[name], name)):
        lightest = loads.index(min(loads))
        shares[lightest].append(name)
        loads[lightest] += cost[name]
    return [sorted(share) for share in shares if share]


class TestRun:
    """One run over one or more clones of the template database."""

    def __init__(self, workspace, template, options, linting=None):
        """:param linting: future of :func:`lint.run_all`"""
        self.workspace = workspace
        self.template = template
        self.options = options
        self.linting = linting
        self.passed = 0
        self.failures = []
        self.seconds = {}
        self.processes = []

    def run(self):
        """Run everything; the numbers of what passed and what failed."""
        warnings = self.workspace.databases.get_warnings(self.template)
        self.failures += [f"install: {line}" for line in warnings]
        self._run_shares(self._share_out())
        if self.linting:
            failed, names = self.linting.result()
            self.failures += [f"lint: {name}" for name in failed]
            self.passed += len(names) - len(failed)
        return self.passed, self.failures

    def _share_out(self):
        for path in (KNOWN, DURATIONS):
            self.seconds.update(read_durations(path))
        options = self.options
        if any("::" in path for path in options.paths):
            return [list(options.paths)]
        files = find_test_files(options.paths, options.addon)
        count = 1 if options.paths or options.keyword else options.jobs
        return share_out(files, self.seconds, count)

    def _run_shares(self, shares):
        lock = threading.Lock()
        with ThreadPoolExecutor(max(len(shares), 1)) as pool:
            jobs = [
                pool.submit(self._run_share, number, share, lock)
                for number, share in enumerate(shares, 1)
            ]
            try:
                codes = [job.result() for job in jobs]
            except BaseException:
                for process in self.processes:
                    process.terminate()
                raise
        for number, code in enumerate(codes, 1):
            self._collect(number, code)
        DURATIONS.write_text(json.dumps(self.seconds, indent=1, sort_keys=True))

    def _run_share(self, number, share, lock):
        databases = self.workspace.databases
        stem = "test" if number == 1 else f"test{number}"
        name = databases.clone(self.template, databases.name(stem))
        config = databases.write_config(stem, name)
        command = [python_env.PYTHON, "-m", "pytest", "-p", "tests.odoo_plugin"]
        command += ["--odoo-http", "--odoo-log-level=warn", "-q"]
        command += ["-o", f"cache_dir={settings.HOME}/pytest", "--color=no"]
        command += ["-k", self.options.keyword] if self.options.keyword else []
        command += ["--fast"] if self.options.fast else []
        process = subprocess.Popen(
            [*command, *share],
            cwd=settings.ROOT,
            env=self._get_environment(number, config),
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
        )
        self.processes.append(process)
        for line in process.stdout:
            with lock:
                sys.stdout.write(f"{number}| {line}")
                sys.stdout.flush()
        code = process.wait()
        if number > 1:  # the first stays, for a bare `pytest`
            databases.drop(name)
        return code

    def _get_environment(self, number, config):
        result = self._get_result_file(number)
        result.unlink(missing_ok=True)
        return {
            **self.workspace.get_environment(),
            "GUANJIA_RESULTS": str(result),
            "GUANJIA_TEMPLATE": self.template,
            "ODOO_RC": str(config),
        }

    def _get_result_file(self, number):
        return settings.HOME / f"results-{number}.json"

    def _collect(self, number, code):
        try:
            results = json.loads(self._get_result_file(number).read_text())
        except (OSError, ValueError):
            results = {"outcomes": {}, "seconds": {}}
        outcomes = results["outcomes"]
        failures = [name for name, end in outcomes.items() if end != "passed"]
        self.passed += len(outcomes) - len(failures)
        self.failures += [f"{name} ({outcomes[name]})" for name in failures]
        if code not in (0, COLLECTED) and not failures:
            self.failures.append(f"pytest ended with {code} in share {number}")
        spent = {}
        for name, seconds in results["seconds"].items():
            path = name.split("::")[0]
            spent[path] = round(spent.get(path, 0) + seconds, 2)
        self.seconds.update(spent)


def report(passed, failures):
    """Print what failed and, alone at the very end, the counts."""
    for name in failures:
        say(f"failed: {name}")
    print(f"{passed} passed, {len(failures)} failed", flush=True)
    return 1 if failures or not passed else 0


def get_default_jobs():
    return max(1, min(2, os.cpu_count() or 1))

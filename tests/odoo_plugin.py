"""pytest plugin of ``./guanjia test``: log lines that fail, counts, the fast set.

An unexpected warning or error in Odoo's log fails the test during which it was
logged. The results go to the file named by ``GUANJIA_RESULTS``.
"""

import gc
import json
import logging
import os
import time
from pathlib import Path

import pytest
from workbench import log_check


class Complaints(logging.Handler):
    """Collects what nobody expected."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.lines = []

    def emit(self, record):
        message = f"{record.name}: {record.getMessage()}"
        if record.exc_info and record.exc_info[1]:
            message += f" ({record.exc_info[1]!r})"
        if not log_check.is_known(message):
            self.lines.append(f"{record.levelname} {message}"[:1000])

    def take(self):
        lines, self.lines = self.lines, []
        return lines


class Results:
    """The outcome of every test: a test fails when any of its phases does."""

    def __init__(self, path):
        self.path = path
        self.outcomes = {}
        self.seconds = {}

    def pytest_runtest_logreport(self, report):
        if report.outcome == "failed" or report.when == "call":
            if self.outcomes.get(report.nodeid) != "failed":
                self.outcomes[report.nodeid] = report.outcome
        elif report.outcome == "skipped":
            self.outcomes[report.nodeid] = "skipped"

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_protocol(self, item):
        """pytest's own durations are years where a test sets the clock."""
        begun = time.clock_gettime(time.CLOCK_MONOTONIC)
        yield
        spent = time.clock_gettime(time.CLOCK_MONOTONIC) - begun
        self.seconds[item.nodeid] = spent

    def pytest_collectreport(self, report):
        if report.failed:
            self.outcomes[report.nodeid or "collection"] = "failed"

    def pytest_sessionfinish(self):
        values = {"outcomes": self.outcomes, "seconds": self.seconds}
        Path(self.path).write_text(json.dumps(values))


complaints = Complaints()


def pytest_addoption(parser):
    parser.addoption("--fast", action="store_true", help="no web server, no browser")


def pytest_configure(config):
    logging.getLogger().addHandler(complaints)
    path = os.environ.get("GUANJIA_RESULTS")
    if path:
        config.pluginmanager.register(Results(path))


def pytest_collection_modifyitems(config, items):
    if not config.getoption("--fast"):
        return
    slow = [item for item in items if is_slow(item)]
    config.hook.pytest_deselected(items=slow)
    items[:] = [item for item in items if item not in slow]


def pytest_collection_finish():
    """What is loaded by now stays: no use looking through it for garbage."""
    gc.collect()
    gc.freeze()


def is_slow(item):
    """Whether ``item`` needs the web server (or says itself that it is slow)."""
    cls = getattr(item, "cls", None)
    names = {base.__name__ for base in cls.__mro__} if cls else set()
    if "HttpCase" in names or "slow" in getattr(cls, "test_tags", ()):
        return True
    return item.get_closest_marker("slow") is not None


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    report = outcome.get_result()
    if report.when != "teardown":
        return
    lines = complaints.take()
    if lines and report.outcome == "passed":
        report.outcome = "failed"
        report.longrepr = "Odoo's log has unexpected lines:\n" + "\n".join(lines)

"""pytest plugin of ``./guanjia mutate``: a rule switched off must break its tests.

First every test whose docstring names a clause is run with the rules on: it has to
pass, and it is noted which of the functions marked ``@enforces(clause)`` it calls. Then
the functions of the clause are made neutral, together and each alone, and the tests
that called them are run until one fails by an assertion of its own. An exception, or an
assertion anywhere else, proves nothing about the rule: that is listed as a crash.

The code of a function is exchanged in place, so that whoever holds a reference to
it (a table of constraints, an import by name) gets the neutral one, too.
"""

import contextlib
import importlib
import inspect
import json
import os
import re
import signal
import traceback
import types
from collections import defaultdict
from pathlib import Path

import pytest
from _pytest.outcomes import Skipped
from _pytest.runner import runtestprotocol

from .mutation_neutral import get_neutral

SCOPE = re.compile(
    r"CS-(1\.1|[237](\.\d+)?)|X-[123]|PO-4\.[15](\.\d+)*(\.x)?|PO-5\.[34]"
    r"|SA-[12](\.\d+)+[a-z]?"
)
CLAUSE = re.compile(r"(?<![\w.-])(?:CS|PO|SA|X)-\d+(?:\.(?:\d+|x\b))*[a-z]?\b")
TESTING = {"tests", "unittest", "_pytest"}
"""Folders whose code judges; an assertion in any other is a crash."""

PATIENCE = 180
"""Seconds a test may take: a rule switched off may well never end."""


# switching off


def find_function(name):
    """The function marked as ``addon.module:qualified.name``, unwrapped."""
    module, _, qualified = name.partition(":")
    found = importlib.import_module(f"odoo.addons.{module}")
    for part in qualified.split("."):
        found = inspect.getattr_static(found, part)
    if isinstance(found, property):
        found = found.fget
    found = getattr(found, "__func__", found)
    return inspect.unwrap(getattr(found, "func", found))


def make_code(function, neutral, is_generator=False):
    """Code that can stand in for that of ``function`` and returns ``neutral``."""
    free = function.__code__.co_freevars
    lines = ["def outer():"]
    lines += [f"    {name} = None" for name in free]
    lines += ["    def inner(*args, **kwargs):"]
    lines += [f"        {name}" for name in free]
    lines += ["        neutral = 'the neutral value'"]
    if is_generator:
        lines += ["        return", "        yield"]
    else:
        lines += ["        return neutral(*args, **kwargs)"]
    lines += ["    return inner"]
    scope = {}
    exec("\n".join(lines), scope)
    code = scope["outer"]().__code__
    value = neutral if callable(neutral) else lambda *args, **kwargs: neutral
    constants = (
        value if constant == "the neutral value" else constant
        for constant in code.co_consts
    )
    return code.replace(co_consts=tuple(constants), co_name=function.__name__)


@contextlib.contextmanager
def exchanged(names, get_code):
    """The named functions run other code for as long as the block lasts."""
    kept = []
    try:
        for name in names:
            function = find_function(name)
            kept.append((function, function.__code__))
            function.__code__ = get_code(name, function)
        yield
    finally:
        for function, code in reversed(kept):
            function.__code__ = code


def switched_off(names):
    """Make the named functions neutral."""

    def get_code(name, function):
        is_generator = inspect.isgeneratorfunction(function)
        return make_code(function, get_neutral(name), is_generator)

    return exchanged(names, get_code)


def watched(names, called):
    """Note in the set ``called`` which of the named functions are."""

    def get_code(name, function):
        original = types.FunctionType(
            function.__code__,
            function.__globals__,
            function.__name__,
            function.__defaults__,
            function.__closure__,
        )
        original.__kwdefaults__ = function.__kwdefaults__

        def call(*args, **kwargs):
            called.add(name)
            return original(*args, **kwargs)

        return make_code(function, call)

    return exchanged(names, get_code)


# running


def get_clauses(item):
    """The clauses that the docstring of a test names."""
    doc = inspect.getdoc(getattr(item, "function", None)) or ""
    return set(CLAUSE.findall(doc))


def describe_end(item, error):
    """``assertion`` when a statement of the test itself failed, else what broke."""
    kinds = {cls.__name__ for cls in type(error).__mro__}
    frames = [frame.f_code for frame, _line in traceback.walk_tb(error.__traceback__)]
    own = any(code.co_name == item.function.__name__ for code in frames)
    judged = frames and TESTING.intersection(Path(frames[-1].co_filename).parts)
    if own and judged and kinds & {"AssertionError", "Failed"}:
        return "assertion"
    return type(error).__name__


def get_stranger(item, items):
    """The one furthest from ``item``, so that nothing of its folders stays set up.

    Whichever runs next then finds no folder but those that all tests have in common.
    """
    strangers = (other for other in items if other.path != item.path)
    return min(
        strangers,
        key=lambda other: len(os.path.commonpath((item.path, other.path))),
        default=None,
    )


def is_web_test(item):
    classes = getattr(getattr(item, "cls", None), "__mro__", ())
    return any(cls.__name__ == "HttpCase" for cls in classes)


class MutationRun:
    """Runs the tests of each clause with its rules on, then off."""

    def __init__(self):
        self.items = defaultdict(list)
        self.ends = {}
        self.called = set()
        self.calls = defaultdict(set)
        self.broken = set()
        self.result = {}

    def pytest_collection_modifyitems(self, config, items):
        """Tests made for one clause come first; those over HTTP would take minutes."""
        wanted = os.environ.get("GUANJIA_MUTATE_CLAUSES", "").split()
        chosen = (item for item in items if not is_web_test(item))
        for item in sorted(chosen, key=lambda item: len(get_clauses(item))):
            for clause in get_clauses(item):
                if clause in wanted or (not wanted and SCOPE.fullmatch(clause)):
                    self.items[clause].append(item)

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_makereport(self, item, call):
        """Remember how the test ended: assertion, crash, or neither."""
        yield
        error = call.excinfo and call.excinfo.value
        if error is not None and not isinstance(error, Skipped):
            self.ends[item.nodeid] = describe_end(item, error)
        if call.when == "setup":  # made once for all tests of the class
            self.calls[item.cls] |= self.called

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session):
        from odoo.addons.cs_policy.tools.enforce import ENFORCERS

        session.items.sort(key=lambda item: item.nodeid)
        clauses = self._get_share(ENFORCERS)
        self._watch(session, clauses, ENFORCERS)
        results = Path(os.environ["GUANJIA_RESULTS"])
        for clause in clauses:
            functions = ENFORCERS.get(clause, [])
            entry = self._examine(session, functions, self.items[clause])
            self.result[clause] = entry
            print(f"{clause}: {entry['status']}", flush=True)
            self._write(results.with_suffix(".part"))
        self._write(results)
        return True

    def _write(self, path):
        path.write_text(json.dumps(self.result))

    def _get_share(self, enforcers):
        wanted = os.environ.get("GUANJIA_MUTATE_CLAUSES", "").split()
        known = set(enforcers) | set(self.items)
        chosen = wanted or filter(SCOPE.fullmatch, known)
        share, count = map(int, os.environ["GUANJIA_MUTATE_SHARE"].split("/"))
        return sorted(chosen)[share::count]

    def _watch(self, session, clauses, enforcers):
        """Run every test with the rules on and note which of them it calls."""
        names = {name for clause in clauses for name in enforcers.get(clause, ())}
        used = {item for clause in clauses for item in self.items[clause]}
        used = [item for item in session.items if item in used]
        for item, after in zip(used, [*used[1:], None], strict=True):
            self.called = set()
            with watched(names, self.called):
                if self._run(session, item, after):
                    self.broken.add(item.nodeid)
            self.calls[item.nodeid] = self.called

    def _examine(self, session, functions, items):
        """Switch ``functions`` off, together and each alone."""
        entry = {
            "functions": functions,
            "tests": sorted(item.nodeid for item in items),
            "broken": sorted({item.nodeid for item in items} & self.broken),
            "killed_by": "",
            "crashes": [],
            "unnoticed": [],
        }
        if not functions:
            return entry | {"status": "no rule"}
        if not items:
            return entry | {"status": "no test"}
        entry |= self._switch_off(session, functions, items)
        if entry["killed_by"] and len(functions) > 1:
            entry["unnoticed"] = [
                function
                for function in functions
                if not self._switch_off(session, [function], items)["killed_by"]
            ]
        if entry["unnoticed"]:
            entry["status"] = "partly"
        return entry

    def _switch_off(self, session, functions, items):
        """Run ``items`` without ``functions`` until one of them notices."""
        crashes = []
        for item in items:
            calls = self.calls[item.nodeid] | self.calls[item.cls]
            if item.nodeid in self.broken or not calls.intersection(functions):
                continue
            with switched_off(functions):
                end = self._run(session, item)
            if end == "assertion":
                killed = {"killed_by": item.nodeid, "status": "killed"}
                return killed | {"crashes": crashes}
            if end:
                crashes.append(f"{item.nodeid} ({end})")
        status = "crashed" if crashes else "survived"
        return {"killed_by": "", "status": status, "crashes": crashes}

    def _run(self, session, item, after=None):
        """How ``item`` failed, or None; only fixtures that ``after`` needs stay."""
        from odoo.modules.registry import Registry
        from odoo.tests.common import get_db_name

        self.ends.pop(item.nodeid, None)
        previous = signal.signal(signal.SIGALRM, _give_up)
        signal.alarm(PATIENCE)
        try:
            after = after or get_stranger(item, session.items)
            runtestprotocol(item, log=False, nextitem=after)
        finally:
            signal.alarm(0)
            signal.signal(signal.SIGALRM, previous)
        Registry(get_db_name()).clear_all_caches()
        return self.ends.get(item.nodeid)


def _give_up(number, frame):
    raise TimeoutError(f"no end within {PATIENCE} s")


def pytest_configure(config):
    config.pluginmanager.register(MutationRun())

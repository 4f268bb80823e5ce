"""A rule switched off is off for everybody who holds it, and on again afterwards."""

import contextlib
import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from workbench import mutation, settings
from workbench.console import Failure
from workbench.mutation import sort_key

from tests import mutation_plugin
from tests.mutation_neutral import NEUTRAL, NoReasons, get_neutral

KILLED = {"status": "killed", "functions": ["rule"], "tests": ["test"]}


class Base:
    def rule(self):
        return ["base"]


class Rules(Base):
    def rule(self):
        return [*super().rule(), "own"]

    def _iter_reasons(self):
        yield "reason"

    def _get_swap_reasons(self):
        return {1: ["reason"]}


@contextlib.contextmanager
def off(monkeypatch, *names):
    def find(name):
        return getattr(Rules, name.rpartition(".")[2])

    monkeypatch.setattr(mutation_plugin, "find_function", find)
    with mutation_plugin.switched_off([f"addon.module:Rules.{n}" for n in names]):
        yield


def test_the_rule_is_off_inside_and_on_afterwards(monkeypatch):
    held = Rules().rule
    with off(monkeypatch, "rule"):
        assert held() is None
    assert held() == ["base", "own"]


def test_a_generator_yields_nothing(monkeypatch):
    with off(monkeypatch, "_iter_reasons"):
        assert list(Rules()._iter_reasons()) == []
    assert list(Rules()._iter_reasons()) == ["reason"]


def test_a_watched_rule_works_as_before(monkeypatch):
    def find(name):
        return getattr(Rules, name.rpartition(".")[2])

    monkeypatch.setattr(mutation_plugin, "find_function", find)
    names = {"addon.module:Rules.rule", "addon.module:Rules._iter_reasons"}
    called = set()
    with mutation_plugin.watched(names, called):
        assert Rules().rule() == ["base", "own"]
        assert called == {"addon.module:Rules.rule"}
        assert list(Rules()._iter_reasons()) == ["reason"]
    assert called == names


def test_a_method_that_collects_reasons_has_none(monkeypatch):
    with off(monkeypatch, "_get_swap_reasons"):
        reasons = Rules()._get_swap_reasons()
        assert reasons[1] == reasons.get(2) == []
        assert not reasons


def test_a_compute_leaves_its_fields_empty():
    class Records(list):
        _fields = {
            "a": SimpleNamespace(name="a", compute="_compute_a"),
            "b": SimpleNamespace(name="b", compute="_compute_b"),
        }

    record = {"a": 1, "b": 2}
    get_neutral("addon.module:Class._compute_a")(Records([record]))
    assert record == {"a": False, "b": 2}


def test_no_reasons_counts_as_none():
    assert list(NoReasons()) == []
    assert NoReasons()[5] == []


def describe(test):
    item = SimpleNamespace(function=test)
    try:
        test()
    except Exception as error:
        return mutation_plugin.describe_end(item, error)


def test_only_an_assertion_of_the_test_itself_is_a_verdict():
    def fixture():
        assert not "set up"

    def test_asserts():
        assert not "noticed"

    def test_crashes():
        return {}["gone"]

    def test_runs_into_an_assertion_elsewhere():
        exec(compile("assert False", "/elsewhere/module.py", "exec"))

    assert describe(test_asserts) == "assertion"
    assert describe(test_crashes) == "KeyError"
    assert describe(test_runs_into_an_assertion_elsewhere) == "AssertionError"
    item = SimpleNamespace(function=test_asserts)
    try:
        fixture()
    except AssertionError as error:
        assert mutation_plugin.describe_end(item, error) == "AssertionError"


def test_a_test_names_its_clauses_exactly():
    item = SimpleNamespace(function=lambda: None, cls=None)
    item.function.__doc__ = "Refused for CS-7.10, not for XCS-7.1 (see PO-4.1.3.1)."
    assert mutation_plugin.get_clauses(item) == {"CS-7.10", "PO-4.1.3.1"}
    item.function.__doc__ = "SA-1.4.1a, SA-1.4.2b and PO-4.1.3.x: one rule each."
    assert mutation_plugin.get_clauses(item) == {"SA-1.4.1a", "SA-1.4.2b", "PO-4.1.3.x"}


def test_shift_desk_property_money_and_home_sales_are_in_scope():
    for clause in ("CS-1.1", "CS-2", "CS-2.4", "CS-3.1", "CS-7.10", "X-3"):
        assert mutation_plugin.SCOPE.fullmatch(clause)
    for clause in ("PO-4.1.1", "PO-4.1.3.2", "PO-4.1.3.x", "PO-4.5.4", "PO-5.3"):
        assert mutation_plugin.SCOPE.fullmatch(clause)
    for clause in ("SA-1.1.1", "SA-1.4.1a", "SA-1.4.2d", "SA-1.8", "SA-2.5"):
        assert mutation_plugin.SCOPE.fullmatch(clause)
    for clause in ("SA-1", "SA-3.1", "SA-4.1.1", "SA-10.1"):
        assert not mutation_plugin.SCOPE.fullmatch(clause)
    for clause in ("CS-1.2", "CS-4.5", "X-4", "CS-1.10", "PO-4.10.1", "PO-5.1"):
        assert not mutation_plugin.SCOPE.fullmatch(clause)


def test_clauses_are_listed_as_people_count():
    found = ["PO-4.1.3.x", "CS-7.10", "PO-4.1.3.4", "CS-7.2", "PO-4.1.4"]
    assert sorted(found, key=sort_key) == [
        "CS-7.2",
        "CS-7.10",
        "PO-4.1.3.4",
        "PO-4.1.3.x",
        "PO-4.1.4",
    ]
    found = ["SA-1.4.2a", "SA-1.10", "SA-1.4.1b", "SA-1.4.1a", "SA-1.4"]
    assert sorted(found, key=sort_key) == [
        "SA-1.4",
        "SA-1.4.1a",
        "SA-1.4.1b",
        "SA-1.4.2a",
        "SA-1.10",
    ]


def test_the_table_names_functions_that_exist():
    """A renamed rule must not lose its neutral value unnoticed."""
    for name in NEUTRAL:
        module, _, qualified = name.partition(":")
        path = settings.ADDONS / f"{module.replace('.', '/')}.py"
        assert f"def {qualified.rpartition('.')[2]}(" in path.read_text(), name


@pytest.fixture
def start_run(monkeypatch, tmp_path):
    """Start ``mutation.run`` with shares that end as ``run_share`` says."""
    monkeypatch.setattr(mutation, "print_table", lambda result: None)
    monkeypatch.setattr(mutation, "locked", contextlib.nullcontext)
    monkeypatch.setattr(mutation, "RESULT", tmp_path / "mutation.json")

    def start(run_share, clauses, jobs=2):
        monkeypatch.setattr(mutation, "_run_share", run_share)
        options = SimpleNamespace(clauses=clauses, jobs=jobs)
        return mutation.run(None, None, options)

    return start


def test_no_share_is_without_a_clause(start_run):
    started = []

    def run_share(_workspace, _template, options, number):
        started.append(number)
        return dict.fromkeys(options.clauses[number :: options.jobs], KILLED), None

    assert start_run(run_share, ["X-3"]) == 0
    assert started == [0]


def test_a_run_that_breaks_off_keeps_what_it_proved(start_run):
    mutation.RESULT.write_text(json.dumps({"X-1": KILLED, "X-2": {"status": "old"}}))

    def run_share(_workspace, _template, _options, number):
        if number:
            return {"X-2": KILLED}, Failure("broke off")
        return {"X-3": KILLED}, None

    with pytest.raises(Failure, match="broke off"):
        start_run(run_share, [])
    assert json.loads(mutation.RESULT.read_text()) == dict.fromkeys(
        ("X-1", "X-2", "X-3"), KILLED
    )


def test_a_run_of_some_clauses_keeps_what_others_proved(monkeypatch, tmp_path):
    path = tmp_path / "docs/mutation.json"
    monkeypatch.setattr(mutation, "RESULT", path)

    def keep(result, replace):
        entries = {
            clause: {"status": status, "functions": ["rule"], "tests": []}
            for clause, status in result.items()
        }
        mutation.keep(entries, replace)
        found = json.loads(path.read_text())
        return [(clause, entry["status"]) for clause, entry in found.items()]

    first = {"X-10": "killed", "X-9": "survived"}
    assert keep(first, True) == [("X-9", "survived"), ("X-10", "killed")]
    assert keep({"X-9": "killed", "X-9.2": "partly"}, False) == [
        ("X-9", "killed"),
        ("X-9.2", "partly"),
        ("X-10", "killed"),
    ]
    assert keep({"X-2": "killed"}, True) == [("X-2", "killed")]


def test_a_clause_that_nothing_names_is_not_kept(monkeypatch, tmp_path):
    monkeypatch.setattr(mutation, "RESULT", tmp_path / "mutation.json")
    unknown = {"status": "no rule", "functions": [], "tests": []}
    mutation.keep({"X-99": unknown}, replace=False)
    assert json.loads(mutation.RESULT.read_text()) == {}


def test_a_test_is_followed_by_the_one_furthest_from_it():
    paths = (
        "/r/addons/a/t/1.py",
        "/r/addons/a/t/2.py",
        "/r/addons/b/1.py",
        "/r/t/1.py",
    )
    items = [SimpleNamespace(path=Path(path)) for path in paths]
    for item, after in ((0, 3), (2, 3), (3, 0)):
        assert mutation_plugin.get_stranger(items[item], items) is items[after]
    assert mutation_plugin.get_stranger(items[0], items[:1]) is None

"""Commands at work at the same time on one state directory."""

import threading
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from workbench import commands, settings
from workbench.shell import locked


class FakeDatabases:
    """Notes what happens to the databases, and who is at it at the same time."""

    def __init__(self):
        self.there = set()
        self.done = []
        self.at_work = 0
        self.pause = threading.Event()

    def name(self, stem):
        return f"guanjia_{stem}"

    def exists(self, name):
        return name in self.there

    def clone(self, template, name):
        assert not self.at_work, "two commands clone at once"
        self.at_work += 1
        self.pause.wait(0.3)
        self.at_work -= 1
        self.there.add(name)
        self.done.append(f"clone {template}")

    def set_address(self, name, port):
        pass

    def write_config(self, kind, name, **options):
        return f"{kind}.conf"


@pytest.fixture
def databases(tmp_path, monkeypatch):
    databases = FakeDatabases()

    def get_template(kind):
        with locked("template"):
            return f"tpl_{kind}"

    @contextmanager
    def workspace(**options):
        postgres = SimpleNamespace(users=None)
        yield SimpleNamespace(
            databases=databases, postgres=postgres, get_template=get_template
        )

    monkeypatch.setattr(settings, "HOME", tmp_path)
    monkeypatch.setattr(settings, "BIN", tmp_path)
    monkeypatch.setattr(commands, "DEMO_STATE", tmp_path / "demo.json")
    monkeypatch.setattr(commands, "Workspace", workspace)
    monkeypatch.setattr(
        commands.subprocess, "run", lambda command: SimpleNamespace(returncode=0)
    )
    return databases


@pytest.fixture
def served(databases, monkeypatch):
    """The servers started, the last of which runs."""
    served = []

    def start(config, port, inherited):
        served.append(port)
        return SimpleNamespace(pid=len(served))

    running = {}
    monkeypatch.setattr(commands.server, "start", start)
    monkeypatch.setattr(
        commands.server, "remember", lambda pid, port: running.update(port=port)
    )
    monkeypatch.setattr(commands.server, "get_running", lambda: running or None)
    monkeypatch.setattr(commands.server, "stop", running.clear)
    return served


def run_at_once(*functions):
    """What each of ``functions`` returns, begun together."""
    answers = [None] * len(functions)

    def call(number, function):
        answers[number] = function()

    threads = [
        threading.Thread(target=call, args=item, daemon=True)
        for item in enumerate(functions)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
        assert not thread.is_alive(), "they wait for one another"
    return answers


def test_two_shells_at_once_make_one_demo_database(databases):
    shell = lambda: commands.shell(SimpleNamespace())  # noqa: E731
    assert run_at_once(shell, shell) == [0, 0]
    assert databases.done == ["clone tpl_demo"]


def test_two_servers_asked_for_at_once_are_one(databases, served):
    options = SimpleNamespace(fresh=False, detach=True)
    assert run_at_once(*[lambda: commands.up(options)] * 2) == [0, 0]
    assert databases.done == ["clone tpl_demo"]
    assert served == [settings.PORT]


def test_a_fresh_start_ends_the_server_and_makes_the_database_again(databases, served):
    for fresh in (False, True):
        commands.up(SimpleNamespace(fresh=fresh, detach=True))
    assert databases.done == ["clone tpl_demo"] * 2
    assert len(served) == 2


def test_the_demo_database_waits_for_a_template_and_never_the_other_way(databases):
    """A test run builds its template meanwhile: no lock is held across both."""

    def build():
        with locked("template"):
            databases.pause.wait(0.3)
        return 0

    assert run_at_once(build, lambda: commands.shell(SimpleNamespace())) == [0, 0]

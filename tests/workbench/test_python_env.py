"""The launcher of Odoo, and an environment that works no more."""

import ast
import shlex
import sys
from types import SimpleNamespace

import pytest
from workbench import python_env, settings
from workbench.shell import run, write_script

SOURCE = SimpleNamespace(python="/odoo")
FAKE_CLI = "import sys\n\ndef main():\n    print(sys.argv, sys.executable)\n"
LONG = "a long name " * 15
"""With it the path exceeds the 127 bytes a first line may have."""


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A state directory whose environment is complete, in an awkward place."""
    home = tmp_path / f'it\'s "$HOME" {LONG}'
    for name, path in (("BIN", "bin"), ("VENV", "venv")):
        monkeypatch.setattr(settings, name, home / path)
    python = home / "venv/bin/python"
    monkeypatch.setattr(python_env, "PYTHON", python)
    for path in (settings.BIN, python.parent, home / "site/odoo"):
        path.mkdir(parents=True)
    (home / "site/odoo/__init__.py").touch()
    (home / "site/odoo/cli.py").write_text(FAKE_CLI)
    write_script(python, f'#!/bin/sh\nexec {shlex.quote(sys.executable)} "$@"\n')
    monkeypatch.setenv("PYTHONPATH", str(home / "site"))
    mark = home / "venv/complete"
    mark.write_text(python_env._get_key(SOURCE, with_tests=True))
    return home


@pytest.fixture
def made(home, monkeypatch):
    """What a complete environment is made of, as far as it was made again."""
    made = []

    def make_venv():
        made.append("venv")
        settings.VENV.mkdir(exist_ok=True)

    monkeypatch.setattr(python_env, "_make_venv", make_venv)
    monkeypatch.setattr(python_env, "_register_odoo", lambda source: None)
    monkeypatch.setattr(python_env, "install", lambda *words: made.append(words[-1]))
    return made


def test_odoo_starts_below_a_long_path_with_spaces(home, monkeypatch):
    monkeypatch.setattr(python_env, "_can_start", lambda: True)
    python_env.ensure(SOURCE)
    launcher = settings.BIN / "odoo"
    assert len(str(launcher)) > 127
    said = run(launcher, "-c", "a file.conf")
    assert said.split("]")[0] == str([str(launcher), "-c", "a file.conf"])[:-1]


def test_the_launcher_is_python_too_as_the_gevent_process_needs(home, monkeypatch):
    monkeypatch.setattr(python_env, "_can_start", lambda: True)
    python_env.ensure(SOURCE)
    launcher = settings.BIN / "odoo"
    ast.parse(launcher.read_text())
    # so does odoo.service.server start it again
    said = run(sys.executable, launcher, "gevent")
    assert said.split("]")[0] == str([str(launcher), "gevent"])[:-1]


def test_an_environment_that_starts_is_left_as_it_is(made, monkeypatch):
    monkeypatch.setattr(python_env, "works", lambda *command: True)
    python_env.ensure(SOURCE)
    assert made == []


def test_an_environment_whose_python_is_gone_is_made_again(made):
    python_env.PYTHON.unlink()
    python_env.PYTHON.symlink_to("/no/such/python")
    python_env.ensure(SOURCE, with_tests=True)
    assert made[0] == "venv"
    assert len(made) == 3  # and the packages of both lock files
    assert (settings.VENV / "complete").exists()


def test_an_environment_without_its_packages_is_made_again(made, monkeypatch):
    """As after the system's Python went from 3.11 to 3.12 under the same name."""
    monkeypatch.setattr(
        python_env, "works", lambda *command: "import odoo" not in command
    )
    python_env.ensure(SOURCE, with_tests=True)
    assert len(made) == 2

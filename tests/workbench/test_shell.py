"""Pieces are whole or not there; what fails says so."""

import threading

import pytest
from workbench import settings
from workbench.console import Failure
from workbench.shell import attempt, locked, made_whole, run, write_script


def test_an_interrupted_piece_is_not_there(tmp_path):
    target = tmp_path / "piece"
    with pytest.raises(KeyboardInterrupt), made_whole(target) as folder:
        (folder / "half").touch()
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_run_left_is_made_again(tmp_path):
    target = tmp_path / "piece"
    left = tmp_path / "piece.partial"
    left.mkdir()
    (left / "old").touch()
    with made_whole(target) as folder:
        (folder / "new").touch()
    assert [path.name for path in target.iterdir()] == ["new"]
    assert not left.exists()


def test_a_failing_program_is_named_with_its_last_words_and_a_remedy():
    with pytest.raises(Failure) as caught:
        run("sh", "-c", "echo the reason; exit 3", todo="do this")
    assert "sh -c" in caught.value.what
    assert "3" in caught.value.what
    assert "the reason" in caught.value.detail
    assert caught.value.todo == "do this"


def test_a_missing_program_is_a_failure_not_a_traceback():
    assert attempt("no-such-program-at-all").returncode == 127


def test_a_script_can_be_run_and_is_replaced_whole(tmp_path):
    path = write_script(tmp_path / "hello", "#!/bin/sh\necho one\n")
    write_script(path, "#!/bin/sh\necho two\n")
    assert run(path).strip() == "two"
    assert [entry.name for entry in tmp_path.iterdir()] == ["hello"]


def test_who_waits_for_another_command_says_so(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(settings, "HOME", tmp_path)
    started = threading.Event()

    def wait():
        started.set()
        with locked("setup"):
            pass

    with locked("setup"):
        other = threading.Thread(target=wait)
        other.start()
        started.wait(5)
        other.join(0.3)
        assert other.is_alive()
    other.join(5)
    assert not other.is_alive()
    assert "waiting for another ./guanjia" in "".join(capsys.readouterr())

"""How tests are shared out, counted and reported."""

import pytest
from workbench import cli, testing


def test_shares_take_about_the_same_time_and_lose_nothing():
    seconds = {"a": 60, "b": 30, "c": 29, "d": 2}
    shares = testing.share_out(list("abcde"), seconds, 2)
    assert sorted(sum(shares, [])) == list("abcde")
    loads = [sum(seconds.get(name, 1) for name in share) for share in shares]
    assert max(loads) - min(loads) <= 2


def test_fewer_files_than_processes_make_fewer_shares():
    assert testing.share_out(["a"], {}, 2) == [["a"]]
    assert testing.share_out([], {}, 2) == []


def test_seconds_no_clock_can_have_measured_are_ignored(tmp_path):
    path = tmp_path / "durations.json"
    assert testing.read_durations(path) == {}
    path.write_text('{"a": 12.5, "b": 1.7e9, "c": -1.7e9, "d": 3600}')
    assert testing.read_durations(path) == {"a": 12.5, "d": 3600}
    path.write_text("{")
    assert testing.read_durations(path) == {}


def test_one_addon_means_its_tests_only():
    files = testing.find_test_files(addon="property_ops")
    assert all(name.startswith("addons/property_ops/tests/") for name in files)


@pytest.mark.parametrize(
    ("passed", "failures", "last", "code"),
    [
        (12, [], "12 passed, 0 failed", 0),
        (11, ["a::b (failed)"], "11 passed, 1 failed", 1),
        (0, [], "0 passed, 0 failed", 1),
    ],
)
def test_the_counts_stand_alone_at_the_end(passed, failures, last, code, capsys):
    assert testing.report(passed, failures) == code
    assert capsys.readouterr().out.splitlines()[-1] == last


def test_a_test_run_that_cannot_start_still_ends_with_the_counts(monkeypatch, capsys):
    def fail(options):
        raise cli.Failure("the network is away", "plug it in")

    monkeypatch.setattr(cli.commands, "test", fail)
    assert cli.main(["test"]) == 1
    captured = capsys.readouterr()
    assert captured.out.splitlines()[-1] == "0 passed, 1 failed"
    assert "the network is away" in captured.err
    assert "plug it in" in captured.err


def test_every_verb_has_its_command():
    for verb in ("up", "test", "mutate", "bench", "status", "stop", "reset", "shell"):
        assert callable(getattr(cli.commands, verb))
        assert cli.build_parser().parse_args([verb]).verb == verb

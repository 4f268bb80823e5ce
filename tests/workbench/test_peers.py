"""Which addons a benchmark is compared with."""

from workbench import peers, settings


def test_a_benchmark_says_which_peers_it_needs(tmp_path):
    path = tmp_path / "bench_x.py"
    path.write_text('import odoo\n\nPEERS = ("contract",)\n')
    assert peers.get_needed(path) == ("contract",)
    path.write_text("ROUNDS = 5\nleft, right = 1, 2\n")
    assert peers.get_needed(path) == ()


def test_every_peer_is_locked_and_none_is_a_dependency():
    wanted = {
        line.partition("==")[0]
        for line in (settings.ROOT / "requirements-peers.in").read_text().splitlines()
        if not line.startswith("#")
    }
    lock = peers.LOCK.read_text()
    assert all(f"{name.replace('_', '-')}==" in lock for name in wanted)
    assert "--hash=sha256:" in lock
    addons = (settings.ROOT / "requirements-addons.in").read_text()
    assert not [name for name in wanted if name in addons]

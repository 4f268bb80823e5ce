"""Which mirror Odoo's package comes from."""

from workbench.apt import parse_mirrors

TARGETS = """\
Packages|http://mirror.test/debian/|bookworm|main
Sources|http://sources.test/debian/|bookworm|main
Packages|http://security.test/debian-security/|bookworm-security|main
Packages|http://updates.test/debian/|bookworm-updates|main
Packages|http://mirror.test/debian/|bookworm|contrib
Packages|http://other.test/debian/|trixie|main
Packages|http://mirror.test/debian/|bookworm|main
"""


def test_main_archives_are_found_once_and_side_archives_left_out():
    found = parse_mirrors(TARGETS)
    assert found == ["http://mirror.test/debian/", "http://other.test/debian/"]


def test_a_named_mirror_comes_first():
    assert parse_mirrors(TARGETS, "http://own.test/")[0] == "http://own.test/"


def test_nothing_configured_gives_nothing():
    assert parse_mirrors("") == []
    assert parse_mirrors("E: something went wrong") == []

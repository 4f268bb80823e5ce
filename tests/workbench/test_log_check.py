"""Which lines of Odoo's log are failures."""

from workbench import log_check

LOG = """\
2026-12-01 08:00:00,001 77 INFO db odoo.modules: loading 40 modules...
2026-12-01 08:00:00,002 77 WARNING db odoo.models: two fields have the same label
2026-12-01 08:00:00,003 77 ERROR ? odoo.sql_db: bad query
Traceback (most recent call last):
2026-12-01 08:00:00,004 77 WARNING db py.warnings: PostgreSQL function 'unaccent' is \
present but not immutable, therefore
"""


def test_warnings_and_errors_are_found_and_known_ones_let_pass():
    assert log_check.find_complaints(LOG) == [
        ("WARNING", "odoo.models: two fields have the same label"),
        ("ERROR", "odoo.sql_db: bad query"),
    ]


def test_every_known_line_says_why():
    assert all(reason.strip() for reason in log_check.KNOWN.values())

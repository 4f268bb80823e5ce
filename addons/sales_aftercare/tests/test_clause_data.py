from odoo.addons.cs_policy.tests.test_clause_data import ClauseDataCase

CODES = [
    "SA-1.1.1",
    "SA-1.1.2",
    "SA-1.1.3",
    "SA-1.2.1",
    "SA-1.2.2",
    "SA-1.3.1",
    "SA-1.3.2",
    "SA-1.4.1a",
    "SA-1.4.1b",
    "SA-1.4.1c",
    "SA-1.4.2a",
    "SA-1.4.2b",
    "SA-1.4.2c",
    "SA-1.4.2d",
    "SA-1.5.1",
    "SA-1.5.2",
    "SA-1.6.1",
    "SA-1.6.2",
    "SA-1.6.3",
    "SA-1.7.1",
    "SA-1.7.2",
    "SA-1.8",
    "SA-1.9",
    "SA-2.1",
    "SA-2.2",
    "SA-2.3",
    "SA-2.4",
    "SA-2.5",
    "SA-3.1",
    "SA-3.2",
    "SA-3.3",
    "SA-3.4",
    "SA-3.5",
    "SA-3.6",
    "SA-3.7",
    "SA-4.1.1",
    "SA-4.1.2",
    "SA-4.2.1",
    "SA-4.2.2",
]


class TestClauseData(ClauseDataCase):
    def test_every_clause_of_aftercare_is_in_the_register(self):
        """X-1: all clauses of Part 3."""
        self._check_clauses("sales_aftercare", CODES)

    def test_every_clause_of_aftercare_is_translated(self):
        """X-1: title, text, own choice and place in zh_TW and zh_CN."""
        self._check_translations("sales_aftercare")

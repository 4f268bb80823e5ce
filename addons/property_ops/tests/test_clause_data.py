from odoo.addons.cs_policy.tests.test_clause_data import ClauseDataCase

CODES = """
PO-3.1 PO-3.2 PO-3.3 PO-3.4 PO-3.5 PO-3.6 PO-3.7 PO-3.8 PO-3.9
PO-3.10 PO-3.11 PO-3.12 PO-3.13 PO-3.14 PO-3.15 PO-3.16 PO-3.17 PO-3.18
PO-4.1.1 PO-4.1.2 PO-4.1.3.1 PO-4.1.3.2 PO-4.1.3.3 PO-4.1.3.4 PO-4.1.3.x
PO-4.1.4 PO-4.1.5
PO-4.2.0 PO-4.2.1.1 PO-4.2.1.2 PO-4.2.1.3 PO-4.2.2.1 PO-4.2.2.2
PO-4.3.1 PO-4.3.2 PO-4.3.3 PO-4.3.4 PO-4.3.5
PO-4.4
PO-4.5.1 PO-4.5.2 PO-4.5.3 PO-4.5.4
PO-4.6.1 PO-4.6.2
PO-4.7 PO-4.8
PO-4.10.1 PO-4.10.2 PO-4.10.3 PO-4.10.4 PO-4.10.5
PO-4.11.1 PO-4.11.2 PO-4.11.3 PO-4.11.4
PO-4.12
PO-5.1 PO-5.2 PO-5.3 PO-5.4 PO-5.5 PO-5.6 PO-5.7 PO-5.8 PO-5.9 PO-5.10 PO-5.11
""".split()


class TestClauseData(ClauseDataCase):
    def test_every_clause_of_the_office_is_in_the_register(self):
        """X-1: all clauses of Part 2."""
        self._check_clauses("property_ops", CODES)

    def test_every_clause_of_the_office_is_translated(self):
        """X-1: title, text, own choice and place in zh_TW and zh_CN."""
        self._check_translations("property_ops")

from freezegun import freeze_time

from odoo.tests import tagged

from .dunning_common import DunningCase
from .portal_common import PortalCase


@tagged("post_install", "-at_install")
@freeze_time("2026-12-10 04:00:00")
class TestMyHomesPapers(DunningCase, PortalCase):
    """The statement of account, for whom it is meant."""

    def test_the_statement_is_that_of_the_visitor(self):
        """PO-4.1.2"""
        move = self._bill()
        url = "/my/homes/statement?report_type=html"
        self.assertIn(move.name, self._get(self.user_ann, url).text)
        self.assertNotIn(move.name, self._get(self.user_bob, url).text)

    def test_there_is_no_statement_of_the_account_of_an_employer(self):
        employer = self.env["res.partner"].create({"name": "Works", "is_company": True})
        (self.ann | self.bob).parent_id = employer
        self._bill()
        response = self._get(self.user_bob, "/my/homes/statement?report_type=html")
        self.assertEqual(response.status_code, 404)

from datetime import timedelta

from freezegun import freeze_time

from odoo.tests import TransactionCase, tagged

from ..tools import sale_demo as plan

EMPTY = ("sale.home.ledger.import", "sale.home.ledger.import.memory")
"""What only a file of the office brings."""


@tagged("post_install", "-at_install")
class TestSaleDemo(TransactionCase):
    """The estate that is being sold, with something to do for everybody."""

    @classmethod
    @freeze_time("2028-02-29 17:30:00")  # the first of March in Shanghai
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.ref("base.main_company")
        cls.company.policy_tz = "Asia/Shanghai"
        if not cls.company.chart_template:
            cls.env["account.chart.template"].try_loading(
                "generic_coa", cls.company, install_demo=False
            )
        estates = cls.env["property.estate"]
        estates.search([("code", "=", plan.CODE)]).code = "X"  # where it is loaded
        estates._load_sale_demo()
        cls.estate = estates.search([("code", "=", plan.CODE)])
        cls.today = cls.company._policy_today()

    def _find(self, model, *domain):
        return self.env[model].search(
            [("contract_id.estate_id", "=", self.estate.id), *domain]
        )

    def test_contracts_stand_where_their_stories_say(self):
        """X-3"""
        found = self.env["sale.home.contract"].search(
            [("estate_id", "=", self.estate.id), ("state", "=", "active")]
        )
        stages = {
            (row.unit_id.building_id.name, row.unit_id.name): row.step for row in found
        }
        wanted = {
            (plan.BUILDINGS[deal.building][0], deal.room): deal.stage
            for deal in plan.DEALS
        }
        self.assertEqual(stages, wanted)

    def test_every_menu_opens_on_something(self):
        """X-3: of every part of the work there is one."""
        menus = self.env["ir.ui.menu"].search([])
        root = self.env.ref("sales_aftercare.sales_aftercare_menu_root")
        menus = menus.filtered(
            lambda menu: menu.parent_path.startswith(root.parent_path) and menu.action
        )
        self.assertGreater(len(menus), 30)
        for menu in menus:
            action = menu.action
            is_list = action._name == "ir.actions.act_window" and (
                "list" in action.view_mode and action.res_model not in EMPTY
            )
            if is_list:
                model = self.env[action.res_model].with_context(active_test=False)
                self.assertTrue(model.search_count([], limit=1), menu.complete_name)

    def test_papers_are_at_different_stages(self):
        """SA-1.1.2, SA-1.3.1, SA-1.9: batches, loans, a receipt to sign."""
        lines = self._find("authentication.batch.line")
        self.assertEqual(
            sorted(lines.mapped("state")), ["authenticated", "returned", "waiting"]
        )
        files = self._find("mortgage.file")
        self.assertEqual(sorted(files.mapped("state")), ["told", "visit"])
        receipt = self._find("document.receipt", ("state", "=", "ready"))
        buyer = self.env["res.users"].search([("login", "=", plan.BUYER)])
        if buyer.partner_id == receipt.partner_id:  # not where it was loaded before
            titles = [
                title
                for title, _url in receipt.contract_id.sudo()._get_portal_signatures(
                    buyer.partner_id
                )
            ]
            self.assertIn(receipt.name, titles[0])

    def test_money_waits_for_somebody(self):
        """SA-1.6.1, SA-1.8: a refund to approve, an area difference to pay."""
        refund = self._find("refund.request", ("state", "=", "pending"))
        self.assertEqual(refund.amount, 5000)
        settlement = self._find("area.settlement", ("state", "=", "posted"))
        self.assertGreater(settlement.amount, 0)
        self.assertEqual(settlement.amount_residual, settlement.amount)
        self.assertTrue(self._find("area.settlement", ("state", "=", "draft")))

    def test_customers_are_looked_after(self):
        """SA-2.1, SA-2.2, SA-2.5: data, a visit, building progress with its news."""
        duties = self.env["policy.duty"].search(
            [
                ("anchor_model", "=", "sale.home.contract"),
                ("company_id", "=", self.company.id),
                ("clause_code", "=", "SA-2.1"),
                ("due_date", "=", self.today + timedelta(days=2)),
            ]
        )
        self.assertEqual(duties.mapped("state"), ["due"])
        milestones = self.env["construction.milestone"].search(
            [("estate_id", "=", self.estate.id)]
        )
        self.assertEqual(
            sorted(milestones.mapped("state")), ["planned", "reached", "reached"]
        )
        self.assertTrue(milestones.greeting_id.recipient_ids)

    def test_once_is_enough(self):
        self.env["property.estate"]._load_sale_demo()
        found = self.env["property.estate"].search_count([("code", "=", plan.CODE)])
        self.assertEqual(found, 1)

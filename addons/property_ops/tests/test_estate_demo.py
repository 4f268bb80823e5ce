from datetime import date, timedelta

from freezegun import freeze_time

from odoo.tests import TransactionCase, tagged

from ..tools import estate_demo as plan


class TestEstatePlan(TransactionCase):
    """What the demonstration tells, on whatever day it is made."""

    def test_months_and_days_of_reading_follow_one_another_on_any_day(self):
        day = date(2027, 1, 1)
        while day < date(2029, 3, 2):
            months = plan.get_months(day)
            read = [plan.get_reading_day(month) for month in months]
            self.assertEqual(len(set(months)), 3)
            self.assertLess(read[2], day)
            self.assertTrue(
                all(r.month == m.month for r, m in zip(read, months, strict=True))
            )
            day += timedelta(days=1)

    def test_homes_of_every_kind_are_there(self):
        homes = plan.get_homes(date(2026, 7, 31))
        self.assertEqual(len({home.key for home in homes}), 48)
        kinds = {"occupied", "let", "vacant", "renovating", "sold", "unsold"}
        self.assertEqual({home.status for home in homes}, kinds)
        for home in homes:
            shares = sum(owner.share for owner in home.owners)
            self.assertEqual(shares, 0 if home.status == "unsold" else 100)


@tagged("post_install", "-at_install")
class TestEstateDemo(TransactionCase):
    """The estate with three months of posted money."""

    @classmethod
    @freeze_time("2028-02-29 17:30:00")  # the first of March in Shanghai
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref("base.main_company").policy_tz = "Asia/Shanghai"
        cls.env["property.estate"]._load_demo()
        cls.estate = cls.env["property.estate"].search([("code", "=", "JX")])
        cls.bills = cls.env["account.move"].search(
            [("property_unit_id.estate_id", "=", cls.estate.id)]
        )

    def test_all_that_was_billed_is_posted_and_balanced(self):
        """PO-4.1.2: three months of bills and the arrears from before."""
        bills = self.bills.filtered(lambda m: m.property_kind == "bill")
        months = {str(month) for month in bills.mapped("property_period")}
        self.assertEqual(months, {"2027-12-01", "2028-01-01", "2028-02-01"})
        self.assertEqual(set(self.bills.mapped("state")), {"posted"})
        self.assertFalse(self.bills.get_external_id()[self.bills[0].id])
        self.env.cr.execute(
            "SELECT move_id FROM account_move_line GROUP BY 1 HAVING sum(balance) != 0"
        )
        self.assertFalse(self.env.cr.fetchall())
        runs = self.env["property.billing.run"].search(
            [("estate_id", "=", self.estate.id)]
        )
        self.assertEqual(runs.mapped("state"), ["draft", "done", "done", "done"])

    def test_frozen_months_say_what_was_billed_and_collected(self):
        """PO-4.1.4: bills go out after the month, and its figures wait for them."""
        frozen = self.env["property.collection.snapshot"].search(
            [("company_id", "=", self.estate.company_id.id)]
        )
        self.assertEqual([str(row.month) for row in frozen], ["2027-12-01"])
        self.assertGreater(frozen.billed, 0)
        self.assertGreater(frozen.collection_rate, 70)

    def test_some_are_in_arrears_of_different_ages(self):
        open_bills = self.bills.filtered("amount_residual")
        ages = {(bill.property_kind, bill.property_period) for bill in open_bills}
        self.assertGreaterEqual(len(ages), 5)
        paid = self.bills.filtered(lambda m: m.payment_state == "paid")
        self.assertGreater(len(paid), len(open_bills))
        self.assertTrue(self.bills.filtered(lambda m: m.payment_state == "partial"))

    def test_residents_and_staff_have_their_logins(self):
        logins = ["owner1", "coowner1", "tenant1"]
        users = self.env["res.users"].search([("login", "in", logins)])
        self.assertEqual(len(users.filtered("share")), 3)
        owner = users.filtered(lambda user: user.login == "owner1")
        self.assertEqual(len(owner.partner_id.tenure_ids), 2)
        area = self.env["res.users"].search([("login", "=", "area1")])
        manager = area.employee_id
        self.assertEqual(self.estate.building_ids[0].area_manager_id, manager)

    def test_once_is_enough(self):
        self.env["property.estate"]._load_demo()
        found = self.env["property.estate"].search_count([("code", "=", "JX")])
        self.assertEqual(found, 1)

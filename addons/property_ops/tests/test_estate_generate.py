from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..tools import estate_seed
from .billing_common import BillingCase


@tagged("property_ledger")
class TestEstateGenerate(BillingCase):
    def test_same_seed_gives_the_same_homes(self):
        first = list(estate_seed.generate(120, 7))
        self.assertEqual(first, list(estate_seed.generate(120, 7)))
        self.assertEqual(first[:40], list(estate_seed.generate(40, 7)))
        self.assertNotEqual(first, list(estate_seed.generate(120, 8)))

    def test_generated_estate_is_owned_metered_and_owes(self):
        """PO-4.5.2: shares sum to 100 %; the debts are posted, to the cent."""
        estate = self.env["property.estate"].sudo()  # as the installation
        estate = estate._generate_demo(150, 3, company_id=self.company.id)
        homes = list(estate_seed.generate(150, 3))
        self.assertEqual(estate.unit_count, 150)
        self.assertEqual(
            estate.unit_ids.grouped("status").keys(), {home.status for home in homes}
        )
        for status, units in estate.unit_ids.grouped("status").items():
            wanted = sum(home.status == status for home in homes)
            self.assertEqual(len(units), wanted, status)
        for unit, rows in estate.unit_ids.tenure_ids.grouped("unit_id").items():
            self.assertAlmostEqual(sum(rows.mapped("share")), 100, msg=unit.reference)
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT sum(l.balance), count(DISTINCT m.id), sum(l.balance) FILTER "
            "(WHERE a.account_type = 'asset_receivable') FROM account_move_line l "
            "JOIN account_move m ON m.id = l.move_id "
            "JOIN account_account a ON a.id = l.account_id "
            "JOIN property_unit u ON u.id = m.property_unit_id WHERE "
            "m.property_kind = 'opening' AND m.state = 'posted' AND u.estate_id = %s",
            [estate.id],
        )
        total, count, owed = self.env.cr.fetchone()
        self.assertEqual(total, 0)
        self.assertEqual(count, sum(home.arrears > 0 for home in homes))
        self.assertEqual(f"{owed:.2f}", str(sum(home.arrears for home in homes)))

    def test_users_generate_nothing(self):
        with self.assertRaises(AccessError):
            self.env["property.estate"].with_user(self.user_director)._generate_demo(1)

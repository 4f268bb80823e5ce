from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .billing_common import BillingCase

MONTH = ("2026-12-01", "2026-12-31")


@tagged("post_install", "-at_install")
class TestFeeRules(BillingCase):
    """What a month costs a home (PO-4.1.1)."""

    def test_by_area_flat_and_shared(self):
        """PO-4.1.1: 95.5 m² × 1.90 = 181.45; a shared cost is borne to the cent."""
        self._create_rule(rate=1.9)
        self._create_rule("flat", 15, unit_ids=self.unit.ids)
        self._create_rule("shared", 100)
        run = self._preview()
        found = sorted(row[3] for row in self._amounts(run))
        self.assertEqual(found, [15, 33.34, 181.45])
        shared = run.charge_ids.filtered(lambda c: c.rule_id.method == "shared")
        self.assertEqual(sorted(shared.mapped("amount")), [33.33, 33.33, 33.34])

    def test_the_developer_pays_what_is_unsold_or_not_handed_over(self):
        """PO-4.1.1, PO-4.5.2: from the day of handover it is the owner."""
        self._create_rule("flat", 310)
        self.unit.date_handover = "2026-12-11"
        run = self._preview()
        self.assertEqual(
            self._amounts(run),
            [
                (self.developer, "2026-12-01", "2026-12-10", 100),
                (self.ann, "2026-12-11", "2026-12-31", 210),
            ],
        )
        unsold = self._amounts(run, self.units[2])
        self.assertEqual(unsold, [(self.developer, *MONTH, 310)])

    def test_another_payer_within_the_month_shares_by_days(self):
        """PO-4.1.1: the parts sum to the month, whoever pays."""
        self._create_rule("flat", 100)
        self.env["property.payer"].create(
            {
                "unit_id": self.unit.id,
                "partner_id": self.bob.id,
                "date_from": "2026-12-16",
                "date_to": "2026-12-20",
            }
        )
        rows = self._amounts(self._preview())
        self.assertEqual([row[0] for row in rows], [self.ann, self.bob, self.ann])
        self.assertEqual([row[3] for row in rows], [48.39, 16.13, 35.48])

    def test_a_rule_that_begins_within_the_month_counts_by_days(self):
        """PO-4.1.1: 31 × 11 of 31 days."""
        self._create_rule("flat", 31, date_from="2026-12-21")
        rows = self._amounts(self._preview())
        self.assertEqual(rows, [(self.ann, "2026-12-21", "2026-12-31", 11)])

    def test_by_meter_in_tiers_over_the_roll_of_the_dial(self):
        """PO-4.1.1: 99990 to 00020 is 30: 20 × 1 + 10 × 3."""
        self._create_rule(
            "meter",
            1,
            self.water,
            meter_kind="water",
            tier_ids=[(0, 0, {"quantity_from": 20, "rate": 3})],
        )
        meter = self._create_meter(first_value=99990)
        reading = self._read(meter, "2026-12-30", 20)
        self.assertFalse(reading.is_held)
        rows = self._amounts(self._preview())
        self.assertEqual(rows, [(self.ann, *MONTH, 50)])
        self.assertEqual(reading.charge_id.amount, 50)

    def test_what_a_held_reading_says_is_not_billed_before_it_is_confirmed(self):
        """PO-4.1.1"""
        self._create_rule("meter", 1, self.water, meter_kind="water")
        meter = self._create_meter()
        self._read(meter, "2026-10-31", 110)
        self._read(meter, "2026-11-30", 120)
        held = self._read(meter, "2026-12-31", 620)
        self.assertTrue(held.is_held)
        self.assertIn("500", held.held_reason)
        run = self._preview()
        self.assertIn("held", self._amounts(run)[0][3])
        with self.assertRaises(UserError):
            held.with_user(self.user_area_manager).write({"is_held": False})
        held.with_user(self.user_area_manager).action_confirm()
        self.assertEqual(held.confirmed_by_id, self.user_area_manager)
        run.action_preview()
        self.assertEqual(self._amounts(run)[0][3], 520)

    def test_a_meter_not_read_is_named(self):
        """PO-4.1.1"""
        self._create_rule("meter", 1, self.water, meter_kind="water")
        self._create_meter()
        self.assertIn("not read", self._amounts(self._preview())[0][3])

    def test_both_dials_count_in_the_month_of_a_replacement(self):
        """PO-4.1.1: 100 to 108 on the old one and 0 to 4 on the new."""
        self._create_rule("meter", 2, self.water, meter_kind="water")
        old = self._create_meter(date_to="2026-12-10")
        new = self._create_meter(number="W2", date_from="2026-12-10", first_value=0)
        self._read(old, "2026-12-10", 108)
        self._read(new, "2026-12-31", 4)
        self.assertEqual(self._amounts(self._preview())[0][3], 24)

    def test_a_reading_counts_once_and_an_estimate_is_made_good(self):
        """PO-4.1.1: estimated 130, then read at 127 and 140: 30, nothing, 10."""
        self._create_rule("meter", 1, self.water, meter_kind="water")
        meter = self._create_meter()
        self._read(meter, "2026-10-31", 130, is_estimate=True).action_confirm()
        october = self._preview("2026-10-01")
        self.assertEqual(self._amounts(october)[0][3], 30)
        self._read(meter, "2026-11-30", 127)
        self.assertEqual(self._amounts(self._preview("2026-11-01")), [])
        self._read(meter, "2026-12-31", 140)
        december = self._preview()
        self.assertEqual(self._amounts(december)[0][3], 10)
        december.action_preview()
        self.assertEqual(self._amounts(december)[0][3], 10)
        self._post(december)
        with self.assertRaises(UserError):
            self._read(meter, "2026-12-30", 139)

    def test_an_exemption_counts_once_the_director_has_agreed(self):
        """PO-4.1.1"""
        self._create_rule("flat", 310)
        exemption = (
            self.env["property.fee.exemption"]
            .with_user(self.user_cashier)
            .create(
                {
                    "unit_id": self.unit.id,
                    "fee_type_id": self.fee.id,
                    "percent": 50,
                    "date_from": "2026-12-22",
                    "reason": "Water damage",
                }
            )
        )
        exemption.action_submit()
        run = self._preview()
        self.assertEqual(self._amounts(run), [(self.ann, *MONTH, 310)])
        with self.assertRefused("PO-4.1.1"):
            exemption.action_approve()
        exemption.with_user(self.user_director).action_approve()
        run.action_preview()
        self.assertEqual(
            self._amounts(run),
            [
                (self.ann, "2026-12-01", "2026-12-21", 210),
                (self.ann, "2026-12-22", "2026-12-31", 50),
            ],
        )
        with self.assertRaises(UserError):
            exemption.percent = 100

    def test_a_home_without_area_or_payer_is_named_and_the_rest_goes_on(self):
        """PO-4.1.1"""
        self._create_rule(rate=1)
        self.unit.write({"inside_area": 0, "gross_area": 0})
        self.estate.developer_id = False
        run = self._preview()
        self.assertIn("area", self._amounts(run)[0][3])
        self.assertEqual(self._amounts(run, self.units[1])[0][3], 95.5)
        self.assertIn("developer", self._amounts(run, self.units[2])[0][3])
        self.assertEqual(run.error_count, 2)

    def test_area_managers_read_meters_and_change_no_fee(self):
        """PO-4.1.1"""
        meter = self._create_meter()
        readings = self.env["property.meter.reading"].with_user(self.user_area_manager)
        reading = readings.create(
            {"meter_id": meter.id, "date": "2026-12-01", "value": 101}
        )
        self.assertEqual(reading.employee_id, self.employee_area_manager)
        with self.assertRaises(AccessError):
            self._create_rule().with_user(self.user_area_manager).rate = 0

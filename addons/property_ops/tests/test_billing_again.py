from odoo.tests import freeze_time, tagged

from .billing_common import BillingCase


@tagged("post_install", "-at_install")
@freeze_time("2027-02-10 04:00:00")
class TestBillingAgain(BillingCase):
    """Every day and every unit of use is billed once, whoever pays and whatever
    was exempt, set aside or taken back (PO-4.1.1, PO-4.1.2)."""

    def _meter_water(self, december=131, january=145):
        """Ann's water at 1 a unit: 31 units in December, 14 in January."""
        self._create_rule("meter", 1, self.water, meter_kind="water")
        meter = self._create_meter()
        self.reading = self._read(meter, "2026-12-31", december)
        self._read(meter, "2027-01-31", january)

    def _sell(self, day, last):
        """Ann owns the home until ``last``, Bob from ``day`` on."""
        self.unit.tenure_ids.date_to = last
        self._own(self.unit, day, (self.bob, 100))

    def _exempt(self, first, last, fee=None):
        exemption = self.env["property.fee.exemption"].with_user(self.user_cashier)
        exemption = exemption.create(
            {
                "unit_id": self.unit.id,
                "fee_type_id": (fee or self.water).id,
                "percent": 100,
                "date_from": first,
                "date_to": last,
                "reason": "Water damage",
            }
        )
        exemption.action_submit()
        exemption.with_user(self.user_director).action_approve()

    def _get_bill(self, run, partner):
        moves = run.sudo()._get_invoices()
        return moves.filtered(
            lambda move: (
                move.partner_id == partner
                and move.property_unit_id == self.unit
                and move.can_credit_charges
            )
        )

    def _take_back(self, run, partner):
        bill = self._get_bill(run, partner)
        bill.with_user(self.user_cashier).action_credit_charges()

    def _get_live(self, run):
        """[(payer, first day, last day, amount or reason)] not taken back, ``unit``"""
        run.invalidate_recordset()
        rows = run.charge_ids.filtered(
            lambda c: c.unit_id == self.unit and not c.is_credited
        )
        return [
            (c.partner_id, c.date_from.day, c.date_to.day, c.error or c.amount)
            for c in rows.sorted(lambda c: (c.rule_id.id, c.date_from))
        ]

    def _assert_january(self, amount):
        january = self._preview("2027-01-01")
        [water] = january.charge_ids.filtered(lambda c: c.fee_type_id == self.water)
        self.assertEqual(water.amount, amount)

    def test_the_use_of_an_exempt_month_is_not_billed_in_the_next(self):
        """PO-4.1.1: a charge of nothing counts the reading; no invoice for nothing."""
        self._meter_water()
        self._exempt("2026-12-01", "2026-12-31")
        run = self._preview()
        self.assertEqual(self._get_live(run), [(self.ann, 1, 31, 0)])
        self.assertEqual(self.reading.charge_id, run.charge_ids)
        self.assertEqual(run.charge_ids.percent, 100)
        self.assertEqual((run.free_count, run.progress), (1, 100))
        self._post(run)
        self.assertFalse(run.move_count)
        self.assertFalse(run._get_payment_list()["rows"])
        self._assert_january(14)
        run.action_preview()
        self.assertEqual(self.reading.charge_id, run.charge_ids)

    def test_where_the_first_days_are_exempt_the_reading_counts_all_the_same(self):
        """PO-4.1.1: the rest is billed, once; exempt days stand on the bill."""
        self._meter_water()
        self._exempt("2026-12-01", "2026-12-10")
        run = self._preview()
        expected = [(self.ann, 1, 10, 0), (self.ann, 11, 31, 21)]
        self.assertEqual(self._get_live(run), expected)
        self._post(run)
        bill = self._get_bill(run, self.ann)
        self.assertEqual(bill.invoice_line_ids.mapped("price_unit"), [0, 21])
        run.action_preview()
        self.assertEqual(self._get_live(run), expected)
        self._assert_january(14)

    def test_who_is_exempt_gets_no_bill_and_who_follows_him_does(self):
        """PO-4.1.1, PO-4.1.2"""
        self._meter_water()
        self._sell("2026-12-11", "2026-12-10")
        self._exempt("2026-12-01", "2026-12-10")
        run = self._preview()
        self._post(run)
        for _again in range(2):
            expected = [(self.ann, 1, 10, 0), (self.bob, 11, 31, 21)]
            self.assertEqual(self._get_live(run), expected)
            self.assertEqual(run.sudo()._get_invoices().partner_id, self.bob)
            self.assertEqual((run.free_count, run.progress), (1, 100))
            run.action_preview()
        # Freed by the second working out, it went to the charge that is billed.
        self.assertTrue(self.reading.charge_id)
        self._take_back(run, self.bob)
        run.action_preview()
        self.assertEqual(self._get_live(run), expected)
        self._post(run)
        self._assert_january(14)

    def test_use_below_the_first_paid_tier_is_not_billed_in_the_next_month(self):
        """PO-4.1.1: 31 units are free in December, 14 in January."""
        tiers = [(0, 0, {"quantity_from": 35, "rate": 3})]
        self._meter_water()
        rule = self.env["property.fee.rule"].search([("method", "=", "meter")])
        rule.write({"rate": 0, "tier_ids": tiers})
        self._post(self._preview())
        self._assert_january(0)

    def test_the_bill_of_one_of_two_payers_is_taken_back_and_billed_again(self):
        """PO-4.1.2: the other's stands, and the use stays with the month."""
        self._create_rule("flat", 310)
        self._meter_water()
        self._sell("2026-12-11", "2026-12-10")
        run = self._preview()
        self._post(run)
        expected = [
            (self.ann, 1, 10, 100),
            (self.bob, 11, 31, 210),
            (self.ann, 1, 10, 10),
            (self.bob, 11, 31, 21),
        ]
        self.assertEqual(self._get_live(run), expected)
        for partner in (self.ann, self.bob):
            with self.subTest(partner.name):
                self._take_back(run, partner)
                self.assertTrue(self.reading.charge_id)
                self.assertFalse(self.reading.charge_id.is_credited)
                self.assertEqual(len(self._get_live(run)), 2)
                run.action_preview()
                self.assertEqual(self._get_live(run), expected)
                self._post(run)
        self._assert_january(14)
        self._take_back(run, self.ann)
        self._take_back(run, self.bob)
        self.assertFalse(self.reading.charge_id)
        run.action_preview()
        self.assertEqual(self._get_live(run), expected)

    def test_who_shares_the_month_pays_his_part_of_what_was_billed(self):
        """PO-4.1.2: a dial read once more after that is left to the next month."""
        self._create_rule("meter", 1, self.water, meter_kind="water")
        meter = self._create_meter()
        self.reading = self._read(meter, "2026-12-28", 131)
        self._sell("2026-12-11", "2026-12-10")
        run = self._preview()
        self._post(run)
        self._read(meter, "2026-12-31", 140)
        self._take_back(run, self.ann)
        run.action_preview()
        expected = [(self.ann, 1, 10, 10), (self.bob, 11, 31, 21)]
        self.assertEqual(self._get_live(run), expected)
        self._post(run)
        self._read(meter, "2027-01-31", 145)
        self._assert_january(14)

    def test_the_days_nobody_pays_stay_set_aside_until_somebody_does(self):
        """PO-4.1.2: though the rest of the month is billed."""
        self._create_rule("flat", 310)
        self._meter_water()
        self.unit.date_handover = "2026-12-11"
        self.estate.developer_id = False
        run = self._preview()
        self._post(run)
        for _again in range(2):
            nobody, *rest = self._get_live(run)
            self.assertEqual(nobody[:3], (self.env["res.partner"], 1, 10))
            self.assertIn("Nobody pays", nobody[3])
            self.assertEqual(rest[0], (self.ann, 11, 31, 210))
            run.action_preview()
        self.estate.developer_id = self.developer
        run.action_preview()
        self.assertEqual(
            self._get_live(run),
            [
                (self.developer, 1, 10, 100),
                (self.ann, 11, 31, 210),
                (self.developer, 1, 10, 10),
                (self.ann, 11, 31, 21),
            ],
        )
        self._post(run)
        self.assertEqual(self._get_bill(run, self.developer).amount_total, 110)
        self._assert_january(14)

    def test_days_billed_in_part_are_set_aside_with_their_reason(self):
        """PO-4.1.2: no day twice, none forgotten."""
        self._create_rule("flat", 310)
        self.unit.date_handover = "2026-12-11"
        run = self._preview()
        self._post(run)
        self._take_back(run, self.ann)
        self.unit.date_handover = "2026-12-06"
        run.action_preview()
        billed, aside = self._get_live(run)
        self.assertEqual(billed, (self.developer, 1, 10, 100))
        self.assertEqual(aside[:3], (self.ann, 11, 31))
        self.assertIn("2026-12-06 – 2026-12-31 are billed already", aside[3])
        self._take_back(run, self.developer)
        run.action_preview()
        self.assertEqual(
            self._get_live(run),
            [(self.developer, 1, 5, 50), (self.ann, 6, 31, 260)],
        )

    def test_a_reading_changed_sets_aside_all_who_share_it(self):
        """PO-4.1.1: and is fixed as soon as one of them is billed."""
        self._meter_water()
        self._sell("2026-12-11", "2026-12-10")
        run = self._preview()
        self.reading.value = 162
        self.assertEqual(run.error_count, 2)
        run.action_preview()
        expected = [(self.ann, 1, 10, 20), (self.bob, 11, 31, 42)]
        self.assertEqual(self._get_live(run), expected)

    def test_last_month_is_compared_once_where_payers_share_the_month(self):
        """PO-4.1.2: nothing changed but the payer."""
        self._create_rule("flat", 310)
        self._preview("2026-11-01")
        self._sell("2026-12-11", "2026-12-10")
        run = self._preview()
        self._post(run)
        for _again in range(2):
            rows = run.charge_ids.filtered(
                lambda c: c.unit_id == self.unit and not c.is_credited
            ).sorted("date_from")
            self.assertEqual(rows.mapped("amount_before"), [310, 0])
            self.assertEqual(sum(rows.mapped("amount_difference")), 0)
            self._take_back(run, self.bob)
            run.action_preview()
            self._post(run)

    def test_a_fee_that_is_not_billed_any_more_is_shown(self):
        """PO-4.1.2: a fee forgotten has no charge, and is seen all the same."""
        self._create_rule("flat", 310)
        water = self._create_rule("flat", 20, self.water)
        november = self._preview("2026-11-01")
        gone = november.charge_ids.filtered(lambda c: c.fee_type_id == self.water)
        run = self._preview()
        self.assertFalse(run.gone_count)
        water.date_to = "2026-11-30"
        run.action_preview()
        self.assertEqual(run.gone_count, 3)
        shown = self.env["property.charge"].search(run.action_view_gone()["domain"])
        self.assertEqual(shown, gone)

    def test_what_is_billed_later_is_due_later(self):
        """PO-4.1.2: nothing is due before it is billed, nor the day it is."""
        self._create_rule("flat", 310)
        self._create_rule("area", 1, self.water, unit_ids=self.units[1].ids)
        self.units[1].write({"inside_area": 0, "gross_area": 0})
        run = self._preview()
        self._post(run)
        bill = self._get_bill(run, self.ann)
        self.assertEqual(str(bill.invoice_date_due), "2026-12-20")
        self._take_back(run, self.ann)
        self.units[1].gross_area = 95.5
        run.action_preview()
        self._post(run, "2027-01-10")
        again = run.sudo()._get_invoices().filtered("can_credit_charges")
        again = again.filtered(lambda m: m.invoice_date_due != bill.invoice_date_due)
        self.assertEqual(again.partner_id, self.ann | self.bob)
        owed = again.line_ids.filtered(lambda li: li.display_type == "payment_term")
        days = {*again.mapped("invoice_date_due"), *owed.mapped("date_maturity")}
        self.assertEqual(set(map(str, days)), {"2027-01-25"})
        self.assertEqual(set(map(str, again.mapped("invoice_date"))), {"2026-12-05"})

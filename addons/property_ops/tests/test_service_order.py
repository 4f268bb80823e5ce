from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from .billing_common import BillingCase


@tagged("post_install", "-at_install")
class TestServiceOrder(BillingCase):
    """Paid work at a home stands on the next bill of who pays (PO-4.1.1)."""

    freeze_time = freeze_time("2026-12-15 04:00:00")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.service = cls._create_fee("Repair")
        cls.rule = cls._create_rule("service", 80, cls.service)

    def _order(self, unit=None, day="2026-12-10", **vals):
        orders = self.env["property.service.order"].with_user(self.user_cashier)
        unit = unit or self.unit
        return orders.create(
            {"unit_id": unit.id, "rule_id": self.rule.id, "date": day, **vals}
        )

    def test_a_confirmed_service_stands_on_the_bill_once(self):
        """PO-4.1.1: 80 × 1.5 on the bill of the owner, never on a second one."""
        order = self._order(quantity=1.5)
        self.assertEqual((order.partner_id, order.amount), (self.ann, 120))
        order.action_confirm()
        self._order()  # a draft is not billed
        run = self._preview()
        self.assertEqual(
            self._amounts(run), [(self.ann, "2026-12-10", "2026-12-10", 120)]
        )
        self._post(run)
        self.assertEqual(order.move_id.partner_id, self.ann)
        self.assertEqual(order.move_id.amount_untaxed, 120)
        self.assertIn("service", order.move_id.invoice_line_ids.name)
        self.assertFalse(self._preview("2027-01-01").charge_ids)

    def test_who_ordered_may_pay_and_two_of_a_day_are_two(self):
        """PO-4.1.1: beside the monthly fee, each of its payer."""
        self._create_rule("flat", 15)
        self._order(partner_id=self.bob.id).action_confirm()
        self._order().action_confirm()
        self._order().action_confirm()
        run = self._preview()
        found = sorted((row[0].name, row[3]) for row in self._amounts(run))
        ann, bob = self.ann.name, self.bob.name
        self.assertEqual(found, sorted([(ann, 15), (ann, 80), (ann, 80), (bob, 80)]))
        self._post(run)
        self.assertEqual(
            sorted(run.sudo()._get_invoices().mapped("amount_untaxed")),
            [15, 15, 80, 175],
        )

    def test_a_late_one_comes_with_the_next_month(self):
        """PO-4.1.1: confirmed after the bill of its month."""
        self._create_rule("flat", 15)
        self._post(self._preview())
        order = self._order()
        order.action_confirm()
        run = self._preview("2027-01-01")
        self.assertEqual(run.charge_ids.service_order_id, order)

    def test_a_bill_taken_back_frees_its_services(self):
        """PO-4.1.1, PO-4.1.2: they are billed again, or corrected before."""
        order = self._order()
        order.action_confirm()
        run = self._preview()
        with self.assertRaises(UserError):
            order.quantity = 2
        self._post(run)
        with self.assertRaises(UserError):
            order.action_reset()
        order.move_id.with_user(self.user_cashier).action_credit_charges()
        self.assertFalse(order.move_id)
        order.action_reset()
        order.quantity = 2
        order.action_confirm()
        run.with_user(self.user_cashier).action_preview()
        live = run.charge_ids.filtered(lambda row: not row.is_credited)
        self.assertEqual(live.amount, 160)

    def test_what_goes_back_to_draft_leaves_the_preview(self):
        """PO-4.1.1"""
        order = self._order()
        order.action_confirm()
        run = self._preview()
        order.action_reset()
        self.assertFalse(run.charge_ids)

    def test_a_charge_whose_order_is_a_draft_is_not_billed(self):
        """PO-4.1.1: however it came to be one after the preview."""
        self._create_rule("flat", 15)
        order = self._order()
        order.action_confirm()
        run = self._preview()
        order._move("draft")
        self._post(run)
        self.assertFalse(order.move_id)
        bill = run.sudo()._get_invoices().filtered(lambda m: m.partner_id == self.ann)
        self.assertEqual(bill.amount_untaxed, 15)

    def test_all_reasons_come_at_once(self):
        """PO-4.1.1: not done yet, and no price of that day."""
        self.rule.date_to = "2026-11-30"
        order = self._order(day="2026-12-20")
        with self.assertRefused("PO-4.1.1") as caught:
            order.action_confirm()
        self.assertEqual(len(caught.exception.reasons), 2)
        other = self._create_rule("service", 5, self.service, unit_ids=self.unit.ids)
        order = self._order(self.units[1], rule_id=other.id)
        with self.assertRefused("PO-4.1.1"):
            order.action_confirm()

    def test_the_price_of_another_estate_is_not_taken(self):
        """PO-4.1.1: its rules are for its own homes."""
        other = self.estate.copy({"name": "Grove", "code": "V"})
        rule = self._create_rule("service", 5, self.service, estate_id=other.id)
        order = self._order(rule_id=rule.id)
        with self.assertRefused("PO-4.1.1"):
            order.action_confirm()
        order.rule_id = self.rule
        order.action_confirm()
        self.assertEqual(order.amount, 80)

    def _exempt(self, percent, first, last, fee=None):
        exemption = self.env["property.fee.exemption"].with_user(self.user_cashier)
        exemption = exemption.create(
            {
                "unit_id": self.unit.id,
                "fee_type_id": (fee or self.service).id,
                "percent": percent,
                "date_from": first,
                "date_to": last,
                "reason": "Water damage",
            }
        )
        exemption.action_submit()
        exemption.with_user(self.user_director).action_approve()

    def test_an_exemption_takes_its_part_off_the_services_of_its_days(self):
        """PO-4.1.1: of two the one that takes more off, as for monthly fees."""
        self._exempt(30, "2026-12-01", "2026-12-10")
        self._exempt(50, "2026-12-10", "2026-12-10")
        self._exempt(100, "2026-12-01", "2026-12-31", self.fee)
        days = ("2026-12-09", "2026-12-10", "2026-12-12")
        orders = [self._order(day=day) for day in days]
        for order in (*orders, self._order(self.units[1])):
            order.action_confirm()
        run = self._preview()
        charges = run.charge_ids.filtered(lambda c: c.unit_id == self.unit)
        found = charges.sorted("date_from").mapped(lambda c: (c.percent, c.amount))
        self.assertEqual(found, [(30, 56), (50, 40), (0, 80)])
        self.assertEqual((run.charge_ids - charges).amount, 80)
        self._post(run)
        self.assertEqual(orders[0].move_id.amount_untaxed, 176)

    def test_a_service_exempt_from_all_is_on_no_bill_and_not_on_the_next(self):
        """PO-4.1.1, PO-4.1.2: nothing to pay, and done with."""
        self._exempt(100, "2026-12-01", "2026-12-31")
        self._order().action_confirm()
        run = self._preview()
        self._post(run)
        self.assertEqual((run.free_count, run.move_count), (1, 0))
        self.assertFalse(self._preview("2027-01-01").charge_ids)

    def test_a_service_is_no_fee_of_the_month(self):
        """PO-4.1.1: without an order nobody pays, and nothing is missed after one."""
        self._order().action_confirm()
        self._post(self._preview())
        self.assertEqual(self._preview("2027-01-01").gone_count, 0)

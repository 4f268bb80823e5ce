from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from .billing_common import BillingCase


@tagged("post_install", "-at_install")
@freeze_time("2026-12-31 04:00:00")
class TestMeterEstimate(BillingCase):
    """Meters nobody could read, and meters that go."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_rule("meter", 2, cls.water, meter_kind="water")
        cls.meter = cls._create_meter()

    def test_an_unread_meter_is_estimated_at_its_usual_pace(self):
        """PO-4.1.1: estimated from usual use, marked, billed."""
        self._read(self.meter, "2026-10-31", 100)
        self._read(self.meter, "2026-11-30", 130)
        run = self._preview()
        self.assertEqual(run.error_count, 1)
        run.action_estimate()
        estimate = self.meter.reading_ids[0]
        self.assertEqual(estimate.is_estimate, True)
        self.assertEqual((estimate.value, str(estimate.date)), (161, "2026-12-31"))
        self.assertFalse(run.error_count)
        # All since the last bill: nothing was billed before.
        self.assertEqual(run.charge_ids.amount, 122)

    def test_the_next_real_reading_corrects_it(self):
        """PO-4.1.1: what was estimated too high is taken off later use."""
        self._read(self.meter, "2026-10-31", 100)
        self._read(self.meter, "2026-11-30", 130)
        run = self._preview()
        run.action_estimate()
        self._post(run)
        with freeze_time("2027-01-31 04:00:00"):
            self._read(self.meter, "2027-01-31", 155)
            january = self._preview("2027-01-01")
            self.assertFalse(january.error_count)
            self.assertFalse(sum(january.charge_ids.mapped("amount")))
            self._post(january)
        with freeze_time("2027-02-28 04:00:00"):
            self._read(self.meter, "2027-02-28", 171)
            february = self._preview("2027-02-01")
            # 161 were billed by estimate, 171 are on the dial.
            self.assertEqual(february.charge_ids.amount, 20)

    def test_without_two_readings_there_is_no_usual_use(self):
        run = self._preview()
        answer = run.action_estimate()
        self.assertEqual(answer["params"]["type"], "warning")
        self.assertFalse(self.meter.reading_ids)
        self.assertEqual(run.error_count, 1)

    def test_what_was_read_or_is_held_is_not_estimated(self):
        """PO-4.1.1: a held reading waits for whoever confirms it."""
        self._read(self.meter, "2026-10-31", 100)
        self._read(self.meter, "2026-11-30", 130)
        held = self._read(self.meter, "2026-12-20", 900)
        self.assertTrue(held.is_held)
        run = self._preview()
        run.action_estimate()
        self.assertEqual(self.meter.reading_ids[0], held)
        self.assertEqual(run.error_count, 1)

    def test_an_estimate_rolls_over_like_the_dial(self):
        meter = self._create_meter(self.units[1], "W9", digit_count=3, first_value=900)
        self._read(meter, "2026-10-31", 930)
        self._read(meter, "2026-11-30", 990)
        run = self._preview()
        run.action_estimate()
        self.assertEqual(meter.reading_ids[0].value, 52)

    def test_only_those_who_bill_estimate_and_not_ahead(self):
        run = self._preview()
        with self.assertRaises(AccessError):
            run.with_user(self.user_area_manager).action_estimate()
        later = self._create_run("2027-01-01")
        with self.assertRaises(UserError):
            later.action_estimate()

    def test_a_replaced_meter_ends_with_its_last_reading(self):
        """PO-4.1.1: old and new meter are billed together."""
        self._read(self.meter, "2026-11-30", 130)
        replace = self.env["property.meter.replace"].with_user(self.user_area_manager)
        with Form(replace.with_context(default_meter_id=self.meter.id)) as form:
            form.date = "2026-12-10"
            form.last_value = 135
            form.number = "W1-new"
            form.first_value = 3
        form.save().action_apply()
        new = self.env["property.meter"].search([("number", "=", "W1-new")])
        self.assertEqual(str(self.meter.date_to), "2026-12-10")
        self.assertEqual(str(new.date_from), "2026-12-11")
        self._read(new, "2026-12-30", 10)
        run = self._preview()
        self.assertEqual(run.charge_ids.mapped("quantity"), [35 + 7])
        again = replace.create(
            {"meter_id": self.meter.id, "number": "x", "last_value": 140}
        )
        with self.assertRaises(UserError):
            again.action_apply()

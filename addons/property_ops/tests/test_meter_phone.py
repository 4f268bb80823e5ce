import json

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, freeze_time, tagged

from .billing_common import BillingCase

KEY = "0123456789abcdef"
AREA = ("property_area_manager",) * 2
DESK = ("property_front_desk",) * 2


@tagged("post_install", "-at_install")
@freeze_time("2026-12-20 04:00:00")
class TestMeterPhone(BillingCase):
    """Meters read with a phone (PO-4.1.1)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.meters = cls._create_meter() | cls._create_meter(cls.units[1], "W2")
        cls.readings = cls.env["property.meter.reading"].with_user(
            cls.user_area_manager
        )

    def _take(self, value, key=KEY, day="2026-12-20", **options):
        meter = options.pop("meter", self.meters[0])
        return self.readings._take_from_phone(key, meter.id, day, value, **options)

    def _get_to_read(self, employee=None):
        employee = employee or self.employee_area_manager
        return self.env["property.meter"]._get_to_read(employee, self.company)

    def test_a_reading_sent_twice_is_entered_once(self):
        """PO-4.1.1: a phone sends until it has an answer."""
        first, second = self._take(110), self._take(110)
        self.assertEqual(first, second)
        self.assertFalse(first["held"])
        self.assertEqual(self.meters[0].reading_ids.value, 110)
        reader = self.meters[0].reading_ids.employee_id
        self.assertEqual(reader, self.employee_area_manager)

    def test_an_implausible_one_is_held_and_says_why(self):
        """PO-4.1.1: held, and the phone is told."""
        self._read(self.meters[0], "2026-10-31", 110)
        self._read(self.meters[0], "2026-11-30", 120)
        answer = self._take(320)
        self.assertIn("200", answer["held"])
        self.assertTrue(self.readings.browse(answer["id"]).is_held)

    def test_what_is_no_reading_is_refused_in_words(self):
        for value in ("abc", None, -1, "nan"):
            with self.subTest(value=value), self.assertRaises(UserError):
                self._take(value)
        for day in ("2026-12-21", "2026-10-01", "soon", None):
            with self.subTest(day=day), self.assertRaises(UserError):
                self._take(110, day=day)
        for key in (None, "short", 7, "x" * 65):
            with self.subTest(key=key), self.assertRaises(UserError):
                self._take(110, key=key)
        self.assertFalse(self.meters.reading_ids)

    def test_the_front_desk_enters_nothing(self):
        readings = self.readings.with_user(self.user_front_desk)
        with self.assertRaises(AccessError):
            readings._take_from_phone(KEY, self.meters[0].id, "2026-12-20", 110)

    def test_a_second_person_on_the_day_is_told_who_was_first(self):
        self._take(110)
        with self.assertRaisesRegex(UserError, "110"):
            self._take(111, key=KEY + "2")

    def test_a_real_reading_takes_the_place_of_the_estimate_of_the_day(self):
        """PO-4.1.1: an estimate gives way."""
        self._read(self.meters[0], "2026-12-20", 115, is_estimate=True)
        self._take(111)
        reading = self.meters[0].reading_ids
        self.assertEqual((reading.value, reading.is_estimate), (111, False))

    def test_the_list_has_what_is_unread_in_ones_own_buildings(self):
        """PO-4.1.1: my buildings, this month, not yet read."""
        self.assertEqual(self._get_to_read(), self.meters)
        self._read(self.meters[0], "2026-12-02", 110)
        self._read(self.meters[1], "2026-11-30", 110)
        self.assertEqual(self._get_to_read(), self.meters[1])
        self._read(self.meters[1], "2026-12-19", 110, is_estimate=True)
        self.assertEqual(self._get_to_read(), self.meters[1])
        other = self.env["property.building"].create(
            {"name": "2", "estate_id": self.estate.id}
        )
        self.env["property.area.assignment"].create(
            {
                "building_id": other.id,
                "employee_id": self.employee_area_manager.id,
                "date_from": "2026-01-01",
            }
        )
        self.assertFalse(self._get_to_read())
        self.assertEqual(self._get_to_read(self.employee_director), self.meters[1])

    def test_rows_know_the_last_value_and_the_usual_pace(self):
        self._read(self.meters[0], "2026-10-31", 110)
        self._read(self.meters[0], "2026-11-30", 125)
        row, fresh = self.meters._get_phone_rows()
        self.assertEqual((row["last"], row["per_day"]), (125, 0.5))
        self.assertEqual((fresh["last"], fresh["per_day"]), (100, None))

    def test_a_reading_changed_after_working_out_sets_the_charge_aside(self):
        """PO-4.1.1: what was worked out from another value is not billed."""
        self._create_rule("meter", 2, self.water, meter_kind="water")
        for meter in self.meters:
            self._read(meter, "2026-12-10", 105)
        run = self._preview()
        reading = self.meters[0].reading_ids
        self.assertEqual(run.charge_ids.mapped("amount"), [10, 10])
        reading.with_user(self.user_area_manager).value = 108
        self.assertEqual(run.error_count, 1)
        run.action_preview()
        self.assertEqual(sorted(run.charge_ids.mapped("amount")), [10, 16])
        self._post(run)
        with self.assertRaises(UserError):
            reading.value = 109


@tagged("post_install", "-at_install")
class TestMeterPhonePage(HttpCase, BillingCase):
    """The page on the phone, and what it sends."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.meter = cls._create_meter()

    def _save(self, **values):
        values = {
            "key": KEY,
            "meter_id": self.meter.id,
            "day": str(self.company._policy_today()),
            "value": 110,
            **values,
        }
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": values})
        headers = {"Content-Type": "application/json"}
        answer = self.url_open("/my/readings/save", body, headers=headers)
        return answer.json()["result"]

    def test_the_page_is_for_those_who_enter_readings(self):
        self.authenticate(*AREA)
        page = self.url_open("/my/readings")
        self.assertEqual(page.status_code, 200)
        self.assertIn(self.meter.number, page.text)
        self.authenticate(*DESK)
        self.assertEqual(self.url_open("/my/readings").status_code, 404)

    def test_what_is_sent_is_entered_and_what_is_refused_says_why(self):
        """PO-4.1.1: the answer of the server is shown at the meter."""
        self.authenticate(*AREA)
        self.assertEqual(self._save()["held"], "")
        self.assertEqual(self._save()["id"], self.meter.reading_ids.id)
        refused = self._save(key=KEY + "2", value=111)
        self.assertIn("110", refused["refused"])
        self.assertEqual(self.meter.reading_ids.value, 110)

    def test_the_page_keeps_readings_until_there_is_a_network(self):
        """PO-4.1.1: entered without a network, sent when there is one."""
        code = """
            const card = document.querySelector(".o_meter");
            const form = card.querySelector("form");
            const send = XMLHttpRequest.prototype.send;
            XMLHttpRequest.prototype.send = function () {
                setTimeout(() => this.dispatchEvent(new Event("error")));
            };
            form.elements.value.value = "112,5";
            form.elements.value.dispatchEvent(new Event("input", { bubbles: true }));
            form.requestSubmit();
            const until = async (test) => {
                for (let i = 0; i < 400 && !test(); i++) {
                    await new Promise((done) => setTimeout(done, 50));
                }
                if (!test()) {
                    console.error("waited in vain: " + test);
                    throw new Error("waited in vain");
                }
            };
            (async () => {
                await until(() => card.classList.contains("o_waiting"));
                await new Promise((done) => setTimeout(done, 300));
                if (!Object.keys(localStorage).some((k) => k.includes("readings"))) {
                    console.error("nothing is kept");
                }
                XMLHttpRequest.prototype.send = send;
                window.dispatchEvent(new Event("online"));
                await until(() => card.querySelector(".text-bg-success"));
                console.log("test successful");
            })();
        """
        self.browser_js(
            "/my/readings",
            code,
            ready="document.querySelector('.o_my_readings[data-ready]') !== null",
            login=AREA[0],
        )
        self.assertEqual(self.meter.reading_ids.mapped("value"), [112.5])

from datetime import date, timedelta

from .care_common import CareCase
from .common import TODAY


class TestTimeline(CareCase):
    """One home, one line of time."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agent = cls._create_employee("Agent", user=cls.sale_user)
        cls.contract = cls._create_active(payment_method="mortgage")

    def _get_titles(self, record, user=None):
        entries = record.with_user(user or self.sale_user)._get_timeline()
        return [(entry.title, entry.status, entry.day) for entry in entries]

    def test_the_way_says_what_is_done_where_it_stands_and_what_comes(self):
        """X-4: with days, and who has it."""
        self.contract._record_step("seal", TODAY)
        way = self.contract._get_way()
        found = {entry.key: entry for entry in way}
        self.assertEqual(
            [entry.status for entry in way], ["done"] * 2 + ["current"] + ["next"] * 9
        )
        self.assertEqual((found["seal"].day, found["sign"].day), (TODAY, TODAY))
        self.assertEqual(found["authenticate"].who, "Data clerk")
        self.assertEqual(found["move_in"].day, self.contract.date_delivery)
        self.assertIn("loan", found)

    def test_steps_to_come_say_by_when_they_are_expected(self):
        """X-4: seal, filing by law, money, delivery, survey, certificate."""
        contract = self._create_active(
            self.units[1],
            delivery_kind="off_plan",
            payment_method="mortgage",
            date_delivery=date(2027, 1, 5),
        )
        found = {entry.key: entry for entry in contract._get_way()}
        rows = contract.instalment_ids
        self.assertEqual(found["seal"].day, contract.date_seal_due)
        self.assertEqual(found["file"].day, date(2026, 12, 24))
        self.assertEqual(found["file"].status, "next")
        self.assertEqual(found["pay"].day, max(rows.mapped("date_due")))
        self.assertEqual(found["loan"].day, max(rows.mapped("date_due")))
        self.assertEqual(found["move_in"].day, date(2027, 1, 5))
        self.assertEqual(found["title"].day, date(2027, 4, 5))
        self.assertFalse(found["survey"].day or found["land"].day)
        self.assertEqual(found["survey"].who, "Service centre")
        self.assertIn("expected by", contract.timeline_html)
        contract._record_step("seal", TODAY)
        contract._record_step("authenticate", TODAY)
        self.env["area.survey"]._gather(self.company)
        contract.sudo()._write_protected({"date_filed": TODAY})
        contract._record_step("move_in", TODAY)
        found = {entry.key: entry for entry in contract._get_way()}
        self.assertEqual(found["survey"].day, date(2026, 12, 6))
        self.assertEqual((found["file"].day, found["file"].status), (TODAY, "done"))
        self.assertEqual(found["title"].day, contract.date_title_due)

    def test_the_day_at_the_bureau_is_that_of_the_batch(self):
        """X-4: once the contract is on its list."""
        self.contract._record_step("seal", TODAY)
        batches = self.env["authentication.batch"]
        batch = batches._create_protected(
            [{"company_id": self.company.id, "date": date(2026, 11, 27), "name": "B"}]
        )
        self.env["authentication.batch.line"]._create_protected(
            [{"batch_id": batch.id, "contract_id": self.contract.id}]
        )
        found = {entry.key: entry for entry in self.contract._get_way()}
        self.assertEqual(found["authenticate"].day, date(2026, 11, 27))

    def test_the_line_begins_with_the_subscription(self):
        """X-4"""
        subscription = self._create_subscription(self.units[1])
        self.contract.sudo()._write_protected({"subscription_id": subscription.id})
        first = self.contract._get_way()[0]
        self.assertEqual((first.key, first.text), ("subscribe", subscription.name))
        self.assertEqual(self._get_titles(self.contract)[0][0], "Subscription")

    def test_visits_and_tickets_stand_between_the_steps(self):
        """X-4: in the order of their days, before what is still to come."""
        self.contract._record_step("seal", TODAY - timedelta(days=1))
        self.env["helpdesk.ticket"].create(
            {
                "name": "Where is my copy?",
                "description": "<p>x</p>",
                "company_id": self.company.id,
                "sale_contract_id": self.contract.id,
            }
        )
        visits = self.env["service.visit"].with_user(self.sale_user)
        visit = visits.create(
            {
                "partner_id": self.ann.id,
                "sale_contract_id": self.contract.id,
                "sale_occasion": "other",
                "reason": "x",
                "result": "Content",
            }
        )
        visit.action_done()
        titles = self._get_titles(self.contract)
        names = [title for title, _status, _day in titles]
        self.assertIn("Return visit", names)
        self.assertLess(names.index("Seal"), names.index("Return visit"))
        self.assertLess(names.index("Return visit"), names.index("Authentication"))

    def test_a_home_has_the_line_of_all_its_sales_and_owners(self):
        """X-4: a sale that ended, the one now, owners and bills."""
        self.contract.sudo()._move("rescinded")
        self._create_active(buyers=[(self.bob, 100)])
        self._own(self.unit, "2026-11-24", (self.bob, 100))
        titles = self._get_titles(self.unit)
        names = [title for title, _status, _day in titles]
        self.assertEqual(names.count("Contract signature"), 2)
        self.assertEqual(names.count("Authentication"), 1)
        self.assertIn(("Owner from", "event", TODAY), titles)
        days = [day or date.min for _t, status, day in titles if status == "done"]
        self.assertEqual(days, sorted(days))

    def test_the_front_desk_sees_no_more_than_its_rights(self):
        """X-4: owners and bills, not the sale."""
        names = [
            title for title, *_rest in self._get_titles(self.unit, self.user_front_desk)
        ]
        self.assertNotIn("Contract signature", names)

    def test_it_stands_on_both_forms(self):
        """X-4: the same line for contract and home."""
        for record in (self.contract, self.unit.with_user(self.sale_user)):
            self.assertIn("Authentication", record.timeline_html)

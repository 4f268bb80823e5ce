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
            [entry.status for entry in way], ["done"] * 2 + ["current"] + ["next"] * 8
        )
        self.assertEqual((found["seal"].day, found["sign"].day), (TODAY, TODAY))
        self.assertEqual(found["authenticate"].who, "Data clerk")
        self.assertEqual(found["move_in"].day, self.contract.date_delivery)
        self.assertIn("loan", found)

    def test_the_line_begins_with_the_subscription(self):
        """X-4"""
        subscription = self._create_subscription(self.units[1])
        self.contract.sudo().subscription_id = subscription
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

from freezegun import freeze_time

from odoo.tests import HttpCase, tagged

from odoo.addons.cs_policy.tools.trusted import trusted
from odoo.addons.property_ops.tools.timeline import NEWEST

from ..tools.portal_sale import PortalSale
from .common import TODAY
from .movein_common import MoveinCase


@tagged("post_install", "-at_install")
@freeze_time("2026-11-24 02:00:00")
class TestMyLine(HttpCase, MoveinCase):
    """The line of time of a buyer: the way, and what happened beside it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.carol = cls.env["res.partner"].create({"name": "Carol"})
        for partner in (cls.ann, cls.bob, cls.carol):
            cls._login_for(partner)
        cls.agent = cls._create_employee("Agent Smith", user=cls.sale_user)
        cls.contract = cls._create_off_plan(buyers=[(cls.ann, 50), (cls.bob, 50)])
        cls.url = f"/my/contracts/{cls.contract.id}"
        cls.receipt = cls.env["property.receipt"].search(
            [("payment_id.sale_contract_id", "=", cls.contract.id)]
        )

    def setUp(self):
        super().setUp()
        self.notice = self._post_notice(self.contract)
        visits = self.env["service.visit"].with_user(self.sale_user)
        self.visit = visits.create(
            {
                "partner_id": self.ann.id,
                "sale_contract_id": self.contract.id,
                "sale_occasion": "other",
                "channel": "phone",
                "reason": "How are you?",
                "result": "Was rude",
            }
        )
        self.visit.action_done()
        self.ticket = self._ask(self.ann, "Where is my copy?")

    def _ask(self, partner, name, **vals):
        return self.env["helpdesk.ticket"].create(
            {
                "name": name,
                "description": "<p>x</p>",
                "partner_id": partner.id,
                "company_id": self.company.id,
                "sale_contract_id": self.contract.id,
                **vals,
            }
        )

    def _get(self, name, url):
        self.authenticate(f"portal_{name}", f"portal_{name}")
        return self.url_open(url)

    def _get_line(self, partner, until=None):
        """{kind: entries} of the contract as ``partner`` reads it."""
        own = self.env(user=partner.user_ids.id, su=True)
        contract = self.contract.with_env(own)
        sale = PortalSale(contract.id, until)
        found = {}
        for entry in contract._get_portal_line(sale, partner, None)[0]:
            found.setdefault(entry.kind, []).append(entry)
        return found

    def test_events_stand_between_the_steps_and_lead_to_their_pages(self):
        """X-4: bills, payments, notice, visit and question; no note of the staff."""
        line = self._get_line(self.ann)
        move = self.contract.sudo()._get_portal_invoices(self.ann)
        self.assertTrue(move and self.receipt)
        self.assertEqual(
            {
                kind: [entry.url for entry in found]
                for kind, found in line.items()
                if kind != "step"
            },
            {
                "bill": [f"/my/invoices/{row.id}" for row in move],
                "payment": [f"/my/homes/receipt/{self.receipt.id}"],
                "visit": [""],
                "ticket": [f"/my/ticket/{self.ticket.id}"],
                "paper": [f"{self.url}/document/movein-notice"],
            },
        )
        page = self._get("ann", self.url).text
        for text in (
            "Return visit",
            "By phone",
            "Move-in notice posted",
            "Your question",
        ):
            self.assertIn(text, page)
        for text in ("Was rude", "Agent Smith"):
            self.assertNotIn(text, page)
        for found in line.values():
            for url in filter(None, (entry.url for entry in found)):
                self.assertIn(f'href="{url}"', page)
                self.assertEqual(self._get("ann", url).status_code, 200, url)

    def test_another_buyer_sees_what_was_sent_to_all_and_nothing_of_the_first(self):
        """X-4: payments, visits and questions are each one's own."""
        line = self._get_line(self.bob)
        self.assertEqual(set(line), {"step", "bill", "paper"})
        page = self._get("bob", self.url).text
        for text in (self.receipt.name, "Return visit", "Where is my copy?"):
            self.assertNotIn(text, page)
        own = self._ask(self.bob, "And mine?")
        [entry] = self._get_line(self.bob)["ticket"]
        self.assertEqual(entry.url, f"/my/ticket/{own.id}")
        self.assertEqual(len(self._get_line(self.ann)["ticket"]), 1)

    def test_a_former_buyer_sees_nothing_of_what_came_after(self):
        """X-4: what was sent by then stays, without the page to print it."""
        buyer = self.contract.sudo().buyer_ids.filtered(
            lambda row: row.partner_id == self.bob
        )
        trusted(buyer).unlink()
        line = self._get_line(self.bob, TODAY)
        self.assertEqual([entry.url for entry in line["paper"]], [""])
        self.notice._write_protected({"date_posted": "2026-11-25"})
        self.assertNotIn("paper", self._get_line(self.bob, TODAY))
        page = self._get("bob", self.url).text
        self.assertIn("you were a buyer until", page)
        self.assertNotIn("Move-in notice posted", page)

    def test_the_slip_is_there_once_it_is_issued(self):
        """X-4: with its number and its print."""
        self._inspect(self.contract)
        self._ask_slip(self.contract)
        self.assertEqual(len(self._get_line(self.ann)["paper"]), 1)
        slip = self._issue_slip(self.contract)
        entry = self._get_line(self.ann)["paper"][-1]
        self.assertEqual(
            (entry.title, entry.text, entry.url),
            ("Move-in slip issued", slip.name, f"{self.url}/document/movein-slip"),
        )

    def test_a_complaint_is_called_one(self):
        """X-4"""
        category = self.env["helpdesk.ticket.category"].create(
            {"name": "Anger", "is_complaint": True, "company_id": self.company.id}
        )
        self._ask(self.bob, "Too loud", category_id=category.id)
        [entry] = self._get_line(self.bob)["ticket"]
        self.assertEqual(entry.title, "Complaint")

    def test_the_home_has_the_same_line_for_who_bought_it(self):
        """X-4: way and events of the sale among those of the home, each once; a
        tenant sees none of it."""
        self._own(self.unit, "2026-11-24", (self.ann, 50), (self.bob, 50))
        self.env["property.tenancy"].create(
            {
                "unit_id": self.unit.id,
                "partner_id": self.carol.id,
                "date_from": "2026-11-24",
            }
        )
        url = f"/my/homes/{self.unit.id}"
        page = self._get("ann", url).text
        for text in ("Owner from", "Authentication", "Move-in notice posted"):
            self.assertIn(text, page)
        line = page.partition('id="line"')[2]
        link = f'href="/my/homes/receipt/{self.receipt.id}"'
        self.assertEqual(line.partition("</ol>")[0].count(link), 1)
        page = self._get("bob", url).text
        self.assertIn("Move-in notice posted", page)
        for text in (self.receipt.name, "Return visit", "Where is my copy?"):
            self.assertNotIn(text, page)
        page = self._get("carol", url).text
        self.assertIn("Tenant from", page)
        for text in ("Authentication", "Move-in notice", self.receipt.name):
            self.assertNotIn(text, page)

    def test_the_newest_are_shown_and_all_when_asked_for(self):
        """X-4: every step stays."""
        for number in range(NEWEST):
            self._ask(self.ann, f"Ticket {number:02}")
        page = self._get("ann", self.url).text
        self.assertIn("?line=all#line", page)
        self.assertIn("Contract signature", page)
        page = self._get("ann", f"{self.url}?line=all").text
        self.assertNotIn("?line=all#line", page)
        self.assertIn("Ticket 00", page)

    def test_the_number_of_queries_does_not_grow_with_what_happened(self):
        """X-4"""

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._get_line(self.ann)
            return self.env.cr.sql_log_count - before

        count()  # what is cached once for all
        few = count()
        for number in range(10):
            self._ask(self.ann, f"Ticket {number}")
            self.visit.copy({"result": "Content"}).action_done()
        self.assertEqual(count(), few)

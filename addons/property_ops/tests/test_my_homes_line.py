from datetime import date

from freezegun import freeze_time

from odoo.tests import tagged

from ..tools.portal_home import PortalHome
from ..tools.timeline import DONE, NEWEST, NEXT, Entry, newest
from .portal_common import PortalCase


@tagged("post_install", "-at_install")
@freeze_time("2027-02-10 04:00:00")
class TestMyHomesLine(PortalCase):
    """What happened at a home, on one line, for each of its people."""

    def _get_line(self, partner, unit=None, limit=None):
        """{kind: entries} as the page has them for ``partner``."""
        unit = unit or self.unit
        own = self.env(user=partner.user_ids.id, su=True)
        unit, partner = unit.with_env(own), partner.with_env(own)
        home = unit._get_portal_homes(partner, self.company)[unit.id]
        entries, _has_more = unit._get_portal_line(home, partner, limit)
        found = {}
        for entry in entries:
            found.setdefault(entry.kind, []).append(entry)
        return found

    def _create_journal(self):
        return self.env["account.journal"].create(
            {
                "name": "Desk",
                "code": "DESK",
                "type": "cash",
                "company_id": self.company.id,
            }
        )

    def _live(self, partner):
        """A bill, a payment, a letter, a visit and a question of ``partner``."""
        self.move = self._bill()[self.unit]
        today = self.company._policy_today()
        receipts = self.env["property.receipt"].with_user(self.user_cashier)
        self.receipt = receipts._take(
            partner, self.move, 91, self._create_journal(), today
        )
        self.env["property.dunning.policy"].create(
            {"company_id": self.company.id, "date_from": "2026-01-01"}
        )
        ladder = self.env["property.dunning.case"]
        ladder._process_chunk(self.company, today, self.unit.ids)
        case = ladder.search([("unit_id", "=", self.unit.id)])
        case.step_id._mark_sent()
        self.letter = case.step_id
        self.visit = self.env["service.visit"]._create_protected(
            [
                {
                    "kind": "dunning",
                    "partner_id": partner.id,
                    "employee_id": self.employee_area_manager.id,
                    "company_id": self.company.id,
                    "dunning_step_id": case.step_id.id,
                    "reason": "Arrears",
                    "result": "Was rude",
                    "done_at": "2027-02-09 02:00:00",
                }
            ]
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE service_visit SET state = 'done' WHERE id = %s", [self.visit.id]
        )
        self.env.invalidate_all()
        self.ticket = self._ask(partner, "Lift noise")

    def _ask(self, partner, name):
        return self.env["helpdesk.ticket"].create(
            {
                "name": name,
                "description": "<p>x</p>",
                "partner_id": partner.id,
                "property_unit_id": self.unit.id,
                "company_id": self.company.id,
            }
        )

    def test_everything_of_a_home_stands_on_one_line_and_leads_to_its_page(self):
        """X-4: fees, payments, letters, visits, questions; no note of the staff."""
        self._live(self.ann)
        line = self._get_line(self.ann)
        self.assertEqual(
            {kind: [entry.url for entry in found] for kind, found in line.items()},
            {
                "stay": [""],
                "bill": [f"/my/invoices/{self.move.id}"],
                "payment": [f"/my/homes/receipt/{self.receipt.id}"],
                "letter": [f"/my/homes/dunning/{self.letter.id}"],
                "visit": [""],
                "ticket": [f"/my/ticket/{self.ticket.id}"],
            },
        )
        self.assertEqual(line["visit"][0].day, date(2027, 2, 9))
        page = self._get(self.user_ann, f"/my/homes/{self.unit.id}").text
        for text in ("Line of time", "Owner from", "Monthly bill", "Lift noise"):
            self.assertIn(text, page)
        self.assertNotIn("Was rude", page)
        for found in line.values():
            for url in filter(None, (entry.url for entry in found)):
                self.assertIn(f'href="{url}"', page)
                self.assertEqual(self._get(self.user_ann, url).status_code, 200, url)

    def test_a_co_owner_sees_the_shared_bill_and_nothing_else_of_the_other(self):
        """X-4: payments, letters, visits and questions are each one's own."""
        self.env["property.tenure"].search([("unit_id", "=", self.unit.id)]).unlink()
        self._own(self.unit, "2026-01-01", (self.ann, 60), (self.bob, 40))
        self._live(self.ann)
        line = self._get_line(self.bob)
        self.assertEqual(set(line), {"stay", "bill"})
        self.assertEqual(line["bill"][0].who, self.ann.name)
        page = self._get(self.user_bob, f"/my/homes/{self.unit.id}").text
        for text in (self.receipt.name, "Lift noise", "/my/homes/dunning/"):
            self.assertNotIn(text, page)

    def test_a_tenant_and_a_former_owner_see_their_own_alone(self):
        """X-4, PO-4.5.2"""
        carol, dan = self.env["res.partner"].create(
            [{"name": "Carol"}, {"name": "Dan"}]
        )
        self.user_carol, self.user_dan = self._login_for(carol), self._login_for(dan)
        tenures = self.env["property.tenure"].search([("unit_id", "=", self.unit.id)])
        tenures.unlink()
        self._own(self.unit, "2025-01-01", (dan, 100)).date_to = "2025-12-31"
        self._own(self.unit, "2026-01-01", (self.ann, 100))
        self.env["property.tenancy"].create(
            {
                "unit_id": self.unit.id,
                "partner_id": carol.id,
                "date_from": "2026-12-01",
                "date_to": "2027-12-31",
            }
        )
        self._live(self.ann)
        own = self._ask(carol, "Broken lamp")
        line = self._get_line(carol)
        self.assertEqual([entry.title for entry in line.pop("stay")], ["Tenant from"])
        self.assertEqual(
            {kind: [entry.url for entry in found] for kind, found in line.items()},
            {"ticket": [f"/my/ticket/{own.id}"]},
        )
        line = self._get_line(dan)
        titles = [(entry.title, entry.day) for entry in line.pop("stay")]
        self.assertEqual(
            titles,
            [("Owner from", date(2025, 1, 1)), ("Owner until", date(2025, 12, 31))],
        )
        self.assertFalse(line)

    def test_the_newest_are_shown_and_all_when_asked_for(self):
        """X-4"""
        tickets = [self._ask(self.ann, f"Ticket {n:02}") for n in range(NEWEST + 2)]
        for number, ticket in enumerate(tickets):
            self.env.cr.execute(
                "UPDATE helpdesk_ticket SET create_date = %s WHERE id = %s",
                [f"2027-01-{number + 1:02} 02:00:00", ticket.id],
            )
        self.env.invalidate_all()
        url = f"/my/homes/{self.unit.id}"
        page = self._get(self.user_ann, url).text
        self.assertIn("?line=all#line", page)
        self.assertNotIn("Ticket 01", page)
        self.assertIn("Ticket 02", page)
        page = self._get(self.user_ann, f"{url}?line=all").text
        self.assertNotIn("?line=all#line", page)
        self.assertIn("Ticket 01", page)

    def test_the_number_of_queries_does_not_grow_with_what_happened(self):
        """X-4"""
        self._live(self.ann)

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._get_line(self.ann, limit=NEWEST)
            return self.env.cr.sql_log_count - before

        count()  # what is cached once for all
        few = count()
        self._bill("2027-01-01")
        for number in range(10):
            self._ask(self.ann, f"Ticket {number}")
        self.assertEqual(count(), few)

    def test_a_line_drops_its_oldest_events_and_keeps_every_step(self):
        """X-4: what leads to one page is there once."""
        old = Entry(date(2026, 1, 1), title="signed", status=DONE)
        events = [Entry(date(2026, 1, day), "bill", str(day)) for day in (2, 4, 3)]
        ahead = Entry(title="certificate", status=NEXT)
        line, has_more = newest([*events, ahead, old], 2)
        self.assertEqual(
            [entry.title for entry in line], ["signed", "3", "4", "certificate"]
        )
        self.assertTrue(has_more)
        self.assertEqual(newest([*events, ahead, old], 3)[1], False)
        self.assertEqual(len(newest([*events, ahead, old])[0]), 5)
        twice = [Entry(date(2026, 1, 2), url="/my/x"), Entry(date(2026, 1, 2))]
        self.assertEqual(len(newest([*twice, twice[0]])[0]), 2)

    def test_times_that_follow_each_other_are_one_stay(self):
        """X-4: an owner whose share changed has owned the home all along."""
        home = PortalHome(1)
        for first, last in (((2026, 2, 1), None), ((2025, 1, 1), (2026, 1, 31))):
            home.add_span("owner", date(*first), last and date(*last), date.max)
        home.add_span("tenant", date(2024, 1, 1), date(2024, 6, 30), date.max)
        self.assertEqual(
            home.get_stays(),
            [
                ("owner", date(2025, 1, 1), None),
                ("tenant", date(2024, 1, 1), date(2024, 6, 30)),
            ],
        )

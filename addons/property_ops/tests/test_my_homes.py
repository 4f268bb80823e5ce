from freezegun import freeze_time
from lxml import html

from odoo import http
from odoo.tests import tagged

from .portal_common import PortalCase


@tagged("post_install", "-at_install")
@freeze_time("2026-12-10 04:00:00")
class TestMyHomes(PortalCase):
    """The pages of owners and tenants."""

    def test_the_owner_sees_what_is_owed_and_when(self):
        move = self._bill()[self.unit]
        page = self._get(self.user_ann, "/my/homes").text
        self.assertIn(self.unit.reference, page)
        self.assertIn("191.00", page)
        self.assertIn("12/20/2026", page)
        self.assertNotIn(self.units[1].reference, page)
        self.assertNotIn("Overdue", page)
        page = self._get(self.user_ann, f"/my/homes/{self.unit.id}").text
        self.assertIn(move.name, page)
        self.assertIn("95.5", page)
        self.assertIn(f"/my/homes/pay?home={self.unit.id}", page)

    def test_somebody_elses_home_is_not_there(self):
        moves = self._bill()
        for url in (
            f"/my/homes/{self.unit.id}",
            f"/my/homes/{self.unit.id}/late-fee",
            f"/my/homes/notice/{moves[self.unit].id}?report_type=html",
            "/my/homes/999999",
        ):
            response = self._get(self.user_bob, url)
            self.assertEqual(response.status_code, 404, url)
            self.assertNotIn(self.unit.reference, response.text)

    def test_co_owners_see_and_may_pay_the_shared_home(self):
        self.env["property.tenure"].search([("unit_id", "=", self.unit.id)]).unlink()
        self._own(self.unit, "2026-01-01", (self.ann, 60), (self.bob, 40))
        move = self._bill()[self.unit]
        page = self._get(self.user_bob, f"/my/homes/{self.unit.id}").text
        self.assertIn(move.name, page)
        self.assertIn("Pay all of", page)

    def test_a_former_owner_sees_the_own_past_and_no_facts(self):
        move = self._bill()[self.unit]
        tenure = self.env["property.tenure"].search([("unit_id", "=", self.unit.id)])
        tenure.date_to = "2026-12-07"
        meter = self._create_meter()
        self._read(meter, "2026-12-01", 123)
        self._read(meter, "2026-12-09", 139)
        page = self._get(self.user_ann, f"/my/homes/{self.unit.id}").text
        self.assertIn(move.name, page)
        self.assertIn("Former", page)
        rows = html.fromstring(page).xpath(
            "//*[.='Meter readings']/..//*[contains(@class, 'list-group-item')]"
        )
        texts = [" ".join(row.text_content().split()) for row in rows]
        self.assertEqual(texts, ["Water W1 12/01/2026 123"])
        self.assertNotIn("Gross Area", page)

    def test_who_will_own_the_home_sees_nothing_yet(self):
        move = self._bill()[self.unit]
        tenure = self.env["property.tenure"].search([("unit_id", "=", self.unit.id)])
        tenure.date_to = "2026-12-31"
        self._own(self.unit, "2027-01-01", (self.bob, 100))
        response = self._get(self.user_bob, f"/my/homes/{self.unit.id}")
        self.assertEqual(response.status_code, 404)
        self.assertNotIn(move.name, response.text)

    def test_a_tenant_sees_own_bills_and_little_of_the_home(self):
        carol = self.env["res.partner"].create({"name": "Carol"})
        user = self._login_for(carol)
        self.env["property.tenancy"].create(
            {
                "unit_id": self.unit.id,
                "partner_id": carol.id,
                "date_from": "2026-12-01",
                "rent": 4321,
            }
        )
        move = self._bill()[self.unit]
        self.unit.condition = "Crack in the wall"
        page = self._get(user, f"/my/homes/{self.unit.id}").text
        self.assertIn("Tenant", page)
        self.assertIn("Gross Area", page)
        self.assertNotIn("Handed over", page)
        self.assertNotIn("Crack", page)
        self.assertNotIn(move.name, page)

    def test_readings_that_wait_for_somebody_are_not_shown(self):
        meter = self._create_meter()
        reading = self._read(meter, "2026-12-01", 123)
        reading._write_protected({"is_held": True})
        page = self._get(self.user_ann, f"/my/homes/{self.unit.id}").text
        self.assertNotIn("Meter readings", page)

    def test_personal_facts_stay_in_the_office(self):
        """PO-4.5.1: not even the household's own card shows health or employer."""
        household = self.env["property.household"].create(
            {
                "unit_id": self.unit.id,
                "partner_id": self.ann.id,
                "date_in": "2026-01-01",
                "note": "Complains often",
            }
        )
        self.env["property.household.member"].create(
            {
                "household_id": household.id,
                "name": "Grandmother",
                "care": "ill",
                "care_note": "Heart",
                "employer": "Works",
            }
        )
        page = self._get(self.user_ann, f"/my/homes/{self.unit.id}").text
        self.assertIn("My household since", page)
        for word in ("Grandmother", "Heart", "Works", "Complains"):
            self.assertNotIn(word, page)

    def test_notice_of_the_own_bill(self):
        """PO-4.1.2"""
        move = self._bill()[self.unit]
        url = f"/my/homes/notice/{move.id}?report_type=html"
        response = self._get(self.user_ann, url)
        self.assertEqual(response.status_code, 200)
        self.assertIn("Payment Notice", response.text)
        self.assertIn(move.name, response.text)

    def test_a_question_carries_the_home(self):
        self.authenticate(self.user_ann.login, self.user_ann.login)
        page = self.url_open(f"/new/ticket?home={self.unit.id}").text
        self.assertIn(self.unit.reference, page)
        ticket = self._ask(self.unit, "Lift noise")
        self.assertEqual(ticket.property_unit_id, self.unit)
        self.assertEqual(ticket.partner_id, self.ann)
        page = self.url_open(f"/my/homes/{self.unit.id}").text
        self.assertIn("Lift noise", page)

    def test_a_question_carries_no_foreign_home(self):
        self.authenticate(self.user_ann.login, self.user_ann.login)
        page = self.url_open(f"/new/ticket?home={self.units[1].id}").text
        self.assertNotIn(self.units[1].reference, page)
        ticket = self._ask(self.units[1], "Hello")
        self.assertFalse(ticket.property_unit_id)

    def _ask(self, unit, subject):
        data = {
            "csrf_token": http.Request.csrf_token(self),
            "subject": subject,
            "description": "Please",
            "home": unit.id,
        }
        self.url_open("/submitted/ticket", data=data)
        return self.env["helpdesk.ticket"].search([("name", "=", subject)])

    def test_receipt_of_ones_own_payment(self):
        """PO-4.1.2"""
        move = self._bill()[self.unit]
        journal = self.env["account.journal"].create(
            {
                "name": "Desk",
                "code": "DESK",
                "type": "cash",
                "company_id": self.company.id,
            }
        )
        receipts = self.env["property.receipt"].with_user(self.user_cashier)
        day = self.company._policy_today()
        receipt = receipts._take(self.ann, move, 91, journal, day)
        page = self._get(self.user_ann, f"/my/homes/{self.unit.id}").text
        self.assertIn(receipt.name, page)
        url = f"/my/homes/receipt/{receipt.id}?report_type=html"
        self.assertIn(receipt.name, self._get(self.user_ann, url).text)
        response = self._get(self.user_bob, url)
        self.assertEqual(response.status_code, 404)
        self.assertNotIn(receipt.name, response.text)

    def test_the_late_fee_is_explained_stretch_by_stretch(self):
        """PO-4.1.3.1"""
        self.env["property.dunning.policy"].create(
            {
                "company_id": self.company.id,
                "date_from": "2026-01-01",
                "rate": 0.05,
                "grace_days": 0,
            }
        )
        self._bill("2026-09-01")
        url = f"/my/homes/{self.unit.id}/late-fee"
        self.assertIn("There is no late fee", self._get(self.user_ann, url).text)
        with freeze_time("2027-01-19 04:00:00"):  # 30 days after the due date
            page = self._get(self.user_ann, f"/my/homes/{self.unit.id}").text
            self.assertIn("2.87", page)  # 191 × 0.05 % × 30
            page = self._get(self.user_ann, url).text
        for part in ("2.87", "191.00", "0.05", "12/21/2026", "01/19/2027"):
            self.assertIn(part, page)

    def test_number_of_queries_does_not_grow_with_the_estate(self):
        self._bill()
        units = self.env["property.unit"].sudo()

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            homes = units._get_portal_homes(self.ann, self.company)
            units.browse(homes).mapped("reference")
            return self.env.cr.sql_log_count - before

        few = count()
        more = self.env["property.unit"].create(
            [
                {"name": str(number), "building_id": self.building.id}
                for number in range(300, 330)
            ]
        )
        self._own(more[0], "2026-01-01", (self.ann, 100))
        self.assertEqual(count(), few)

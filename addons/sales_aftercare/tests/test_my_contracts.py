import base64

from odoo import http
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from odoo.addons.cs_policy.tools.trusted import trusted

from .care_common import PAPER, CareCase
from .common import TODAY
from .title_common import TitleCase


@tagged("post_install", "-at_install")
class TestMyContracts(HttpCase, CareCase):
    """The pages of buyers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.carol = cls.env["res.partner"].create({"name": "Carol"})
        for name in ("ann", "bob", "carol"):
            setattr(cls, f"user_{name}", cls._login_for(getattr(cls, name)))
        cls.contract = cls._create_active(
            buyers=[(cls.ann, 50), (cls.bob, 50)], delivery_kind="off_plan"
        )
        cls.url = f"/my/contracts/{cls.contract.id}"

    def _get(self, user, url, **options):
        self.authenticate(user.login, user.login)
        return self.url_open(url, **options)

    def _post(self, user, url, **data):
        self.authenticate(user.login, user.login)
        data["csrf_token"] = http.Request.csrf_token(self)
        return self.url_open(url, data=data)

    def test_what_waits_for_a_signature_stands_on_the_page(self):
        """SA-1.9: of the one buyer who is to sign it."""
        receipts = self.env["document.receipt"].with_user(self.sale_clerk)
        receipt = receipts.create(
            receipts._prepare_receipt(self.contract, self.ann, ["A key"])
        )
        self.assertNotIn(receipt.name, self._get(self.user_ann, self.url).text)
        receipt.action_offer()
        page = self._get(self.user_ann, self.url).text
        self.assertIn(f'href="/my/papers/{receipt.id}"', page)
        self.assertNotIn(receipt.name, self._get(self.user_bob, self.url).text)

    def test_every_buyer_sees_the_way_and_what_to_bring(self):
        """X-4: also the second buyer, on list and page."""
        self.contract._record_step("seal", TODAY)
        for user in (self.user_ann, self.user_bob):
            page = self._get(user, "/my/contracts").text
            self.assertIn(self.contract.name, page)
            page = self._get(user, self.url).text
            for text in (
                self.unit.reference,
                "Authentication",
                "Who has it: Data clerk",
                "Photocopy of the identity document",
                "12/31/2026",
            ):
                self.assertIn(text, page)

    def test_a_stranger_sees_nothing(self):
        """X-4: not the page, nor what hangs on it."""
        for path in ("", "/photo/1", "/paper/1", "/document/movein-slip"):
            response = self._get(self.user_carol, self.url + path)
            self.assertEqual(response.status_code, 404, path)
            self.assertNotIn(self.unit.reference, response.text)
        response = self._post(self.user_carol, f"{self.url}/messages", consent="1")
        self.assertEqual(response.status_code, 404)
        self.assertNotIn(
            self.contract.name, self._get(self.user_carol, "/my/contracts").text
        )
        with self.assertRaises(AccessError):
            self.contract.with_user(self.user_ann).read(["name"])

    def test_a_draft_is_no_business_of_the_buyer_yet(self):
        draft = self._create_contract(self.units[1], [(self.carol, 100)])
        response = self._get(self.user_carol, f"/my/contracts/{draft.id}")
        self.assertEqual(response.status_code, 404)

    def test_a_former_buyer_sees_the_past_only(self):
        """X-4: what was over when Ann left, and nothing that came after."""
        self.contract._record_step("seal", TODAY)
        trusted(self.contract.sudo().buyer_ids[0]).unlink()
        self.contract.sudo()._write_protected({"date_authenticated": "2026-11-25"})
        self._add_paper()
        page = self._get(self.user_ann, self.url).text
        for text in ("you were a buyer until", "11/24/2026", "Seal"):
            self.assertIn(text, page)
        for text in ("Authentication", "Please bring", "plan.pdf", "Looked after by"):
            self.assertNotIn(text, page)
        response = self._get(self.user_ann, f"{self.url}/paper/{self.paper.id}")
        self.assertEqual(response.status_code, 404)
        self.assertIn("Authentication", self._get(self.user_bob, self.url).text)

    def _add_paper(self):
        self.paper = self.env["ir.attachment"].create(
            {
                "name": "plan.pdf",
                "raw": b"the plan",
                "res_model": self.contract._name,
                "res_id": self.contract.id,
            }
        )
        self.contract.sudo().portal_file_ids = self.paper

    def test_only_papers_put_there_are_given_out(self):
        """X-4: others that hang on the contract are not."""
        self._add_paper()
        inside = self.paper.copy({"name": "internal.pdf"})
        page = self._get(self.user_bob, self.url).text
        self.assertIn("plan.pdf", page)
        self.assertNotIn("internal.pdf", page)
        response = self._get(self.user_bob, f"{self.url}/paper/{self.paper.id}")
        self.assertEqual(response.content, b"the plan")
        response = self._get(self.user_bob, f"{self.url}/paper/{inside.id}")
        self.assertEqual(response.status_code, 404)

    def test_progress_stands_in_the_portal(self):
        """SA-2.5: milestones of the own building with photos, of no other."""
        photo = {"name": "roof.png", "datas": base64.b64encode(b"photo")}
        other = self.env["property.building"].create(
            {"name": "2", "estate_id": self.estate.id}
        )
        shown, hidden = self.env["construction.milestone"].create(
            [
                {
                    "name": name,
                    "estate_id": self.estate.id,
                    "building_ids": building.ids,
                    "date_planned": TODAY,
                    "description": "Up it goes",
                    "photo_ids": [(0, 0, photo)],
                }
                for name, building in (("Roof", self.building), ("Cellar", other))
            ]
        )
        self.assertNotIn("Roof", self._get(self.user_ann, self.url).text)
        (shown | hidden).action_reach()
        page = self._get(self.user_ann, self.url).text
        self.assertIn("Roof", page)
        self.assertNotIn("Cellar", page)
        for milestone, status in ((shown, 200), (hidden, 404)):
            path = f"{self.url}/photo/{milestone.photo_ids.id}"
            self.assertEqual(self._get(self.user_ann, path).status_code, status)

    def test_the_switch_gives_consent_and_takes_it_back(self):
        """SA-2.3: in the portal, in writing, for oneself alone."""
        profiles = self.env["customer.profile"]
        self._post(self.user_ann, f"{self.url}/messages", consent="1", channel="email")
        found = profiles._get_profiles(self.ann | self.bob, self.company)
        profile = found[self.ann.id]
        self.assertNotIn(self.bob.id, found)
        self.assertRecordValues(
            profile,
            [{"consent": "given", "consent_way": "portal", "channel": "email"}],
        )
        self.assertFalse(profile.opted_out_at)
        self._post(self.user_ann, f"{self.url}/messages")
        self.assertEqual((profile.consent, profile.opt_out_way), ("refused", "portal"))

    def test_a_question_carries_the_contract(self):
        """X-4: of one's own; any other number is left out."""
        page = self._get(self.user_ann, f"/new/ticket?contract={self.contract.id}").text
        self.assertIn(self.contract.name, page)
        for user, expected in (
            (self.user_ann, self.contract),
            (self.user_carol, self.contract.browse()),
        ):
            subject = f"Question of {user.login}"
            self._post(
                user,
                "/submitted/ticket",
                subject=subject,
                description="x",
                category="",
                contract=self.contract.id,
            )
            ticket = self.env["helpdesk.ticket"].search([("name", "=", subject)])
            self.assertEqual(ticket.sale_contract_id, expected)
        page = self._get(self.user_ann, self.url).text
        self.assertIn("Question of portal_ann", page)

    def test_a_document_is_printed_for_its_buyer(self):
        """X-4: the move-in notice, once it was posted."""
        self.assertTrue(PAPER)
        path = f"{self.url}/document/movein-notice"
        self.assertEqual(self._get(self.user_ann, path).status_code, 404)
        self.env["movein.notice"]._create_protected(
            [
                {
                    "contract_id": self.contract.id,
                    "date_delivery": TODAY,
                    "date_due": TODAY,
                }
            ]
        )._move("posted", date_posted=TODAY)
        self.assertIn("document/movein-notice", self._get(self.user_ann, self.url).text)
        response = self._get(self.user_ann, path)
        self.assertEqual(response.status_code, 200)


@tagged("post_install", "-at_install")
class TestMyDocuments(HttpCase, TitleCase):
    """Statement and registration, downloaded by the buyer and by nobody else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for partner in (cls.ann, cls.bob):
            cls._login_for(partner)

    def _ask(self, login, path):
        self.authenticate(login, login)
        return self.url_open(path)

    def _assert_own(self, contract, key):
        """``key`` stands on the page, is printed, and is the buyer's alone."""
        url = f"/my/contracts/{contract.id}"
        self.assertIn(f"document/{key}", self._ask("portal_ann", url).text)
        url = f"{url}/document/{key}"
        self.assertEqual(self._ask("portal_ann", url).status_code, 200)
        self.assertEqual(self._ask("portal_bob", url).status_code, 404)

    def test_the_statement_is_there_once_the_buyer_was_told(self):
        """SA-1.6.1: of the settlement in force, on the page of the contract."""
        settlement = self._create_settled()
        contract = settlement.contract_id
        url = f"/my/contracts/{contract.id}/document/area-settlement"
        self.assertEqual(self._ask("portal_ann", url).status_code, 404)
        settlement.action_told_in_person()
        self._assert_own(contract, "area-settlement")

    def test_the_registration_is_there_once_the_forms_are_out(self):
        """SA-1.6.3: with the bureau's number and the certificate's."""
        application = self._apply(self._create_ready())
        contract = application.contract_id
        url = f"/my/contracts/{contract.id}/document/certificate-property"
        self.assertEqual(self._ask("portal_ann", url).status_code, 404)
        self._issue(application)
        self._assert_own(contract, "certificate-property")
        html = self.env["ir.actions.report"]._render_qweb_html(
            "sales_aftercare.title_application_document", application.ids
        )[0]
        for text in ("B-1", "P-1"):
            self.assertIn(text, html.decode())

from freezegun import freeze_time

from odoo.tests import HttpCase, tagged

from .papers_common import SIGNATURE, PapersCase


@tagged("post_install", "-at_install")
@freeze_time("2026-11-24 02:00:00")
class TestMyPapers(HttpCase, PapersCase):
    """The customer signs in the portal; a neighbour sees nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name in ("ann", "bob"):
            setattr(cls, f"user_{name}", cls._login_for(getattr(cls, name)))
        contract = cls._create_authenticated()
        cls.copy = cls._get_copy(contract, "b_duplicate")
        cls.receipt = cls._create_receipt(contract, cls.ann, [cls.copy])
        cls.url = f"/my/papers/{cls.receipt.id}"

    def _post(self, url, **params):
        answer = self.url_open(url, json={"jsonrpc": "2.0", "params": params})
        return answer.json()

    def test_the_customer_signs_what_was_put_before_them(self):
        """SA-1.9: then the paper is theirs, and it can't be signed again."""
        self.receipt.action_offer()
        self.authenticate("portal_ann", "portal_ann")
        page = self.url_open(self.url).text
        self.assertIn("T-0001/B2", page)
        self.assertIn("portal.signature_form", page)
        missing = self._post(f"{self.url}/sign", name="Ann")
        self.assertIn("has not signed", missing["result"]["error"])
        done = self._post(f"{self.url}/sign", name="Ann", signature=SIGNATURE.decode())
        self.assertTrue(done["result"]["force_refresh"])
        self.receipt.invalidate_recordset()
        self.assertEqual(
            (self.receipt.state, self.receipt.channel), ("signed", "portal")
        )
        self.assertEqual(self.copy.holder_partner_id, self.ann)
        again = self._post(f"{self.url}/sign", name="X", signature=SIGNATURE.decode())
        self.assertIn("error", again["result"])
        self.assertIn("Signed by", self.url_open(self.url).text)
        self.assertIn(
            "T-0001/B2", self.url_open(f"{self.url}/pdf?report_type=html").text
        )

    def test_what_is_to_be_signed_stands_on_the_page_of_the_contract(self):
        """SA-1.9: while it waits for this buyer's signature."""
        page = f"/my/contracts/{self.receipt.contract_id.id}"
        self.authenticate("portal_ann", "portal_ann")
        self.assertNotIn(self.url, self.url_open(page).text)
        self.receipt.action_offer()
        text = self.url_open(page).text
        self.assertIn(f'href="{self.url}"', text)
        self.assertIn("T-0001/B2", text)
        self._post(f"{self.url}/sign", name="Ann", signature=SIGNATURE.decode())
        self.assertNotIn(self.url, self.url_open(page).text)

    def test_a_neighbour_gets_nothing(self):
        """SA-1.9: no list, no page, no form, no signature, not with a wrong key."""
        self.receipt.action_offer()
        for login in ("portal_bob", None):
            self.authenticate(login, login)
            for url in (
                self.url,
                f"{self.url}?access_token=wrong",
                f"{self.url}/pdf",
            ):
                self.assertEqual(self.url_open(url).status_code, 404, (login, url))
            answer = self._post(f"{self.url}/sign", name="Bob", signature="AAAA")
            self.assertIn("error", answer)
        self.authenticate("portal_bob", "portal_bob")
        self.assertNotIn(self.receipt.name, self.url_open("/my/papers").text)
        self.authenticate("portal_ann", "portal_ann")
        self.assertIn(self.receipt.name, self.url_open("/my/papers").text)
        self.receipt.invalidate_recordset()
        self.assertEqual(self.receipt.state, "ready")

    def test_a_draft_is_not_shown_and_not_signed(self):
        """SA-1.9: who may hand papers out puts it before the customer first."""
        self.authenticate("portal_ann", "portal_ann")
        self.assertEqual(self.url_open(self.url).status_code, 404)
        answer = self._post(f"{self.url}/sign", name="Ann", signature="AAAA")
        self.assertIn("error", answer)

    def test_the_link_in_the_message_opens_the_one_receipt(self):
        """SA-1.9: also for a customer without a login."""
        self.receipt.action_offer()
        self.authenticate(None, None)
        link = self.receipt._get_share_path()
        self.assertIn("T-0001/B2", self.url_open(link).text)
        body = self.receipt.sudo().message_ids.filtered(
            lambda message: self.ann in message.partner_ids
        )
        self.assertIn(self.url, body[:1].body)

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from odoo.addons.cs_policy.exceptions import PolicyRefusal

from .common import SIGNATURE, TODAY
from .title_common import TitleCase


@tagged("post_install", "-at_install")
class TestReceiptOfApplication(TitleCase):
    """Nothing of an application is taken without a signed receipt (SA-1.9)."""

    def _refused(self, function):
        with self.assertRaises(PolicyRefusal) as caught:
            function()
        return caught.exception

    def _make_receipt(self, source, user=None):
        user = user or source.env.user
        action = source.with_user(user).action_receipt()
        return self.env["document.receipt"].browse(action["res_id"]).with_user(user)

    def _create_issued(self, kind="property"):
        application = self._apply(self._create_ready(), kind)
        self._issue(application)
        return application

    def test_forms_are_taken_against_a_receipt_made_by_one_button(self):
        """SA-1.9: with what is taken on it; the signature hands them out."""
        application = self._apply(self._create_ready())
        self._tick(application)
        refusal = self._refused(application.action_hand_over)
        self.assertEqual(refusal.clauses, ["SA-1.9"])
        receipt = self._make_receipt(application)
        self.assertEqual(
            receipt.line_ids.mapped(lambda line: (line.title, line.form)),
            [
                ("Registration form", "original"),
                ("Survey result of the home", "original"),
                ("Instructions for the property certificate", "original"),
            ],
        )
        self.assertEqual(receipt.partner_id, self.ann)
        self.assertEqual(self._make_receipt(application), receipt)
        self._refused(application.action_hand_over)
        receipt.write({"signature": SIGNATURE, "signed_by": "Ann"})
        receipt.action_sign()
        self.assertEqual(
            (application.state, application.date_handed), ("handed", TODAY)
        )
        self.assertEqual(self._refused(application.action_receipt).clauses, ["SA-1.9"])

    def test_no_receipt_while_a_paper_is_missing(self):
        """SA-1.6.3: the button refuses as the hand-out itself does."""
        application = self._apply(self._create_ready())
        refusal = self._refused(application.action_receipt)
        self.assertEqual(refusal.clauses, ["SA-1.6.3"])
        self.assertFalse(application.receipt_ids)

    def test_a_receipt_made_before_does_not_help_when_things_changed(self):
        """SA-1.9: papers, money and state are asked again at the signature."""
        application = self._apply(self._create_ready())
        self._tick(application)
        receipt = self._make_receipt(application)
        receipt.action_offer()
        application.line_ids[0].is_checked = False
        receipt.write({"signature": SIGNATURE, "signed_by": "Ann"})
        self.assertEqual(self._refused(receipt.action_sign).clauses, ["SA-1.6.3"])
        self.assertEqual(application.state, "draft")
        application.action_cancel()
        self.assertEqual(receipt.state, "cancelled")

    def test_a_certificate_is_collected_against_a_receipt(self):
        """SA-1.9: at marketing; the certificates are papers of the register."""
        application = self._create_issued("both")
        refusal = self._refused(application.action_collect)
        self.assertEqual(refusal.clauses, ["SA-1.9"])
        receipt = self._make_receipt(application)
        copies = receipt.line_ids.copy_id
        self.assertEqual(copies.mapped("kind"), ["certificate", "land_certificate"])
        self.assertIn("P-1", receipt.line_ids[0].title)
        self.assertEqual(set(copies.mapped("holder")), {"office"})
        self.assertIn("SA-1.1.3", self._refused(receipt.action_offer).clauses)
        self._collect(application)
        self.assertEqual(
            (application.state, application.date_collected), ("collected", TODAY)
        )
        self.assertEqual(copies.holder_partner_id, self.ann)
        self.assertEqual(copies.move_ids.receipt_id, receipt)

    def test_what_the_bureau_gave_passes_through_no_hands_of_ours(self):
        """SA-1.9: then there is nothing to sign for."""
        application = self._create_issued()
        application.is_collected_there = True
        self.assertEqual(self._refused(application.action_receipt).clauses, ["SA-1.9"])
        application.action_collect()
        self.assertEqual(application.state, "collected")

    def test_a_receipt_is_tied_by_the_button_alone(self):
        """SA-1.9: neither by RPC nor on a receipt for something else."""
        application = self._create_issued()
        link = {"application_id": application.id, "purpose": "certificate"}
        receipts = self.env["document.receipt"].with_user(self.sale_handler)
        values = receipts._prepare_receipt(application.contract_id, self.ann, ["Map"])
        receipt = receipts.create({**values, **link})
        self.assertFalse(receipt.application_id or receipt.purpose)
        with self.assertRaises(UserError):
            receipt.write(link)
        receipt.write({"signature": SIGNATURE, "signed_by": "Ann"})
        receipt.action_sign()
        self.assertEqual(self._refused(application.action_collect).clauses, ["SA-1.9"])


@tagged("post_install", "-at_install")
@freeze_time("2026-11-24 02:00:00")
class TestReceiptInPortal(HttpCase, TitleCase):
    """The buyer signs at home, and the work in the office goes on."""

    def test_the_signature_in_the_portal_hands_the_forms_out(self):
        """SA-1.9: offered by the centre, signed by the buyer, once."""
        self._login_for(self.ann)
        application = self._apply(self._create_ready())
        self._tick(application)
        receipt = self.env["document.receipt"].browse(
            application.action_receipt()["res_id"]
        )
        receipt.with_user(self.sale_user).action_offer()
        self.authenticate("portal_ann", "portal_ann")
        url = f"/my/papers/{receipt.id}"
        page = self.url_open(f"/my/contracts/{application.contract_id.id}").text
        self.assertIn(f'href="{url}"', page)
        params = {"name": "Ann", "signature": SIGNATURE.decode()}
        answer = self.url_open(
            f"{url}/sign", json={"jsonrpc": "2.0", "params": params}
        ).json()
        self.assertTrue(answer["result"].get("force_refresh"), answer)
        self.env.invalidate_all()
        self.assertEqual(
            (receipt.state, receipt.channel, application.state),
            ("signed", "portal", "handed"),
        )

from odoo.tests import tagged

from odoo.addons.cs_policy.exceptions import PolicyRefusal

from .papers_common import SIGNATURE
from .title_common import TitleCase


@tagged("post_install", "-at_install")
class TestTitleReceipt(TitleCase):
    """The customer signs for a certificate that passes through our hands."""

    def setUp(self):
        super().setUp()
        self.contract = self._create_ready()
        self.application = self._apply(self.contract)
        self._issue(self.application)

    def _refused(self, function):
        with self.assertRaises(PolicyRefusal) as caught:
            function()
        return caught.exception

    def _make(self, user=None):
        application = self.application.with_user(user or self.sale_clerk)
        action = application.action_make_receipt()
        return self.env["document.receipt"].browse(action["res_id"])

    def test_it_is_fetched_against_a_signed_receipt(self):
        """SA-1.9: registered, signed for, then fetched."""
        refusal = self._refused(self.application.action_collect)
        self.assertEqual(refusal.clauses, ["SA-1.9"])
        self.assertIn("Property certificate", str(refusal))
        receipt = self._make().with_user(self.sale_clerk)
        copy = receipt.line_ids.copy_id
        self.assertEqual((copy.kind, copy.holder), ("certificate", "office"))
        self.assertEqual(self._make(), receipt)
        self._refused(self.application.action_collect)
        receipt.write({"signature": SIGNATURE, "signed_by": "Ann"})
        receipt.action_sign()
        self.assertEqual(copy.holder_partner_id, self.contract.partner_id)
        self.application.action_collect()
        self.assertEqual(self.application.state, "collected")

    def test_nothing_is_signed_that_did_not_pass_through_our_hands(self):
        """SA-1.9: what the bureau gave to the customer."""
        self.application.is_collected_there = True
        refusal = self._refused(self._make)
        self.assertEqual(refusal.clauses, ["SA-1.9"])
        self.application.action_collect()
        self.assertFalse(self.application._get_certificates())

    def test_nothing_is_signed_before_it_is_issued(self):
        """SA-1.9"""
        self.application.is_collected_there = True
        self.application.action_collect()
        other = self._apply(self.contract, "land")
        reasons = other._get_receipt_reasons()[other.id]
        self.assertEqual([row.clause for row in reasons], ["SA-1.9"])

    def test_both_certificates_are_on_one_receipt(self):
        """SA-1.9"""
        contract = self._create_ready(unit=self.units[1], buyers=[(self.bob, 100)])
        self.application = self._apply(contract, "both")
        self._issue(self.application)
        kinds = self._make().line_ids.copy_id.mapped("kind")
        self.assertEqual(sorted(kinds), ["certificate", "land_certificate"])
        refusal = self._refused(self.application.action_collect)
        self.assertEqual(refusal.clauses, ["SA-1.9", "SA-1.9"])

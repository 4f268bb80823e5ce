from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from .billing_common import BillingCase


@tagged("post_install", "-at_install")
class TestPaymentNoticeMail(BillingCase):
    """Payment notices by e-mail from a billing run."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_rule("flat", 100)
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.ann.write({"email": "ann@example.com", "lang": "zh_CN"})
        # Bob has given no address; the developer has one.
        cls.developer.email = "developer@example.com"

    def setUp(self):
        super().setUp()
        self.run_ = self._preview()
        self._post(self.run_)
        self.moves = self.run_._get_invoices()
        patcher = patch.object(
            type(self.env["ir.actions.report"]),
            "_render_qweb_pdf",
            lambda report, ref, res_ids=None, data=None: (b"%PDF-1.4", "pdf"),
        )
        self.startPatcher(patcher)

    def _send_all(self):
        """What the scheduled action does, without its commits."""
        queued = self.moves.filtered(lambda m: m.property_notice_state == "queued")
        queued._send_notices()

    def _get_mails(self):
        domain = [("model", "=", "account.move"), ("res_id", "in", self.moves.ids)]
        return self.env["mail.mail"].search(domain)

    def _states(self):
        return {
            move.partner_id: move.property_notice_state
            for move in self.moves.sudo()  # all of them, whoever asks
        }

    def test_notices_go_to_whoever_has_an_address_and_the_others_are_listed(self):
        """PO-5.3: by e-mail where there is an address, the rest is listed."""
        self.run_.action_email_notices()
        self._send_all()
        expected = {self.ann: "sent", self.bob: "no_address", self.developer: "sent"}
        self.assertEqual(self._states(), expected)
        self.assertEqual(self.run_.notice_sent_count, 2)
        self.assertEqual(self.run_.notice_unsent_count, 1)
        action = self.run_.action_view_unsent_notices()
        listed = self.env["account.move"].search(action["domain"])
        self.assertEqual(listed.partner_id, self.bob)

    def test_a_notice_has_the_form_and_the_link(self):
        """PO-5.3: the form attached, the portal linked."""
        self.run_.action_email_notices()
        self._send_all()
        mail = self._get_mails().filtered(lambda m: m.recipient_ids == self.ann)
        self.assertEqual(len(mail), 1)
        self.assertTrue(mail.attachment_ids)
        move = self.moves.filtered(lambda m: m.partner_id == self.ann)
        self.assertIn(f"/my/invoices/{move.id}", mail.body_html)
        self.assertIn("100.00", mail.body_html)

    def test_nothing_is_sent_twice_unless_asked(self):
        """PO-5.3: once for each bill; again only on purpose and only if open."""
        self.run_.action_email_notices()
        self._send_all()
        with self.assertRaises(UserError):
            self.run_.action_email_notices()
        self.assertEqual(len(self._get_mails()), 2)
        self._pay(self.moves.filtered(lambda m: m.partner_id == self.ann))
        self.run_.action_email_notices_again()
        self._send_all()
        mails = self._get_mails()
        self.assertEqual(len(mails), 3)
        self.assertEqual(len(mails.filtered(lambda m: m.recipient_ids == self.ann)), 1)

    def test_a_bill_paid_while_its_notice_waits_is_not_asked_for(self):
        """PO-5.3: paid between asking and sending."""
        self.run_.action_email_notices()
        self._pay(self.moves.filtered(lambda m: m.partner_id == self.ann))
        self._send_all()
        self.assertEqual(self._states()[self.ann], "paid")
        self.assertNotIn(self.ann, self._get_mails().recipient_ids)

    def test_an_address_given_later_is_used(self):
        self.run_.action_email_notices()
        self._send_all()
        self.bob.email = "bob@example.com"
        self.run_.action_email_notices()
        self._send_all()
        self.assertEqual(self._states()[self.bob], "sent")
        self.assertEqual(len(self._get_mails()), 3)

    def test_one_that_fails_does_not_stop_the_others(self):
        self.run_.action_email_notices()
        template = type(self.env["mail.template"])
        send, ann = template.send_mail, self.ann

        def fail_for_ann(self_, res_id, **options):
            if self_.env["account.move"].browse(res_id).partner_id == ann:
                raise ValueError("no paper")
            return send(self_, res_id, **options)

        with patch.object(template, "send_mail", fail_for_ann):
            self._send_all()
        states = self._states()
        self.assertEqual(states[self.ann], "failed")
        self.assertEqual(states[self.developer], "sent")
        self.run_.action_email_notices()
        self._send_all()
        self.assertEqual(self._states()[self.ann], "sent")

    def _pay(self, move):
        journal = self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", self.company.id)], limit=1
        )
        day = self.company._policy_today()
        receipts = self.env["property.receipt"].sudo()
        receipts._take(move.partner_id, move, move.amount_total, journal, day)

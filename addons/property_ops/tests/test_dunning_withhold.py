from unittest.mock import patch

from odoo.tests import tagged

from ..tools.sms_gateway import SmsApiLog
from .dunning_send_common import DunningSendCase


@tagged("post_install", "-at_install")
class TestDunningWithhold(DunningSendCase):
    """What waits in the queues and is wrong by now is not sent."""

    def test_paid_before_the_letter_is_written(self):
        """PO-4.1.3.x: nothing is written."""
        case = self._open_case()
        self._pay(100.0)
        self.assertEqual(self._send(), 0)
        self.assertFalse(case.step_ids.message_id)
        self.assertEqual(case.state, "settled")

    def test_paid_while_the_email_is_in_the_queue(self):
        """PO-4.1.3.x: the payment takes it out of the queue."""
        bill = self._bill()
        self._move_all()
        self._send()
        case = self._get_case()
        mail = self._get_mail(case)
        self._pay_bill(bill)
        self.assertEqual(mail.state, "cancel")
        with self.mock_mail_gateway():
            mail.send()
        self.assertFalse(self._mails)

    def test_paid_on_account_in_the_last_moment(self):
        """PO-4.1.3.x: asked once more when the mail server is to get it."""
        case, mail = self._queue()
        self._pay(100.0)
        with self.mock_mail_gateway():
            mail.send()
        self.assertFalse(self._mails)
        status = case.step_ids.message_id.notification_ids.notification_status
        self.assertEqual(status, "canceled")

    def test_held_while_the_email_is_in_the_queue(self):
        """PO-4.1.3.x: who has just complained is not reminded."""
        case, mail = self._queue()
        hold = self.env["property.dunning.hold"].create(
            {"case_id": case.id, "kind": "dispute", "reason": "Wrong bill"}
        )
        with self.mock_mail_gateway():
            mail.send()
        self.assertFalse(self._mails)
        step = case.step_id
        self.assertRecordValues(
            step,
            [{"state": "todo", "sent_at": False, "letter": False, "mail_state": False}],
        )
        self.assertTrue(step.send_error)
        self.assertFalse(step._mark_read(self.ann))
        self.assertEqual(self._send(), 0)
        hold.action_end()
        self.assertEqual(self._send(), 1)
        with self.mock_mail_gateway():
            self._get_mail(case).send()
        self.assertEqual(len(self._mails), 1)
        self.assertFalse(step.send_error)

    def test_one_of_two_bills_is_paid_while_the_email_is_in_the_queue(self):
        """PO-4.1.3.x: the letter is written anew, without the one that is paid."""
        bill = self._bill(amount=60.0)
        case, mail = self._queue()
        step, asked = case.step_id, case.step_id.amount_sent
        self._pay_bill(bill)
        self._bill(due="2026-12-07", amount=60.0)  # as much again, but not asked for
        self.clock.move_to("2026-12-08 01:00:00")
        with self.mock_mail_gateway():
            mail.send()
        self.assertFalse(self._mails)
        self.assertEqual(step.state, "todo")
        self.assertEqual(self._send(), 1)
        names = [item["name"] for item in step._get_letter()["items"]]
        self.assertNotIn(bill.name, names)
        self.assertNotEqual(step.amount_sent, asked)
        with self.mock_mail_gateway():
            self._get_mail(case).send()
        self.assertEqual(len(self._mails), 1)

    def test_a_bill_that_fell_due_since_holds_no_letter_back(self):
        """PO-4.1.3.x: what the letter asks for is still owed."""
        case, mail = self._queue()
        self._bill(due="2026-12-07")
        self.clock.move_to("2026-12-08 01:00:00")
        with self.mock_mail_gateway():
            mail.send()
        self.assertEqual(len(self._mails), 1)
        self.assertEqual(case.step_id.state, "sent")

    def test_no_sms_for_what_is_paid(self):
        """PO-4.1.3.x"""
        _case, sms = self._queue_sms()
        self._pay(100.0)
        with patch.object(SmsApiLog, "_transmit") as transmit:
            sms._send()
        self.assertFalse(transmit.called)
        self.assertEqual(sms.state, "canceled")

    def test_no_sms_that_asks_for_what_was_paid_since(self):
        """PO-4.1.3.x: with the e-mail beside it, which is written anew."""
        case, sms = self._queue_sms()
        mail = self._get_mail(case)
        self._pay(30.0)
        with patch.object(SmsApiLog, "_transmit") as transmit:
            sms._send()
        self.assertFalse(transmit.called)
        self.assertEqual((sms.state, mail.state), ("canceled", "cancel"))
        self.assertRecordValues(case.step_id, [{"state": "todo", "sms_status": False}])
        self.assertEqual(self._send(), 1)
        step = case.step_id
        self.assertEqual(step._get_letter()["paid"], 30.0)
        self.assertIn(case._format_amount(step.amount_sent), step.sms_id.body)

    def test_the_letter_that_has_left_stays_out_when_its_sms_is_stale(self):
        """PO-4.1.3.x: it said what was owed then; the SMS is not sent."""
        case, sms = self._queue_sms()
        with self.mock_mail_gateway():
            self._get_mail(case).send()
        self._pay(30.0)
        sms._send()
        self.assertEqual((sms.state, case.step_id.state), ("canceled", "sent"))

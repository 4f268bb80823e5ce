from freezegun import freeze_time

from odoo.addons.mail.tests.common import MockEmail

from ..models import customer_greeting_send as sending
from .greeting_common import MORNING, GreetingCase


class TestGreetingSend(MockEmail, GreetingCase):
    """Sent on its day, within the hours, each once, with proof."""

    def test_nothing_is_sent_without_release(self):
        """SA-2.3, SA-2.4: a list that was only drawn stays where it is."""
        greeting = self._create_greeting()
        greeting.action_draw_list()
        self.assertFalse(self._send())
        self.assertEqual(set(greeting.recipient_ids.mapped("state")), {"listed"})

    def test_each_gets_it_once_with_proof(self):
        """SA-2.3: in their words, and the second run sends nothing."""
        greeting = self._release()
        sent = self._send()
        self.assertEqual(
            sorted(number for number, _text in sent),
            ["+8613900000001", "+8613900000002"],
        )
        row = self._rows(greeting)[self.ann]
        self.assertIn("Dear Ann, Test Desk wishes", row.body)
        self.assertIn("Reply T to opt out", row.body)
        self.assertRecordValues(
            row,
            [{"state": "sent", "channel": "sms", "address": "+8613900000001"}],
        )
        self.assertEqual(str(row.sent_at), MORNING)
        self.assertEqual(greeting.state, "done")
        self.assertFalse(self._send())

    def test_it_waits_for_its_day(self):
        """SA-2.3: the eve is too early, company time."""
        self._release()
        self.assertFalse(self._send("2027-02-05 10:00:00"))
        self.assertTrue(self._send("2027-02-06 00:00:00"))  # eight in Shanghai

    def test_what_falls_into_the_quiet_hours_waits(self):
        """SA-2.3: from eight to eight; released in the night, sent in the morning."""
        greeting = self._release()
        for moment in ("2027-02-05 23:59:00", "2027-02-06 12:00:00"):
            self.assertFalse(self._send(moment))
        self.assertEqual(set(greeting.recipient_ids.mapped("state")), {"listed"})
        self.assertEqual(len(self._send("2027-02-07 00:00:00")), 2)

    def test_quiet_hours_are_a_parameter(self):
        """SA-2.3"""
        self._set_parameter("message_hour_from", 10)
        self._release()
        self.assertFalse(self._send(MORNING))
        self.assertTrue(self._send("2027-02-06 02:00:00"))

    def test_a_festival_that_is_over_is_greeted_no_more(self):
        """SA-2.3: the scheduler was down for three days."""
        greeting = self._release()
        self.assertFalse(self._send("2027-02-09 02:00:00"))
        rows = greeting.recipient_ids
        self.assertEqual(set(rows.mapped("left_out_reason")), {"late"})
        self.assertEqual(greeting.state, "done")

    def test_news_of_an_opening_come_late_rather_than_never(self):
        """SA-2.4"""
        self._release(self._create_greeting(kind="opening", festival=False))
        self.assertEqual(len(self._send("2027-02-09 02:00:00")), 2)

    def test_whoever_opts_out_after_the_release_gets_nothing(self):
        """SA-2.3: asked once more at the moment of sending."""
        greeting = self._release()
        self.profile_ann._opt_out("sms")
        self.profile_bob.consent = "refused"
        self.assertFalse(self._send())
        rows = self._rows(greeting)
        self.assertEqual(rows[self.ann].left_out_reason, "opt_out")
        self.assertEqual(rows[self.bob].left_out_reason, "consent")

    def test_one_number_gets_it_once(self):
        """SA-2.3: a couple with one telephone."""
        self.bob.phone = self.ann.phone
        greeting = self._release()
        self.assertEqual(len(self._send()), 1)
        self.assertEqual(self._rows(greeting)[self.bob].left_out_reason, "twice")

    def test_an_email_carries_the_link_to_opt_out(self):
        """SA-2.3: to who wants e-mail, with the button of mail programs."""
        self.profile_ann.channel = "email"
        greeting = self._release()
        with self.mock_mail_gateway():
            sent = self._send()
        self.assertEqual([number for number, _text in sent], [self.bob.phone])
        row = self._rows(greeting)[self.ann]
        self.assertEqual((row.state, row.channel), ("sent", "email"))
        link = self.profile_ann._get_opt_out_path()
        self.assertIn(link, row.mail_id.body_html)
        self.assertIn("List-Unsubscribe", row.mail_id.headers)
        self.assertEqual(row.mail_id.email_to, self.ann.email)

    def test_a_failure_is_kept_and_tried_again_by_hand_only(self):
        """SA-2.3: the provider refuses a number."""
        greeting = self._release()
        sent = self._send(failing=self.ann.phone)
        self.assertEqual(len(sent), 1)
        row = self._rows(greeting)[self.ann]
        self.assertEqual(row.state, "failed")
        self.assertTrue(row.error)
        self.assertFalse(self._send())
        row.with_user(self.sale_user).action_try_again()
        self.assertEqual([number for number, _text in self._send()], [self.ann.phone])
        self.assertEqual((row.state, greeting.state), ("sent", "done"))

    def test_what_was_in_hand_when_it_was_killed_is_not_sent_twice(self):
        """SA-2.3: written down before it is sent; in doubt, a person decides."""
        greeting = self._release().sudo()
        with freeze_time(MORNING):
            chunk = greeting._take_chunk()
        self.assertEqual(set(chunk.mapped("state")), {"queued"})
        self.assertFalse(self._send())
        self.assertEqual(set(chunk.mapped("state")), {"failed"})
        self.assertIn("Interrupted", chunk[0].error)

    def test_a_list_goes_out_in_chunks(self):
        """SA-2.3"""
        self.patch(sending, "CHUNK", 1)
        self._release()
        self.assertEqual(len(self._send()), 2)

from datetime import date
from unittest.mock import patch

import requests

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from ..tools.sms_gateway import SmsApiLog, fill
from .dunning_send_common import DunningSendCase


@tagged("post_install", "-at_install")
class TestDunningSend(DunningSendCase):
    """Letters by paper, e-mail and SMS: what they say, that they arrive, that none
    goes out for what is paid.
    """

    def test_the_notice_goes_by_email_with_the_letter(self):
        """PO-5.4: to the debtor alone, with what is owed and the limit."""
        case, mail = self._queue()
        step = case.step_id
        self.assertRecordValues(
            step,
            [
                {
                    "state": "sent",
                    "channel": "email",
                    "amount_sent": step._get_letter()["total"],
                    "date_limit": date(2026, 12, 21),
                    "mail_state": "outgoing",
                }
            ],
        )
        self.assertEqual(mail.recipient_ids, self.ann)
        self.assertEqual(len(mail.mail_message_id.attachment_ids), 1)
        self.assertEqual(self._send(), 0)

    def test_a_delivered_email_is_the_proof(self):
        """PO-4.1.3.1: after a day in which it did not come back."""
        case, mail = self._queue()
        with self.mock_mail_gateway():
            mail.send()
        self.assertEqual(len(self._mails), 1)
        self.assertEqual(case.step_id.mail_state, "sent")
        self._move_all()
        self.assertEqual(case.step_id.state, "sent")
        self.clock.move_to("2026-12-08 02:00:00")
        self._move_all()
        self.assertRecordValues(
            case.step_id,
            [{"state": "done", "proof": "email", "proof_date": date(2026, 12, 8)}],
        )

    def test_an_email_that_comes_back_is_no_proof(self):
        """PO-4.1.3.1: the letter is printed and carried there."""
        case, mail = self._queue()
        with self.mock_mail_gateway():
            mail.send()
        notice = case.step_id.message_id.notification_ids
        notice.notification_status = "bounce"
        self.clock.move_to("2026-12-09 01:00:00")
        self._move_all()
        self.assertRecordValues(case.step_id, [{"state": "todo", "channel": "print"}])
        self.assertTrue(case.step_id.send_error)
        self.assertEqual(self._send(), 0)

    def test_letters_of_a_building_are_printed_together(self):
        """PO-5.4: and count as handed out; who paid is refused by name."""
        self.ann.email = False
        self._bill(self.units[1], self.bob)
        self._open_case()
        steps = self.env["property.dunning.step"].search(
            [("building_id", "=", self.building.id)]
        )
        steps.with_user(self.user_area_manager).action_print()
        self.assertEqual(set(steps.mapped("state")), {"sent"})
        self.assertEqual(self._get_html(steps).count("Water, power and gas"), 2)
        with self.assertRaises(AccessError):
            steps.with_user(self.user_front_desk).action_print()

    def test_arrival_has_its_facts(self):
        """PO-4.1.3.1: a witness for what was posted, a day between sending and now."""
        case = self._open_case()
        step = case.step_id.with_user(self.user_area_manager)
        today = self.company._policy_today()
        with self.assertRefused("PO-4.1.3.1"):
            step._prove("signed", today)
        step.action_print()
        for proof, day in (
            ("posted", today),
            ("signed", date(2026, 12, 1)),
            ("signed", date(2026, 12, 8)),
        ):
            with self.subTest(proof=proof, day=day), self.assertRefused("PO-4.1.3.1"):
                step._prove(proof, day)
        wizard = self.env["property.dunning.prove"].with_user(self.user_area_manager)
        wizard.create(
            {"step_id": step.id, "proof": "signed", "witness": "The owner"}
        ).action_confirm()
        self.assertRecordValues(step, [{"proof": "signed", "witness": "The owner"}])

    def test_signing_has_a_name_or_a_photo(self):
        """PO-4.1.3.1: a tick alone proves nothing."""
        case = self._open_case()
        step = case.step_id.with_user(self.user_area_manager)
        step.action_print()
        today = self.company._policy_today()
        for name in ("", " "):
            with self.subTest(name=name), self.assertRefused("PO-4.1.3.1"):
                step._prove("signed", today, name)
        photo = self.env["ir.attachment"].create({"name": "door.jpg", "raw": b"x"})
        step._prove("signed", today, files=photo)
        self.assertEqual(step.proof_file_ids, photo)

    def test_reading_it_in_the_portal_is_a_proof(self):
        """PO-4.1.3.1: for this debtor and letter only."""
        case, _mail = self._queue()
        step = case.step_id
        self.assertFalse(step._mark_read(self.bob))
        self.assertEqual(step._mark_read(self.ann), step)
        self.assertEqual(step.proof, "portal")

    def test_sms_only_reach_the_log_by_default(self):
        """PO-4.1.3.1"""
        case, sms = self._queue_sms()
        self.assertEqual(sms.number, "+8613800138000")
        self.assertIs(self.company._get_sms_api_class(), SmsApiLog)
        sms.send()
        self.assertEqual(case.step_id.sms_status, "sent")

    def test_a_gateway_gets_template_code_and_parameters(self):
        """PO-4.1.3.1: by the queue and at once alike; errors are shown and retried."""
        template = self.env.ref("property_ops.sms_template_dunning")
        template.gateway_template_code = "SMS_123"
        case, sms = self._queue_sms()
        self.company.write(
            {
                "sms_gateway": "http",
                "sms_http_url": "https://sms.example/send",
                "sms_http_headers": "Authorization: key",
                "sms_http_sign": "Garden",
                "sms_http_success": '"OK"',
            }
        )
        answer = requests.Response()
        answer.status_code, answer._content = 500, b""
        with patch.object(requests, "post", return_value=answer) as post:
            sms.send()
        body = post.call_args.kwargs["data"].decode()
        for text in ('"SMS_123"', '"Garden"', '"home": "Garden 1 101"'):
            self.assertIn(text, body)
        self.assertEqual(post.call_args.kwargs["headers"]["Authorization"], "key")
        self.assertEqual(case.step_id.sms_status, "failed")
        self.assertEqual(case.step_id.send_error, "HTTP 500")
        sms._retry_dunning()
        self.assertEqual(sms.state, "outgoing")
        answer.status_code, answer._content = 200, b'{"Code": "OK"}'
        with patch.object(requests, "post", return_value=answer) as post:
            sms._send()
        self.assertEqual(post.call_count, 1)
        self.assertEqual(case.step_id.sms_status, "sent")

    def test_the_answer_of_the_gateway_counts(self):
        """PO-4.1.3.1: a refusal with status 200 is a failure all the same."""
        case, sms = self._queue_sms()
        self.company.write(
            {
                "sms_gateway": "http",
                "sms_http_url": "https://sms.example/send",
                "sms_http_success": '"OK"',
            }
        )
        answer = requests.Response()
        answer.status_code, answer._content = 200, b'{"Code": "isv.LIMIT"}'
        with patch.object(requests, "post", return_value=answer):
            sms.send()
        self.assertIn("isv.LIMIT", case.step_id.send_error)
        with patch.object(requests, "post", side_effect=requests.ConnectionError("x")):
            sms._retry_dunning()
            sms.send()
        self.assertEqual(sms.state, "error")

    def test_a_printed_letter_has_its_sms_too(self):
        """PO-4.1.3.1: once, whoever has a phone and no e-mail."""
        self.policy.level_ids.write({"send_sms": True})
        self.ann.email = False
        step = self._open_case().step_id.with_user(self.user_area_manager)
        self.assertRecordValues(step, [{"channel": "print", "send_sms": True}])
        step.action_print()
        step.action_print()
        sms = self.env["sms.sms"].search([("dunning_step_id", "=", step.id)])
        self.assertRecordValues(
            sms, [{"number": "+8613800138000", "state": "outgoing"}]
        )
        self.assertEqual(step.sms_status, "queued")

    def test_a_gateway_has_an_address(self):
        """PO-4.1.3.1"""
        with self.assertRaises(ValidationError):
            self.company.sms_gateway = "http"
        template = self.env.ref("property_ops.sms_template_dunning")
        with self.assertRaises(ValidationError):
            template.gateway_params = "amount"

    def test_values_are_escaped_for_the_request(self):
        """PO-4.1.3.1: nobody's name breaks out of its place."""
        values = {"content": 'a "b"&c', "params": {"n": 'x"y'}}
        self.assertEqual(
            fill('{"t": "$content", "p": $params}', values, "json"),
            '{"t": "a \\"b\\"&c", "p": {"n": "x\\"y"}}',
        )
        self.assertEqual(fill("t=$content", values, "form"), "t=a+%22b%22%26c")

    def test_the_jobs_run_and_leave_their_trace(self):
        """PO-4.1.3.x: move, then send; a second run has nothing to do."""
        self._bill()
        with self.enter_registry_test_mode():
            move = self.env.ref("property_ops.property_dunning_case_cron_move")
            send = self.env.ref("property_ops.property_dunning_step_cron_send")
            for _twice in range(2):
                move.method_direct_trigger()
                send.method_direct_trigger()
        self.env.invalidate_all()
        case = self._get_case()
        self.assertEqual(len(case), 1)
        self.assertEqual(case.step_ids.state, "sent")
        runs = self.env["policy.job.run"].search([("job", "=", "dunning_send")])
        self.assertEqual(sum(runs.mapped("count")), 1)
        self.assertEqual(len(self._get_mail(case)), 1)

    def test_one_bad_proof_stops_no_other(self):
        """PO-4.1.3.1: it is set aside with its reason; the rest goes on."""
        self.bob.email = "bob@example.com"
        self._bill(self.units[1], self.bob)
        bad = self._open_case().step_id
        good = self._get_case(self.units[1]).step_id
        self.assertEqual(self._send(), 2)
        mails = self.env["mail.mail"].search(
            [("mail_message_id", "in", (bad | good).message_id.ids)]
        )
        with self.mock_mail_gateway():
            mails.send()
        self.clock.move_to("2026-12-08 02:00:00")
        finish = type(bad)._finish

        def fail(step, *args, **vals):
            if step == bad:
                raise ValueError("Broken")
            return finish(step, *args, **vals)

        rows = good._find_delivered(self.company, self.company._policy_today())
        with (
            self.assertLogs("odoo.addons.cs_policy", "WARNING"),
            patch.object(type(bad), "_finish", fail),
            self.env["policy.job.run"]._track("dunning") as run,
        ):
            good._note_delivered(rows, run)
        self.assertEqual(len(run.errors), 1)
        self.assertEqual((bad.state, good.state), ("sent", "done"))

    def test_one_bad_home_stops_no_other(self):
        """PO-4.1.3.x: it is set aside with its reason; the rest goes on."""
        self._bill(self.units[1], self.bob)
        self._bill()
        ladder = type(self.Case)
        original, bad = ladder._open_cases, self.unit.id

        def fail(cases, company, day, rows):
            if any(row["unit_id"] == bad for row in rows):
                raise ValueError("Broken")
            return original(cases, company, day, rows)

        with (
            self.assertLogs("odoo.addons.property_ops", "WARNING"),
            patch.object(ladder, "_open_cases", fail),
            self.env["policy.job.run"]._track("dunning") as run,
        ):
            self.Case._process_units(
                self.company, self.company._policy_today(), self.units.ids, run
            )
        self.assertEqual(len(run.errors), 1)
        self.assertFalse(self._get_case())
        self.assertTrue(self._get_case(self.units[1]))

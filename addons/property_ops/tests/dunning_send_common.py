from freezegun import freeze_time

from odoo.addons.mail.tests.common import MockEmail

from .dunning_common import MONDAY, DunningCase


class DunningSendCase(DunningCase, MockEmail):
    """A debtor with e-mail and phone, and what the queues do."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ann.write({"email": "ann@example.com", "phone": "+86 138 0013 8000"})

    def setUp(self):
        super().setUp()
        self.clock = self.enterContext(freeze_time(MONDAY))

    def _send(self):
        """What the scheduled action does with every letter, without its commits."""
        steps = self.env["property.dunning.step"]._find_unsent()
        with self.env["policy.job.run"]._track("dunning_send") as run:
            sent = sum(step._send_one(run) for step in steps)
        self.assertFalse(run.errors)
        return sent

    def _queue(self, **vals):
        case = self._open_case(**vals)
        self.assertEqual(self._send(), 1)
        return case, self._get_mail(case)

    def _get_mail(self, case):
        return self.env["mail.mail"].search(
            [("mail_message_id", "=", case.step_ids[0].message_id.id)]
        )

    def _queue_sms(self):
        self.policy.level_ids.write({"send_sms": True})
        case, _mail = self._queue()
        return case, case.step_id.sms_id

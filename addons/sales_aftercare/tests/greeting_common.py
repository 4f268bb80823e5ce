from contextlib import contextmanager
from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo.addons.property_ops.tools.sms_gateway import SmsApiLog

from .care_common import CareCase

FESTIVAL = date(2027, 2, 6)
"""Spring Festival; nine o'clock there is one o'clock UTC."""
MORNING = "2027-02-06 01:00:00"


class GreetingCase(CareCase):
    """Two buyers who may be greeted, and a greeting of Spring Festival."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._create_active(buyers=[(cls.ann, 50), (cls.bob, 50)])
        cls.profile_ann = cls._fill(cls.ann)
        cls.profile_bob = cls._fill(cls.bob)
        cls.ann.phone, cls.bob.phone = "+8613900000001", "+8613900000002"

    @classmethod
    def _create_greeting(cls, **vals):
        greetings = cls.env["customer.greeting"].with_user(cls.sale_user)
        return greetings.create(
            {
                "festival": "spring",
                "date": FESTIVAL,
                "template_id": cls.env.ref(
                    "sales_aftercare.customer_greeting_template_spring"
                ).id,
                "company_id": cls.company.id,
                **vals,
            }
        )

    @classmethod
    def _release(cls, greeting=None):
        greeting = greeting or cls._create_greeting()
        greeting.action_draw_list()
        greeting.with_user(cls.sale_manager).action_release()
        return greeting

    def _rows(self, greeting):
        """{partner: its row}"""
        return {row.partner_id: row for row in greeting.recipient_ids.sudo()}

    def _send(self, moment=MORNING, failing=""):
        """Run the scheduled action; [(number, text)] the gateway has taken."""
        sent = []

        def transmit(_api, content, number, _sms):
            if number == failing:
                return "no such number"
            sent.append((number, content))
            return ""

        with (
            freeze_time(moment),
            patch.object(SmsApiLog, "_transmit", transmit),
            self._no_commit(),
        ):
            self.env["customer.greeting"]._cron_send()
        return sent

    @contextmanager
    def _no_commit(self):
        """The work of the scheduled action, without its commits."""
        crons = type(self.env["ir.cron"])
        with patch.object(crons, "_commit_progress", lambda *_args, **_options: 60):
            yield

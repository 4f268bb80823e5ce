import re
from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.fields import Datetime
from odoo.tests import HttpCase

from .common import ShiftCase

# 2026-12-02 in Shanghai: early shift 08:00-16:00 is 00:00-08:00 UTC.
DAY = "2026-12-02"
BEFORE = "2026-12-01 20:00:00"


class DeskCase(ShiftCase):
    """A published day at the hotline: agent early, mate in the middle, then night."""

    @classmethod
    @freeze_time(BEFORE)
    def setUpClass(cls):
        super().setUpClass()
        cls.mate_user = cls._new_agent("mate")
        cls.mate = cls._create_employee("Mate", user=cls.mate_user)
        cls.shift = cls._create_shift(cls.employee_agent, DAY, cls.early)
        cls.relief = cls._create_shift(cls.mate, DAY, cls.middle)
        cls.roster = cls.shift.roster_id
        cls.roster.with_user(cls.user_manager).action_publish()

    @classmethod
    def _new_agent(cls, login):
        user = cls.user_agent.copy({"login": f"policy_{login}", "name": login})
        user.group_ids = cls.user_agent.group_ids
        return user

    def _at(self, clock, day=DAY):
        """Freeze at a Shanghai clock time of ``day``."""
        local = datetime.fromisoformat(f"{day} {clock}")
        return freeze_time(local - timedelta(hours=8))

    def _sign_in(self, shift, clock, day=DAY):
        with self._at(clock, day):
            shift.with_user(shift.employee_id.user_id).action_sign_in()

    def _sign_out(self, shift, clock, day=DAY):
        with self._at(clock, day):
            shift.with_user(shift.employee_id.user_id).action_sign_out()

    def _exceptions(self, kind):
        return self.env["shift.exception"].search(
            [("kind", "=", kind), ("company_id", "=", self.company.id)]
        )

    def _watch(self, clock, day=DAY):
        with self._at(clock, day):
            self.env["shift.assignment"]._cron_watch_attendance()


class DeskPageCase(ShiftCase, HttpCase):
    """The pages of a shared desk where the agent has a shift.

    The web server runs on the real clock, so the shift is one of this very hour.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        local = cls.company._policy_local(Datetime.now())
        cls.now_code = cls.env["shift.template"].create(
            {
                "name": "Now",
                "code": "W",
                "hour_from": local.hour,
                "hour_to": (local.hour + 8) % 24,
            }
        )
        cls.employee_agent.pin = "1234"
        cls.shift = cls._create_shift(
            cls.employee_agent, str(local.date()), cls.now_code
        )
        cls.shift.roster_id.action_publish()
        cls.announcement = cls.env["shift.announcement"].create(
            {
                "name": "Read me",
                "body": "<p>News</p>",
                "date_from": local.date(),
                "company_id": cls.company.id,
            }
        )
        cls.announcement.action_publish()
        cls.desk = cls.env["shift.desk"].create(
            {"name": "Tablet", "company_id": cls.company.id}
        )
        cls.here = f"/shift/desk/{cls.desk.token}"

    def _field(self, text, name):
        return re.search(rf'name="{name}" value="([^"]+)"', text)[1]

    def _post(self, page, path, **values):
        values["csrf_token"] = self._field(page, "csrf_token")
        return self.url_open(f"{self.here}{path}", data=values)

    def _enter(self, pin="1234"):
        page = self.url_open(f"{self.here}/{self.shift.id}").text
        return self._post(page, f"/{self.shift.id}", pin=pin).text

    def _act(self, page, act, **values):
        ticket = self._field(page, "ticket")
        return self._post(page, "/act", act=act, ticket=ticket, **values).text

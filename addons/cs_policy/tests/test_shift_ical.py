from datetime import datetime

import vobject
from freezegun import freeze_time

from odoo.tests import HttpCase, tagged

from .common import ShiftCase


@tagged("post_install", "-at_install")
class TestRosterOnThePhone(HttpCase, ShiftCase):
    @classmethod
    @freeze_time("2026-12-01 02:00:00")
    def setUpClass(cls):
        super().setUpClass()
        cls.night_shift = cls._create_shift(cls.employee_agent, "2099-12-10", cls.night)
        cls.other = cls._create_shift(cls.employee_duty_manager, "2099-12-10")
        cls.open = cls._create_shift(None, "2099-12-15")
        cls.open.roster_id.action_publish()
        cls.link = cls.env["shift.calendar.link"].with_user(cls.user_agent)

    def _get_path(self, renew=False):
        url = self.link._get_own_url(renew)
        self.env.flush_all()
        return url[url.index("/shift/") :]

    def test_feed_has_own_shifts_in_utc_with_stable_ids(self):
        """CS-2.1: one's own shifts in one's own calendar."""
        path = self._get_path()
        answer = self.url_open(path)
        self.assertEqual(answer.status_code, 200)
        self.assertIn("text/calendar", answer.headers["Content-Type"])
        (event,) = vobject.readOne(answer.text).vevent_list
        self.assertIn("DTSTART:20991210T160000Z", answer.text)
        self.assertEqual(event.dtend.value.replace(tzinfo=None), datetime(2099, 12, 11))
        self.assertIn(f"shift-{self.night_shift.id}@", event.uid.value)
        self.assertEqual(self.url_open(path).text, answer.text)

    def test_renewed_link_revokes_the_old_one(self):
        old = self._get_path()
        new = self._get_path(renew=True)
        self.assertNotEqual(old, new)
        self.assertEqual(self.url_open(old).status_code, 404)
        self.assertEqual(self.url_open(new).status_code, 200)

    def test_guessed_and_empty_links_find_nobody(self):
        for token in ("x", "False", "0" * 43):
            with self.subTest(token):
                answer = self.url_open(f"/shift/ical/{token}.ics")
                self.assertEqual(answer.status_code, 404)

    def test_link_of_somebody_who_left_is_dead(self):
        path = self._get_path()
        self.employee_agent.active = False
        self.env.flush_all()
        self.assertEqual(self.url_open(path).status_code, 404)

    def test_draft_month_is_not_in_the_feed(self):
        self.open.roster_id.action_draft()
        path = self._get_path()
        self.assertNotIn("VEVENT", self.url_open(path).text)

    def test_feed_costs_the_same_for_many_shifts(self):
        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.env["shift.assignment"]._get_ical(self.employee_agent)
            return self.cr.sql_log_count - before

        count()
        few = count()
        for day in range(16, 30):
            self._create_shift(self.employee_agent, f"2099-12-{day}")
        self.assertEqual(count(), few)

    def test_token_is_out_of_reach(self):
        self._get_path()
        with self.assertRaises(Exception):  # noqa: B017  access or unknown field
            self.employee_agent.with_user(self.user_manager).read(["roster_token"])

    def test_page_lists_own_shifts_and_picks_up(self):
        soon = self._create_shift(None, "2099-12-20")
        self.authenticate("policy_agent", "policy_agent")
        with freeze_time("2099-12-01 02:00:00"):
            page = self.url_open("/my/roster")
            self.assertEqual(page.status_code, 200)
            self.assertIn("24:00–08:00 (Fri 11 Dec)", page.text)
            self.assertNotIn("odoo.exceptions", page.text)
            token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
            answer = self.url_open(
                "/my/roster/pick_up", {"shift_id": soon.id, "csrf_token": token}
            )
            self.assertIn("The shift is yours", answer.text)
            self.env.invalidate_all()
            self.assertEqual(soon.employee_id, self.employee_agent)
            answer = self.url_open(
                "/my/roster/pick_up", {"shift_id": soon.id, "csrf_token": token}
            )
            self.assertIn("has this shift already", answer.text)

    def test_page_is_for_agents(self):
        self.authenticate("policy_auditor", "policy_auditor")
        self.assertEqual(self.url_open("/my/roster").status_code, 404)

    def test_portal_shows_agents_the_way_to_their_pages(self):
        for login, shown in (("policy_agent", True), ("policy_auditor", False)):
            self.authenticate(login, login)
            page = self.url_open("/my/home").text
            for path in ("/my/roster", "/my/swaps"):
                self.assertEqual(f'href="{path}"' in page, shown, (login, path))

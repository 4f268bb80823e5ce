from odoo.fields import Datetime
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_desk import DeskPageCase


@tagged("post_install", "-at_install")
class TestDeskPage(DeskPageCase):
    """The pages of the shared desk, in a browser without login."""

    def test_read_then_sign_in(self):
        """CS-3.3: the desk refuses sign-in for an unread announcement too."""
        page = self._enter()
        refused = self._act(page, "sign_in")
        self.assertIn("CS-3.3", refused)
        self.assertFalse(self.shift.sign_in_at)
        page = self._act(refused, "acknowledge", announcement=self.announcement.id)
        self.assertNotIn("Read me", page)
        page = self._act(page, "sign_in")
        self.shift.invalidate_recordset()
        self.assertEqual(self.shift.attendance, "on_duty")
        self.assertEqual(self.shift.attendance_log_ids.channel, "desk")
        page = self._act(page, "sign_out")
        self.shift.invalidate_recordset()
        self.assertEqual(self.shift.attendance, "done")

    def _add_relief(self):
        """Somebody has signed in already for the shift after this one."""
        stop = self.company._policy_local(self.shift.stop)
        code = self.now_code.copy(
            {"code": "X", "hour_from": stop.hour, "hour_to": (stop.hour + 8) % 24}
        )
        relief = self._create_shift(self._create_employee("Mate"), stop.date(), code)
        if relief.state == "draft":
            relief.roster_id.action_publish()
        relief._write_attendance({"sign_in_at": Datetime.now()}, "sign_in", "desk")

    def test_handover_is_there_with_the_relief(self):
        """CS-3.1, CS-3.4: at the desk nobody opens it by a button."""
        self._add_relief()
        self.shift._write_attendance({"sign_in_at": Datetime.now()}, "sign_in", "desk")
        page = self._enter()
        self.assertIn("Sign as Outgoing", page)
        self.assertIn("CS-3.4", self._act(page, "sign_out"))

    def test_pages_show_names_and_hours_and_nothing_else(self):
        self.employee_agent.write({"work_email": "secret@example.com"})
        response = self.url_open(self.here)
        self.assertIn(self.employee_agent.name, response.text)
        self.assertEqual(response.headers["Cache-Control"], "no-store")
        pin_page = self.url_open(f"{self.here}/{self.shift.id}").text
        for text in (response.text, pin_page):
            for secret in ("secret@", "1234", "Read me", self.user_agent.login):
                self.assertNotIn(secret, text)

    def test_wrong_pin_opens_nothing(self):
        page = self._enter("9999")
        self.assertIn("not right", page)
        self.assertNotIn('name="ticket"', page)

    def test_lock_shows_and_outlasts_the_right_pin(self):
        for _try in range(6):
            page = self._enter("9999")
        self.assertIn("Too many", page)
        self.assertIn("Too many", self._enter("1234"))

    def test_unknown_and_revoked_links_are_not_found(self):
        for path in ("/shift/desk/x", f"{self.here}/0", f"{self.here}/999999"):
            self.assertEqual(self.url_open(path).status_code, 404)
        self.desk.action_revoke()
        self.assertEqual(self.url_open(self.here).status_code, 404)

    def test_act_without_ticket_or_token_does_nothing(self):
        page = self.url_open(f"{self.here}/{self.shift.id}").text
        self._post(page, "/act", act="sign_in", ticket="forged")
        self.assertFalse(self.shift.sign_in_at)
        with mute_logger("odoo.http"):
            response = self.url_open(f"{self.here}/act", data={"act": "sign_in"})
        self.assertEqual(response.status_code, 400)

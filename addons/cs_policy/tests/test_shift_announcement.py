from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger

from .common_desk import DAY, DeskCase


class AnnouncementCase(DeskCase):
    @classmethod
    def _announce(cls, name="New tariff", publish=True, **vals):
        announcement = (
            cls.env["shift.announcement"]
            .with_user(cls.user_manager)
            .create({"name": name, "body": "<p>Body</p>", "date_from": DAY, **vals})
        )
        if publish:
            announcement.action_publish()
        return announcement.sudo()

    def _acknowledge(self, announcement, user=None, clock="07:45"):
        with self._at(clock):
            announcement.with_user(user or self.user_agent).action_acknowledge()


class TestReading(AnnouncementCase):
    def test_unread_announcement_refuses_sign_in(self):
        """CS-3.3: sign-in waits until what is new was read."""
        announcement = self._announce()
        with self._at("07:45"), self.assertRefused("CS-3.3") as caught:
            self.shift.with_user(self.user_agent).action_sign_in()
        self.assertIn("New tariff", str(caught.exception))
        self._acknowledge(announcement)
        self._sign_in(self.shift, "07:50")
        self.assertEqual(self.shift.attendance, "on_duty")

    def test_all_reasons_are_given_at_once(self):
        """CS-3.3: together with the closed window of CS-2.1."""
        self._announce()
        with self._at("06:00"), self.assertRefused("CS-2.1", "CS-3.3"):
            self.shift.with_user(self.user_agent).action_sign_in()

    def test_only_valid_published_ones_of_the_post_count(self):
        other_post = self.env["shift.post"].create({"name": "Lobby", "code": "LOB"})
        self._announce("Draft", publish=False)
        self._announce("Later", date_from="2026-12-03")
        self._announce("Over", date_from="2026-11-01", date_to="2026-12-01")
        self._announce("Elsewhere", post_ids=[(6, 0, other_post.ids)])
        self._announce("Withdrawn").with_user(self.user_manager).action_withdraw()
        self._sign_in(self.shift, "07:50")

    def test_last_valid_day_still_counts(self):
        """CS-3.3: valid to includes that day, in company time."""
        self._announce(date_from="2026-11-01", date_to=DAY)
        with self._at("07:45"), self.assertRefused("CS-3.3"):
            self.shift.with_user(self.user_agent).action_sign_in()

    def test_company_may_leave_it_open(self):
        self._set_parameter("signin_needs_announcements", "false")
        self._announce()
        self._sign_in(self.shift, "07:50")

    def test_acknowledging_is_ones_own_act_and_counts_once(self):
        """CS-3.3: nobody reads for somebody else."""
        announcement = self._announce()
        self._acknowledge(announcement, self.mate_user)
        with self._at("07:45"), self.assertRefused("CS-3.3"):
            self.shift.with_user(self.user_agent).action_sign_in()
        self._acknowledge(announcement)
        self._acknowledge(announcement)
        self.assertEqual(
            announcement.ack_ids.employee_id, self.mate | self.employee_agent
        )
        self.assertEqual(len(announcement.ack_ids), 2)

    def test_acknowledgement_cannot_be_made_or_changed_by_rpc(self):
        announcement = self._announce()
        vals = {
            "announcement_id": announcement.id,
            "employee_id": self.employee_agent.id,
            "channel": "session",
        }
        acks = self.env["shift.announcement.ack"]
        for user in (self.mate_user, self.user_manager, self.user_policy_manager):
            with self.subTest(user.login), self.assertRaises(AccessError):
                acks.with_user(user).create(vals)
        ack = acks.create(vals)
        with self.assertRaises(UserError):
            ack.write({"employee_id": self.mate.id})
        with self.assertRaises(UserError):
            ack.unlink()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            acks.create(vals)

    def test_to_read_list_is_what_one_has_not_read(self):
        announcement = self._announce()
        domain = [("is_to_read", "=", True)]
        with self._at("07:45"):
            mine = self.env["shift.announcement"].with_user(self.user_agent)
            self.assertEqual(mine.search(domain), announcement)
            self.assertTrue(announcement.with_user(self.user_agent).is_to_read)
        self._acknowledge(announcement)
        with self._at("07:45"):
            self.assertFalse(mine.search(domain))

    def test_agents_do_not_see_drafts_or_others_acknowledgements(self):
        draft = self._announce("Draft", publish=False)
        shown = self._announce()
        self._acknowledge(shown, self.mate_user)
        agent = self.user_agent
        with self.assertRaises(AccessError):
            draft.with_user(agent).read(["name"])
        self.assertFalse(self.env["shift.announcement.ack"].with_user(agent).search([]))
        with self.assertRaises(AccessError):
            shown.with_user(agent).write({"date_to": "2026-12-31"})
        with self.assertRaises(AccessError):
            shown.with_user(agent).action_withdraw()


class TestAnnouncementLife(AnnouncementCase):
    def test_published_text_cannot_be_changed(self):
        announcement = self._announce()
        for vals in ({"body": "<p>Other</p>"}, {"name": "x"}, {"state": "draft"}):
            with self.subTest(vals), self.assertRaises(UserError):
                announcement.with_user(self.user_manager).write(vals)
        announcement.with_user(self.user_manager).date_to = "2026-12-31"
        with self.assertRaises(UserError):
            announcement.with_user(self.user_manager).unlink()

    def test_every_move_not_listed_is_refused(self):
        moves = self.env["shift.announcement"]._transitions
        for before in moves:
            for after in moves:
                if after in moves[before]:
                    continue
                record = self._announce(f"{before} {after}", publish=False)
                if before != "draft":
                    record._move("published")
                if before == "withdrawn":
                    record._move("withdrawn")
                with self.subTest((before, after)), self.assertRaises(UserError):
                    record._move(after)

    def test_cannot_be_created_published(self):
        with self.assertRaises(UserError):
            self._announce(state="published", publish=False)

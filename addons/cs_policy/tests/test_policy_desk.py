from base64 import b64encode
from datetime import date, timedelta

from freezegun import freeze_time

from odoo.fields import Datetime
from odoo.tests import tagged

from .common import ShiftCase
from .common_desk import DeskPageCase
from .test_policy_version import VersionCase

NOW = "2026-11-23 02:00:00"


class TestAgentsWithoutLogin(VersionCase, ShiftCase):
    """People who work at the shared desk alone are agents by their roster."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keeper = cls._create_employee("Keeper")
        cls.frozen = freeze_time(NOW)
        cls.frozen.start()
        cls.addClassCleanup(cls.frozen.stop)

    def _plan(self, day, employee=None, publish=True):
        with freeze_time(date.fromisoformat(day) - timedelta(days=1)):
            shift = self._create_shift(employee or self.keeper, day)
            if publish and shift.roster_id.state == "draft":
                shift.roster_id.action_publish()
        return shift

    def test_who_stands_on_the_roster_is_counted_and_listed(self):
        """CS-1.1: who has not acknowledged is listed, with or without a login."""
        version = self._publish()
        before = version.people_count
        self.assertFalse(self._row(version, self.keeper))
        self._plan("2026-11-20")
        version.invalidate_recordset()
        self.assertEqual(version.people_count, before + 1)
        self.assertEqual(version.pending_count, before + 1)
        action = version.with_user(self.user_manager).action_view_pending()
        listed = self.env["policy.acknowledgement"].search(action["domain"])
        self.assertIn(self.keeper, listed.employee_id)

    def test_a_shift_counts_for_a_month_and_from_a_week_ahead(self):
        """CS-1.1: one on leave stays listed, one who begins next month is not yet."""
        version = self._publish()
        for day, listed in (
            ("2026-10-22", False),
            ("2026-10-23", True),
            ("2026-11-30", True),
            ("2026-12-01", False),
        ):
            with self.subTest(day=day):
                somebody = self._create_employee(day)
                self._plan(day, somebody)
                version._sync_acknowledgements()
                self.assertEqual(bool(self._row(version, somebody)), listed)

    def test_a_plan_nobody_has_seen_makes_no_agent(self):
        """CS-1.1: a roster counts from its publication, reopened or not."""
        version = self._publish()
        shift = self._plan("2026-11-24", publish=False)
        version._sync_acknowledgements()
        self.assertFalse(self._row(version, self.keeper))
        shift.roster_id.action_publish()
        shift.roster_id._move("draft")
        version._sync_acknowledgements()
        self.assertEqual(self._row(version, self.keeper).state, "pending")

    def test_who_has_left_or_works_elsewhere_is_not_listed(self):
        """CS-1.1: each company has its own policy and its own people."""
        self._plan("2026-11-24")
        abroad = self._create_employee("Abroad", company_id=self.other_company.id)
        other = self.env["policy.version"].create(
            {
                "name": "Other",
                "company_id": self.other_company.id,
                "text_ids": [(0, 0, {"lang": "en_US", "body": "<p>Hello.</p>"})],
            }
        )
        other.action_publish()
        version = self._publish()
        self.assertTrue(self._row(version, self.keeper))
        self.assertFalse(self._row(other, self.keeper))
        self.assertFalse(self._row(version, abroad))
        self.keeper.active = False
        version._sync_acknowledgements()
        self.assertFalse(self._row(version, self.keeper))

    def test_a_login_taken_away_leaves_the_roster(self):
        """CS-1.1: and a login without the role makes nobody an agent."""
        self._plan("2026-11-24", self.employee_agent)
        self._plan("2026-11-25", self.employee_auditor)
        self.user_agent.active = False
        version = self._publish()
        self.assertTrue(self._row(version))
        self.assertFalse(self._row(version, self.employee_auditor))

    def test_who_has_a_mail_address_is_told_where_to_read(self):
        """CS-1.1: at the shared desk; whom nothing reaches is not called told."""
        self.keeper.work_email = "keeper@example.com"
        silent = self._create_employee("Silent")
        self._plan("2026-11-24")
        self._plan("2026-11-25", silent)
        version = self._publish()
        self.assertEqual(self._row(version, self.keeper).date_reminded, Datetime.now())
        self.assertFalse(self._row(version, silent).date_reminded)
        message = self.env["mail.message"].search(
            [
                ("model", "=", "policy.version"),
                ("res_id", "=", version.id),
                ("partner_ids", "in", self.keeper.work_contact_id.ids),
            ]
        )
        self.assertIn("shared desk", message.body)
        self.assertNotIn("Service Policy >", message.body)

    def test_nobody_is_counted_as_told_whom_nothing_reaches(self):
        """CS-1.1: the daily run says how many it told."""
        self._plan("2026-11-24")
        version = self._publish()
        self.env["policy.acknowledgement"].search(
            [("version_id", "=", version.id), ("employee_id", "!=", self.keeper.id)]
        )._move("acknowledged")
        before = version.message_ids
        with freeze_time("2026-11-28 03:00:00"):
            self.env["policy.version"]._cron_remind()
        self.assertFalse((version.message_ids - before).filtered("body"))

    def test_a_pin_speaks_for_its_own_person_alone(self):
        """CS-1.1: identified, opened and in force, else it is refused."""
        self._plan("2026-11-24")
        version = self._publish()
        row = self._row(version, self.keeper)
        row._mark_opened(self.employee_agent)
        self.assertFalse(row.date_opened)
        with self.assertRefused("CS-1.1"):
            row._acknowledge("desk", self.keeper)
        row._mark_opened(self.keeper)
        for somebody in (self.employee_agent, self.env["hr.employee"]):
            with self.assertRefused("CS-1.1"):
                row._acknowledge("desk", somebody)
        row._acknowledge("desk", self.keeper)
        self.assertRecordValues(
            row,
            [
                {
                    "state": "acknowledged",
                    "channel": "desk",
                    "employee_id": self.keeper.id,
                    "text_hash": version.text_hash,
                }
            ],
        )

    def test_the_list_takes_as_many_queries_for_many_people(self):
        """CS-1.1: the roster is asked once."""
        self._plan("2026-11-24")
        version = self._publish()
        self._count(version)  # what is cached for good
        few = self._count(version)
        for number in range(6):
            self._plan("2026-11-25", self._create_employee(f"more{number}"))
        version._sync_acknowledgements()
        self.assertEqual(self._count(version), few)

    def _count(self, version):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        list(version._iter_people())
        return self.env.cr.sql_log_count - before


@tagged("post_install", "-at_install")
class TestPolicyAtDesk(DeskPageCase):
    """CS-1.1: the policy is read and acknowledged at the shared desk, by PIN."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.employee_agent.user_id = False
        cls.announcement.action_withdraw()
        cls.version = cls._make_version("2026-1", "<p>Be kind.</p>")

    @classmethod
    def _make_version(cls, name, body, **vals):
        text = {"lang": "en_US", "body": body, **vals}
        version = cls.env["policy.version"].create(
            {
                "name": name,
                "company_id": cls.company.id,
                "text_ids": [(0, 0, text)],
            }
        )
        version.action_publish()
        return version

    def _row(self, version=None):
        row = self.env["policy.acknowledgement"].search(
            [
                ("version_id", "=", (version or self.version).id),
                ("employee_id", "=", self.employee_agent.id),
            ]
        )
        row.invalidate_recordset()
        return row

    def _read(self, page):
        ticket = self._field(page, "ticket")
        return self._post(page, "/policy", ticket=ticket).text

    def _acknowledge(self, page, pin="1234"):
        version = self._field(page, "version")
        path = f"/{self.shift.id}/policy"
        return self._post(page, path, pin=pin, version=version).text

    def test_an_agent_without_login_reads_and_acknowledges(self):
        """CS-1.1: the row is the person's, with the moments of both acts."""
        page = self._enter()
        self.assertIn("2026-1", page)
        self.assertNotIn("Be kind.", page, "the text shows when it is opened")
        self.assertFalse(self._row().date_opened)
        page = self._read(page)
        self.assertIn("Be kind.", page)
        self.assertTrue(self._row().date_opened)
        page = self._acknowledge(page)
        self.assertNotIn("2026-1", page)
        self.assertIn("Sign In", page)
        row = self._row()
        self.assertRecordValues(
            row,
            [
                {
                    "state": "acknowledged",
                    "channel": "desk",
                    "text_hash": self.version.text_hash,
                }
            ],
        )
        self.assertTrue(row.date)

    def test_the_button_asks_for_the_pin_again(self):
        """CS-1.1: whoever finds the text open on the device signs for nobody."""
        page = self._read(self._enter())
        for pin in ("", "9999"):
            with self.subTest(pin=pin):
                self.assertIn("not right", self._acknowledge(page, pin))
                self.assertEqual(self._row().state, "pending")

    def test_a_colleagues_pin_does_not_acknowledge(self):
        """CS-1.1: the PIN is that of the person whose shift it is."""
        self._create_employee("Mate", pin="5678")
        page = self._read(self._enter())
        self.assertIn("not right", self._acknowledge(page, "5678"))
        self.assertEqual(self._row().state, "pending")

    def test_nothing_is_read_without_a_ticket(self):
        """CS-1.1: the text is opened by whom a PIN identified."""
        page = self.url_open(f"{self.here}/{self.shift.id}").text
        for path in ("/policy", "/policy/file"):
            text = self._post(page, path, ticket="forged").text
            self.assertNotIn("Be kind.", text)
        self.assertFalse(self._row().date_opened)

    def test_a_version_that_was_replaced_meanwhile_is_refused(self):
        """CS-1.1: what counts is the version that applies, and it was not read."""
        page = self._read(self._enter())
        self._make_version("2026-2", "<p>Be quick.</p>")
        refused = self._acknowledge(page)
        self.assertIn("CS-1.1", refused)
        self.assertIn("2026-2", refused)
        self.assertEqual(self._row().state, "pending")

    def test_the_policy_of_another_company_is_not_shown(self):
        """CS-1.1: a desk shows the policy of its own company."""
        self.version._move("superseded")
        other = self.env["res.company"].create({"name": "Other"})
        foreign = self.version.copy({"name": "Foreign", "company_id": other.id})
        foreign.action_publish()
        page = self._enter()
        self.assertNotIn("Service policy", page)
        ticket = self._field(page, "ticket")
        text = self._post(page, "/policy", ticket=ticket).text
        self.assertNotIn("Be kind.", text)

    def test_a_text_that_is_a_file_is_handed_out(self):
        """CS-1.1: as signed, and only once the text is opened."""
        content = b"%PDF-1.4 as signed"
        version = self._make_version(
            "2026-3", False, file=b64encode(content), file_name="policy.pdf"
        )
        person = self._enter()
        ticket, path = self._field(person, "ticket"), "/policy/file"
        text = version.text_ids.id
        early = self._post(person, path, ticket=ticket, text=text)
        self.assertNotEqual(early.content, content)
        page = self._read(person)
        self.assertIn("policy.pdf", page)
        served = self._post(page, path, ticket=ticket, text=text)
        self.assertEqual(served.content, content)
        self.assertEqual(served.headers["Cache-Control"], "no-store")

    def test_every_language_is_there_and_the_readers_is_open(self):
        """CS-1.1: without a login, in the language on the personnel file."""
        self.env["res.lang"]._activate_lang("zh_TW")
        self.employee_agent.lang = "zh_TW"
        version = self.version.copy({"name": "2026-4"})
        version.text_ids = [(0, 0, {"lang": "zh_TW", "body": "<p>以禮待人</p>"})]
        version.action_publish()
        page = self._read(self._enter())
        opened = [part for part in page.split("<details") if "open=" in part[:20]]
        self.assertEqual(len(opened), 1)
        self.assertIn("以禮待人", opened[0])
        self.assertIn("Be kind.", page)

    def test_who_has_a_login_may_read_at_the_desk_too(self):
        """CS-1.1: it is the same person's row."""
        self.employee_agent.user_id = self.user_agent
        self._acknowledge(self._read(self._enter()))
        self.assertRecordValues(
            self._row(), [{"state": "acknowledged", "channel": "desk"}]
        )

import base64

from odoo import http
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestHelpdeskPortal(HttpCase):
    """What a portal user may do to tickets, tried over HTTP."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.ref("base.main_company")
        cls.company.write(
            {
                "helpdesk_mgmt_portal_select_team": True,
                "helpdesk_mgmt_portal_select_category": True,
            }
        )
        for name in ("owner", "neighbour"):
            user = new_test_user(
                cls.env,
                f"ticket_{name}",
                groups="base.group_portal",
                company_id=cls.company.id,
                company_ids=[(6, 0, cls.company.ids)],
            )
            setattr(cls, name, user)
        cls.stages = cls.env["helpdesk.ticket.stage"]
        cls.done = cls._create_stage("Solved", closed=True, close_from_portal=True)
        cls.ticket = cls.env["helpdesk.ticket"].create(
            {
                "name": "Lift stuck",
                "description": "Between 3 and 4",
                "partner_id": cls.owner.partner_id.id,
                "company_id": cls.company.id,
            }
        )
        cls.first_stage = cls.ticket.stage_id

    @classmethod
    def _create_stage(cls, name, **vals):
        return cls.env["helpdesk.ticket.stage"].create(
            {"name": name, "sequence": 90, "company_id": cls.company.id, **vals}
        )

    def _login(self, user):
        self.authenticate(user.login, user.login)

    def _post(self, url, **data):
        token = {"csrf_token": http.Request.csrf_token(self)}
        return self.url_open(url, data={**token, **data}, allow_redirects=False)

    def _close(self, ticket=None, stage=None, **data):
        return self._post(
            "/ticket/close",
            ticket_id=(ticket or self.ticket).id,
            stage_id=(stage or self.done).id,
            **data,
        )

    def _assert_open(self):
        self.ticket.invalidate_recordset()
        self.assertEqual(self.ticket.stage_id, self.first_stage)

    def test_customer_closes_the_own_ticket(self):
        self._login(self.owner)
        self.assertEqual(self._close().status_code, 303)
        self.ticket.invalidate_recordset()
        self.assertEqual(self.ticket.stage_id, self.done)
        self.assertTrue(self.ticket.closed_date)

    def test_page_offers_closing_as_a_form(self):
        self._login(self.owner)
        page = self.url_open(f"/my/ticket/{self.ticket.id}").text
        self.assertIn("Lift stuck", page)
        form = page[page.index('action="/ticket/close"') - 200 :][:900]
        self.assertIn('method="POST"', form)
        self.assertIn("csrf_token", form)

    def test_another_customer_closes_nothing(self):
        self._login(self.neighbour)
        self._close()
        self._assert_open()

    def test_another_customer_with_a_wrong_token_closes_nothing(self):
        self.ticket._portal_ensure_token()
        self._login(self.neighbour)
        self._close(access_token="0" * 36)
        self._assert_open()

    def test_holder_of_the_link_may_close(self):
        token = self.ticket._portal_ensure_token()
        self._login(self.neighbour)
        self._close(access_token=token)
        self.ticket.invalidate_recordset()
        self.assertEqual(self.ticket.stage_id, self.done)

    def test_visitor_closes_nothing(self):
        self.authenticate(None, None)
        self._close()
        self._assert_open()

    @mute_logger("odoo.http")
    def test_a_link_closes_nothing(self):
        """A picture's address in a mail must not close a ticket."""
        self._login(self.owner)
        answer = self.url_open(
            f"/ticket/close?ticket_id={self.ticket.id}&stage_id={self.done.id}"
        )
        self.assertEqual(answer.status_code, 405)
        self._assert_open()

    @mute_logger("odoo.http")
    def test_form_of_another_site_closes_nothing(self):
        self._login(self.owner)
        answer = self.url_open(
            "/ticket/close",
            data={"ticket_id": self.ticket.id, "stage_id": self.done.id},
        )
        self.assertEqual(answer.status_code, 400)
        self._assert_open()

    def test_only_offered_stages_can_be_chosen(self):
        other = self.env["res.company"].create({"name": "Other"})
        team = self.env["helpdesk.ticket.team"].create({"name": "Team"})
        self._login(self.owner)
        for stage in (
            self._create_stage("Thrown away", closed=True),
            self._create_stage("Waiting", close_from_portal=True),
            self._create_stage(
                "Theirs", closed=True, close_from_portal=True, company_id=other.id
            ),
            self._create_stage(
                "Of a team", closed=True, close_from_portal=True, team_ids=team.ids
            ),
        ):
            with self.subTest(stage=stage.name):
                self._close(stage=stage)
                self._assert_open()

    def test_closed_ticket_stays_as_it_is(self):
        second = self._create_stage("Gone", closed=True, close_from_portal=True)
        self.ticket.stage_id = self.done
        self._login(self.owner)
        self._close(stage=second)
        self.ticket.invalidate_recordset()
        self.assertEqual(self.ticket.stage_id, self.done)

    def test_nonsense_is_sent_home(self):
        self._login(self.owner)
        for data in (
            {},
            {"ticket_id": "x", "stage_id": "y"},
            {"ticket_id": "0", "stage_id": "0"},
            {"ticket_id": "999999999", "stage_id": str(self.done.id)},
        ):
            with self.subTest(data=data):
                self.assertEqual(self._post("/ticket/close", **data).status_code, 303)

    def test_files_of_internal_notes_are_not_shown(self):
        note = self.ticket.message_post(
            body="Look at this",
            attachments=[("blacklist.txt", b"secret")],
            subtype_xmlid="mail.mt_note",
        )
        self.ticket.message_post(
            body="Here you are",
            attachments=[("answer.txt", b"yours")],
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        attachments = self.env["ir.attachment"]
        vals = {"res_model": "helpdesk.ticket", "res_id": self.ticket.id}
        data = base64.b64encode(b"x")
        attachments.create({**vals, "name": "staff.txt", "datas": data})
        attachments.with_user(self.owner).sudo().create(
            {**vals, "name": "photo.txt", "datas": data}
        )
        self._login(self.owner)
        page = self.url_open(f"/my/ticket/{self.ticket.id}").text
        for name, shown in (
            ("blacklist.txt", False),
            ("staff.txt", False),
            ("answer.txt", True),
            ("photo.txt", True),
        ):
            with self.subTest(name=name):
                self.assertEqual(name in page, shown)
        answer = self.url_open(f"/web/content/{note.attachment_ids.id}")
        self.assertNotIn("secret", answer.text)

    def test_customer_submits_a_ticket(self):
        team = self.env["helpdesk.ticket.team"].create(
            {"name": "Repairs", "show_in_portal": True, "company_id": self.company.id}
        )
        self._login(self.owner)
        data = {"subject": "Tap drips", "description": "Kitchen", "team": team.id}
        self._post("/submitted/ticket", **data)
        ticket = self.env["helpdesk.ticket"].search([("name", "=", "Tap drips")])
        self.assertRecordValues(
            ticket,
            [
                {
                    "partner_id": self.owner.partner_id.id,
                    "team_id": team.id,
                    "company_id": self.company.id,
                }
            ],
        )

    @mute_logger("odoo.http")
    def test_a_link_submits_nothing(self):
        self._login(self.owner)
        answer = self.url_open("/submitted/ticket?subject=Spam&description=x")
        self.assertEqual(answer.status_code, 405)
        self.assertFalse(self.env["helpdesk.ticket"].search([("name", "=", "Spam")]))

    def test_ticket_goes_to_no_team_or_category_that_is_not_offered(self):
        other = self.env["res.company"].create({"name": "Other"})
        teams = self.env["helpdesk.ticket.team"].create(
            [
                {"name": "Hidden", "show_in_portal": False},
                {"name": "Theirs", "show_in_portal": True, "company_id": other.id},
            ]
        )
        categories = self.env["helpdesk.ticket.category"].create(
            [
                {"name": "Hidden", "show_in_portal": False},
                {"name": "Theirs", "show_in_portal": True, "company_id": other.id},
            ]
        )
        self._login(self.owner)
        for number, (team, category) in enumerate(zip(teams, categories, strict=True)):
            name = f"Wrong door {number}"
            self._post(
                "/submitted/ticket",
                subject=name,
                description="x",
                team=team.id,
                category=category.id,
            )
            ticket = self.env["helpdesk.ticket"].search([("name", "=", name)])
            self.assertRecordValues(
                ticket,
                [
                    {
                        "team_id": False,
                        "category_id": False,
                        "company_id": self.company.id,
                    }
                ],
            )

    def test_empty_ticket_is_no_server_error(self):
        self._login(self.owner)
        answer = self._post("/submitted/ticket", team="x", category="y")
        self.assertEqual(answer.status_code, 302)

    def test_visitors_do_not_write_stages(self):
        visitor = self.env.ref("base.public_user")
        with self.assertRaises(AccessError):
            self.done.with_user(visitor).write({"name": "Hacked"})
        with self.assertRaises(AccessError):
            self.done.with_user(self.owner).write({"name": "Hacked"})

    def test_customers_do_not_write_tickets(self):
        for user in (self.owner, self.neighbour, self.env.ref("base.public_user")):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.ticket.with_user(user).write({"stage_id": self.done.id})
        self.assertFalse(
            self.env["helpdesk.ticket"].with_user(self.neighbour).search([])
        )

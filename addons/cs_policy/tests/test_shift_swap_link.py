import re
from datetime import timedelta
from urllib.parse import urlsplit

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger
from odoo.tools.misc import hash_sign

from .common import GROUPS


@tagged("post_install", "-at_install")
class TestSwapLink(HttpCase):
    """E-mail links and the phone page; the clock is the real one here."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create(
            {"name": "Link Desk", "policy_tz": "Asia/Shanghai"}
        )
        context = {"allowed_company_ids": cls.company.ids}
        cls.env = cls.env["base"].with_context(**context).env
        for name, role in (("ann", "agent"), ("ben", "agent"), ("mia", "manager")):
            user = new_test_user(
                cls.env,
                f"link_{name}",
                password=f"link_{name}",
                groups=GROUPS[role],
                company_id=cls.company.id,
                company_ids=[(6, 0, cls.company.ids)],
            )
            setattr(cls, name, user)
            cls.env["hr.employee"].create(
                {
                    "name": name.title(),
                    "user_id": user.id,
                    "company_id": cls.company.id,
                }
            )
        day = cls.company._policy_today()
        cls.month = (day.replace(day=28) + timedelta(days=40)).replace(day=1)
        post = cls.env["shift.post"].create({"name": "P", "company_id": cls.company.id})
        template = cls.env["shift.template"].create(
            {
                "name": "E",
                "code": "E",
                "hour_from": 8,
                "hour_to": 16,
                "company_id": cls.company.id,
            }
        )
        roster = cls.env["shift.roster"].create(
            {"company_id": cls.company.id, "month": cls.month}
        )
        cls.first, cls.second = cls.env["shift.assignment"].create(
            [
                {
                    "roster_id": roster.id,
                    "employee_id": user.employee_ids.id,
                    "post_id": post.id,
                    "template_id": template.id,
                    "date": cls.month + timedelta(days=number),
                }
                for user, number in ((cls.ann, 10), (cls.ben, 20))
            ]
        )
        roster.with_user(cls.mia).action_publish()
        cls.swap = (
            cls.env["shift.swap"]
            .with_user(cls.ann)
            .create(
                {
                    "employee_id": cls.ann.employee_ids.id,
                    "shift_id": cls.first.id,
                    "counterpart_id": cls.ben.employee_ids.id,
                    "return_shift_id": cls.second.id,
                    "reason_id": cls.env.ref("cs_policy.shift_swap_reason_health").id,
                    "briefing": "Two call-backs at ten.",
                }
            )
        )
        cls.swap.action_file()

    def _url(self, act, user):
        return urlsplit(self.swap.sudo()._get_act_url(act, user.employee_ids)).path

    def _post(self, url, **vals):
        page = self.url_open(url)
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
        vals["csrf_token"] = token[1] if token else ""
        return self.url_open(url, data=vals)

    def _state(self):
        self.swap.invalidate_recordset()
        return self.swap.sudo().state

    def test_nobody_reads_the_links_of_somebody_else(self):
        """CS-7.3: who files or accepts can't answer for the others."""
        self.swap.with_user(self.ben)._accept(self.ben.employee_ids, "All quiet.")
        for user, reader in ((self.ann, self.ben), (self.ben, self.mia)):
            messages = self.env["mail.message"].search(
                [
                    ("model", "=", "shift.swap"),
                    ("res_id", "=", self.swap.id),
                    ("partner_ids", "in", reader.partner_id.ids),
                ]
            )
            self.assertIn("/policy/swap/", "".join(messages.mapped("body")))
            others = messages.with_user(user)
            self.assertFalse(others.search([("id", "in", messages.ids)]))
            for message in others:
                with self.assertRaises(AccessError):
                    message.read(["body"])

    def test_mail_carries_the_links_and_looking_changes_nothing(self):
        """CS-7.3: scanners that open links accept nothing."""
        mail = self.env["mail.message"].search(
            [
                ("model", "=", "shift.swap"),
                ("res_id", "=", self.swap.id),
                ("message_type", "=", "user_notification"),
            ]
        )
        self.assertEqual(mail.partner_ids, self.ben.partner_id)
        self.assertIn("/policy/swap/accept/", mail.body)
        self.assertIn("/policy/swap/decline/", mail.body)
        page = self.url_open(self._url("accept", self.ben))
        self.assertEqual(page.headers["Referrer-Policy"], "no-referrer")
        self.assertIn("no-store", page.headers["Cache-Control"])
        self.assertEqual(page.status_code, 200)
        self.assertIn("Two call-backs at ten.", page.text)
        self.assertEqual(self._state(), "asked")

    def test_whole_way_by_links_without_login(self):
        """CS-7.3: each acts as the person the link was sent to."""
        self._post(self._url("accept", self.ben), text="Key is at the desk.")
        self.assertEqual(self._state(), "accepted")
        page = self._post(self._url("approve", self.mia))
        self.assertIn("Effective", page.text)
        self.assertEqual(self._state(), "effective")
        self.assertEqual(self.swap.sudo().approved_by_id, self.mia)
        self.assertEqual(self.first.employee_id, self.ben.employee_ids)

    def test_link_is_for_one_act_person_and_time(self):
        """CS-7.3: a token opens nothing else."""
        accept = self._url("accept", self.ben)
        token = accept.rsplit("/", 1)[-1]
        for url in (
            f"/policy/swap/approve/{token}",
            f"/policy/swap/decline/{token}",
            f"/policy/swap/steal/{token}",
            "/policy/swap/accept/nonsense",
            accept[:-2] + ("aa" if accept[-2:] != "aa" else "bb"),
        ):
            with self.subTest(url):
                self.assertEqual(self.url_open(url).status_code, 404)
        old = hash_sign(
            self.env,
            "cs_policy.shift.swap.accept",
            [self.swap.id, self.ben.employee_ids.id],
            expiration_hours=-1,
        )
        self.assertEqual(self.url_open(f"/policy/swap/accept/{old}").status_code, 404)

    def test_link_of_the_wrong_person_does_nothing(self):
        """CS-7.3: the requester can't accept, an agent can't approve."""
        self._post(self._url("accept", self.ann), text="Me too")
        self.assertEqual(self._state(), "asked")
        self._post(self._url("accept", self.ben), text="Key is at the desk.")
        self._post(self._url("approve", self.ben))
        self.assertEqual(self._state(), "accepted")

    def test_somebody_else_logged_in_is_sent_away(self):
        self.authenticate("link_ann", "link_ann")
        page = self.url_open(self._url("accept", self.ben))
        self.assertEqual(page.status_code, 403)

    def test_post_without_the_page_s_token_is_refused(self):
        url = self._url("accept", self.ben)
        with mute_logger("odoo.http"):
            page = self.url_open(url, data={"text": "Key"})
        self.assertEqual(page.status_code, 400)
        self.assertEqual(self._state(), "asked")

    def test_link_used_twice_says_it_is_decided(self):
        """CS-7.3"""
        url = self._url("decline", self.ben)
        self._post(url, text="Family visit")
        page = self.url_open(url)
        self.assertIn("nothing to", page.text)
        self.assertEqual(self._state(), "declined")

    def test_refusal_is_shown_on_the_page(self):
        """CS-7.7: a briefing that says nothing."""
        page = self._post(self._url("accept", self.ben), text="  ")
        self.assertIn("CS-7.7", page.text)
        self.assertEqual(self._state(), "asked")

    def test_phone_page_does_what_the_buttons_do(self):
        """CS-7.3: accepted and approved on the phone."""
        self.authenticate("link_ben", "link_ben")
        page = self.url_open("/my/swaps")
        self.assertIn(f'id="swap-{self.swap.id}"', page.text)
        csrf = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)[1]
        act = f"/my/swaps/{self.swap.id}"
        self.url_open(f"{act}/accept", data={"csrf_token": csrf, "text": "Key"})
        self.assertEqual(self._state(), "accepted")
        page = self.url_open(f"{act}/approve", data={"csrf_token": csrf})
        self.assertIn("CS-7.3", page.text)
        self.assertEqual(self._state(), "accepted")
        self.authenticate("link_mia", "link_mia")
        page = self.url_open("/my/swaps")
        csrf = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)[1]
        self.url_open(f"{act}/approve", data={"csrf_token": csrf})
        self.assertEqual(self._state(), "effective")

    def test_form_prints_with_both_legs_and_three_signatures(self):
        """CS-7.3: the registration form."""
        html = (
            self.env["ir.actions.report"]
            ._render_qweb_html("cs_policy.shift_swap_report", self.swap.ids)[0]
            .decode()
        )
        for text in ("Ann", "Ben", "Two call-backs", "Department manager"):
            self.assertIn(text, html)
        self.assertEqual(html.count("Signature and date"), 3)

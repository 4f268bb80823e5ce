"""A shift from sign-in to a swap in effect, as agents and their manager live it."""

import io
from datetime import timedelta

from pdfminer.high_level import extract_text

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.cs_policy.tests import common

from .browser import act

READY = "!!document.querySelector('.o_main_navbar')"


@tagged("post_install", "-at_install")
class TestShiftJourney(HttpCase, common.ShiftCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.policy_tz = "UTC"
        user = new_test_user(cls.env, "policy_colleague", groups=common.GROUPS["agent"])
        cls.user_colleague = user
        cls.employee_colleague = cls._create_employee("colleague", user=user)
        cls._create_shift_change()
        cls._create_shifts_to_swap()
        cls.env["shift.roster"].search([("company_id", "=", cls.company.id)])._move(
            "published", published_at=fields.Datetime.now()
        )
        cls.shift_before.with_user(cls.user_colleague).action_sign_in()
        cls.announcement = cls.env["shift.announcement"].create(
            {
                "name": "New refund rule",
                "kind": "service",
                "body": "<p>Refunds take a week.</p>",
                "company_id": cls.company.id,
            }
        )
        cls.announcement.with_user(cls.user_manager).action_publish()

    @classmethod
    def _create_shift_change(cls):
        """The colleague's shift ends in ten minutes, the agent's begins then."""
        now = fields.Datetime.now().replace(second=0)
        change = now + timedelta(minutes=10)
        for name, employee, start in (
            ("before", cls.employee_colleague, change - timedelta(hours=8)),
            ("after", cls.employee_agent, change),
        ):
            hour = start.hour + start.minute / 60
            template = cls.env["shift.template"].create(
                {
                    "name": name,
                    "code": name,
                    "hour_from": hour,
                    "hour_to": (hour + 8) % 24,
                    "company_id": cls.company.id,
                }
            )
            shift = cls._create_shift(employee, start.date(), template)
            setattr(cls, f"shift_{name}", shift)

    @classmethod
    def _create_shifts_to_swap(cls):
        first = (fields.Date.today().replace(day=1) + timedelta(days=62)).replace(day=1)
        days = [first + timedelta(days=offset) for offset in (9, 12, 19)]
        cls.shift_holiday = cls._create_shift(cls.employee_agent, days[0])
        cls.shift_given = cls._create_shift(cls.employee_agent, days[1])
        cls.shift_back = cls._create_shift(cls.employee_colleague, days[2])
        cls.env["resource.calendar.leaves"].create(
            {
                "name": "Festival",
                "calendar_id": cls.company.resource_calendar_id.id,
                "company_id": cls.company.id,
                "date_from": f"{days[0]} 00:00:00",
                "date_to": f"{days[0]} 23:59:59",
            }
        )

    def _do(self, user, url, steps):
        self.browser_js(url, act(steps), ready=READY, login=user.login, timeout=90)

    # Refusals are logged there; Chromium writes fonts that pdfminer grumbles about.
    @mute_logger("odoo.http", "pdfminer.pdffont")
    def test_from_sign_in_to_a_swap_in_effect(self):
        """CS-2.1, CS-3.3, CS-3.4, CS-7.2, CS-7.3, CS-7.7, CS-7.9, CS-7.10"""
        self._sign_in()
        self._hand_over()
        swap = self._file_swap()
        self._agree(swap)
        self._print(swap)

    def _sign_in(self):
        self._do(
            self.user_agent,
            "/odoo/my-shift",
            """
    await press("Sign In");
    await refused("CS-3.3");
    await press("To read");
    await text("Refunds take a week");
    await press("I Have Read It");
    await lost("I Have Read It");
            """,
        )
        self.assertFalse(self.shift_after.sign_in_at)
        self._do(
            self.user_agent,
            "/odoo/my-shift",
            'await press("Sign In"); await text("On duty");',
        )
        self.assertTrue(self.shift_after.sign_in_at)

    def _hand_over(self):
        self.env["shift.handover"]._cron_open_handovers()
        handover = self.env["shift.handover"].search(
            [("incoming_shift_id", "=", self.shift_after.id)]
        )
        url = f"/odoo/action-cs_policy.shift_handover_action/{handover.id}"
        self._do(
            self.user_colleague,
            url,
            """
    await press("Sign as Outgoing");
    await refused("CS-3.4");
    await fill("equipment_state", "Headset 3 is broken");
    await fill("difficult_issues", "None");
    await press("Sign as Outgoing");
    await lost("Sign as Outgoing");
            """,
        )
        self.assertEqual(handover.state, "outgoing")
        self._do(
            self.user_agent,
            url,
            """
    await text("Headset 3 is broken");
    await press("Sign as Incoming");
    await lost("Sign as Incoming");
            """,
        )
        self.assertEqual(handover.state, "done")
        self.assertEqual(handover.incoming_employee_id, self.employee_agent)

    def _file_swap(self):
        self._do(
            self.user_agent,
            "/odoo/action-cs_policy.shift_swap_action_mine/new",
            f"""
    await pick("shift_id", "{self.shift_holiday.date}");
    await text("No colleague is named");
    await pick("counterpart_id", "colleague");
    await lost("No colleague is named");
    await pick("return_shift_id", "{self.shift_back.date}");
    await text("Festival");
    await press("File This Swap");
    await refused("CS-7.2", "CS-7.7", "CS-7.9");
    await pick("shift_id", "{self.shift_given.date}");
    await pick("reason_id", "{self._get_reason().name}");
    await fill("briefing", "Two callers expect to be rung back");
    await press("File This Swap");
    await wait("filed", () => all(".o_arrow_button_current").some(
        (node) => node.textContent.includes("Colleague Asked")));
            """,
        )
        swap = self.env["shift.swap"].search(
            [("employee_id", "=", self.employee_agent.id)]
        )
        self.assertEqual(swap.state, "asked")
        self.assertEqual(self.shift_given.employee_id, self.employee_agent)
        return swap

    def _get_reason(self):
        return self.env["shift.swap.reason"].search(
            [("needs_note", "=", False)], limit=1
        )

    def _agree(self, swap):
        url = f"/odoo/action-cs_policy.shift_swap_action/{swap.id}"
        self._do(
            self.user_colleague,
            url,
            """
    await press("Accept");
    await fill("text", "The key is with the front desk");
    await press("Accept", ".o_dialog");
    await gone(".o_dialog");
    await wait("accepted", () => all(".o_arrow_button_current").some(
        (node) => node.textContent.includes("Accepted")));
            """,
        )
        self.assertEqual(swap.state, "accepted")
        self._do(
            self.user_manager,
            url,
            """
    await press("Approve");
    await wait("effective", () => all(".o_arrow_button_current").some(
        (node) => node.textContent.includes("Effective")));
            """,
        )
        self.assertEqual(swap.state, "effective")
        self.assertEqual(self.shift_given.employee_id, self.employee_colleague)
        self.assertEqual(self.shift_back.employee_id, self.employee_agent)

    def _print(self, swap):
        self.env["res.lang"]._activate_lang("zh_TW")
        self.user_agent.lang = "zh_TW"
        report = self.env["ir.actions.report"].with_user(self.user_agent)
        report = report.with_context(lang="zh_TW", force_report_rendering=True)
        data, kind = report._render_qweb_pdf("cs_policy.shift_swap_report", swap.ids)
        self.assertEqual(kind, "pdf")
        form = "".join(extract_text(io.BytesIO(data)).split())
        for part in ("換班登記表", "colleague", "Twocallersexpecttoberungback"):
            self.assertIn(part, form)

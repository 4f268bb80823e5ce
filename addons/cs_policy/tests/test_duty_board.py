import io

from freezegun import freeze_time
from openpyxl import load_workbook

from odoo.exceptions import AccessError
from odoo.tests import Form

from .common import DutyCase

MONDAY = "2026-12-07 01:00:00"


@freeze_time(MONDAY)
class TestDutyBoard(DutyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_company = cls.env["res.company"].create({"name": "Other"})

    def _month(self):
        """Seven duties of December: one done, one late, one missed, one void."""
        plan = self._create_plan(rrule="FREQ=DAILY;COUNT=7", grace_hours=0)
        plan._generate()
        done, late, missed, void, *_rest = self._get_duties(plan)
        self._hand_in(done)
        with freeze_time("2026-12-08 20:00:00"):
            self._hand_in(late)
        with freeze_time("2026-12-09 20:00:00"):
            self.env["policy.duty"]._mark_missed()
        self.assertEqual(missed.state, "missed")
        void._void("Closed")
        return plan

    def test_on_time_rate_counts_what_is_over(self):
        """X-2"""
        plan = self._month()
        [(clause, rate)] = self.env["policy.duty"]._read_group(
            [("plan_id", "=", plan.id)], ["clause_code"], ["on_time_rate:avg"]
        )
        self.assertEqual(clause, "CS-99.2")
        self.assertAlmostEqual(rate, 100 / 3)

    def test_board_offers_the_rate_as_a_measure(self):
        field = self.env["policy.duty"].fields_get(["on_time_rate"])["on_time_rate"]
        self.assertEqual(field["aggregator"], "avg")

    def test_everybody_sees_what_is_theirs(self):
        """X-2: agents their own, managers and auditors their companies."""
        own = self._create_duty()
        others = self._create_duty(role_employee_id=self.employee_manager.id)
        stranger = self._create_employee("S", company_id=self.other_company.id)
        foreign = self._create_duty(
            company_id=self.other_company.id, role_employee_id=stranger.id
        )
        rows = own | others | foreign
        expected = {
            "agent": own,
            "duty_manager": own | others,
            "manager": own | others,
            "policy_manager": own | others,
            "auditor": own | others,
        }
        for role, seen in expected.items():
            user = getattr(self, f"user_{role}")
            found = (
                self.env["policy.duty"].with_user(user).search([("id", "in", rows.ids)])
            )
            with self.subTest(role=role):
                self.assertEqual(found.sorted("id"), seen.sorted("id"))

    def test_a_duty_is_found_by_the_title_its_reader_sees(self):
        """X-2: the title is kept in one language and shown in that of the reader."""
        self.env["res.lang"]._activate_lang("zh_CN")
        duty = self._create_duty(rrule="FREQ=DAILY;COUNT=1")
        duty.plan_id.with_context(lang="zh_CN").name = "周六装修统计"
        duties = self.env["policy.duty"].with_user(self.user_agent)
        for lang, title in (("zh_CN", "装修统计"), ("en_US", duty.name)):
            found = duties.with_context(lang=lang).search(
                [("display_name", "ilike", title), ("plan_id", "=", duty.plan_id.id)]
            )
            with self.subTest(lang=lang):
                self.assertIn(duty, found)
        other = duties.with_context(lang="zh_CN").search(
            [("display_name", "ilike", "鉴证"), ("plan_id", "=", duty.plan_id.id)]
        )
        self.assertFalse(other)

    def test_an_employee_without_role_sees_nothing(self):
        duty = self._create_duty()
        self._hand_in(duty)
        plain = self._create_plain_user()
        self.assertEqual(
            self.env["policy.duty"].with_user(plain).get_my_counts(),
            {"due": 0, "overdue": 0},
        )
        with self.assertRaises(AccessError):
            duty.with_user(plain).read(["name"])

    def _create_plain_user(self):
        return self.env["res.users"].create(
            {
                "name": "Plain",
                "login": "plain_duty",
                "group_ids": [(6, 0, self.env.ref("base.group_user").ids)],
            }
        )

    def test_auditor_opens_evidence_and_changes_nothing(self):
        duty = self._create_duty()
        report = self._hand_in(duty)
        auditor = self.user_auditor
        self.assertTrue(report.with_user(auditor).note)
        self.assertTrue(duty.with_user(auditor).log_ids.mapped("event"))
        with self.assertRaises(AccessError):
            duty.with_user(auditor).action_void()
        with self.assertRaises(AccessError):
            self._hand_in(self._create_duty(name="Other"), auditor)

    def test_counter_counts_open_duties_of_today(self):
        self._create_duty()
        self._create_duty(name="Later today", hour_from=20)
        counts = self.env["policy.duty"].with_user(self.user_agent).get_my_counts
        self.assertEqual(counts(), {"due": 1, "overdue": 0})
        with freeze_time("2026-12-08 02:00:00"):
            self.assertEqual(counts(), {"due": 3, "overdue": 2})

    def test_filters_find_mine_and_overdue(self):
        duty = self._create_duty()
        mine = self.env["policy.duty"].with_user(self.user_agent)
        self.assertIn(duty, mine.search([("is_mine", "=", True)]))
        self.assertNotIn(duty, mine.search([("is_mine", "=", False)]))
        self.assertFalse(mine.search([("is_overdue", "=", True)]))
        with freeze_time("2026-12-07 11:00:00"):
            self.assertIn(duty, mine.search([("is_overdue", "=", True)]))
            duty.invalidate_recordset()
            self.assertTrue(duty.is_overdue)

    def test_lists_need_few_queries(self):
        plan = self._create_plan(role_type="agent")
        plan._generate()
        duties = self.env["policy.duty"].with_user(self.user_manager)
        fields = ["display_name", "state", "can_report", "is_overdue", "anchor_label"]
        duties.search([("plan_id", "=", plan.id)]).read(fields)
        self.env.invalidate_all()
        start = self.env.cr.sql_log_count
        duties.search([("plan_id", "=", plan.id)], limit=2, order="due_at desc").read(
            fields
        )
        few = self.env.cr.sql_log_count - start
        self.env.invalidate_all()
        start = self.env.cr.sql_log_count
        duties.search([("plan_id", "=", plan.id)]).read(fields)
        self.assertLessEqual(self.env.cr.sql_log_count - start, few)

    def test_hand_in_form(self):
        duty = self._create_duty().with_user(self.user_agent)
        action = duty.action_report()
        form = Form(
            self.env["policy.duty.report"]
            .with_user(self.user_agent)
            .with_context(**action["context"])
        )
        form.note = "12 homes"
        form.save()
        self.assertEqual(duty.state, "done")

    def _report(self):
        return (
            self.env["policy.compliance.report"]
            .with_user(self.user_manager)
            .create({"month": "2026-12-01"})
        )

    def test_report_counts_by_clause_and_person(self):
        """X-2"""
        self._month()
        report = self._report()
        [line, total] = [
            line
            for line in report._get_lines("clause_code")
            if "CS-99.2" in line["label"] or line["label"] == "Total"
        ]
        self.assertEqual(line["label"], "CS-99.2 Test duty")
        figures = [line[key] for key in ("total", "done", "late", "missed", "void")]
        self.assertEqual(figures, [7, 1, 1, 1, 1])
        self.assertEqual(line["rate"], 33.3)
        self.assertGreaterEqual(total["total"], 7)
        people = [line["label"] for line in report._get_lines("employee_id")]
        self.assertIn(self.employee_agent.name, people)

    def test_report_of_an_empty_month_has_no_rate(self):
        report = self._report()
        report.month = "2020-01-15"
        self.assertEqual(report._get_lines("clause_code")[-1]["rate"], None)

    def test_xlsx_holds_figures_and_every_duty(self):
        """X-2: an auditor takes it away."""
        self._month()
        content, kind = (
            self.env["ir.actions.report"]
            .with_user(self.user_auditor)
            ._render_xlsx(
                "cs_policy.policy_compliance_report_xlsx",
                self.env["policy.compliance.report"]
                .with_user(self.user_auditor)
                .create({"month": "2026-12-15"})
                .ids,
                {},
            )
        )
        self.assertEqual(kind, "xlsx")
        book = load_workbook(io.BytesIO(content))
        self.assertEqual(
            book.sheetnames, ["By clause", "By person", "By team", "Duties"]
        )
        rows = [row for row in book["Duties"].values if row[0] == "CS-99.2"]
        self.assertEqual(len(rows), 7)
        self.assertIn("Done late", [row[6] for row in rows])

    def test_printed_report_names_what_was_missed(self):
        """X-2"""
        self._month()
        html = (
            self.env["ir.actions.report"]
            .with_user(self.user_manager)
            ._render_qweb_html(
                "cs_policy.policy_compliance_report_pdf", self._report().ids
            )[0]
            .decode()
        )
        self.assertIn("CS-99.2 Test duty", html)
        self.assertIn("33.3", html)
        self.assertIn("Missed", html)

import io
from datetime import date, timedelta

from freezegun import freeze_time
from openpyxl import load_workbook
from psycopg2.errors import UniqueViolation

from odoo.exceptions import UserError
from odoo.tools import mute_logger

from .care_common import PAPER, CareCase

NEXT_MONTH = "2026-12-03 02:00:00"


class TestVisitSummary(CareCase):
    """The return visits of a month, handed in with the appraisal sheet."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agent = cls._create_employee("Agent", user=cls.sale_user)
        cls.contract = cls._create_active()
        files = cls.env["ir.attachment"].with_user(cls.sale_user)
        cls.sheet = files.create({"name": "Sheet", "datas": PAPER})

    def _visit(self, satisfaction="5", **vals):
        visits = self.env["service.visit"].with_user(self.sale_user)
        visit = visits.create(
            {
                "partner_id": self.ann.id,
                "sale_contract_id": self.contract.id,
                "sale_occasion": "other",
                "reason": "Return visit",
                "result": "=Said",
                "satisfaction": satisfaction,
                **vals,
            }
        )
        visit.action_done()
        return visit

    def _create_summary(self, **vals):
        summaries = self.env["service.visit.summary"].with_user(self.sale_user)
        return summaries.create({"month": "2026-11-24", **vals})

    def test_the_figures_of_the_month(self):
        """SA-2.2: made, on time, late, satisfaction, promises kept."""
        day = date(2026, 11, 24)
        kept = self._visit("5", promise="Tap", promise_date=day)
        kept.action_promise_kept()
        self._visit("2", promise="Door", promise_date=day + timedelta(days=2))
        self._visit(False)
        with freeze_time("2026-11-30 16:30:00"):  # December in Shanghai
            self._visit("1")
        with freeze_time("2026-10-01 02:00:00"):
            self.contract._record_step("authenticate", date(2026, 10, 1))
            late = self._get_plan_duties("policy_duty_plan_first_visit", self.contract)
        self.assertEqual(late.due_date, date(2026, 11, 1))
        self._visit("3", sale_occasion="first")
        self.assertEqual(late.state, "late")
        with freeze_time(NEXT_MONTH):
            summary = self._create_summary()
        self.assertRecordValues(
            summary,
            [
                {
                    "month": date(2026, 11, 1),
                    "made_count": 4,
                    "on_time_count": 0,
                    "late_count": 1,
                    "missed_count": 0,
                    "satisfaction": 3.33,
                    "promise_count": 2,
                    "promise_kept_count": 1,
                }
            ],
        )

    def test_it_goes_with_the_appraisal_sheet_and_after_the_month(self):
        """SA-2.2: all that is missing at once; then it is frozen."""
        self._visit()
        summary = self._create_summary()
        with self.assertRefused("SA-2.2") as caught:
            summary.action_submit()
        self.assertEqual(len(caught.exception.reasons), 3)
        with freeze_time(NEXT_MONTH):
            summary.write({"findings": "Fine", "appraisal_ids": self.sheet.ids})
            self._visit()  # another month
            summary.action_submit()
            self.assertEqual(summary.made_count, 1)
            for name, value in (("findings", "x"), ("made_count", 9), ("month", False)):
                with self.assertRaises(UserError):
                    summary.write({name: value})
            with self.assertRaises(UserError):
                summary.with_user(self.sale_manager).unlink()

    def test_the_summary_ticks_off_the_duty_of_the_month(self):
        """SA-2.2: due on the 5th; on a Saturday, the Monday after."""
        plan = self.env.ref("sales_aftercare.policy_duty_plan_visit_summary")
        with freeze_time(NEXT_MONTH):
            plan.write({"date_from": "2026-11-01", "generated_until": False})
            plan._generate()
            duty = self.env["policy.duty"].search(
                [("plan_id", "=", plan.id), ("company_id", "=", self.company.id)]
            )
            self.assertEqual(duty.due_date, date(2026, 12, 7))
        with freeze_time("2026-12-04 02:00:00"):
            summary = self._create_summary(appraisal_ids=self.sheet.ids)
            self.env["policy.duty"]._match_evidence(plan)
            self.assertEqual(duty.state, "due")
            summary.action_submit()
            self.env["policy.duty"]._match_evidence(plan)
        self.assertEqual((duty.state, duty.evidence_id), ("done", summary.id))

    def test_one_summary_a_month(self):
        self._create_summary()
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            self._create_summary(month="2026-11-01")

    def test_it_prints_and_exports(self):
        """SA-2.2: the form, and the workbook without formulas."""
        visit = self._visit(promise="Tap", promise_date=date(2026, 11, 24))
        with freeze_time(NEXT_MONTH):
            summary = self._create_summary(findings="All fine")
        reports = self.env["ir.actions.report"].with_user(self.sale_user)
        page = reports._render_qweb_html(
            "sales_aftercare.service_visit_summary_document", summary.ids
        )[0].decode()
        for text in (
            "2026-11",
            "All fine",
            self.contract.name,
            "Tap",
            "Very satisfied",
        ):
            self.assertIn(text, page)
        content, _kind = reports._render_xlsx(
            "sales_aftercare.service_visit_summary_xlsx", summary.ids, {}
        )
        book = load_workbook(io.BytesIO(content))
        figures, visits = book.worksheets
        self.assertEqual([cell.value for cell in figures[2]], ["Visits Made", 1])
        row = [cell.value for cell in visits[2]]
        self.assertEqual(row[1], self.contract.display_name)
        self.assertIn("=Said", row)
        self.assertEqual(visits[2][6].data_type, "s")
        self.assertTrue(visit)

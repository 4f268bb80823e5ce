import base64
from datetime import date
from io import BytesIO

from freezegun import freeze_time
from openpyxl import Workbook

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.cs_policy.exceptions import PolicyRefusal

from .area_common import AreaCase
from .common import TODAY


@tagged("post_install", "-at_install")
class TestAreaSurvey(AreaCase):
    """Homes are measured: ready ones one by one, off-plan ones together."""

    def _refused(self, function):
        with self.assertRaises(PolicyRefusal) as caught:
            function()
        return caught.exception

    def test_the_clerk_fills_seals_and_submits_the_forms_of_a_ready_home(self):
        """SA-1.5.1: by the clerk alone, after authentication."""
        contract = self._create_authenticated()
        action = contract.with_user(self.sale_clerk).action_survey()
        survey = self.env["area.survey"].browse(action["res_id"])
        refusal = self._refused(survey.with_user(self.sale_user).action_seal)
        self.assertEqual(refusal.clauses, ["SA-1.5.1"])
        survey = survey.with_user(self.sale_clerk)
        survey.action_seal()
        survey.action_submit()
        self.assertEqual((survey.state, survey.date_submitted), ("submitted", TODAY))
        again = contract.with_user(self.sale_clerk).action_survey()
        self.assertEqual(again["res_id"], survey.id)

    def test_nothing_is_surveyed_before_authentication(self):
        """SA-1.5.1: what comes first is named."""
        contract = self._bring_to(self._create_active(), "authenticate")
        refusal = self._refused(contract.with_user(self.sale_clerk).action_survey)
        self.assertEqual(refusal.clauses, ["SA-1.1.2"])

    def test_ready_homes_go_one_by_one(self):
        """SA-1.5.1: two homes are two surveys; off-plan homes are none of them."""
        ready = [self._create_authenticated(unit) for unit in self.units[:2]]
        refusal = self._refused(self._create_survey(*ready).action_seal)
        self.assertEqual(refusal.clauses, ["SA-1.5.1"])
        other = self._create_authenticated(self.units[2], delivery_kind="off_plan")
        refusal = self._refused(self._create_survey(other).action_seal)
        self.assertIn(other.name, str(refusal))

    def test_off_plan_homes_go_together_by_the_service_centre(self):
        """SA-1.5.2: the centre gathers all that wait, and no others."""
        waiting = [
            self._create_authenticated(unit, delivery_kind="off_plan")
            for unit in self.units[:2]
        ]
        self._create_active(self.units[2], delivery_kind="off_plan")
        survey = self._create_survey(user=self.sale_user, delivery_kind="off_plan")
        refusal = self._refused(survey.action_seal)
        self.assertEqual(refusal.clauses, ["SA-1.5.2"])
        survey.action_gather()
        self.assertEqual(
            survey.line_ids.contract_id.ids, [contract.id for contract in waiting]
        )
        survey.action_seal()
        survey.action_submit()
        self.assertEqual(survey.state, "submitted")
        against = survey._get_finish_reasons()[survey.id]
        self.assertEqual([reason.clause for reason in against], ["SA-1.5.2"])
        self._refused(survey.action_finish)
        self.assertEqual(waiting[0].step_role, "user")
        with self.assertRaises(UserError):
            self._create_survey(user=self.sale_user, delivery_kind="off_plan")._move(
                "done"
            )

    def _create_near(self, delivery, *units):
        return [
            self._create_authenticated(
                unit, delivery_kind="off_plan", date_delivery=delivery
            )
            for unit in units
        ]

    def test_off_plan_homes_near_delivery_are_gathered_by_themselves(self):
        """SA-1.5.2: 45 days ahead, in the draft of their estate, each once."""
        surveys = self.env["area.survey"]
        near = self._create_near(date(2027, 1, 8), *self.units[:1])
        self._create_near(date(2027, 1, 9), self.units[1])
        self.assertEqual(surveys._gather(self.company), 1)
        survey = surveys.search([("company_id", "=", self.company.id)])
        self.assertEqual(survey.line_ids.contract_id.ids, [near[0].id])
        self.assertEqual(survey.delivery_kind, "off_plan")
        self.assertEqual(survey.date_due, date(2026, 12, 9))
        self.assertFalse(surveys._gather(self.company))
        with freeze_time("2026-11-25 02:00:00"):
            self.assertEqual(surveys._gather(self.company), 1)
        self.assertEqual(len(survey.line_ids), 2)

    def test_the_centre_has_one_duty_for_all_of_them(self):
        """SA-1.5.2: before the first delivery; done when they are submitted."""
        self._create_employee("Centre", user=self.sale_user)
        self._create_near(date(2027, 1, 5), *self.units[:2])
        survey = self.env["area.survey"].browse()
        survey._gather(self.company)
        survey = survey.search([("company_id", "=", self.company.id)])
        plan = self.env.ref("sales_aftercare.policy_duty_plan_survey_off_plan")
        plan.write({"date_from": "2026-11-01", "generated_until": False})
        plan._generate()
        duty = self.env["policy.duty"].search(
            [("plan_id", "=", plan.id), ("company_id", "=", self.company.id)]
        )
        self.assertEqual(len(duty), 1)
        self.assertEqual(duty.clause_code, "SA-1.5.2")
        self.assertEqual(duty.due_date, date(2026, 12, 4))  # the 6th is a Sunday
        survey = survey.with_user(self.sale_user)
        survey.action_seal()
        self.assertEqual(duty.state, "due")
        survey.action_submit()
        self.assertEqual((duty.state, duty.evidence_id), ("done", survey.id))

    def test_homes_that_come_late_have_five_working_days(self):
        """SA-1.5.2: a delivery that is over already makes no duty that is missed."""
        self._create_near(date(2026, 6, 30), self.unit)
        surveys = self.env["area.survey"]
        surveys._gather(self.company)
        survey = surveys.search([("company_id", "=", self.company.id)])
        self.assertEqual(survey.date_due, date(2026, 12, 1))

    def test_a_home_is_in_one_survey_at_a_time(self):
        """SA-1.5.1: the open one is named."""
        contract = self._create_authenticated()
        survey = self._create_survey(contract)
        found = contract.with_user(self.sale_clerk)._get_survey_reasons()
        self.assertIn(survey.name, found[contract.id][0].message)
        survey.action_cancel()
        found = contract.with_user(self.sale_clerk)._get_survey_reasons()
        self.assertFalse(found[contract.id])

    def test_the_results_go_to_home_and_contract(self):
        """SA-1.5.1: step over, areas of the home changed, what was sold stands."""
        contract = self._create_authenticated()
        survey = self._create_survey(contract)
        survey.action_seal()
        survey.action_submit()
        self.assertTrue(survey._get_finish_reasons()[survey.id])
        refusal = self._refused(survey.action_finish)
        self.assertEqual(refusal.reasons[0].figures, {"count": 1})
        survey.line_ids.write({"gross_area": 101.5, "inside_area": 81.2})
        tracked = survey.with_context(tracking_disable=False, mail_notrack=False)
        tracked.action_finish()
        self.assertEqual((contract.step, contract.date_surveyed), ("settle", TODAY))
        self.assertEqual(self.unit.gross_area, 101.5)
        self.assertEqual(self.unit.inside_area, 81.2)
        self.assertEqual((contract.gross_area, contract.inside_area), (100, 80))
        self.assertEqual(survey.line_ids.ratio, 1.5)
        self.env.flush_all()
        self.env.cr.flush()
        tracked = self.unit.message_ids.tracking_value_ids.field_id.mapped("name")
        self.assertEqual(set(tracked), {"gross_area", "inside_area"})

    def test_sealed_forms_and_results_do_not_change(self):
        """SA-1.5.1: homes are chosen in draft, areas entered at the bureau."""
        contract = self._create_authenticated()
        survey = self._create_survey(contract)
        survey.action_seal()
        with self.assertRaises(UserError):
            survey.line_ids.gross_area = 99
        with self.assertRaises(UserError):
            survey.line_ids.unlink()
        survey.action_submit()
        survey.line_ids.write({"gross_area": 99, "inside_area": 80})
        survey.action_finish()
        with self.assertRaises(UserError):
            survey.line_ids.gross_area = 98
        with self.assertRaises(UserError):
            survey.write({"state": "draft"})

    def test_the_duty_of_the_clerk_ends_with_the_submission(self):
        """SA-1.5.1: five working days after authentication."""
        plan = self.env.ref("sales_aftercare.policy_duty_plan_survey_ready")
        plan.write({"date_from": "2026-01-01", "company_id": self.company.id})
        self._create_employee("Clerk", user=self.sale_clerk)
        contract = self._create_authenticated()
        plan._generate()
        duty = self.env["policy.duty"].search([("plan_id", "=", plan.id)])
        self.assertEqual((duty.due_date, duty.state), (date(2026, 12, 1), "due"))
        survey = self._create_survey(contract)
        survey.action_seal()
        survey.action_submit()
        self.assertEqual(duty.state, "done")
        self.assertEqual(duty.evidence_id, survey.id)

    def test_what_is_submitted_at_once_is_no_duty_any_more(self):
        """SA-1.5.1: on the day of authentication, before duties are made."""
        plan = self.env.ref("sales_aftercare.policy_duty_plan_survey_ready")
        plan.write({"date_from": "2026-01-01", "company_id": self.company.id})
        self._create_employee("Clerk", user=self.sale_clerk)
        survey = self._create_survey(self._create_authenticated())
        survey.action_seal()
        survey.action_submit()
        plan._generate()
        self.assertFalse(self.env["policy.duty"].search([("plan_id", "=", plan.id)]))

    def test_the_form_is_printed(self):
        """SA-1.5.1: home, contract and areas sold."""
        contract = self._create_authenticated()
        survey = self._create_survey(contract)
        html = self.env["ir.actions.report"]._render_qweb_html(
            "sales_aftercare.area_survey_document", survey.ids
        )[0]
        for text in (contract.name, self.unit.reference, survey.name, "100.00"):
            self.assertIn(text, html.decode())


@tagged("post_install", "-at_install")
class TestSurveySheet(AreaCase):
    """The bureau's list is taken whole or not at all."""

    def _write(self, *rows):
        book = Workbook()
        for row in rows:
            book.active.append(row)
        buffer = BytesIO()
        book.save(buffer)
        return buffer.getvalue()

    def _load(self, survey, data):
        wizard = self.env["area.survey.load"].with_user(survey.env.user)
        wizard = wizard.create(
            {"survey_id": survey.id, "data": base64.b64encode(data), "file_name": "a"}
        )
        wizard.action_load()
        return wizard.issues or ""

    def _submit(self):
        contracts = [
            self._create_authenticated(unit, delivery_kind="off_plan")
            for unit in self.units
        ]
        survey = self._create_survey(
            *contracts, user=self.sale_user, delivery_kind="off_plan"
        )
        survey.action_seal()
        survey.action_submit()
        return survey, contracts

    def test_a_workbook_fills_the_areas(self):
        """SA-1.5.2: by contract number or home, columns in any order."""
        survey, contracts = self._submit()
        data = self._write(
            ["实测成果"],
            ["套内面积（㎡）", "合同编号", "建筑面积（㎡）"],
            [81.25, contracts[0].name, 101.5],
            [None, self.units[1].reference, "99.90"],
            [79, contracts[2].name.lower(), 99],
        )
        self.assertFalse(self._load(survey, data))
        self.assertEqual(survey.line_ids.mapped("gross_area"), [101.5, 99.9, 99])
        self.assertEqual(survey.line_ids.mapped("inside_area"), [81.25, 0, 79])
        survey.action_finish()
        self.assertEqual(survey.state, "done")

    def test_one_bad_cell_stops_the_whole_list(self):
        """SA-1.5.2: every bad cell is named, nothing is entered."""
        survey, contracts = self._submit()
        data = self._write(
            ["Contract No.", "Gross area (m²)", "Inside area (m²)"],
            [contracts[0].name, 101.5, 81],
            [contracts[1].name, "about 100", 81],
            [contracts[0].name, 101.5, 81],
            ["X-9", 101.555, 102],
            [None, 100, 110],
            ["X-8", 100, 101],
            ["X-7", 100, 80],
        )
        issues = self._load(survey, data)
        for cell in ("B3 about 100", "A4", "B5 101.555", "A6", "C7 101", "8 X-7"):
            self.assertIn(cell, issues)
        self.assertEqual(len(issues.splitlines()), 6)
        self.assertEqual(set(survey.line_ids.mapped("gross_area")), {0})

    def test_off_plan_homes_are_over_together(self):
        """SA-1.5.2: one home without its area holds up the others."""
        survey, contracts = self._submit()
        survey.line_ids[1:].write({"gross_area": 101, "inside_area": 81})
        self.assertTrue(survey._get_finish_reasons()[survey.id])
        with self.assertRaises(PolicyRefusal) as caught:
            survey.action_finish()
        self.assertEqual(caught.exception.clauses, ["SA-1.5.2"])
        self.assertEqual(caught.exception.reasons[0].figures, {"count": 1})
        self.assertEqual({contract.step for contract in contracts}, {"survey"})

    def test_a_file_without_headings_is_told_apart_from_no_file(self):
        survey, _contracts = self._submit()
        self.assertIn("headings", self._load(survey, self._write(["a", "b"])))
        with self.assertRaises(UserError):
            self._load(survey, b"\x00\x01")

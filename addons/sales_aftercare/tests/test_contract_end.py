from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.cs_policy.exceptions import PolicyRefusal

from .area_common import AreaCase
from .movein_common import MoveinCase
from .papers_common import PapersCase
from .title_common import TitleCase

ENDS = ("rescinded", "exchanged")


class EndMixin:
    """Contracts that end while something is under way for them."""

    def _end(self, contract, state="rescinded"):
        contract.sudo()._move(state)

    def _end_unseen(self, contract):
        """As in a database of before: nothing followed from the end."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sale_home_contract SET state = 'rescinded' WHERE id = %s",
            [contract.id],
        )
        self.env.invalidate_all()

    def _refused(self, method):
        with self.assertRaises(PolicyRefusal) as caught:
            method()
        return caught.exception


@tagged("post_install", "-at_install")
class TestEndOfPapers(EndMixin, PapersCase):
    """The housing bureau and the duties of a contract that ends."""

    def test_an_open_batch_goes_without_it(self):
        """SA-1.1.2: its line is withdrawn, the others are taken."""
        for number, state in enumerate(ENDS):
            with self.subTest(state=state):
                contract = self._create_sealed(self.units[number])
                batch = self._create_batch()
                batch._add_contracts(contract)
                line = batch.line_ids.filtered(lambda row: row.state == "waiting")
                self._end(contract, state)
                self.assertEqual((line.state, batch.line_count), ("withdrawn", 0))
                self.assertIn(
                    "No contract is in it.", str(self._refused(batch.action_take))
                )

    def _take_two(self):
        ended, other = (self._create_sealed(unit) for unit in self.units[:2])
        batch = self._create_batch()
        batch._add_contracts(ended | other)
        batch.action_take()
        self._end(ended)
        lines = batch.line_ids
        gone = lines.filtered(lambda line: line.contract_id == ended)
        return batch, gone, lines - gone

    def test_what_ended_at_the_bureau_is_taken_out_when_it_is_back(self):
        """SA-1.1.2: its papers are with us again, the batch is closed."""
        batch, gone, other = self._take_two()
        self.assertEqual(gone.state, "waiting")
        paper = self._get_copy(gone.contract_id, "a_original")
        self.assertEqual((paper.state, paper.holder), ("lent", "bureau"))
        other.number = "JZ-1"
        other.action_authenticate()
        refusal = self._refused(batch.action_close)
        self.assertIn("take it out once its papers are back", str(refusal))
        gone.action_withdraw()
        self.assertEqual((gone.state, paper.state), ("withdrawn", "ours"))
        batch.action_close()
        self.assertEqual(batch.state, "closed")

    def test_what_is_in_force_waits_for_its_result(self):
        """SA-1.1.2: only what ended is taken out of a batch at the bureau."""
        _batch, gone, other = self._take_two()
        refusal = self._refused(other.action_withdraw)
        self.assertEqual(refusal.clauses, ["SA-1.1.2"])
        for user in (self.sale_user, self.sale_archivist):
            with self.assertRaises(AccessError):
                gone.with_user(user).action_withdraw()

    def test_no_contract_that_ended_is_taken_to_the_bureau(self):
        """SA-1.1.2: also where nothing followed from its end."""
        contract = self._create_sealed()
        batch = self._create_batch()
        batch._add_contracts(contract)
        self._end_unseen(contract)
        refusal = self._refused(batch.action_take)
        self.assertEqual(refusal.clauses, ["SA-1.1.2"])
        self.assertIn("not in force", str(refusal))
        batch.line_ids.action_withdraw()
        self.assertEqual(batch.line_ids.state, "withdrawn")

    def test_its_duties_are_void(self):
        """SA-1.1.1: nobody is asked to seal what ended."""
        contract = self._create_active()
        duty = self._generate_duty("seal_contract", contract)
        self.assertEqual(duty.state, "due")
        self._end(contract)
        self.assertEqual(
            (duty.state, duty.void_reason), ("void", "The contract has ended.")
        )


@tagged("post_install", "-at_install")
class TestEndOfSurvey(EndMixin, AreaCase):
    """Surveys and settlements of a contract that ends."""

    def _create_together(self):
        contracts = [
            self._create_authenticated(unit, delivery_kind="off_plan")
            for unit in self.units[:2]
        ]
        return contracts, self._create_survey(
            *contracts, user=self.sale_user, delivery_kind="off_plan"
        )

    def test_the_other_homes_are_measured_without_it(self):
        """SA-1.5.2: one home that is given back holds up nobody."""
        (ended, other), survey = self._create_together()
        survey.action_seal()
        self._end(ended)
        survey.action_submit()
        self.assertEqual(
            self._refused(survey.action_finish).reasons[0].figures, {"count": 1}
        )
        line = survey.line_ids.filtered(lambda row: row.contract_id == other)
        line.write({"gross_area": 101, "inside_area": 81})
        survey.action_finish()
        self.assertEqual(survey.state, "done")
        self.assertTrue(other.date_surveyed)
        self.assertFalse(ended.date_surveyed)
        self.assertEqual(
            (self.units[0].gross_area, self.units[1].gross_area), (100, 101)
        )

    def test_forms_that_are_not_sealed_name_it_no_longer(self):
        """SA-1.5.2: the line goes, the draft of the others stays."""
        (ended, other), survey = self._create_together()
        self._end(ended)
        self.assertEqual((survey.line_ids.contract_id, survey.state), (other, "draft"))

    def test_a_survey_of_nothing_else_is_over(self):
        """SA-1.5.1: of a ready home, at whatever stage it is."""
        for number, moves in enumerate(
            ((), ("action_seal",), ("action_seal", "action_submit"))
        ):
            with self.subTest(moves=moves):
                contract = self._create_authenticated(self.units[number])
                survey = self._create_survey(contract)
                for move in moves:
                    getattr(survey, move)()
                self._end(contract)
                self.assertEqual(survey.state, "cancelled")

    def test_a_settlement_that_waits_is_cancelled(self):
        """SA-1.6.1: finance has nothing to confirm, and can not."""
        contract = self._create_authenticated()
        self._measure(contract, 102)
        contract.with_user(self.sale_finance).action_settle()
        row = contract.settlement_ids
        self._end(contract)
        self.assertEqual((row.state, row.sudo().move_id.id), ("cancelled", False))
        self.assertTrue(row._get_post_reasons()[row.id])

    def test_what_was_settled_stands_when_the_contract_has_ended(self):
        """SA-1.6.1: neither taken back nor put right by other areas; no new debt."""
        for number, state in enumerate(ENDS):
            with self.subTest(state=state):
                row = self._create_settled(unit=self.units[number])
                contract = row.contract_id
                self._end(contract, state)
                refusal = self._refused(row.action_take_back)
                self.assertEqual(refusal.clauses, ["SA-1.6.1"])
                wizard = self.env["area.survey.correct"].with_user(self.sale_clerk)
                wizard = wizard.create({"line_id": row.line_id.id, "reason": "Wrong"})
                wizard.gross_area = 101
                refusal = self._refused(wizard.action_correct)
                self.assertEqual(refusal.clauses, ["SA-1.6.1"])
                self.assertEqual(row.state, "posted")
                self.assertFalse(row.sudo().reversal_id)


@tagged("post_install", "-at_install")
class TestEndOfTitle(EndMixin, TitleCase):
    """Applications for certificates of a contract that ends."""

    def _ask_end(self, contract):
        supplements = self.env["sale.home.supplement"]
        return supplements.with_user(self.sale_representative).create(
            {"contract_id": contract.id, "kind": "rescission", "reason": "Agreed"}
        )

    def test_what_is_not_at_the_bureau_is_cancelled(self):
        """SA-1.6.3: papers to check, forms handed out; nobody is asked to sign."""
        for number, is_handed in enumerate((False, True)):
            with self.subTest(is_handed=is_handed):
                contract = self._create_ready(unit=self.units[number])
                application = self._apply(contract)
                self._tick(application)
                application.action_receipt()
                receipt = application.receipt_ids
                if is_handed:
                    self._hand_out(application)
                self._end(contract)
                self.assertEqual(application.state, "cancelled")
                self.assertEqual(receipt.state, "signed" if is_handed else "cancelled")

    def test_no_contract_ends_while_the_bureau_is_at_work(self):
        """SA-1.1.1: the application is named; refused there, the end is agreed."""
        contract = self._create_ready()
        application = self._apply(contract)
        self._hand_out(application)
        application.bureau_number = "B-1"
        application.action_submit()
        supplement = self._ask_end(contract)
        refusal = self._refused(supplement.action_submit)
        self.assertEqual(refusal.clauses, ["SA-1.1.1"])
        self.assertIn(application.name, str(refusal))
        application.reject_reason = "Taken back"
        application.action_reject()
        supplement.action_submit()
        for user in (self.sale_manager, self.sale_general_manager):
            if supplement.state == "pending":
                supplement.with_user(user).action_approve()
        self.assertEqual(
            (contract.state, application.state), ("rescinded", "cancelled")
        )

    def test_nothing_is_submitted_or_issued_for_what_ended(self):
        """SA-1.6.3: also where nothing followed from its end."""
        contract = self._create_ready()
        application = self._apply(contract)
        self._hand_out(application)
        application.bureau_number = "B-1"
        self._end_unseen(contract)
        self.assertEqual(self._refused(application.action_submit).clauses, ["SA-1.6.3"])
        application._move("submitted", date_submitted=application.date_handed)
        application.property_number = "P-1"
        self.assertEqual(self._refused(application.action_issue).clauses, ["SA-1.6.3"])
        self.assertFalse(contract.date_titled)


@tagged("post_install", "-at_install")
class TestEndOfMovein(EndMixin, MoveinCase):
    """Notices, demands, slips and inspections of a contract that ends."""

    def test_a_slip_that_was_not_used_is_cancelled(self):
        """SA-1.4.1b: asked or issued, it lets nobody in any more."""
        for number, is_issued in enumerate((False, True)):
            with self.subTest(is_issued=is_issued):
                contract = self._create_ready(self.units[number])
                make = self._issue_slip if is_issued else self._ask_slip
                slip = make(contract)
                self._end(contract)
                self.assertEqual(
                    (slip.state, slip.cancel_reason),
                    ("cancelled", "The contract has ended."),
                )

    def test_letters_that_did_not_go_out_stay(self):
        """SA-1.4.2a, SA-1.4.2d: drafts end, what was posted stays as it was."""
        contract = self._create_off_plan()
        inspections = self.env["movein.inspection"].with_user(self.sale_user)
        inspection = inspections.create({"contract_id": contract.id})
        self.env["movein.notice"]._prepare(self.company)
        draft = contract.notice_ids
        posted = self._post_notice(self._create_off_plan(unit=self.units[1]))
        with freeze_time("2026-12-20 02:00:00"):
            self.env["sale.home.demand"]._prepare(self.company)
        demand = posted.contract_id.demand_ids
        self.assertEqual((draft.state, demand.state), ("draft", "draft"))
        self._end(contract | posted.contract_id)
        self.assertEqual((draft.state, posted.state), ("cancelled", "posted"))
        self.assertEqual(
            (demand.state, demand.void_reason), ("void", "The contract has ended.")
        )
        self.assertEqual(inspection.state, "cancelled")

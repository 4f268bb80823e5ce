from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form

from odoo.addons.cs_policy.exceptions import PolicyRefusal

from .common import TODAY
from .movein_common import SIGNATURE, MoveinCase


class TestMoveinSlip(MoveinCase):
    """Finance confirms, the slip is issued, the home is handed over."""

    def _get_refusal(self, method):
        with self.assertRaises(PolicyRefusal) as caught:
            method()
        return caught.exception

    def test_finance_issues_the_slip_of_a_home_paid_in_full(self):
        """SA-1.4.1a: asked by the centre, confirmed by finance, numbered."""
        contract = self._create_ready()
        slip = self._issue_slip(contract)
        self.assertEqual(slip.state, "issued")
        self.assertRegex(slip.name, r"RZ-2026-\d{4}")
        self.assertEqual(slip.issued_by_id, self.sale_finance)
        self.assertEqual(slip.asked_by_id, self.sale_user)

    def test_finance_is_asked_by_a_duty(self):
        """SA-1.4.1a: due the next day, over with the slip."""
        slip = self._ask_slip(self._create_ready())
        duty = self._generate_duty("slip", slip)
        self.assertTrue(duty)
        slip.with_user(self.sale_finance).action_issue()
        self.assertEqual((duty.state, duty.evidence_id), ("done", slip.id))

    def test_the_books_decide_not_a_tick(self):
        """SA-1.4.1a: one cent open in accounting, and no slip is issued."""
        contract = self._create_ready()
        owed = self._owe(contract, 0.01)
        slip = self._ask_slip(contract).with_user(self.sale_finance)
        self.assertFalse(slip.can_issue)
        refusal = self._get_refusal(slip.action_issue)
        self.assertEqual(refusal.clauses, ["SA-1.4.1a"])
        self.assertEqual(refusal.reasons[0].figures["open"], 0.01)
        self._pay(owed)
        slip.action_issue()
        self.assertEqual(slip.state, "issued")

    def test_who_asked_does_not_confirm_and_others_can_not(self):
        """SA-1.4.1a: finance's confirmation is somebody else's."""
        contract = self._create_ready()
        slip = self._ask_slip(contract)
        for user in (self.sale_user, self.sale_clerk, self.sale_manager):
            refusal = self._get_refusal(slip.with_user(user).action_issue)
            self.assertIn("SA-1.4.1a", refusal.clauses)
        other = self._create_ready(self.units[1])
        own = self.env["movein.slip"].with_user(self.sale_finance)
        own = own.create({"contract_id": other.id})
        self.assertIn("SA-1.4.1a", self._get_refusal(own.action_issue).clauses)

    def test_before_payment_and_authentication_no_slip(self):
        """SA-1.4.1a: everything that comes first is named at once."""
        contract = self._create_active()
        slip = self._ask_slip(contract).with_user(self.sale_finance)
        steps = {
            reason.figures.get("step")
            for reason in self._get_refusal(slip.action_issue).reasons
        }
        self.assertLessEqual({"authenticate", "pay"}, steps)

    def test_no_slip_is_asked_for_a_home_that_is_not_sold_or_handed_over(self):
        """SA-1.4.1a: finance is asked about contracts that wait for their keys."""
        draft = self._create_contract(self.units[1])
        handed = self._create_ready()
        handed._record_step("move_in", TODAY)
        for contract in (draft, handed):
            refusal = self._get_refusal(
                lambda contract=contract: self._ask_slip(contract)
            )
            self.assertEqual(refusal.clauses, ["SA-1.4.1a"])

    def test_an_off_plan_buyer_had_the_notice_and_inspected(self):
        """SA-1.4.2b: notice, inspection, then the slip."""
        contract = self._create_off_plan()
        slip = self._ask_slip(contract).with_user(self.sale_finance)
        refusal = self._get_refusal(slip.action_issue)
        self.assertEqual(refusal.clauses, ["SA-1.4.2b", "SA-1.4.2b"])
        self._post_notice(contract)
        self.assertEqual(len(self._get_refusal(slip.action_issue).reasons), 1)
        self._inspect(contract)
        slip.action_issue()
        self.assertEqual(slip.state, "issued")

    def test_the_slip_hands_the_home_over(self):
        """SA-1.4.1b: the buyers own it, its fees are theirs from this day."""
        buyers = [(self.ann, 60), (self.bob, 40)]
        contract = self._create_ready(buyers=buyers)
        slip = self._sign(self._issue_slip(contract))
        slip.action_hand_over()
        unit = self.unit
        self.assertEqual(unit.date_handover, TODAY)
        self.assertEqual(
            [(row.partner_id, row.share, row.date_from) for row in unit.tenure_ids],
            [(self.ann, 60, TODAY), (self.bob, 40, TODAY)],
        )
        self.assertEqual(unit._get_payers(TODAY)[unit.id], self.ann)
        self.assertEqual(contract.date_moved_in, TODAY)
        self.assertEqual(contract.date_revenue, TODAY)
        self.assertEqual(contract.step, "survey")
        self.assertEqual(slip.state, "handed_over")

    def test_the_signature_for_slip_and_keys_is_filed_as_a_receipt(self):
        """SA-1.9: made at the hand-over, with who let the buyer in."""
        slip = self._sign(self._issue_slip(self._create_ready()))
        slip.action_hand_over()
        receipt = self.env["document.receipt"].search([("slip_id", "=", slip.id)])
        self.assertEqual((receipt.state, receipt.partner_id), ("signed", self.ann))
        self.assertEqual(
            receipt.line_ids.mapped(lambda line: (line.title, line.quantity)),
            [(f"Move-in slip {slip.name}", 1), ("Keys", 3)],
        )
        self.assertEqual(receipt.signed_user_id, self.user_area_manager)
        self.assertEqual(receipt.signature.decode(), SIGNATURE)

    def test_the_property_company_lets_in_by_the_slip_only(self):
        """SA-1.4.1b: no slip, no signature, no keys: refused, all at once."""
        contract = self._create_ready()
        slip = self._ask_slip(contract).with_user(self.user_area_manager)
        refusal = self._get_refusal(slip.action_hand_over)
        self.assertEqual(refusal.clauses, ["SA-1.4.1b"] * 3)
        slip.with_user(self.sale_finance).action_issue()
        slip = self._sign(slip)
        refusal = self._get_refusal(slip.with_user(self.sale_clerk).action_hand_over)
        self.assertEqual(refusal.clauses, ["SA-1.4.1b"])
        self.assertFalse(self.unit.date_handover)

    def test_a_payment_that_comes_back_stops_the_hand_over(self):
        """SA-1.4.2c: what was paid when the slip was issued has to stay paid."""
        contract = self._create_off_plan()
        self._post_notice(contract)
        self._inspect(contract)
        slip = self._sign(self._issue_slip(contract))
        owed = self._owe(contract, 500)
        refusal = self._get_refusal(slip.action_hand_over)
        self.assertEqual(refusal.clauses, ["SA-1.4.2c"])
        self._pay(owed)
        slip.action_hand_over()
        self.assertEqual(self.unit.tenure_ids.partner_id, self.ann)
        self.assertEqual(self.unit.date_handover, TODAY)

    def test_who_is_refused_reads_the_clause_of_the_home(self):
        """SA-1.4.2c: an off-plan home has a clause of its own."""
        contract = self._create_off_plan()
        self._post_notice(contract)
        self._inspect(contract)
        slip = self._sign(self._issue_slip(contract)).with_user(self.sale_clerk)
        refusal = self._get_refusal(slip.action_hand_over)
        self.assertEqual(refusal.clauses, ["SA-1.4.2c"])

    def test_the_property_office_finds_slips_and_inspections(self):
        """SA-1.4.1b: by a menu, though it sees none of the sale."""
        menus = self.env["ir.ui.menu"].with_user(self.user_area_manager)
        shown = {menu.get("action_id") for menu in menus.load_menus(False).values()}
        for name in ("movein_slip_action", "movein_inspection_action"):
            self.assertIn(self.env.ref(f"sales_aftercare.{name}").id, shown)

    def test_the_property_office_reads_slip_and_inspection(self):
        """SA-1.4.1b: their forms open for whoever sees no contract."""
        contract = self._create_ready()
        inspection = self._inspect(contract)
        slip = self._issue_slip(contract)
        for record in (slip, inspection):
            own = record.with_user(self.user_area_manager)
            self.assertEqual(Form(own).unit_id, self.unit)
            self.env.invalidate_all()
            self.assertIn(contract.name, own.display_name)
        self.assertFalse(slip.with_user(self.user_area_manager).can_issue)

    def test_grave_defects_are_mended_first(self):
        """SA-1.4.1b: and checked again, not only reported as mended."""
        contract = self._create_ready()
        defect = {"room": "Kitchen", "name": "Leak", "is_grave": True}
        inspection = self._inspect(contract, defect)
        slip = self._sign(self._issue_slip(contract))
        self.assertIn("Leak", str(self._get_refusal(slip.action_hand_over)))
        inspection.defect_ids.action_fix()
        self.assertIn("Leak", str(self._get_refusal(slip.action_hand_over)))
        inspection.defect_ids.action_accept()
        slip.action_hand_over()
        self.assertEqual(slip.state, "handed_over")

    def test_owners_of_the_register_are_replaced_from_the_day(self):
        """SA-1.4.1b: who owned it before, as the developer, ends the day before."""
        self._own(self.unit, date(2026, 1, 1), (self.bob, 100))
        slip = self._sign(self._issue_slip(self._create_ready()))
        slip.action_hand_over()
        before = self.unit.tenure_ids.filtered("date_to")
        self.assertEqual(before.partner_id, self.bob)
        self.assertEqual(before.date_to, date(2026, 11, 23))

    def test_one_slip_a_contract_and_none_is_deleted(self):
        contract = self._create_ready()
        slip = self._ask_slip(contract)
        self.assertEqual(self._ask_slip(contract), slip)
        with self.assertRaises(UserError):
            slip.unlink()
        with self.assertRaises(UserError):
            slip.with_user(self.sale_user).action_cancel()

    def test_rpc_can_not_issue_or_hand_over(self):
        slip = self._ask_slip(self._create_ready()).with_user(self.sale_finance)
        other = self._create_ready(self.units[1])
        for vals in (
            {"state": "issued"},
            {"name": "X"},
            {"date_issued": TODAY},
            {"contract_id": other.id},
        ):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                slip.write(vals)
        with self.assertRaises(AccessError):
            slip.with_user(self.user_front_desk).key_count = 1


class TestMoveinInspection(MoveinCase):
    """The buyer looks first."""

    def test_an_inspection_is_signed_by_the_buyer(self):
        """SA-1.4.2b: neither an unsigned nor an empty list closes it."""
        contract = self._create_off_plan()
        model = self.env["movein.inspection"].with_user(self.sale_user)
        inspection = model.create({"contract_id": contract.id})
        with self.assertRaises(PolicyRefusal) as caught:
            inspection.action_done()
        self.assertEqual(caught.exception.clauses, ["SA-1.4.2b"] * 2)

    def test_an_inspection_of_a_ready_home_is_signed_too(self):
        """SA-1.4.1a: under the clause of homes that are ready."""
        model = self.env["movein.inspection"].with_user(self.sale_user)
        inspection = model.create({"contract_id": self._create_ready().id})
        reasons = inspection._get_done_reasons()[inspection.id]
        self.assertEqual([reason.clause for reason in reasons], ["SA-1.4.1a"] * 2)

    def test_who_is_called_in_inspects_before_more_is_billed(self):
        """SA-1.4.2b: fund and tax are billed before the notice or after the look."""
        contract = self._create_off_plan()
        self.assertFalse(contract._get_on_behalf_reasons()[contract.id])
        self._post_notice(contract)
        reasons = contract._get_on_behalf_reasons()[contract.id]
        self.assertEqual([reason.clause for reason in reasons], ["SA-1.4.2b"])
        self._inspect(contract)
        self.assertFalse(contract._get_on_behalf_reasons()[contract.id])

    def test_a_buyer_may_decline_with_a_reason(self):
        """SA-1.4.2b: declined counts as offered."""
        contract = self._create_off_plan()
        self._post_notice(contract)
        model = self.env["movein.inspection"].with_user(self.sale_user)
        inspection = model.create({"contract_id": contract.id})
        with self.assertRaises(PolicyRefusal):
            inspection.action_decline()
        inspection.decline_reason = "Lives abroad"
        inspection.action_decline()
        self.assertFalse(contract._get_move_in_reasons()[contract.id])

    def test_what_was_signed_stays(self):
        """SA-1.4.2b: the signed list is evidence."""
        defect = {"room": "Hall", "name": "Scratch"}
        inspection = self._inspect(self._create_off_plan(), defect)
        with self.assertRaises(PolicyRefusal):
            inspection.note = "other"
        found = inspection.defect_ids
        with self.assertRaises(UserError):
            found.unlink()
        for vals in ({"is_grave": True}, {"name": "Dent"}, {"room": "Bath"}):
            with self.assertRaises(UserError):
                found.write(vals)
        with self.assertRaises(UserError):
            inspection.defect_ids = [Command.create({"room": "Bath", "name": "Leak"})]
        found.date_due = TODAY  # when it will be mended is agreed afterwards

from datetime import date

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import UserError

from odoo.addons.cs_policy.exceptions import PolicyRefusal

from ..tools.custody import get_right_place
from .common import TODAY
from .papers_common import SIGNATURE, PapersCase


class TestDocumentCopy(PapersCase):
    """Where every paper is, who has it, and where it belongs."""

    def test_a_contract_in_force_has_four_copies_in_our_hands(self):
        """SA-1.1.3: numbered, with the one who registered them as first holder."""
        contract = self._create_active()
        copies = contract.copy_ids.sorted("name")
        self.assertEqual(
            copies.mapped("name"), [f"T-0001/{n}" for n in ("A1", "A2", "B1", "B2")]
        )
        self.assertEqual(set(copies.mapped("state")), {"ours"})
        self.assertEqual(copies.move_ids.mapped("to_holder"), ["office"] * 4)
        contract.sudo()._ensure_copies()
        self.assertEqual(len(contract.copy_ids), 4)

    def test_the_right_holder_follows_from_the_way_of_payment(self):
        """SA-1.1.3: the bank gets the B-original of a mortgage, nobody else."""
        self.assertEqual(get_right_place("b_original", "mortgage"), "bank")
        for method in ("lump", "instalment"):
            self.assertEqual(get_right_place("b_original", method), "customer")
        for method in ("lump", "mortgage"):
            self.assertEqual(get_right_place("a_original", method), "archive")
            self.assertEqual(get_right_place("a_duplicate", method), "property")
            self.assertEqual(get_right_place("b_duplicate", method), "customer")

    def test_a_wrong_recipient_is_refused(self):
        """SA-1.1.3: the A-original for the property company, the B-original of a
        mortgage for the customer."""
        contract = self._create_authenticated(payment_method="mortgage")
        original = self._get_copy(contract, "a_original")
        with self.assertRaises(PolicyRefusal) as caught:
            original._hand_over("property", person="Wu", signature=SIGNATURE)
        self.assertEqual(caught.exception.clauses, ["SA-1.1.3"])
        figures = caught.exception.reasons[0].figures
        self.assertEqual(figures, {"right": "archive", "wrong": "property"})
        receipt = self._create_receipt(
            contract, self.ann, self._get_copy(contract, "b_original")
        )
        with self.assertRaises(PolicyRefusal) as caught:
            self._sign(receipt)
        self.assertIn("SA-1.1.3", caught.exception.clauses)

    def test_copies_are_handed_out_after_authentication(self):
        """SA-1.1.3: nothing leaves before, and only against a signature."""
        contract = self._create_sealed()
        duplicate = self._get_copy(contract, "a_duplicate")
        with self.assertRaises(PolicyRefusal) as caught:
            duplicate._hand_over("property", person="Wu")
        messages = self._get_messages(caught.exception.reasons)
        self.assertIn("The contract is not authenticated yet.", messages)
        self.assertIn("The receiver has not signed.", messages)

    def test_another_role_does_not_hand_papers_out(self):
        """SA-1.1.3: the clerk hands out, the archivist takes into the archive."""
        contract = self._create_authenticated()
        for user, kind, to in (
            (self.sale_finance, "a_duplicate", "property"),
            (self.sale_clerk, "a_original", "archive"),
        ):
            copy = self._get_copy(contract, kind, user)
            details = {"person": "Wu", "signature": SIGNATURE, "box": "1", "place": "A"}
            with self.assertRaises(PolicyRefusal) as caught:
                copy._hand_over(to, **details)
            self.assertEqual(caught.exception.clauses, ["SA-1.1.3"])

    def test_the_step_is_over_when_every_copy_is_where_it_belongs(self):
        """SA-1.1.3: paid in a lump sum, both B-copies are the customer's."""
        contract = self._create_authenticated()
        self.assertEqual(contract.step, "distribute")
        self.assertEqual(contract.copy_open_count, 5)
        self.assertTrue(contract.blocker)
        self._distribute(contract)
        self.assertEqual(contract.date_distributed, TODAY)
        self.assertEqual(contract.copy_open_count, 0)
        original = self._get_copy(contract, "b_original")
        self.assertEqual(original.holder_partner_id, self.ann)
        self.assertEqual(original.move_ids.sorted("id")[-1].signature, SIGNATURE)

    def test_the_original_for_the_bank_does_not_hold_up_the_step(self):
        """SA-1.1.3: the bank fetches it when it comes for its own papers."""
        contract = self._create_authenticated(payment_method="mortgage")
        self._distribute(contract)
        self.assertEqual(contract.date_distributed, TODAY)
        self.assertEqual(contract.step, "loan")
        original = self._get_copy(contract, "b_original")
        self.assertEqual((original.state, original.is_settled), ("ours", False))

    def test_what_is_still_with_us_is_said_paper_by_paper(self):
        """SA-1.1.3: May I? names each copy, who has it and where it goes."""
        contract = self._create_authenticated()
        found = contract.with_user(self.sale_clerk)._get_distribute_reasons()
        kinds = {reason.figures["kind"]: reason for reason in found[contract.id]}
        self.assertEqual(
            set(kinds),
            {"a_original", "a_duplicate", "b_original", "b_duplicate", "id_photocopy"},
        )
        self.assertEqual(kinds["a_duplicate"].figures["right"], "property")

    def test_a_paper_of_the_archive_is_lent_and_comes_back(self):
        """SA-1.1.3: with a day to bring it back; overdue it is listed."""
        contract = self._create_authenticated()
        self._distribute(contract)
        original = self._get_copy(contract, "a_original", self.sale_archivist)
        loan = {"person": "Zhao", "signature": SIGNATURE, "reason": "Court"}
        with self.assertRaises(PolicyRefusal):
            original.with_user(self.sale_clerk)._hand_over(
                "bureau", due_back=date(2026, 11, 27), **loan
            )
        original._hand_over("bureau", due_back=date(2026, 11, 27), **loan)
        self.assertEqual(original.state, "lent")
        self.assertFalse(original.is_overdue)
        with freeze_time("2026-11-28 02:00:00"):
            overdue = self.env["document.copy"].search(
                [("is_overdue", "=", True), ("contract_id", "=", contract.id)]
            )
            self.assertEqual(overdue, original)
        original._take_back()
        self.assertEqual((original.state, original.holder), ("ours", "office"))
        self.assertEqual(len(original.move_ids), 6)

    def test_what_is_the_customers_is_not_lent(self):
        """SA-1.1.3: a loan is no way around the right recipient."""
        contract = self._create_authenticated(payment_method="mortgage")
        original = self._get_copy(contract, "b_original")
        with self.assertRaises(PolicyRefusal) as caught:
            original._hand_over(
                "customer",
                partner_id=self.ann.id,
                person="Ann",
                signature=SIGNATURE,
                due_back=date(2026, 12, 1),
                reason="Please",
            )
        self.assertEqual(caught.exception.clauses, ["SA-1.1.3"])

    def test_a_paper_that_is_out_is_taken_back_before_it_goes_on(self):
        """SA-1.1.3: nobody hands out what somebody else has."""
        contract = self._create_authenticated()
        self._distribute(contract)
        duplicate = self._get_copy(contract, "a_duplicate")
        with self.assertRaises(PolicyRefusal):
            duplicate._hand_over("property", person="Li", signature=SIGNATURE)
        here = self._get_copy(contract, "a_original")._get_take_back_reasons()
        self.assertTrue(all(not reasons for reasons in here.values()))
        duplicate._take_back()
        self.assertFalse(contract.date_distributed)  # it has to go out again
        with self.assertRaises(PolicyRefusal):
            duplicate._take_back()

    def test_chain_and_papers_are_never_written_by_hand(self):
        """SA-1.1.3: not by RPC, not by the manager, not with a key in the context."""
        contract = self._create_active()
        copy = self._get_copy(contract, "a_original", self.sale_manager)
        for values in ({"state": "lost"}, {"holder": "bank"}, {"recipient": "bank"}):
            with self.assertRaises(UserError):
                copy.write(values)
            with self.assertRaises(UserError):
                copy.sudo().with_context(policy_move=True).write(values)
        move = copy.move_ids[:1]
        with self.assertRaises(UserError):
            move.with_user(self.sale_manager).write({"to_person": "x"})
        with self.assertRaises(UserError):
            move.sudo().with_context(policy_log=True).write({"to_person": "x"})
        with self.assertRaises(UserError):
            move.sudo().unlink()
        with self.assertRaises(UserError):
            copy.sudo().unlink()

    def test_another_company_sees_no_paper(self):
        contract = self._create_active()
        other = self.env["res.company"].create({"name": "Other"})
        user = self.sale_manager
        user.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        papers = self.env["document.copy"].with_user(user).search([])
        self.assertFalse(papers & contract.copy_ids)


class TestSubscriptionCopies(PapersCase):
    """One copy to the customer, one to the archivist."""

    def setUp(self):
        super().setUp()
        subscription = self._create_subscription()
        subscription.action_submit()
        subscription.with_user(self.sale_manager).action_approve()
        self.subscription = subscription

    def _get(self, kind, user):
        copies = self.subscription.sudo().copy_ids
        return copies.filtered(lambda copy: copy.kind == kind).with_user(user)

    def test_its_copies_leave_after_the_seal(self):
        """SA-1.2.2: the archive copy is refused before it was sealed."""
        copy = self._get("subscription_archive", self.sale_archivist)
        with self.assertRaises(PolicyRefusal) as caught:
            copy._hand_over("archive", box="1", place="A")
        self.assertEqual(caught.exception.clauses, ["SA-1.2.2"])
        self.subscription.with_user(self.sale_archivist).action_seal()
        copy._hand_over("archive", box="1", place="A")
        self.assertEqual((copy.state, copy.is_settled), ("archived", True))

    def test_each_copy_has_one_right_holder(self):
        """SA-1.2.2: the customer's copy does not go into the archive."""
        self.subscription.with_user(self.sale_archivist).action_seal()
        copy = self._get("subscription_customer", self.sale_archivist)
        with self.assertRaises(PolicyRefusal) as caught:
            copy._hand_over("archive", box="1", place="A")
        self.assertEqual(caught.exception.clauses, ["SA-1.2.2"])
        copy = copy.with_user(self.sale_clerk)
        self._sign(self._create_receipt(self.subscription, self.ann, copy))
        self.assertEqual(copy.holder_partner_id, self.ann)


class TestDocumentLoss(PapersCase):
    """A lost paper is replaced when the manager agrees."""

    def _report(self, copy):
        losses = self.env["document.loss"].with_user(self.sale_clerk)
        return losses.create({"copy_id": copy.id, "reason": "Not on the desk"})

    def test_a_replacement_takes_the_place_of_the_lost_paper(self):
        """SA-1.1.3: lost, replaced, each said in the chain of custody."""
        contract = self._create_authenticated()
        copy = self._get_copy(contract, "a_duplicate")
        loss = self._report(copy)
        loss.action_submit()
        self.assertEqual(copy.state, "lost")
        self.assertIn("Not on the desk", copy.move_ids.mapped("reason"))
        with self.assertRaises(PolicyRefusal):
            copy._hand_over("property", person="Wu", signature=SIGNATURE)
        with self.assertRaises(PolicyRefusal):
            loss.action_approve()
        loss.with_user(self.sale_manager).action_approve()
        new = loss.new_copy_id
        self.assertEqual((copy.state, copy.replaced_by_id), ("replaced", new))
        self.assertEqual((new.name, new.state), ("T-0001/A2-2", "ours"))

    def _replace(self, copy):
        loss = self._report(copy)
        loss.action_submit()
        loss.with_user(self.sale_manager).action_approve()
        return loss.new_copy_id

    def test_what_replaces_a_sealed_copy_is_sealed_by_itself(self):
        """SA-1.1.1, SA-1.1.3: the contract goes on to authentication."""
        contract = self._create_active()
        contract.with_user(self.sale_archivist).action_seal()
        new = self._replace(self._get_copy(contract, "b_original"))
        reasons = contract._get_paper_reasons(TODAY)[contract.id]
        self.assertIn("sealed", " ".join(reason.message for reason in reasons))
        with self.assertRaises(PolicyRefusal) as caught:
            new.with_user(self.sale_clerk).action_seal()
        self.assertEqual(caught.exception.clauses, ["SA-1.1.1"])
        new = new.with_user(self.sale_archivist)
        self.assertTrue(new.can_seal)
        new.action_seal()
        self.assertEqual(new.date_sealed, TODAY)
        self.assertEqual(new.sealed_by_id, self.sale_archivist)
        reasons = contract._get_paper_reasons(TODAY)[contract.id]
        self.assertNotIn("sealed", " ".join(reason.message for reason in reasons))
        with self.assertRaises(PolicyRefusal):
            new.action_seal()

    def test_before_the_contract_no_copy_is_sealed_by_itself(self):
        """SA-1.1.1, SA-1.2.1: all copies together; other papers never."""
        contract = self._create_active()
        copy = self._get_copy(contract, "a_original").with_user(self.sale_archivist)
        self.assertFalse(copy.can_seal)
        with self.assertRaises(PolicyRefusal):
            copy.action_seal()

    def test_a_loss_is_reported_with_its_reason_and_once(self):
        """SA-1.1.3"""
        copy = self._get_copy(self._create_active(), "a_duplicate")
        loss = self._report(copy)
        loss.reason = " "
        with self.assertRaises(PolicyRefusal) as caught:
            loss.action_submit()
        self.assertEqual(caught.exception.clauses, ["SA-1.1.3"])

    def test_what_was_found_again_is_with_us(self):
        """SA-1.1.3"""
        copy = self._get_copy(self._create_active(), "a_duplicate")
        loss = self._report(copy)
        loss.action_submit()
        loss.action_found()
        self.assertEqual((copy.state, loss.state), ("ours", "found"))

from datetime import date

from odoo.exceptions import UserError

from odoo.addons.cs_policy.exceptions import PolicyRefusal

from .common import TODAY
from .papers_common import PapersCase


class TestSeal(PapersCase):
    """The archivist seals what was signed and approved, without delay."""

    def test_the_archivist_seals_many_at_once(self):
        """SA-1.1.1: day and person stand on the contract and on each copy."""
        contracts = self._create_active() | self._create_active(self.units[1])
        contracts = contracts.with_user(self.sale_archivist)
        contracts.action_seal()
        for contract in contracts:
            self.assertEqual(contract.date_sealed, TODAY)
            self.assertEqual(contract.sealed_by_id, self.sale_archivist)
            self.assertEqual(contract.copy_ids.mapped("date_sealed"), [TODAY] * 4)
            self.assertEqual(contract.step, "authenticate")

    def test_nobody_else_has_the_seal_and_nothing_is_sealed_twice(self):
        """SA-1.1.1: refused with the clause, sealed or not."""
        contract = self._create_active()
        for user in (self.sale_clerk, self.sale_manager, self.sale_representative):
            with self.assertRaises(PolicyRefusal) as caught:
                contract.with_user(user).action_seal()
            self.assertEqual(caught.exception.clauses, ["SA-1.1.1"])
        contract.with_user(self.sale_archivist).action_seal()
        with self.assertRaises(PolicyRefusal):
            contract.with_user(self.sale_archivist).action_seal()

    def test_every_copy_has_to_be_there_for_the_seal(self):
        """SA-1.1.1: one that is lost is named."""
        contract = self._create_active()
        copy = self._get_copy(contract, "b_duplicate")
        copy.sudo()._change_state("lost", "Gone")
        with self.assertRaises(PolicyRefusal) as caught:
            contract.with_user(self.sale_archivist).action_seal()
        self.assertEqual(caught.exception.clauses, ["SA-1.1.1"])
        self.assertIn("T-0001/B2", str(caught.exception))

    def test_a_draft_is_not_sealed(self):
        """SA-1.1.1"""
        contract = self._create_contract().with_user(self.sale_archivist)
        with self.assertRaises(PolicyRefusal):
            contract.action_seal()

    def test_sealing_is_due_on_the_next_working_day(self):
        """SA-1.1.1: the parameter of the company counts; the duty ends by the seal."""
        contract = self._create_active()
        self.assertEqual(contract.date_seal_due, date(2026, 11, 25))
        duty = self._generate_duty("seal_contract", contract)
        self.assertEqual(duty.due_date, date(2026, 11, 25))
        contract.with_user(self.sale_archivist).action_seal()
        self.assertEqual((duty.state, duty.evidence_id), ("done", contract.id))

    def test_seal_and_person_are_not_written_by_hand(self):
        """SA-1.1.1"""
        contract = self._create_active().with_user(self.sale_manager)
        for values in ({"date_sealed": TODAY}, {"sealed_by_id": self.sale_user.id}):
            with self.assertRaises(UserError):
                contract.write(values)


class TestSubscriptionSeal(PapersCase):
    """A subscription is sealed without delay too."""

    def _activate(self):
        subscription = self._create_subscription()
        subscription.action_submit()
        subscription.with_user(self.sale_manager).action_approve()
        return subscription

    def test_the_archivist_seals_an_approved_subscription(self):
        """SA-1.2.1: day and person, once; the duty ends by it."""
        subscription = self._activate()
        duty = self._generate_duty("seal_subscription", subscription)
        subscription.with_user(self.sale_archivist).action_seal()
        self.assertEqual(subscription.date_sealed, TODAY)
        self.assertEqual(subscription.sealed_by_id, self.sale_archivist)
        self.assertEqual(duty.state, "done")
        with self.assertRaises(PolicyRefusal):
            subscription.with_user(self.sale_archivist).action_seal()

    def test_nobody_else_seals_and_no_draft_is_sealed(self):
        """SA-1.2.1: refused with the clause."""
        subscription = self._activate()
        with self.assertRaises(PolicyRefusal) as caught:
            subscription.with_user(self.sale_clerk).action_seal()
        self.assertEqual(caught.exception.clauses, ["SA-1.2.1"])
        draft = self._create_subscription(self.units[1])
        with self.assertRaises(PolicyRefusal) as caught:
            draft.with_user(self.sale_archivist).action_seal()
        self.assertEqual(caught.exception.clauses, ["SA-1.2.1"])

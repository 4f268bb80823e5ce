from datetime import date
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import UserError
from odoo.tools import mute_logger

from odoo.addons.cs_policy.exceptions import PolicyRefusal

from .common import TODAY
from .papers_common import SIGNATURE, PapersCase


class MortgageCase(PapersCase):
    """A contract paid by mortgage, just authenticated, and its file."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bank = cls.env["res.partner"].create(
            {"name": "Bank", "email": "loans@bank.example", "is_company": True}
        )
        cls.fund = cls.env["res.partner"].create({"name": "Fund", "is_company": True})

    def setUp(self):
        super().setUp()
        self.contract = self._create_authenticated(payment_method="mortgage")
        self.file = self.contract.mortgage_ids.with_user(self.sale_user)
        self.file.part_ids.sudo().unlink()
        self.file.write(
            {
                "bank_id": self.bank.id,
                "part_ids": [
                    Command.create({"kind": "loan", "amount": 500_000}),
                    Command.create(
                        {"kind": "fund", "amount": 200_000, "lender_id": self.fund.id}
                    ),
                ],
            }
        )
        self.journal = self.env["account.journal"].create(
            {
                "name": "Escrow",
                "code": "ESC",
                "type": "bank",
                "company_id": self.company.id,
            }
        )

    def _visit(self):
        self.file.action_tell()
        self.file.write({"date_visit": TODAY, "visitor": "Qian"})
        self.file.action_visit()

    def _seal(self, documents=None):
        documents = documents or self.file.document_ids
        documents = documents.with_user(self.sale_archivist)
        documents.is_checked = True
        documents.action_seal()

    def _hand_to_bank(self, copies=None):
        copies = copies or self.file.document_ids.copy_id
        copies.with_user(self.sale_user)._hand_over(
            "bank", partner_id=self.bank.id, person="Qian", signature=SIGNATURE
        )

    def _bring_to_bank(self):
        self._visit()
        self._seal()
        self._hand_to_bank()

    def _release(self, part, day=TODAY, user=None):
        """Take the money in; accounting itself has tests of its own."""
        part = part.with_user(user or self.sale_finance)
        part.write({"date_released": day, "journal_id": self.journal.id})
        taken, payments = [], self.env["account.payment"]

        def receive(contract, amount, journal, day, memo="", payer=None, **_details):
            taken.append((contract, amount, journal, day, payer))
            return payments

        contracts = type(self.env["sale.home.contract"])
        with patch.object(contracts, "_receive_payment", receive, create=True):
            part.action_release()
        return taken


class TestMortgageFile(MortgageCase):
    """Bank told, its visit, its documents sealed, its money."""

    def test_authentication_opens_the_file_of_a_mortgage(self):
        """SA-1.3.1: one for each, none where no loan is taken."""
        self.assertEqual(self.file.state, "open")
        self.assertEqual(self.file.date_tell_due, date(2026, 11, 25))
        lump = self._create_authenticated(self.units[1])
        self.assertFalse(lump.mortgage_ids)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.env["mortgage.file"]._create_protected(
                [{"contract_id": self.contract.id, "date_open": TODAY}]
            )

    def test_the_bank_that_the_contract_names_is_told(self):
        """SA-1.3.1: nobody enters it twice; another one is asked by name."""
        contract = self._create_authenticated(
            self.units[1], payment_method="mortgage", loan_bank_id=self.bank.id
        )
        file = contract.mortgage_ids.with_user(self.sale_user)
        self.assertEqual(file.bank_id, self.bank)
        file.part_ids[:1].reason = "Income"
        file.action_tell()
        file.part_ids[:1].action_refuse()
        other = self.env["mortgage.file"].browse(file.action_ask_another()["res_id"])
        self.assertFalse(other.bank_id)

    def test_the_bank_is_told_once(self):
        """SA-1.3.1: by e-mail with the letter; the duty ends by it."""
        duty = self._generate_duty("tell_bank", self.file)
        self.file.action_tell()
        told = self.file.sudo().message_ids.filtered(
            lambda message: self.bank in message.partner_ids
        )
        self.assertEqual(len(told), 1)
        self.assertTrue(told.attachment_ids)
        self.assertEqual((self.file.state, self.file.channel), ("told", "email"))
        self.assertEqual(duty.state, "done")
        with self.assertRaises(PolicyRefusal) as caught:
            self.file.action_tell()
        self.assertEqual(caught.exception.clauses, ["SA-1.3.1"])

    def test_a_bank_without_address_gets_a_letter(self):
        """SA-1.3.1: the first print is the notice, a second is only a print."""
        self.bank.email = False
        self.assertEqual(self.file.action_tell()["type"], "ir.actions.report")
        told_at = self.file.told_at
        self.assertEqual(self.file.channel, "print")
        self.file.action_print()
        self.assertEqual(self.file.told_at, told_at)
        reports = self.env["ir.actions.report"].sudo()  # as the client prints
        html = reports._render_qweb_html(
            "sales_aftercare.mortgage_file_notice_report", self.file.ids
        )[0].decode()
        for text in ("Bank", "T-0001", "JZ-77", "700,000"):
            self.assertIn(text, html)

    def test_no_bank_no_notice(self):
        """SA-1.3.1"""
        self.file.bank_id = False
        with self.assertRaises(PolicyRefusal) as caught:
            self.file.action_print()
        self.assertEqual(caught.exception.clauses, ["SA-1.3.1"])

    def test_the_visit_has_three_documents(self):
        """SA-1.3.2: mortgage, loan and sale contract go to the archivist."""
        self.assertEqual(len(self.file._get_visit_reasons()[self.file.id]), 2)
        with self.assertRaises(PolicyRefusal) as caught:
            self.file.action_visit()  # not even told, nobody came
        self.assertEqual(caught.exception.clauses, ["SA-1.3.2"] * 2)
        self._visit()
        self.assertEqual(
            set(self.file.document_ids.copy_id.mapped("kind")),
            {"mortgage_contract", "loan_contract", "b_original"},
        )

    def test_a_file_does_not_go_on_with_one_unsealed(self):
        """SA-1.3.2: two of three are not enough; each is said."""
        self._visit()
        self._seal(self.file.document_ids[:2])
        with self.assertRaises(PolicyRefusal) as caught:
            self._hand_to_bank()
        self.assertIn("SA-1.3.2", caught.exception.clauses)
        self.assertIn(self.file.document_ids[2].display_name, str(caught.exception))
        part = self.file.part_ids[0]
        with self.assertRaises(PolicyRefusal):
            part.action_approve()
        self._seal(self.file.document_ids[2])
        self._hand_to_bank()
        self.assertEqual((self.file.state, self.file.date_handed), ("handed", TODAY))
        part.action_approve()

    def test_the_archivist_alone_seals_what_was_checked(self):
        """SA-1.3.2: once, and only after a check."""
        self._visit()
        document = self.file.document_ids[0].with_user(self.sale_archivist)
        with self.assertRaises(PolicyRefusal) as caught:
            document.action_seal()
        self.assertEqual(caught.exception.clauses, ["SA-1.3.2"])
        document.is_checked = True
        with self.assertRaises(Exception):  # noqa: B017 access or clause
            document.with_user(self.sale_clerk).action_seal()
        reasons = document.with_user(self.sale_clerk)._get_seal_reasons()
        self.assertEqual(reasons[document.id][0].clause, "SA-1.3.2")
        document.action_seal()
        self.assertEqual(document.sealed_by_id, self.sale_archivist)
        with self.assertRaises(UserError):
            document.is_checked = False
        with self.assertRaises(PolicyRefusal):
            document.action_seal()

    def test_the_original_leaves_with_the_visit_only(self):
        """SA-1.3.2: nothing goes to the bank by custody alone."""
        with self.assertRaises(PolicyRefusal) as caught:
            self._hand_to_bank(self._get_copy(self.contract, "b_original"))
        self.assertEqual(caught.exception.clauses, ["SA-1.3.2"])

    def test_the_pipeline_says_what_the_loan_waits_for(self):
        """SA-1.3.1, SA-1.3.2: step by step."""
        self._distribute(self.contract)

        def ask():
            found = self.contract._get_loan_reasons()[self.contract.id]
            return [(reason.clause, reason.message) for reason in found]

        self.assertIn(
            ("SA-1.3.1", "The bank was not told to fetch the original."), ask()
        )
        self.file.action_tell()
        self.assertEqual(ask(), [("SA-1.3.2", "The bank has not come yet.")])
        self.file.write({"date_visit": TODAY, "visitor": "Qian"})
        self.file.action_visit()
        self.assertEqual(len(ask()), 4)
        self._seal()
        self._hand_to_bank()
        self.assertEqual(len(ask()), 2)

    def test_parts_are_released_apart_and_then_the_loan_is_over(self):
        """SA-1.3.2: each is a payment of its lender on the contract."""
        self._bring_to_bank()
        loan, fund = self.file.part_ids.sorted("kind", reverse=True)
        self.file.part_ids.action_approve()
        taken = self._release(loan)
        self.assertEqual(
            taken, [(self.contract, 500_000, self.journal, TODAY, self.bank)]
        )
        self.assertFalse(self.contract.date_loan_released)
        taken = self._release(fund)
        self.assertEqual(taken[0][4], self.fund)
        self.assertEqual(self.contract.date_loan_released, TODAY)
        self.assertEqual(self.file.state, "released")

    def test_finance_alone_takes_the_money_in(self):
        """SA-1.3.2: approved first, with day and account, once."""
        self._bring_to_bank()
        part = self.file.part_ids[0].with_user(self.sale_finance)
        self.assertEqual(len(part._get_release_reasons()[part.id]), 2)
        part = self.file.part_ids[0]
        with self.assertRaises(PolicyRefusal) as caught:
            part.with_user(self.sale_finance).action_release()
        self.assertEqual(caught.exception.clauses, ["SA-1.3.2"] * 2)
        part.action_approve()
        with self.assertRaises(PolicyRefusal):
            self._release(part, user=self.sale_clerk)
        with self.assertRaises(PolicyRefusal):
            self._release(part, day=date(2026, 11, 25))
        self._release(part)
        with self.assertRaises(UserError):
            self._release(part)
        with self.assertRaises(UserError):
            part.sudo().write({"state": "asked"})
        with self.assertRaises(UserError):
            part.sudo().write({"amount": 1})

    def test_a_loan_taken_in_by_mistake_is_taken_in_again(self):
        """SA-1.3.2: the receipt is void, the bank's own money can be recorded."""
        self._bring_to_bank()
        loan, fund = self.file.part_ids.sorted("kind", reverse=True)
        self.file.part_ids.action_approve()
        for part in (loan, fund):
            self._take_in(part)
        self.assertEqual(self.contract.date_loan_released, TODAY)
        payment = loan.sudo().payment_id
        receipt = self.env["property.receipt"].search([("payment_id", "=", payment.id)])
        receipt.with_user(self.sale_manager)._void("Of another home")
        self.assertEqual((loan.state, fund.state), ("approved", "released"))
        self.assertFalse(loan.date_released or loan.sudo().payment_id)
        self.assertFalse(self.contract.date_loan_released)
        self.assertEqual(
            (self.file.state, self.contract.step), ("handed", "distribute")
        )
        with self.assertRaises(PolicyRefusal) as caught:
            fund.action_approve()
        self.assertEqual(caught.exception.clauses, ["SA-1.3.2"])
        self._take_in(loan)
        self.assertEqual((loan.state, self.file.state), ("released", "released"))
        self.assertEqual(self.contract.date_loan_released, TODAY)
        file = self.file.with_user(self.sale_manager)
        with self.assertRaises(PolicyRefusal) as caught:
            file.action_go_on()
        self.assertEqual(caught.exception.clauses, ["SA-1.3.2"])

    def _take_in(self, part):
        """As :meth:`_release`, with the money in the books."""
        part = part.with_user(self.sale_finance)
        part.write({"date_released": TODAY, "journal_id": self.journal.id})
        part.action_release()


class TestLoanRefused(MortgageCase):
    """The bank says no: own payment, another bank, or the rest alone."""

    def _refuse(self, parts=None):
        parts = parts or self.file.part_ids
        parts.reason = "Income too low"
        parts.action_refuse()

    def test_a_refusal_has_its_reason(self):
        """SA-1.3.2: and is said in the pipeline."""
        self.file.action_tell()
        with self.assertRaises(PolicyRefusal) as caught:
            self.file.part_ids.action_refuse()
        self.assertEqual(caught.exception.clauses, ["SA-1.3.2"])
        self._refuse()
        found = self.contract._get_loan_reasons()[self.contract.id]
        self.assertIn("The bank refused the loan.", self._get_messages(found))

    def test_the_buyer_pays_otherwise_and_the_approval_log_says_so(self):
        """SA-1.3.2: amended by the manager alone, fingerprint included."""
        self._bring_to_bank()
        self._distribute(self.contract)
        self._refuse()
        with self.assertRaises(PolicyRefusal) as caught:
            self.file.action_own_payment()
        self.assertEqual(caught.exception.clauses, ["SA-1.3.2"])
        self.file.with_user(self.sale_manager).action_own_payment()
        contract = self.contract.sudo()
        self.assertEqual(contract.payment_method, "lump")
        log = contract.approval_log_ids.filtered(lambda row: row.decision == "amended")
        self.assertEqual(log.user_id, self.sale_manager)
        self.assertIn("Income too low", log.comment)
        self.assertTrue(contract._is_unchanged_since())
        self.assertEqual(self.file.state, "ended")
        # The B-original is the customer's now, and has to be fetched from the bank.
        original = self._get_copy(self.contract, "b_original")
        self.assertEqual(original.recipient, "customer")
        self.assertFalse(contract.date_distributed)
        original._take_back()
        self._sign(self._create_receipt(self.contract, self.ann, original))
        self.assertEqual(contract.date_distributed, TODAY)

    def test_terms_are_amended_by_decisions_alone(self):
        """SA-1.3.2: a plain write stays refused, the amendment needs its reason."""
        contract = self.contract.with_user(self.sale_manager)
        with self.assertRaises(UserError):
            contract.payment_method = "lump"
        with self.assertRaises(UserError):
            contract.with_context(policy_trusted=True).payment_method = "lump"
        with self.assertRaises(UserError):
            contract._amend({"payment_method": "lump"}, " ")

    def test_another_bank_is_asked_with_a_file_of_its_own(self):
        """SA-1.3.2"""
        self.file.action_tell()
        with self.assertRaises(PolicyRefusal):
            self.file.action_ask_another()
        self._refuse()
        action = self.file.action_ask_another()
        new = self.env["mortgage.file"].browse(action["res_id"])
        self.assertEqual((self.file.state, new.state), ("ended", "open"))

    def test_one_part_refused_the_rest_goes_on(self):
        """SA-1.3.2: the manager decides; the loan is over with what was released."""
        self._bring_to_bank()
        loan, fund = self.file.part_ids.sorted("kind", reverse=True)
        loan.action_approve()
        self._refuse(fund)
        self.assertEqual(self.file.state, "refused")
        with self.assertRaises(PolicyRefusal):
            self.file.action_go_on()
        self.file.with_user(self.sale_manager).action_go_on()
        self._release(loan)
        self.assertEqual(self.contract.date_loan_released, TODAY)

    def test_nothing_is_given_back_that_was_released(self):
        """SA-1.3.2: with money in, the buyer can't simply pay otherwise."""
        self._bring_to_bank()
        loan, fund = self.file.part_ids.sorted("kind", reverse=True)
        loan.action_approve()
        self._release(loan)
        self._refuse(fund)
        with self.assertRaises(PolicyRefusal) as caught:
            self.file.with_user(self.sale_manager).action_own_payment()
        self.assertEqual(caught.exception.clauses, ["SA-1.3.2"])

    def test_a_rescinded_sale_ends_its_file(self):
        """SA-1.3.2"""
        self.contract.sudo()._move("rescinded")
        self.assertEqual(self.file.state, "ended")

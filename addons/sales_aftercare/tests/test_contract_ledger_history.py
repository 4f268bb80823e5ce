from datetime import date

from odoo.tests import tagged

from ..tools import loan_facts
from .common import TODAY
from .contract_ledger_common import ContractLedgerCase


@tagged("post_install", "-at_install")
class TestContractLedgerLoan(ContractLedgerCase):
    """Loans of running contracts, and what a later ledger knows of them."""

    def _mortgage(self, received, **cells):
        return {
            "Payment method": "Mortgage",
            "Down payment": 300_000,
            "Bank": "City Bank",
            "Loan": 700_000,
            "Received so far": received,
            "Ready/off-plan": "Off-plan",
            **cells,
        }

    def _bring(self, *deals):
        record = self._import(self._small(*deals), date="2026-10-31")
        self.assertEqual(self._errors(record), [])
        record.action_import()
        return record.contract_ids.sorted("name")

    def test_the_stage_follows_from_the_money(self):
        """SA-1.3.2: a lender who has paid has its documents."""
        loans = {"loan": 500.1, "fund": 200.2}
        cases = [
            (100, set(), "open"),
            (300, set(), "open"),
            (500.2, {"fund"}, "handed"),
            (800.1, {"loan"}, "handed"),
            (1000.3, {"loan", "fund"}, "handed"),
        ]
        for received, paid, stage in cases:
            with self.subTest(received=received):
                found = loan_facts.find_paid(300, loans, received)
                self.assertEqual(found, paid)
                self.assertEqual(loan_facts.find_stage(found, False), stage)

    def test_a_file_opens_once_the_contract_is_authenticated(self):
        """SA-1.3.1: with the bank of the ledger, which is then told as usual."""
        day = {"Authenticated on": "2026-03-01"}
        waits, fresh = self._bring(
            self._mortgage(300_000, **day), self._mortgage(300_000)
        )
        self.assertFalse(fresh.mortgage_ids)
        file = waits.mortgage_ids
        self.assertEqual((file.state, file.date_open), ("open", TODAY))
        self.assertEqual(file.bank_id.name, "City Bank")
        self.assertFalse(file._get_tell_reasons()[file.id])
        fresh.sudo()._record_step("authenticate", TODAY)
        fresh.sudo()._on_authenticated()
        self.assertEqual(fresh.mortgage_ids.bank_id, file.bank_id)

    def test_a_later_ledger_takes_it_further(self):
        """SA-1.3.2: released when it proves the loan; not twice, not back."""
        day = {"Authenticated on": "2026-03-01"}
        contract = self._bring(self._mortgage(300_000))
        self.assertFalse(contract.mortgage_ids)
        self._import(
            self._small(self._mortgage(300_000, **day)), date="2026-10-31"
        ).action_import()
        self.assertEqual(contract.mortgage_ids.state, "open")
        later = self._small(self._mortgage(1_000_000, **day))
        for _time in range(2):
            self._import(later, date="2026-10-31").action_import()
            file = contract.mortgage_ids
            self.assertEqual((file.state, file.part_ids.state), ("released",) * 2)
            self.assertEqual(file.date_open, date(2026, 3, 1))


@tagged("post_install", "-at_install")
class TestContractLedgerDuties(ContractLedgerCase):
    """What was over before the ledger was taken over is history."""

    def test_no_duty_is_born_missed(self):
        """X-2: days of before make none; days to come make theirs."""
        self._create_employee("Manager", user=self.sale_manager)
        day = {"Authenticated on": "2026-11-20", "Actually delivered": "2026-09-01"}
        record = self._import(
            self._small(
                {"Authenticated on": "2026-02-10", "Actually delivered": "2026-03-01"},
                {"Received so far": 1_000_000, **day, "Signed on": "2026-08-01"},
                {"Ready/off-plan": "Off-plan", "Authenticated on": "2026-03-01"},
            ),
            date="2026-11-22",
        )
        self.assertEqual(self._errors(record), [])
        record.action_import()
        plans = self.env["policy.duty.plan"].search([("when_type", "=", "anchor")])
        plans = plans.filtered(
            lambda plan: plan.get_external_id()[plan.id].startswith("sales_aftercare.")
        )
        plans.write({"date_from": "2026-01-01", "generated_until": False})
        for plan in plans:
            plan._generate()
        duties = self.env["policy.duty"].search(
            [("plan_id", "in", plans.ids), ("company_id", "=", self.company.id)]
        )
        early = duties.filtered(lambda duty: duty.due_date < TODAY)
        self.assertEqual(early.mapped("name"), [])
        second = record.contract_ids.sorted("name")[1]
        own = duties.filtered(
            lambda duty: (
                duty.anchor_id == second.id and duty.anchor_model == second._name
            )
        )
        visit = self.env.ref("sales_aftercare.policy_duty_plan_first_visit")
        self.assertEqual(
            own.filtered(lambda duty: duty.plan_id == visit).due_date,
            date(2026, 12, 20),
        )

    def test_the_same_days_of_a_contract_made_here_are_missed(self):
        """X-2: nothing else is forgiven."""
        self._create_employee("Rep", user=self.sale_representative)
        contract = self._create_active(date_signed=date(2026, 1, 5))
        contract._record_step("authenticate", date(2026, 2, 10))
        plan = self.env.ref("sales_aftercare.policy_duty_plan_first_visit")
        plan.write({"date_from": "2026-01-01", "generated_until": False})
        plan._generate()
        duty = self.env["policy.duty"].search(
            [("plan_id", "=", plan.id), ("anchor_id", "=", contract.id)]
        )
        self.assertEqual(duty.due_date, date(2026, 3, 10))

    def test_a_notice_that_was_due_before_is_due_now(self):
        """SA-1.4.2a: the buyer still has to be told; on the next working day."""
        record = self._import(
            self._small(
                {
                    "Ready/off-plan": "Off-plan",
                    "Delivery agreed": "2026-06-30",
                    "Authenticated on": "2026-03-01",
                    "Received so far": 1_000_000,
                }
            ),
            date="2026-10-31",
        )
        record.action_import()
        record.with_user(self.sale_finance).action_book()
        self.env["movein.notice"]._prepare(self.company)
        self.assertEqual(record.contract_ids.notice_ids.date_due, date(2026, 11, 25))

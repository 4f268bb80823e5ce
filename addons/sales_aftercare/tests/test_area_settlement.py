from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.cs_policy.exceptions import PolicyRefusal

from .area_common import AreaCase
from .common import TODAY
from .test_area_difference import read_cases


@tagged("post_install", "-at_install")
class TestAreaSettlement(AreaCase):
    """The difference in the books, told to the buyer, taken back when it was wrong."""

    def _refused(self, function):
        with self.assertRaises(PolicyRefusal) as caught:
            function()
        return caught.exception

    def test_every_case_is_posted_to_the_cent(self):
        """SA-1.6.1: invoice or credit note with its journal items, from the file."""
        cases = read_cases()
        contracts = [
            self._create_case(number, case) for number, case in enumerate(cases)
        ]
        survey = self._create_survey(
            *contracts, user=self.sale_user, delivery_kind="off_plan"
        )
        survey.action_seal()
        survey.action_submit()
        lines = survey.line_ids.grouped("contract_id")
        for contract, case in zip(contracts, cases, strict=True):
            lines[contract].gross_area = case["gross_surveyed"]
            lines[contract].inside_area = case["inside_surveyed"]
        survey.action_finish()
        run = self.env["area.settlement.run"].with_user(self.sale_finance)
        run = run.create({"company_id": self.company.id})
        run.action_post()
        run.sudo()._process_ids(run._get_pending_ids())
        rows = run.settlement_ids.grouped("contract_id")
        for contract, case in zip(contracts, cases, strict=True):
            with self.subTest(case["note"]):
                self._check_case(rows[contract], case)

    def _create_case(self, number, case):
        unit = self.unit.copy({"name": f"C{number}", "inside_area": 0})
        is_total = case["basis"] == "total"
        return self._create_authenticated(
            unit,
            delivery_kind="off_plan",
            price_basis=case["basis"],
            gross_area=case["gross_sold"],
            inside_area=case["inside_sold"],
            difference_rule=case["rule"],
            difference_percent=case["percent"],
            **{"amount_total" if is_total else "price_unit": case["price"]},
        )

    def _check_case(self, row, case):
        buyer, refund = float(case["buyer"]), float(case["refund"])
        self.assertEqual((row.state, row.amount_buyer), ("posted", buyer))
        self.assertEqual(row.amount_seller, float(case["seller"]))
        self.assertEqual(row.amount_refund, refund)
        self.assertEqual(row.may_rescind, case["rescind"] == "yes")
        move = row.sudo().move_id
        if not buyer and not refund:
            self.assertFalse(move)
            return
        kind = "out_invoice" if buyer else "out_refund"
        self.assertEqual((move.move_type, move.state), (kind, "posted"))
        items = self._items(move)
        self.assertEqual(items.pop("asset_receivable"), buyer or -refund)
        self.assertEqual(list(items.values()), [-buyer or refund])

    def test_the_entry_names_contract_kind_and_day(self):
        """SA-1.6.1: owed on its own due day by the first buyer."""
        row = self._create_settled()
        move = row.sudo().move_id
        self.assertEqual(move.sale_contract_id, row.contract_id)
        self.assertEqual(move.sale_kind, "difference")
        self.assertEqual(move.partner_id, self.ann)
        self.assertEqual(move.invoice_date_due, date(2026, 12, 8))
        self.assertEqual(row.contract_id.date_settled, TODAY)
        self.assertEqual(row.contract_id.step, "title")

    def test_finance_confirms_and_nobody_else(self):
        """SA-1.6.1: the wrong role is refused with the clause."""
        contract = self._create_authenticated()
        self._measure(contract, 101)
        refusal = self._refused(contract.with_user(self.sale_clerk).action_settle)
        self.assertEqual(refusal.clauses, ["SA-1.6.1"])
        row = contract.with_user(self.sale_finance).action_settle()["res_id"]
        row = self.env["area.settlement"].browse(row)
        with self.assertRaises(AccessError):
            row.with_user(self.sale_user).action_post()
        row.with_user(self.sale_finance).action_post()
        self.assertEqual(row.state, "posted")

    def test_what_waits_is_asked_about_again_when_it_is_posted(self):
        """SA-1.6.1: the sale was rescinded in between; nothing is booked."""
        contract = self._create_authenticated()
        self._measure(contract, 101)
        action = contract.with_user(self.sale_finance).action_settle()
        row = self.env["area.settlement"].browse(action["res_id"])
        contract.sudo()._move("rescinded")
        refusal = self._refused(row.with_user(self.sale_finance).action_post)
        self.assertEqual(refusal.clauses, ["SA-1.6.1"])
        self.assertEqual((row.state, row.move_id.id), ("cancelled", False))

    def test_nothing_is_settled_before_it_is_measured(self):
        """SA-1.6.1: the survey comes first; a ledger's day alone has no areas."""
        contract = self._create_authenticated().with_user(self.sale_finance)
        refusal = self._refused(contract.action_settle)
        self.assertEqual(refusal.clauses, ["SA-1.5.1"])
        contract._record_step("survey", TODAY)
        refusal = self._refused(contract.action_settle)
        self.assertEqual(refusal.clauses, ["SA-1.6.1"])

    def test_a_contract_is_settled_once(self):
        """SA-1.6.1: neither by button nor in the database twice."""
        row = self._create_settled()
        contract = row.contract_id.with_user(self.sale_finance)
        self.assertEqual(contract.action_settle()["res_id"], row.id)
        self.assertTrue(contract._get_settle_reasons()[contract.id])
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.env["area.settlement"]._create_for(contract)

    def test_nobody_types_a_settlement(self):
        row = self._create_settled().with_user(self.sale_finance)
        for vals in ({"amount": 1}, {"state": "draft"}, {"may_rescind": False}):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                row.write(vals)
        with self.assertRaises(AccessError):
            row.create({"contract_id": row.contract_id.id})

    def test_a_correction_takes_the_settlement_back(self):
        """SA-1.6.1: by credit note; settled again by the right areas."""
        row = self._create_settled(105, 84)
        line = row.line_id.with_user(self.sale_clerk)
        wizard = self.env["area.survey.correct"].with_user(self.sale_clerk)
        wizard = wizard.create({"line_id": line.id, "reason": "Balcony twice"})
        self.assertEqual(wizard.gross_area, 105)
        wizard.gross_area = 102
        wizard.inside_area = 81
        wizard.action_correct()
        row = row.sudo()
        self.assertEqual((row.state, row.reversal_id.state), ("cancelled", "posted"))
        self.assertEqual(row.reversal_id.sale_contract_id, row.contract_id)
        self.assertEqual(row.reversal_id.sale_kind, "difference")
        self.assertEqual(row.move_id.amount_residual, 0)
        self.assertEqual(row.contract_id.step, "settle")
        self.assertEqual(self.unit.gross_area, 102)
        again = self._settle(row.contract_id)
        self.assertEqual(again.amount, 20000)

    def _correct(self, survey, user):
        wizard = self.env["area.survey.correct"].with_user(user)
        wizard = wizard.create({"line_id": survey.line_ids.id, "reason": "Wrong"})
        wizard.gross_area = 102
        return self._refused(wizard.action_correct)

    def test_who_surveys_corrects(self):
        """SA-1.5.1: of a ready home the clerk, as for the survey itself."""
        contract = self._create_authenticated()
        survey = self._measure(contract, 101)
        refusal = self._correct(survey, self.sale_user)
        self.assertEqual(refusal.clauses, ["SA-1.5.1"])
        self.assertEqual(survey.line_ids.gross_area, 101)

    def test_only_what_was_measured_is_corrected(self):
        """SA-1.5.1, SA-1.5.2: before, the results are entered in the survey."""
        for number, (kind, user, clause) in enumerate(
            (
                ("ready", self.sale_clerk, "SA-1.5.1"),
                ("off_plan", self.sale_user, "SA-1.5.2"),
            )
        ):
            with self.subTest(kind=kind):
                unit = self.units[number]
                contract = self._create_authenticated(unit, delivery_kind=kind)
                survey = self._create_survey(contract, user=user, delivery_kind=kind)
                self.assertEqual(self._correct(survey, user).clauses, [clause])
                self.assertFalse(survey.line_ids.gross_area)

    def test_an_area_on_a_certificate_is_not_corrected(self):
        """SA-1.6.1"""
        contract = self._create_authenticated()
        survey = self._measure(contract, 101)
        contract._record_step("title", TODAY)
        refusal = self._correct(survey, self.sale_clerk)
        self.assertEqual(refusal.clauses, ["SA-1.6.1"])

    def test_what_a_certificate_stands_on_is_not_undone(self):
        """SA-1.6.1: the area of an issued certificate stands."""
        row = self._create_settled()
        row.contract_id._record_step("title", TODAY)
        refusal = self._refused(row.action_take_back)
        self.assertEqual(refusal.clauses, ["SA-1.6.1"])
        self.assertEqual(row.state, "posted")

    def test_a_payment_stays_with_the_buyer_when_it_is_taken_back(self):
        """SA-1.6.1: as credit of the contract."""
        row = self._create_settled(101)
        self._pay(row.contract_id, 10000)
        self.assertEqual(row.amount_residual, 0)
        row.action_take_back()
        amounts = row.contract_id._get_amounts_open()[row.contract_id.id]
        self.assertEqual((amounts["total"], amounts["credit"]), (0, 10000))

    def test_after_hand_over_it_changes_revenue(self):
        """SA-1.6.1: contract liabilities stay empty, also when it is taken back."""
        contract = self._create_authenticated()
        self._pay(contract)
        self._measure(contract, 102)
        row = self._settle(contract)
        liability = self.company.sale_home_liability_account_id
        self.assertIn(liability, row.sudo().move_id.line_ids.account_id)
        contract._recognise_revenue(TODAY)
        row.action_take_back()
        self.assertNotIn(liability, row.sudo().reversal_id.line_ids.account_id)
        self.assertFalse(self.company._get_sale_home_balances(liability))
        again = self._settle(contract)
        self.assertIn("income", self._items(again.move_id))

    def test_the_items_are_those_of_odoo(self):
        """SA-1.6.1: given complete, they equal what Odoo would have derived."""
        names = ["account_id", "partner_id", "balance", "amount_currency"]
        names += ["amount_residual", "date_maturity", "price_subtotal", "price_total"]
        names += ["display_type", "quantity", "date", "parent_state"]
        for gross in (103.01, 95):
            row = self._create_settled(gross, unit=self.unit.copy({"name": f"{gross}"}))
            move = row.sudo().move_id
            twin = self.env["account.move"].create(
                {
                    "move_type": move.move_type,
                    "company_id": move.company_id.id,
                    "journal_id": move.journal_id.id,
                    "partner_id": move.partner_id.id,
                    "invoice_date": move.invoice_date,
                    "invoice_payment_term_id": False,
                    "invoice_date_due": move.invoice_date_due,
                    "ref": move.ref,
                    "sale_kind": "difference",
                    "invoice_line_ids": [
                        (
                            0,
                            0,
                            {
                                "name": line.name,
                                "quantity": 1,
                                "price_unit": line.price_unit,
                                "account_id": line.account_id.id,
                                "tax_ids": [],
                            },
                        )
                        for line in move.invoice_line_ids
                    ],
                }
            )
            twin._post(soft=False)

            def read(entry):
                lines = entry.line_ids.sorted("balance").read(names)
                return [{name: line[name] for name in names} for line in lines]

            self.assertEqual(read(move), read(twin))
            self.assertEqual(move.amount_total, twin.amount_total)
            self.assertEqual(move.amount_residual, twin.amount_residual)

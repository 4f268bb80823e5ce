from datetime import date
from decimal import Decimal

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from odoo.addons.cs_policy.exceptions import PolicyRefusal

from ..tools import schedule
from .common import TODAY
from .money_common import MoneyCase


@tagged("post_install", "-at_install")
class TestSchedule(MoneyCase):
    """When the price is paid, and that it becomes receivable (SA-1.4.1a)."""

    def test_parts_sum_to_the_price_to_the_cent(self):
        """SA-1.4.1a: whatever the method, nothing is lost in rounding."""
        for total in ("1", "100", "1000000.01", "1150846"):
            for method in ("lump", "instalment", "mortgage"):
                with self.subTest(total=total, method=method):
                    rows = schedule.propose(
                        method,
                        Decimal(total),
                        TODAY,
                        down=Decimal("0.33"),
                        fund=Decimal("0.1"),
                        count=7,
                        months=2,
                    )
                    amounts = [amount for _kind, _day, amount in rows]
                    self.assertEqual(sum(amounts), Decimal(total))
                    self.assertGreater(min(amounts), 0)

    def test_the_usual_schedule_of_each_method(self):
        """SA-1.4.1a: by the parameters of the company."""
        lump = self._create_contract()
        self.assertEqual(lump.instalment_ids.mapped("amount"), [1_000_000])
        parts = self._create_contract(self.units[1], payment_method="instalment")
        self.assertEqual(
            parts.instalment_ids.mapped("amount"), [300_000, *[175_000] * 4]
        )
        self.assertEqual(parts.instalment_ids[1].date_due, date(2027, 2, 24))
        loan = self._create_contract(self.units[2], payment_method="mortgage")
        self.assertEqual(loan.instalment_ids.mapped("kind"), ["down", "loan"])

    def test_the_dialog_fills_in_the_terms_that_were_agreed(self):
        """SA-1.4.1a: a loan of the bank and one of the provident fund."""
        contract = self._create_contract(payment_method="mortgage")
        wizard = self.env["sale.home.schedule"].with_user(self.sale_representative)
        action = contract.action_propose_schedule()
        with Form(wizard.with_context(**action["context"])) as form:
            self.assertEqual(form.amount_down, 300_000)
            form.amount_down = 400_000
            form.amount_fund = 150_000
        form.record.action_apply()
        rows = [(row.kind, row.amount) for row in contract.instalment_ids]
        self.assertEqual(
            rows, [("down", 400_000), ("loan", 450_000), ("fund", 150_000)]
        )

    def test_a_schedule_that_misses_the_price_is_refused(self):
        """SA-1.4.1a: with both figures."""
        contract = self._create_contract(payment_method="instalment")
        contract.instalment_ids[0].amount = 299_999.99
        with self.assertRaises(PolicyRefusal) as caught:
            contract.action_submit()
        [reason] = caught.exception.reasons
        self.assertEqual(reason.clause, "SA-1.4.1a")
        self.assertEqual(reason.figures["planned"], 999_999.99)
        contract.instalment_ids[0].amount = 300_000
        contract.action_submit()

    def test_loan_and_method_agree(self):
        """SA-1.4.1a: a mortgage has a loan, a lump sum has none."""
        contract = self._create_contract(payment_method="mortgage")
        contract.instalment_ids.kind = "down"
        self.assertTrue(contract._get_schedule_reasons()[contract.id])
        contract.instalment_ids[1].kind = "loan"
        self.assertFalse(contract._get_schedule_reasons()[contract.id])
        contract.payment_method = "lump"
        self.assertTrue(contract._get_schedule_reasons()[contract.id])

    def test_what_was_submitted_stands(self):
        """SA-1.4.1a: days and amounts are part of the contract."""
        contract = self._create_active().with_user(self.sale_representative)
        row = contract.instalment_ids
        for values in ({"amount": 1}, {"date_due": TODAY}, {"move_line_id": False}):
            with self.assertRaises(UserError):
                row.write(values)
        with self.assertRaises(UserError):
            row.unlink()
        with self.assertRaises(AccessError):
            self.env["sale.home.instalment"].with_user(self.sale_finance).create(
                {"contract_id": contract.id, "date_due": TODAY, "amount": 1}
            )

    def test_in_force_every_instalment_is_a_receivable(self):
        """SA-1.4.1a: one invoice, an item each, against contract liabilities."""
        contract = self._create_active(payment_method="instalment")
        move = self.env["account.move"].search([("sale_contract_id", "=", contract.id)])
        self.assertRecordValues(
            move,
            [
                {
                    "move_type": "out_invoice",
                    "state": "posted",
                    "sale_kind": "price",
                    "amount_total": 1_000_000,
                    "amount_tax": 0,
                    "amount_residual": 1_000_000,
                    "payment_state": "not_paid",
                    "partner_id": self.ann.id,
                }
            ],
        )
        owed = move.line_ids.filtered("date_maturity").sorted("date_maturity")
        rows = contract.sudo().instalment_ids
        self.assertEqual(rows.move_line_id, owed)
        self.assertEqual(owed.mapped("balance"), rows.mapped("amount"))
        self.assertEqual(owed.mapped("date_maturity"), rows.mapped("date_due"))
        self.assertEqual(self._balance(self.liability, contract), -1_000_000)
        # what Odoo's portal asks the buyer for is the next instalment
        self.assertEqual(
            move._get_invoice_next_payment_values()["next_amount_to_pay"], 300_000
        )

    def test_both_buyers_see_the_invoice_in_the_portal(self):
        """SA-1.4.1a: whoever of them pays."""
        buyers = [(self.ann, 50), (self.bob, 50)]
        contract = self._create_active(buyers=buyers)
        move = self.env["account.move"].search([("sale_contract_id", "=", contract.id)])
        self.assertEqual(move.property_viewer_ids, self.ann | self.bob)

    def test_nothing_posted_is_undone_by_hand(self):
        """SA-1.4.1a: not even by an accountant."""
        contract = self._create_active()
        move = self.env["account.move"].search([("sale_contract_id", "=", contract.id)])
        with self.assertRaises(UserError):
            move.button_draft()


@tagged("post_install", "-at_install")
class TestAccounts(MoneyCase):
    """Accounting chooses where it is booked; the software proposes."""

    def test_a_missing_account_is_named_before_anybody_signs(self):
        """SA-1.4.1a: with what to set, as the representative."""
        self.company.sale_home_product_id = False
        self.company.sale_home_liability_account_id = False
        with self.assertRaises(PolicyRefusal) as caught:
            self._create_contract().action_submit()
        [reason] = caught.exception.reasons
        self.assertIn("Contract Liabilities", reason.message)
        self.assertIn("Home Sold", reason.message)
        self.assertTrue(reason.remedy)

    def test_a_proposal_leaves_what_was_chosen(self):
        account = self.deposits.copy({"code": "299999"})
        self.company.sale_home_deposit_account_id = account
        self.company._propose_sale_home_accounts()
        self.assertEqual(self.company.sale_home_deposit_account_id, account)

    def test_liabilities_have_an_account_of_their_own(self):
        with self.assertRaises(UserError):
            self.company.sale_home_deposit_account_id = self.liability

    def test_the_account_stays_while_homes_are_booked_on_it(self):
        account = self.liability.copy({"code": "299998"})
        self.company.sale_home_liability_account_id = account
        contract = self._create_active()
        with self.assertRaises(UserError):
            self.company.sale_home_liability_account_id = self.liability
        contract._recognise_revenue(TODAY)
        self.company.sale_home_liability_account_id = self.liability

    def test_settings_propose_from_the_chart(self):
        company = self.env["res.company"].create({"name": "Sells Homes"})
        self.env["account.chart.template"].try_loading(
            "cn_large_bis", company, install_demo=False
        )
        settings = self.env["res.config.settings"].with_company(company).create({})
        settings.action_propose_sale_home()
        accounts = (
            company.sale_home_liability_account_id
            | company.sale_home_deposit_account_id
            | company.sale_home_on_behalf_account_id
            | company.sale_home_forfeit_account_id
        )
        codes = accounts.with_company(company).mapped("code")
        self.assertEqual([code[:4] for code in codes], ["2204", "2241", "6301"])
        self.assertTrue(company.sale_home_journal_id)

    def test_the_smaller_chart_of_china_has_2203(self):
        company = self.env["res.company"].create({"name": "Sells Fewer"})
        self.env["account.chart.template"].try_loading(
            "cn", company, install_demo=False
        )
        company._propose_sale_home_accounts()
        account = company.sale_home_liability_account_id.with_company(company)
        self.assertEqual(account.code[:4], "2203")

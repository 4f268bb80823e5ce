from odoo import Command
from odoo.tests import tagged
from odoo.tools import SQL

from .area_common import AreaCase
from .common import TODAY


@tagged("post_install", "-at_install")
class TestPropertyPrepayment(AreaCase):
    """What a buyer is owed of a sale pays no bill of the property office."""

    def setUp(self):
        super().setUp()
        settlement = self._create_settled(gross=98, inside=80)
        self.refund = settlement.sudo().move_id
        self.owed = self.refund.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        self.bill = self._create_bill(500)

    def _create_bill(self, amount):
        bill = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "company_id": self.company.id,
                "partner_id": self.ann.id,
                "invoice_date": "2026-08-05",
                "invoice_date_due": "2026-08-20",
                "invoice_payment_term_id": False,
                "property_unit_id": self.unit.id,
                "property_kind": "bill",
                "property_period": "2026-08-01",
                "invoice_line_ids": [
                    Command.create(
                        {"name": "Fee", "price_unit": amount, "tax_ids": False}
                    )
                ],
            }
        )
        bill.action_post()
        return bill

    def _prepay(self, amount):
        """Ann pays ahead, on the account on which she is owed the refund."""
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": self.ann.id,
                "amount": amount,
                "date": TODAY,
                "journal_id": self.bank.id,
                "company_id": self.company.id,
                "destination_account_id": self.owed.account_id.id,
            }
        )
        payment.action_post()

    def _allocate_bills(self):
        run = self.env["property.billing.run"].create(
            {
                "estate_id": self.estate.id,
                "period": "2026-11-01",
                "invoice_date": "2026-11-05",
                "date_due": "2026-11-20",
            }
        )
        run._allocate_credits(self.bill)

    def _allocate_dunned(self):
        self.env["property.dunning.policy"].create(
            {"company_id": self.company.id, "date_from": "2026-01-01"}
        )
        cases = self.env["property.dunning.case"].with_company(self.company)
        rows = cases._find_moves(self.company, TODAY)
        cases._process_chunk(
            self.company, TODAY, sorted({row["unit_id"] for row in rows})
        )
        case = cases.search([("unit_id", "=", self.unit.id)])
        self.assertEqual((case.state, case.amount_overdue), ("open", 500))
        cases._allocate_oldest(self.company)

    def test_a_refund_is_owed_whoever_allocates(self):
        """PO-4.1.2: the billing run and the ladder leave it to its request."""
        self.assertEqual(self.owed.amount_residual, -20_000)
        for allocate in (self._allocate_bills, self._allocate_dunned):
            with self.subTest(allocate=allocate.__name__):
                allocate()
                self.assertEqual(self.owed.amount_residual, -20_000)
                self.assertEqual(self.bill.amount_residual, 500)

    def test_a_prepayment_pays_beside_a_refund(self):
        """PO-4.1.2"""
        self._prepay(120)
        self._allocate_bills()
        self.assertEqual(self.bill.amount_residual, 380)
        self.assertEqual(self.owed.amount_residual, -20_000)

    def test_figures_show_what_was_paid_ahead_and_nothing_else(self):
        """PO-4.1.4: portal, desk, ladder and collection say the same."""
        for amount in (0, 70):
            if amount:
                self._prepay(amount)
            with self.subTest(amount=amount):
                self.assertEqual(self._get_figures(), [amount] * 4)

    def _get_figures(self):
        units = self.env["property.unit"]
        desk = self.env["property.desk.payment"].create(
            {"company_id": self.company.id, "partner_id": self.ann.id}
        )
        self.env.flush_all()
        cases = self.env["property.dunning.case"]
        ladder = self.env.execute_query(
            SQL(
                "WITH %s SELECT amount FROM credit WHERE partner_id = %s",
                cases._get_debt_sql(self.company, TODAY),
                self.ann.id,
            )
        )
        first = TODAY.replace(day=1)
        books = self.env["property.collection.books"]
        rows = self.env.execute_query_dict(
            books._get_state(self.company, first, TODAY, TODAY, first)
        )
        advance = [row["collected"] for row in rows if row["kind"] == "advance"]
        return [
            units._get_portal_prepaid(self.ann, self.company),
            desk.amount_credit,
            float(sum(amount for (amount,) in ladder)),
            float(sum(advance)),
        ]

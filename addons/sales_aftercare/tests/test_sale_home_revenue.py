from datetime import date

from odoo.tests import tagged

from .common import TODAY
from .money_common import MoneyCase


@tagged("post_install", "-at_install")
class TestRevenue(MoneyCase):
    """A liability until the home is handed over, then revenue (SA-1.4.1b)."""

    def _get_income(self):
        product = self.company.sale_home_product_id.with_company(self.company)
        accounts = product.product_tmpl_id.get_product_accounts()
        return (
            accounts["income"] or self.company.sale_home_journal_id.default_account_id
        )

    def test_revenue_and_tax_are_taken_out_of_the_price(self):
        """SA-1.4.1b: the buyer owes the price, whatever the tax says of itself."""
        for number, is_included in enumerate((False, True)):
            with self.subTest(is_included=is_included):
                tax = self._set_tax(9, is_included)
                contract = self._create_active(self.units[number], price_unit=11508.46)
                [move] = contract._recognise_revenue(TODAY)
                self.assertEqual(move.sale_kind, "revenue")
                lines = move.line_ids
                by_account = {
                    self.liability: 1_150_846,
                    self._get_income(): -1_055_822.02,
                }
                for account, balance in by_account.items():
                    line = lines.grouped("account_id")[account]
                    self.assertEqual(line.balance, balance)
                taxed = lines.filtered("tax_line_id")
                self.assertEqual((taxed.tax_line_id, taxed.balance), (tax, -95_023.98))
                self.assertEqual(lines.filtered("tax_ids").tax_ids, tax)
                self.assertEqual(contract.date_revenue, TODAY)
        self._assert_balanced()

    def test_twice_is_once(self):
        """SA-1.4.1b"""
        contract = self._create_active()
        contract._recognise_revenue(TODAY)
        self.assertFalse(contract._recognise_revenue(TODAY))
        self.assertEqual(self._balance(self._get_income(), contract), -1_000_000)

    def test_a_difference_afterwards_is_revenue_at_once(self):
        """SA-1.6.1: before, it waits with the price."""
        self._set_tax(9)
        early, late = (self._create_active(unit) for unit in self.units[:2])
        early._post_differences({early: 10_900}, TODAY)
        contracts = early | late
        contracts._recognise_revenue(TODAY)
        self.assertEqual(self._balance(self._get_income(), early), -927_431.19)
        moves = contracts._post_differences({late: 10_900, early: -5_450}, TODAY)
        self.assertEqual(moves.mapped("move_type"), ["out_invoice", "out_refund"])
        self.assertEqual(moves.mapped("amount_tax"), [900, 450])
        self.assertEqual(moves.mapped("amount_total"), [10_900, 5_450])
        self.assertEqual(self._balance(self.liability), 0)
        self._assert_balanced()

    def test_an_entry_equals_the_one_odoo_makes(self):
        """SA-1.6.1: item by item, taxes included."""
        self._set_tax(9, is_included=True)
        contract = self._create_active(price_unit=11508.46)
        contract._recognise_revenue(TODAY)
        ours = contract._post_differences({contract: 34_525.38}, TODAY)
        product = self.company.sale_home_product_id
        theirs = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "journal_id": ours.journal_id.id,
                "partner_id": self.ann.id,
                "invoice_date": TODAY,
                "invoice_payment_term_id": False,
                "invoice_line_ids": [
                    (
                        0,
                        0,
                        {
                            "product_id": product.id,
                            "price_unit": 34_525.38,
                            "tax_ids": [(6, 0, product.taxes_id.ids)],
                        },
                    )
                ],
            }
        )
        theirs.action_post()

        def items(move):
            return sorted(
                (
                    line.account_id.code,
                    line.balance,
                    line.display_type,
                    line.tax_base_amount,
                    line.tax_line_id.id,
                    line.tax_ids.ids,
                    sorted(line.tax_tag_ids.ids),
                    line.tax_repartition_line_id.id,
                )
                for line in move.line_ids
            )

        self.assertEqual(items(ours), items(theirs))
        self.assertEqual(ours.amount_residual, theirs.amount_residual)


@tagged("post_install", "-at_install")
class TestOpening(MoneyCase):
    """Running contracts of an old ledger (SA-1.4.1a)."""

    def test_what_was_paid_before_pays_the_oldest(self):
        """SA-1.4.1a: the price stands, the rest is open, twice is once."""
        contract = self._create_imported(payment_method="instalment")
        contract._import_opening(475_000, TODAY)
        contract._import_opening(475_000, TODAY)
        self.assertEqual(self._receivable(contract), {"Ann": 525_000})
        self.assertEqual(self._balance(self.liability, contract), -1_000_000)
        self.assertFalse(contract.date_paid)
        self._pay(contract, 525_000)
        self.assertEqual(contract.date_paid, TODAY)
        contract._recognise_revenue(TODAY)
        self.assertEqual(self._balance(self.liability, contract), 0)

    def test_paid_before_in_full(self):
        """SA-1.4.1a"""
        contract = self._create_imported()
        contract._import_opening(1_000_000, date(2026, 11, 1))
        self.assertEqual(contract.date_paid, date(2026, 11, 1))

    def test_of_a_home_handed_over_only_what_is_owed_is_booked(self):
        """SA-1.4.1b: its revenue is in the books kept before."""
        contract = self._create_imported(payment_method="instalment")
        contract._write_protected({"step_floor": "title"})
        contract._import_opening(900_000, TODAY)
        self.assertEqual(self._receivable(contract), {"Ann": 100_000})
        self.assertEqual(self._balance(self.liability, contract), 0)
        self.assertFalse(contract._recognise_revenue(TODAY))
        self.assertEqual(contract.instalment_ids[-1].amount_open, 100_000)
        self._assert_balanced()

    def test_a_paid_import_waits_for_what_is_collected_for_others(self):
        """SA-1.6.2: of the price nothing is booked, the deed tax of it is open."""
        contract = self._create_imported()
        contract._record_step("pay", TODAY)
        contract._bill_on_behalf([("Deed tax", 6_500)], TODAY, TODAY)
        found = contract._get_open_reasons()[contract.id]
        self.assertEqual([reason.clause for reason in found], ["SA-1.6.2"])
        self.assertEqual(found[0].figures, {"group": "on_behalf", "open": 6_500})
        self.assertIn(found[0], contract._get_title_reasons()[contract.id])
        self._pay(contract, 6_500, kinds=("on_behalf",))
        self.assertFalse(contract._get_open_reasons()[contract.id])

    def test_an_import_that_is_not_booked_says_both(self):
        """SA-1.6.1: price not booked yet, deed tax of an off-plan home open."""
        contract = self._create_imported(delivery_kind="off_plan")
        contract._bill_on_behalf([("Deed tax", 6_500)], TODAY, TODAY)
        found = contract._get_open_reasons()[contract.id]
        self.assertEqual([reason.clause for reason in found], ["SA-1.6.1"] * 2)
        self.assertEqual(found[0].message, "The price is not booked yet.")
        self.assertEqual(found[1].figures, {"group": "on_behalf", "open": 6_500})

    def _create_imported(self, **vals):
        """A contract in force as an import makes it: without approval, unbooked."""
        contract = self._create_contract(**vals).sudo()
        self.env.cr.execute(
            "UPDATE sale_home_contract SET state = 'active' WHERE id = %s",
            [contract.id],
        )
        contract.invalidate_recordset()
        return contract

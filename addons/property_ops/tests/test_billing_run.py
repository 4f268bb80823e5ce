from contextlib import contextmanager
from unittest.mock import patch

from psycopg2 import IntegrityError, OperationalError

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .billing_common import BillingCase

ITEM_FIELDS = (
    "display_type",
    "account_id",
    "partner_id",
    "product_id",
    "quantity",
    "price_unit",
    "price_subtotal",
    "price_total",
    "balance",
    "debit",
    "credit",
    "amount_currency",
    "currency_id",
    "amount_residual",
    "amount_residual_currency",
    "date_maturity",
    "tax_ids",
    "tax_line_id",
    "tax_group_id",
    "tax_base_amount",
    "tax_repartition_line_id",
    "tax_tag_ids",
    "company_id",
    "journal_id",
    "date",
    "invoice_date",
    "parent_state",
    "move_type",
)
MOVE_FIELDS = (
    "amount_untaxed",
    "amount_tax",
    "amount_total",
    "amount_residual",
    "amount_total_signed",
    "payment_state",
    "invoice_date_due",
    "commercial_partner_id",
    "fiscal_position_id",
    "always_tax_exigible",
    "invoice_payment_term_id",
    "invoice_currency_rate",
)


@tagged("post_install", "-at_install")
class TestBillingRun(BillingCase):
    """From preview to posted invoices (PO-4.1.2)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_rule("flat", 100)

    @contextmanager
    def _refused_by_the_database(self):
        quiet = mute_logger("odoo.sql_db")
        with quiet, self.assertRaises(IntegrityError), self.cr.savepoint():
            yield

    def _get_items(self, move):
        order = ("product", "tax", "payment_term")
        lines = move.line_ids.sorted(
            lambda line: (order.index(line.display_type), line.balance, line.id)
        )
        return [[line[name] for name in ITEM_FIELDS] for line in lines]

    def _create_by_odoo(self, move):
        """The same invoice made by Odoo's own path."""
        twin = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "company_id": move.company_id.id,
                "journal_id": move.journal_id.id,
                "partner_id": move.partner_id.id,
                "invoice_date": move.invoice_date,
                "invoice_payment_term_id": False,
                "invoice_date_due": move.invoice_date_due,
                "invoice_line_ids": [
                    (
                        0,
                        0,
                        {
                            "product_id": line.product_id.id,
                            "quantity": 1,
                            "price_unit": line.price_unit,
                            "name": line.name,
                        },
                    )
                    for line in move.invoice_line_ids
                ],
            }
        )
        twin.action_post()
        return twin

    def _assert_as_odoo(self, move):
        twin = self._create_by_odoo(move)
        for ours, theirs in zip(
            self._get_items(move), self._get_items(twin), strict=True
        ):
            self.assertEqual(
                dict(zip(ITEM_FIELDS, ours, strict=True)),
                dict(zip(ITEM_FIELDS, theirs, strict=True)),
            )
        for name in MOVE_FIELDS:
            self.assertEqual(move[name], twin[name], name)
        total = sum(move.line_ids.mapped("balance"))
        self.assertTrue(move.currency_id.is_zero(total))

    def test_journal_items_are_those_of_odoo_without_tax(self):
        """PO-4.1.2"""
        self._create_rule("shared", 100.01, self.water)
        run = self._preview()
        self._post(run)
        self.assertEqual(run.move_count, 3)
        for move in run.sudo()._get_invoices():
            self.assertEqual(move.state, "posted")
            self._assert_as_odoo(move)

    def test_journal_items_are_those_of_odoo_with_taxes(self):
        """PO-4.1.2: on top, included in the price, and two on one line."""
        tax = self.env["account.tax"]
        common = {"company_id": self.company.id, "type_tax_use": "sale"}
        rows = [
            {"name": "6 %", "amount": 6, "price_include_override": "tax_excluded"},
            {"name": "9 %", "amount": 9, "price_include_override": "tax_included"},
            {"name": "3 %", "amount": 3, "price_include_override": "tax_excluded"},
        ]
        on_top, included, small = (tax.create({**common, **row}) for row in rows)
        self._create_rule(
            rate=1.37, fee=self._create_fee("On top", (on_top | small).ids)
        )
        self._create_rule("flat", 33.33, self._create_fee("Included", included.ids))
        self._create_rule("flat", 0.07, self._create_fee("Small", on_top.ids))
        run = self._preview()
        self._post(run)
        for move in run.sudo()._get_invoices():
            self.assertGreater(move.amount_tax, 0)
            self._assert_as_odoo(move)

    def test_twice_bills_nothing_twice(self):
        """PO-4.1.2"""
        run = self._preview()
        self._post(run)
        moves = run.sudo()._get_invoices()
        run.action_preview()
        self._post(run)
        self.assertEqual(run.sudo()._get_invoices(), moves)
        self.assertEqual(len(run.charge_ids), 3)
        with self._refused_by_the_database():
            self._create_run()
        with self._refused_by_the_database():
            run.charge_ids[0].sudo().copy()
            self.env.flush_all()

    def test_stopped_in_a_chunk_and_started_again_it_ends_the_same(self):
        """PO-4.1.2: a chunk is whole or was never there."""
        run = self._preview()
        run.action_post()
        run = run.sudo()  # as the scheduled action
        first, *rest = run._get_pending_units()
        run._process_units([first])
        before = self.env["account.move"].search_count([])
        with (
            patch.object(
                type(run), "_allocate_credits", side_effect=OperationalError("gone")
            ),
            self.assertRaises(OperationalError),
        ):
            run._process_units(rest)
        self.assertEqual(self.env["account.move"].search_count([]), before)
        self.assertEqual(run._get_pending_units(), rest)
        run._process_units(run._get_pending_units())
        self.assertEqual(run._process_chunk([first, *rest]), [])
        self.assertEqual(run.move_count, 3)
        self.assertEqual(sum(run._get_invoices().mapped("amount_total")), 300)

    def test_a_home_that_fails_is_set_aside_with_its_reason(self):
        """PO-4.1.2"""
        run = self._preview()
        create = type(run)._prepare_invoice

        def fail(this, charges):
            if charges.unit_id == self.unit:
                raise ValueError("No such account")
            return create(this, charges)

        with patch.object(type(run), "_prepare_invoice", fail):
            self._post(run)
        self.assertEqual(run.move_count, 2)
        self.assertEqual(run.error_count, 1)
        self.assertEqual(self._amounts(run)[0][3], "No such account")
        run.action_preview()
        self._post(run)
        self.assertEqual((run.move_count, run.error_count), (3, 0))

    def test_the_scheduled_action_posts_and_shows_progress(self):
        """PO-4.1.2"""
        run = self._preview()
        run.action_post()
        self.assertEqual((run.state, run.progress), ("running", 0))
        with self.assertRaises(UserError):
            run.action_preview()
        cron = self.env.ref("property_ops.property_billing_run_cron_post")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        run.invalidate_recordset()
        self.assertEqual((run.state, run.progress), ("done", 100))
        self.assertEqual(run.move_count, 3)

    def test_prepayments_go_to_the_oldest_debt_first(self):
        """PO-4.1.2"""
        november = self._preview("2026-11-01")
        november.write({"invoice_date": "2026-11-05", "date_due": "2026-11-20"})
        self._post(november)
        receivable = self.ann.with_company(self.company).property_account_receivable_id
        bank = self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", self.company.id)], limit=1
        )
        self.env["account.move"].create(
            {
                "journal_id": bank.id,
                "date": "2026-11-30",
                "line_ids": [
                    (0, 0, {"account_id": bank.default_account_id.id, "debit": 130}),
                    (
                        0,
                        0,
                        {
                            "account_id": receivable.id,
                            "partner_id": self.ann.id,
                            "credit": 130,
                        },
                    ),
                ],
            }
        ).action_post()
        none = patch.object(
            self.env.registry["account.move.line"],
            "_get_prepayment_domain",
            lambda lines: [("id", "=", 0)],
        )
        with none:  # an addon says that it isn't for bills of homes
            november.sudo()._allocate_credits(november.sudo()._get_invoices())
        states = november.sudo()._get_invoices().mapped("payment_state")
        self.assertEqual(set(states), {"not_paid"})
        december = self._preview()
        self._post(december)
        left = {}
        for run in (november, december):
            moves = run.sudo()._get_invoices()
            mine = moves.filtered(lambda move: move.partner_id == self.ann)
            left[run] = mine.amount_residual
        self.assertEqual(left, {november: 0, december: 70})

    def test_a_bill_taken_back_can_be_billed_again(self):
        """PO-4.1.2: the correction is a credit note."""
        run = self._preview()
        self._post(run)
        move = (
            run.sudo()
            ._get_invoices()
            .filtered(lambda move: move.partner_id == self.ann)
        )
        move.with_user(self.user_cashier).action_credit_charges()
        self.assertEqual(move.payment_state, "reversed")
        with self.assertRaises(UserError):
            move.with_user(self.user_cashier).action_credit_charges()
        self.env["property.fee.rule"].search(
            [("estate_id", "=", self.estate.id)]
        ).rate = 80
        run.action_preview()
        self._post(run)
        again = run.sudo()._get_invoices() - move
        again = again.filtered(lambda move: move.partner_id == self.ann)
        self.assertEqual(again.mapped("amount_total"), [80])
        self.assertEqual(run.amount_total, 280)

    def test_the_preview_shows_the_difference_against_last_month(self):
        """PO-4.1.2"""
        self._preview("2026-11-01")
        self.env["property.fee.rule"].search(
            [("estate_id", "=", self.estate.id)]
        ).rate = 120
        charge = self._preview().charge_ids[0]
        self.assertEqual((charge.amount_before, charge.amount_difference), (100, 20))

    def test_list_and_notices(self):
        """PO-4.1.2, PO-5.3: the list sums up, the notice says what, when and how."""
        self._create_rule("flat", 7.5, self.water, unit_ids=self.unit.ids)
        run = self._preview()
        self._post(run)
        found = run._get_payment_list()
        self.assertEqual(found["totals"], [300, 7.5, 307.5])
        self.assertEqual(found["rows"][0]["total"], 107.5)
        # The area manager prepares the notices.
        report = self.env["ir.actions.report"].with_user(self.user_area_manager)
        html = report._render_qweb_html(
            "property_ops.property_payment_notice_run_document", run.ids
        )[0].decode()
        for text in ("Payment Notice", "Ann", "Bob", "107.50", "12/20/2026"):
            self.assertIn(text, html)
        self.assertEqual(html.count('alt="QR code"'), 3)
        html = report._render_qweb_html(
            "property_ops.property_payment_list_document", run.ids
        )[0].decode()
        self.assertIn("307.50", html)
        content, kind = report._render_xlsx(
            "property_ops.property_payment_list_xlsx", run.ids, {}
        )
        self.assertEqual((content[:2], kind), (b"PK", "xlsx"))

    def test_the_cashier_bills_and_nobody_else(self):
        """PO-4.1.2"""
        self._preview("2026-11-01").unlink()
        run = self._preview()
        for user in (self.user_area_manager, self.user_director):
            with self.assertRaises(AccessError):
                run.with_user(user).action_preview()
            with self.assertRaises(AccessError):
                run.with_user(user).action_post()
        with self.assertRaises(AccessError):
            run.charge_ids[0].amount = 1
        with self.assertRaises(UserError):
            run.state = "done"
        self._post(run)
        with self.assertRaises(UserError):
            run.unlink()
        with self.assertRaises(UserError):
            run.date_due = "2027-01-31"

    def test_another_company_sees_nothing(self):
        run = self._preview()
        other = self.env["res.company"].create({"name": "Other"})
        self.user_cashier.write(
            {"company_ids": [(6, 0, other.ids)], "company_id": other.id}
        )
        self.env.invalidate_all()
        for model in ("property.billing.run", "property.charge", "property.fee.rule"):
            self.assertFalse(self.env[model].with_user(self.user_cashier).search([]))
        with self.assertRaises(AccessError):
            run.with_user(self.user_cashier).read(["period"])

    def test_the_form_proposes_month_journal_and_due_day(self):
        """PO-4.1.2"""
        runs = self.env["property.billing.run"].with_user(self.user_cashier)
        with Form(runs) as form:
            form.estate_id = self.estate
            form.period = "2026-12-17"
            form.invoice_date = "2026-12-05"
        run = form.record
        self.assertEqual(str(run.period), "2026-12-01")
        self.assertEqual(str(run.date_due), "2026-12-20")
        self.assertEqual(run.journal_id.type, "sale")

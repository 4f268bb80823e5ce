from datetime import date

from freezegun import freeze_time

from odoo.tests import tagged

from .billing_common import BillingCase

OWN_NUMBER = {"id", "move_id", "name", "move_name", "sequence_number", "create_date"}
OWN_NUMBER |= {"write_date", "payment_reference", "reconcile_model_id"}
"""Columns that differ between two invoices of the same content by nature."""


@tagged("post_install", "-at_install")
class TestBillingColumns(BillingCase):
    """Every column of a bill is what Odoo itself would have written (PO-4.1.2)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        common = {"company_id": cls.company.id, "type_tax_use": "sale"}
        cls.on_top, cls.included, cls.small = cls.env["account.tax"].create(
            [
                common
                | {"name": "6", "amount": 6, "price_include_override": "tax_excluded"},
                common
                | {"name": "9", "amount": 9, "price_include_override": "tax_included"},
                common
                | {"name": "3", "amount": 3, "price_include_override": "tax_excluded"},
            ]
        )

    def _bill(self):
        run = self._preview()
        self._post(run)
        self.assertEqual((run.move_count, run.error_count), (3, 0))
        return run.sudo()._get_invoices()

    def _create_by_odoo(self, move):
        """The same invoice, told to Odoo as a person would."""
        twin = self.env["account.move"].with_user(move.create_uid).sudo()
        twin = twin.with_context(tracking_disable=True).create(
            {
                "move_type": "out_invoice",
                "company_id": move.company_id.id,
                "journal_id": move.journal_id.id,
                "partner_id": move.partner_id.id,
                "invoice_date": move.invoice_date,
                "invoice_payment_term_id": False,
                "invoice_date_due": move.invoice_date_due,
                "invoice_user_id": False,
                "ref": move.ref,
                "property_unit_id": move.property_unit_id.id,
                "property_kind": move.property_kind,
                "property_period": move.property_period,
                "invoice_line_ids": [
                    (
                        0,
                        0,
                        {
                            "product_id": line.product_id.id,
                            "quantity": 1,
                            "price_unit": line.price_unit,
                            "name": line.name,
                            "property_fee_type_id": line.property_fee_type_id.id,
                        },
                    )
                    for line in move.invoice_line_ids
                ],
            }
        )
        twin._post(soft=False)
        return twin

    def _read(self, table, condition, value):
        self.env.flush_all()
        self.cr.execute(
            f"SELECT to_jsonb(row) FROM {table} row WHERE {condition} = %s"
            " ORDER BY display_type, balance, id"
            if table == "account_move_line"
            else f"SELECT to_jsonb(row) FROM {table} row WHERE {condition} = %s",
            [value],
        )
        return [
            {name: cell for name, cell in row.items() if name not in OWN_NUMBER}
            for (row,) in self.cr.fetchall()
        ]

    def _assert_same_columns(self, moves):
        for move in moves:
            twin = self._create_by_odoo(move)
            for table, column in (
                ("account_move", "id"),
                ("account_move_line", "move_id"),
            ):
                ours, theirs = (self._read(table, column, m.id) for m in (move, twin))
                self.assertEqual(len(ours), len(theirs))
                for mine, other in zip(ours, theirs, strict=True):
                    self.assertEqual(mine.keys(), other.keys())
                    differ = {
                        name: (mine[name], other[name])
                        for name in mine
                        if mine[name] != other[name]
                    }
                    self.assertFalse(differ, mine.get("display_type"))
            for name in ("tax_ids", "tax_tag_ids"):
                self.assertEqual(
                    sorted(move.line_ids.mapped(lambda r, n=name: tuple(r[n].ids))),
                    sorted(twin.line_ids.mapped(lambda r, n=name: tuple(r[n].ids))),
                )
            self.assertEqual(move.payment_reference, move.name)
            self.assertEqual(set(move.line_ids.mapped("move_name")), {move.name})
            self.assertEqual(twin.sequence_prefix, move.sequence_prefix)

    def test_without_tax(self):
        """PO-4.1.2"""
        self._create_rule("flat", 100)
        self._create_rule("shared", 100.01, self.water)
        self._assert_same_columns(self._bill())

    def test_with_taxes(self):
        """PO-4.1.2: on top, included in the price, two on one line."""
        both = (self.on_top | self.small).ids
        self._create_rule(rate=1.37, fee=self._create_fee("Both", both))
        self._create_rule("flat", 33.33, self._create_fee("In", self.included.ids))
        self._create_rule("flat", 0.07, self._create_fee("Small", self.on_top.ids))
        self._assert_same_columns(self._bill())

    def test_with_analytic_distribution(self):
        """PO-4.1.2: a rule that distributes is asked, and Odoo makes its items."""
        self._create_rule("flat", 100)
        plan = self.env["account.analytic.plan"].create({"name": "Estates"})
        account = self.env["account.analytic.account"].create(
            {"name": "Garden", "plan_id": plan.id, "company_id": self.company.id}
        )
        self.env["account.analytic.distribution.model"].create(
            {
                "partner_id": self.ann.id,
                "company_id": self.company.id,
                "analytic_distribution": {str(account.id): 100},
            }
        )
        moves = self._bill()
        self._assert_same_columns(moves)
        lines = moves.line_ids.analytic_line_ids
        self.assertEqual((len(lines), sum(lines.mapped("amount"))), (1, 100))

    def test_with_a_fiscal_position(self):
        """PO-4.1.2: the payer's own one maps the tax."""
        position = self.env["account.fiscal.position"].create(
            {"name": "Free zone", "company_id": self.company.id}
        )
        self.small.write(
            {
                "fiscal_position_ids": [(4, position.id)],
                "original_tax_ids": [(4, self.on_top.id)],
            }
        )
        self.ann.with_company(self.company).property_account_position_id = position
        self._create_rule("flat", 100, self._create_fee("Taxed", self.on_top.ids))
        moves = self._bill()
        mine = moves.filtered(lambda move: move.partner_id == self.ann)
        self.assertEqual(mine.amount_total, 103)
        self._assert_same_columns(moves)

    def test_with_negative_reversals(self):
        """PO-4.1.2: a company that books reversals on the same side, a tax withheld."""
        self.company.account_storno = True
        self.small.amount = -3
        both = (self.on_top | self.small).ids
        self._create_rule("flat", 100, self._create_fee("Both", both))
        self._assert_same_columns(self._bill())

    @freeze_time("2027-01-20")
    def test_in_a_closed_month(self):
        """PO-4.1.2: Odoo books the bill on the first day it may."""
        self._create_rule("flat", 100, self._create_fee("Taxed", self.on_top.ids))
        self.company.sudo().fiscalyear_lock_date = "2026-12-31"
        moves = self._bill()
        self.assertGreater(min(moves.mapped("date")), date(2026, 12, 31))
        self.assertEqual(set(moves.mapped("invoice_date")), {date(2026, 12, 5)})
        self._assert_same_columns(moves)

    def test_numbers_follow_without_gap(self):
        """PO-4.1.2: also where a home fails after its chunk had numbers."""
        self._create_rule("flat", 100)
        run = self._preview()
        real = type(run)._allocate_credits
        failed = []

        def fail_once(this, moves):
            if len(moves) > 1 or moves.partner_id == self.bob:
                failed.append(moves)
                raise ValueError("No")
            return real(this, moves)

        self.patch(type(run), "_allocate_credits", fail_once)
        self._post(run)
        self.assertEqual(len(failed), 2)
        moves = run.sudo()._get_invoices().sorted("sequence_number")
        self.assertEqual(moves.mapped("sequence_number"), [1, 2])
        self.assertFalse(any(moves.mapped("made_sequence_gap")))
        self.patch(type(run), "_allocate_credits", real)
        run.action_preview()
        self._post(run)
        moves = run.sudo()._get_invoices().sorted("sequence_number")
        self.assertEqual(moves.mapped("sequence_number"), [1, 2, 3])

import base64
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .payment_common import PaymentCase


@tagged("post_install", "-at_install")
@freeze_time(PaymentCase.TODAY)
class TestBankImport(PaymentCase):
    """The bank's file becomes payments, each row once (PO-4.1.2)."""

    HEADS = "交易日期,收入金额,对方户名,摘要,流水号"

    def _load(self, *rows, heads=None, code="gbk", name="bank.csv"):
        text = "\n".join([heads or self.HEADS, *rows])
        files = self.env["property.bank.import"].with_user(self.user_cashier)
        return files.with_company(self.company).create(
            {
                "name": name,
                "data": base64.b64encode(text.encode(code)),
                "company_id": self.company.id,
                "journal_id": self.bank.id,
            }
        )

    def _row(self, amount, memo, payer="", serial="S1", day="2026-11-20"):
        return f"{day},{amount},{payer},{memo},{serial}"

    def test_an_invoice_number_in_the_text_is_certain(self):
        """PO-4.1.2"""
        file = self._load(self._row(120, f"物业费{self.november.name}谢谢"))
        line = file.line_ids
        self.assertEqual((line.status, line.matched_by), ("matched", "reference"))
        file.action_take()
        self.assertEqual((line.status, file.state), ("taken", "done"))
        self.assertEqual(self.november.payment_state, "paid")
        self.assertEqual(self.october.amount_residual, 100)
        receipt = line.receipt_id
        self.assertEqual((receipt.channel, str(receipt.date)), ("bank", "2026-11-20"))
        self.assertFalse(receipt.sheet_id)
        self.assertEqual(self._owed(self.ann), 100)

    def test_home_and_amount_are_certain_together(self):
        """PO-4.1.2"""
        file = self._load(
            self._row(220, "Garden 1-101 房费", serial="A"),
            self._row(79, "Garden 1-102", serial="B"),
            self._row(80, "Garden 1 1020", serial="C"),
        )
        self.assertEqual(file.line_ids.mapped("status"), ["matched", "open", "open"])
        self.assertEqual(
            file.line_ids[0].move_line_ids.move_id, self.october | self.november
        )
        self.assertIn(self.bobs, file.line_ids[1].candidate_ids.move_id)
        self.assertIn("Bob", file.line_ids[1].candidate_names)

    def test_an_item_is_promised_to_one_row(self):
        """PO-4.1.2"""
        row = self._row(80, self.bobs.name)
        file = self._load(row, row.replace("S1", "S2"))
        self.assertEqual(file.line_ids.mapped("status"), ["matched", "open"])

    def test_the_same_row_is_never_taken_twice(self):
        """PO-4.1.2"""
        row = self._row(80, self.bobs.name)
        first, second = self._load(row), self._load(row, code="utf-8")
        first.action_take()
        self.assertEqual(self._load(row).line_ids.status, "known")
        with mute_logger("odoo.sql_db"):
            second.action_take()  # matched before the first was taken
        self.assertEqual(second.line_ids.status, "open")
        self.assertTrue(second.line_ids.issue)
        self.assertEqual(self._owed(self.bob), 0)
        first.action_take()
        self.assertEqual(len(first.line_ids.receipt_id), 1)

    def test_a_void_receipt_gives_the_row_free(self):
        """PO-4.1.2"""
        file = self._load(self._row(80, self.bobs.name))
        file.action_take()
        file.line_ids.receipt_id.with_user(self.user_director)._void("Wrong")
        self.assertEqual((file.line_ids.status, file.open_count), ("open", 1))
        again = file.line_ids
        again.partner_id = self.bob
        again.action_take()
        self.assertEqual(self._owed(self.bob), 0)

    def test_the_rest_is_matched_by_hand(self):
        """PO-4.1.2"""
        file = self._load(self._row(150, "fees", payer="Ann"))
        line = file.line_ids
        self.assertEqual(line.status, "open")
        self.assertEqual(line.candidate_ids.move_id, self.october | self.november)
        with self.assertRaises(UserError):
            line.action_take()
        line.partner_id = self.ann
        line.action_take()
        self.assertEqual((line.status, line.matched_by), ("taken", "hand"))
        self.assertEqual(self.november.amount_residual, 70)
        with self.assertRaises(UserError):
            line.action_take()
        with self.assertRaises(UserError):
            line.partner_id = self.bob
        with self.assertRaises(AccessError):
            line.is_taken = False

    def test_a_bill_paid_meanwhile_stays_in_the_list_with_the_reason(self):
        """PO-4.1.2"""
        file = self._load(self._row(80, self.bobs.name))
        self._take(80, partner=self.bob)
        file.action_take()
        self.assertEqual(file.line_ids.status, "open")
        self.assertIn("R2026-000001", file.line_ids.issue)
        self.assertFalse(file.line_ids.is_taken)
        file.line_ids.action_ignore()
        self.assertEqual(file.line_ids.status, "ignored")

    def test_columns_are_corrected_and_remembered(self):
        """PO-4.1.2"""
        heads = "日子,收入金额,谁,为何"
        row = f"2026-11-20,80,Bob,{self.bobs.name}"
        file = self._load(row, heads=heads)
        self.assertEqual(file.line_ids.date.isoformat(), "2026-11-23")
        for column, role in zip(
            file.column_ids, ("date", "credit", "payer", "memo"), strict=True
        ):
            column.role = role
        file.action_check()
        self.assertEqual(file.line_ids.status, "matched")
        file.action_take()
        later = self._load(row.replace("80", "81"), heads=heads)
        self.assertEqual(str(later.line_ids.date), "2026-11-20")
        self.assertTrue(all(later.column_ids.mapped("is_remembered")))

    def test_failed_collections_and_unreadable_rows_are_no_payments(self):
        """PO-4.1.2"""
        heads = "户名,扣款金额,附言,处理结果"
        file = self._load(
            f"Bob,80,{self.bobs.name},余额不足",
            f"Ann,一百,{self.october.name},成功",
            heads=heads,
        )
        self.assertEqual(file.line_ids.mapped("status"), ["failed", "unreadable"])
        file.action_take()
        self.assertEqual(self._owed(self.bob), 80)

    def test_many_rows_are_taken_in_the_background(self):
        """PO-4.1.2"""
        rows = [
            self._row(1, self.bobs.name, serial="A"),
            self._row(100, self.october.name, serial="B"),
        ]
        file = self._load(*rows)
        path = "odoo.addons.property_ops.models.property_bank_import.AT_ONCE"
        cron = self.env.ref("property_ops.property_bank_import_cron_take")
        with patch(path, 1):
            file.action_take()
            self.assertEqual(file.state, "running")
            with self.enter_registry_test_mode():
                cron.method_direct_trigger()
        file.invalidate_recordset()
        self.assertEqual((file.state, file.taken_count), ("done", 2))
        self.assertEqual(file.line_ids.receipt_id.cashier_id, self.user_cashier)

    def test_a_closed_period_is_the_rows_issue(self):
        """PO-4.1.2"""
        self.company.fiscalyear_lock_date = "2026-11-21"
        file = self._load(self._row(80, self.bobs.name))
        file.action_take()
        self.assertIn("2026", file.line_ids.issue)
        self.assertEqual(self._owed(self.bob), 80)

    def test_what_is_no_bank_file_is_refused(self):
        for data in (b"\x89PNG\x00\x00", b"PK\x03\x04broken", b"a,b\n1,2\n"):
            with self.assertRaises(UserError):
                self.env["property.bank.import"].create(
                    {
                        "data": base64.b64encode(data),
                        "company_id": self.company.id,
                        "journal_id": self.bank.id,
                    }
                )
        with self.assertRaises(AccessError):
            self.env["property.bank.import"].with_user(self.user_director).search([])
        taken = self._load(self._row(80, self.bobs.name))
        taken.action_take()
        with self.assertRaises(UserError):
            taken.unlink()

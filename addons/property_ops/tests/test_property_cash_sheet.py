from io import BytesIO

from freezegun import freeze_time
from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .payment_common import PaymentCase


@tagged("post_install", "-at_install")
@freeze_time(PaymentCase.TODAY)
class TestCashSheet(PaymentCase):
    """The day of one cashier: expected, counted, closed, seen (PO-4.1.2)."""

    def _sheet(self, receipt):
        return receipt.sheet_id.with_user(self.user_cashier)

    def _count(self, sheet, **quantities):
        for value, quantity in quantities.items():
            row = sheet.count_ids.filtered(
                lambda count, v=int(value[1:]): count.denomination == v
            )
            row.quantity = quantity

    def _closed(self):
        sheet = self._sheet(self._take(100))
        self._count(sheet, n100=1)
        sheet.action_close()
        return sheet

    def test_expected_by_method_are_the_valid_receipts(self):
        """PO-4.1.2"""
        receipt = self._take(100)
        self._take(30, journal=self.bank, method="card")
        self._take(50, journal=self.bank, method="transfer")
        bad = self._take(7, partner=self.bob)
        bad.with_user(self.user_director)._void("Slip")
        sheet = self._sheet(receipt)
        sheet.opening_cash = 200
        self.assertEqual(
            [(line.method, line.expected) for line in sheet.line_ids],
            [("cash", 300), ("transfer", 50), ("card", 30), ("qr", 0)],
        )
        self.assertEqual((sheet.receipt_count, sheet.void_count), (4, 1))
        self._count(sheet, n100=2, n50=1, n20=2)
        self.assertEqual((sheet.amount_counted, sheet.difference), (370, -10))

    def test_a_difference_needs_a_reason(self):
        """PO-4.1.2"""
        sheet = self._sheet(self._take(100))
        self._count(sheet, n50=1)
        with self.assertRefused("PO-4.1.2"):
            sheet.action_close()
        sheet.reason = "Change given wrong"
        sheet.action_close()
        self.assertEqual(sheet.state, "closed")
        self.assertEqual(sheet.difference, -50)

    def test_after_closing_the_next_receipt_opens_the_next_day(self):
        """PO-4.1.2"""
        sheet = self._closed()
        later = self._take(10)
        self.assertNotEqual(later.sheet_id, sheet)
        self.assertEqual(str(later.sheet_id.date), "2026-11-24")
        self.assertEqual(str(later.date_issued), "2026-11-23")
        self.assertEqual(self._take(5).sheet_id, later.sheet_id)
        with self.assertRefused("PO-4.1.2"):
            self._sheet(later).action_close()
        with freeze_time("2026-11-24 04:00:00"):
            self.assertEqual(self._take(5).sheet_id, later.sheet_id)

    def test_a_closed_day_is_locked(self):
        """PO-4.1.2"""
        sheet = self._closed()
        with self.assertRaises(UserError):
            sheet.reason = "Later"
        with self.assertRaises(UserError):
            sheet.count_ids[0].quantity = 7
        with self.assertRaises(UserError):
            sheet.count_ids[0].unlink()
        with self.assertRaises(UserError):
            sheet.line_ids[0].counted = 7
        receipt = sheet.receipt_ids.with_user(self.user_director)
        self.assertFalse(receipt.can_void)
        with self.assertRefused("PO-4.1.2"):
            receipt._void("Slip")
        sheet.with_user(self.user_director).action_reopen()
        receipt._void("Slip")
        self.assertEqual(sheet.line_ids[0].expected, 0)

    def test_the_director_sees_it_and_nobody_else(self):
        """PO-4.1.2"""
        sheet = self._closed()
        with self.assertRaises(AccessError):
            sheet.action_approve()
        director = sheet.with_user(self.user_director)
        director.action_approve()
        self.assertEqual(sheet.approved_by_id, self.user_director)
        with self.assertRaises(UserError):
            director.action_reopen()
        with self.assertRaises(UserError):
            director.action_approve()

    def test_the_own_sheet_is_looked_after_by_somebody_else(self):
        """PO-4.1.2"""
        sheet = self._closed()
        group = self.env.ref("property_ops.property_ops_group_manager")
        self.user_cashier.group_ids |= group
        with self.assertRaises(AccessError):
            sheet.action_approve()

    def test_a_cashier_sees_only_the_own_sheets(self):
        """PO-4.1.2"""
        sheet = self._sheet(self._take(100))
        other = new_test_user(
            self.env,
            "second_cashier",
            groups="property_ops.property_ops_group_cashier",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        theirs = self._take(10, user=other).sheet_id
        self.assertNotEqual(theirs, sheet)
        sheets = self.env["property.cash.sheet"].with_user(other)
        domain = [("company_id", "=", self.company.id)]
        self.assertEqual(sheets.search(domain), theirs)
        with self.assertRaises(AccessError):
            sheet.with_user(other).action_close()
        self.assertEqual(sheets.with_user(self.user_director).search_count(domain), 2)

    def test_nobody_makes_or_moves_a_sheet_by_hand(self):
        sheet = self._sheet(self._take(100))
        with self.assertRaises(UserError):
            sheet.state = "approved"
        with self.assertRaises(UserError):
            sheet.date = "2026-11-01"
        with self.assertRaises(AccessError):
            sheet.create({"date": "2026-11-01"})

    def test_my_sheet_opens_without_a_payment(self):
        """PO-4.1.2"""
        sheets = self.env["property.cash.sheet"].with_user(self.user_cashier)
        action = sheets.with_company(self.company).action_open_mine()
        sheet = sheets.browse(action["res_id"])
        self.assertEqual(str(sheet.date), "2026-11-23")
        self.assertEqual(self._take(10).sheet_id, sheet)
        with self.assertRaises(AccessError):
            sheets.with_user(self.user_director).action_open_mine()

    def test_the_sheet_is_printed_and_exported(self):
        """PO-4.1.2"""
        sheet = self._closed()
        report = self.env["ir.actions.report"].with_user(self.user_director)
        html = report._render_qweb_html(
            "property_ops.property_cash_sheet_document", sheet.ids
        )[0].decode()
        self.assertIn(sheet.receipt_ids.name, html)
        data = report._render_xlsx(
            "property_ops.property_cash_sheet_xlsx_report", sheet.ids, {}
        )[0]
        page = load_workbook(BytesIO(data)).active
        values = [cell.value for row in page.iter_rows() for cell in row]
        self.assertIn(sheet.receipt_ids.name, values)
        self.assertIn(100, values)

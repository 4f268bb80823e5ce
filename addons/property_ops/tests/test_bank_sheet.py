from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

from openpyxl import Workbook

from odoo.tests import BaseCase

from ..tools import bank_sheet

TODAY = date(2026, 11, 23)
ROWS = (
    ("账号", "6222000011112222", "", "", "", "", ""),
    ("", "", "", "", "", "", ""),
    ("交易日期", "收入金额", "支出金额", "余额", "对方户名", "对方账号", "摘要"),
    ("2026-11-20", "1,120.00", "", "9,000", "安", "6222", "INV/2026/00001 物业费"),
    ("20261121", "", "55.00", "8,945", "电力公司", "", "电费"),
    ("2026/11/22 09:30:00", "￥80", "", "", "博", "", "小区1栋102"),
    ("合计", "1,200.00", "55.00", "", "", "", ""),
)


class TestBankSheet(BaseCase):
    """Statements and return files as banks export them (PO-4.1.2)."""

    def _parse(self, data):
        rows = bank_sheet.read_rows(data)
        header, roles = bank_sheet.find_header(rows)
        return list(bank_sheet.parse_rows(rows, header, roles, TODAY))

    def _text(self, mark, code):
        quote = '"' if mark == "," else ""
        lines = (mark.join(f"{quote}{cell}{quote}" for cell in row) for row in ROWS)
        return "\r\n".join(lines).encode(code)

    def _check(self, found):
        self.assertEqual(
            [(str(row.date), row.amount, row.payer) for row in found],
            [
                ("2026-11-20", Decimal("1120.00"), "安"),
                ("2026-11-22", Decimal("80.00"), "博"),
            ],
        )
        self.assertEqual(found[0].memo, "INV/2026/00001 物业费")
        self.assertEqual((found[0].account, found[0].number), ("6222", 4))

    def test_text_in_either_encoding_with_any_mark(self):
        for mark in (",", "\t", ";"):
            for code in ("utf-8", "utf-8-sig", "gbk"):
                with self.subTest(mark=mark, code=code):
                    data = self._text(mark, code)
                    if mark == ";":
                        data = data.replace(b"1,120.00", b"1120.00")
                        data = data.replace(b"1,200.00", b"1200.00")
                        data = data.replace(b"9,000", b"").replace(b"8,945", b"")
                    self._check(self._parse(data))

    def test_a_workbook_with_numbers_and_moments(self):
        book = Workbook()
        for row in ROWS:
            book.active.append(row)
        book.active["A4"] = datetime(2026, 11, 20, 8, 0)
        book.active["B4"] = 1120
        buffer = BytesIO()
        book.save(buffer)
        self._check(self._parse(buffer.getvalue()))

    def test_a_return_file_has_results_and_no_days(self):
        text = (
            "序号,户名,账号,扣款金额,附言,处理结果\n"
            "1,安,6222,100.00,INV/2026/00001,成功\n"
            "2,博,6223,80.00,INV/2026/00003,余额不足\n"
        )
        found = self._parse(text.encode("gbk"))
        self.assertEqual([row.date for row in found], [TODAY, TODAY])
        self.assertEqual([row.is_failed for row in found], [False, True])

    def test_one_column_of_amounts_with_in_or_out(self):
        text = "Date,Amount,D/C,Description\n2026-11-20,10,C,in\n2026-11-20,7,D,out\n"
        self.assertEqual([row.memo for row in self._parse(text.encode())], ["in"])

    def test_what_cannot_be_read_is_said(self):
        text = "日期,金额,摘要\n前天,100,a\n2026-11-20,abc,b\n"
        found = self._parse(text.encode())
        self.assertEqual([row.problem for row in found], ["date", "credit"])
        with self.assertRaises(ValueError):
            bank_sheet.read_rows(b"\xff\x00\xd8\xff\x81")
        with self.assertRaises(ValueError):
            bank_sheet.find_header([["a", "b"], ["1", "2"]])

    def test_amounts_as_people_write_them(self):
        for text, amount in (
            ("1,234.50", "1234.50"),
            ("¥ 80", "80.00"),
            ("（5.00）", "-5.00"),
            ("１２.５", "12.50"),
            (12, "12.00"),
            ("", "0"),
        ):
            self.assertEqual(bank_sheet.parse_amount(text), Decimal(amount))
        for text in ("abc", "NaN", "1.2.3"):
            with self.assertRaises(ValueError):
                bank_sheet.parse_amount(text)

    def test_the_same_movement_has_one_print_in_every_file(self):
        def prints(data):
            seen = {}
            return [bank_sheet.fingerprint(row, seen) for row in self._parse(data)]

        once = prints(self._text(",", "gbk"))
        self.assertEqual(once, prints(self._text("\t", "utf-8")))
        twins = "日期,金额,摘要\n2026-11-20,5,水\n2026-11-20,5,水\n".encode()
        self.assertEqual(len(set(prints(twins))), 2)
        self.assertEqual(prints(twins), prints(twins))

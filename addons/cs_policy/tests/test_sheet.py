import io
from datetime import date, datetime
from decimal import Decimal

from openpyxl import Workbook

from odoo.tests import TransactionCase

from ..tools import sheet, sheet_cells, sheet_layout, sheet_rows


class TestSheet(TransactionCase):
    """Cells, tables and broken files as every import meets them."""

    def _check(self, reader, cases, *args):
        for value, wanted in cases:
            with self.subTest(reader=reader.__name__, value=value):
                if isinstance(wanted, str) and wanted.startswith("!"):
                    with self.assertRaises(sheet_cells.Unreadable) as caught:
                        reader(value, *args)
                    self.assertEqual(caught.exception.kind, wanted[1:])
                else:
                    self.assertEqual(reader(value, *args), wanted)

    def test_numbers_with_units_and_full_width(self):
        cases = [
            (88.57, Decimal("88.57")),
            ("88.57㎡", Decimal("88.57")),
            ("８８．５７ 平方米", Decimal("88.57")),
            ("￥1,932.81", Decimal("1932.81")),
            ("1 932.81 元", Decimal("1932.81")),
            ("-120", Decimal(-120)),
            ("(120)", Decimal(-120)),
            ("１．９元/㎡/月", Decimal("1.9")),
            ("—", None),
            ("", None),
            (" \u3000", None),
            ("约九十", "!number"),
            ("12.3.4", "!number"),
            (True, "!number"),
        ]
        self._check(sheet_cells.read_number, cases)

    def test_dates_in_every_usual_form(self):
        day = date(2022, 4, 15)
        same = ["2022-04-15", "2022/4/15", "2022.4.15", "2022年4月15日", "20220415"]
        same += ["２０２２－０４－１５", "民國111年4月15日", "111.4.15", "15 Apr 2022"]
        same += ["April 15, 2022", "15/04/2022", datetime(2022, 4, 15), 44666]
        same += ["2022-04-15 00:00:00", " 2022 年 4 月 15 日 "]
        self._check(sheet_cells.read_date, [(value, day) for value in same])
        wrong = [("2023-02-30", "!no_such_date"), ("soon", "!date"), ("无", None)]
        self._check(sheet_cells.read_date, [*wrong, ("04/05/2022", "!date")])
        self._check(sheet_cells.read_date, [("04/05/2022", date(2022, 5, 4))], "dmy")

    def test_months(self):
        month = date(2026, 2, 1)
        same = ["2026-02", "2026年2月", "2026/2", 202602, "Feb 2026", "115年2月"]
        same += ["2026-02-28", datetime(2026, 2, 3), "２０２６－０２", "02/2026"]
        self._check(sheet_cells.read_month, [(value, month) for value in same])
        self._check(sheet_cells.read_month, [("2026-13", "!month"), ("x", "!month")])

    def test_full_width_and_stray_spaces_are_one_text(self):
        for value in ("1号楼", "１号楼", " 1号楼\u3000", "1号楼\n"):
            self.assertEqual(sheet.plain(value), "1号楼")
        self.assertEqual(sheet.plain(13996886889.0), "13996886889")
        self.assertEqual((sheet.plain(None), sheet.fold("ＡＢ")), ("", "ab"))

    def test_cells_are_named_as_the_spreadsheet_names_them(self):
        names = [sheet.Cell(3, column, "", None).name for column in (0, 25, 26, 701)]
        self.assertEqual(names, ["A3", "Z3", "AA3", "ZZ3"])

    def _pack(self, rows, merge=()):
        book, stream = Workbook(), io.BytesIO()
        for row in rows:
            book.active.append(row)
        for area in merge:
            book.active.merge_cells(area)
        book.save(stream)
        return stream.getvalue()

    def test_merged_cells_hold_their_value_everywhere_when_asked(self):
        data = self._pack([["a", None], ["b", 1]], ["A1:B1"])
        self.assertEqual(sheet.read_sheets(data)[0][1][0], ["a", None])
        self.assertEqual(sheet.read_sheets(data, merged=True)[0][1][0], ["a", "a"])

    def test_broken_files_are_no_workbooks(self):
        good = self._pack([["a"]])
        half = good[: len(good) // 2]
        for data in (b"", b"PK", b"no workbook", half, good.replace(b"xl/", b"xx/")):
            with self.assertRaises(ValueError):
                sheet.read_sheets(data)

    def test_table_is_found_between_titles_totals_and_notes(self):
        words = (("number", "no"), ("day", "day"), ("sum", "sum"), ("who", "name"))
        vocabulary = sheet_layout.Vocabulary(words, named=("number",))
        rows = [["Ledger of 2026"], ["No.", "Day", "Sum", "Colour"]]
        rows += [["A1", "2026-02-30", "５", "red"], [], ["No.", "Day", "Sum", "Colour"]]
        rows += [["A2", "13/04/2026", "-1", "red"], ["合计", None, 5], ["Note: x"]]
        layout = sheet_layout.propose(rows, vocabulary)
        self.assertEqual((layout.header_row, layout.table_rows), (1, [2, 5]))
        self.assertEqual(layout.titles, ["Ledger of 2026"])
        self.assertEqual(layout.notes, ["合计 5", "Note: x"])
        roles = [column.role for column in layout.columns]
        self.assertEqual(roles, ["number", "day", "sum", "ignore"])
        reading = sheet_rows.Reading()
        context = sheet_rows.Context(layout, reading, date_roles=("day",))
        found = [sheet_rows.Row(context, number) for number in layout.table_rows]
        self.assertIsNone(found[0].date_of("day"))
        self.assertEqual(found[1].date_of("day"), date(2026, 4, 13))
        self.assertEqual(found[0].number_of("sum"), 5)
        self.assertIsNone(found[1].number_of("sum"))
        slips = [(issue.cell.name, issue.kind) for issue in reading.issues]
        self.assertEqual(slips, [("B3", "no_such_date"), ("C6", "negative")])
        self.assertIsNone(sheet_layout.propose([["a", "b"], [1, 2]], vocabulary))

from datetime import date, datetime

from odoo.tests import BaseCase

from ..tools import roster_layout, roster_sheet
from ..tools import roster_words as words


class TestRosterWords(BaseCase):
    def test_month_is_read_from_titles_of_many_offices(self):
        for text in (
            "客服中心 2026年12月 排班表",
            "2026-12",
            "民國115年12月班表",
            "December 2026",
            "rota Dec 2026",
            "roster-2026-12.zh_TW.xlsx",
        ):
            with self.subTest(text):
                self.assertEqual(words.find_month(text), date(2026, 12, 1))

    def test_what_is_no_month_is_none(self):
        for text in ("", None, "2026-13", "12月", "room 2026"):
            with self.subTest(text):
                self.assertIsNone(words.find_month(text))

    def test_day_headers(self):
        for value, day in (
            (1, 1),
            (31.0, 31),
            ("１５", 15),
            ("5日", 5),
            ("12/7", 7),
            ("12月7日", 7),
            ("Dec 9", 9),
            ("9th Dec", 9),
            ("12/7(一)", 7),
            (datetime(2026, 12, 3), date(2026, 12, 3)),
            ("2026-12-03", date(2026, 12, 3)),
            ("姓名", None),
            (32, None),
            ("早", None),
        ):
            with self.subTest(value):
                self.assertEqual(words.find_day(value), day)

    def test_legend_gives_hours_and_words(self):
        hours, meanings = words.read_legend(
            "說明：早 08:00-16:00；晚 24:00-次日08:00；年＝年假"
        )
        self.assertEqual(hours, {"早": (8, 16), "晚": (24, 8)})
        self.assertEqual(meanings, {"年": "年假"})

    def test_double_shift_is_two_codes(self):
        self.assertEqual(words.codes_of("E/M"), ["E", "M"])
        self.assertEqual(words.codes_of("/"), ["/"])


class TestRosterLayout(BaseCase):
    def _grid(self, *body, days=7):
        head = ["No.", "Name", "Desk", *range(1, days + 1), "Shifts"]
        return [["June 2027"], head, *body]

    def test_no_days_is_no_roster(self):
        self.assertIsNone(roster_layout.propose([["a", "b"], [1, 2]]))
        self.assertIsNone(roster_layout.propose([]))

    def test_columns_are_named_by_their_headings(self):
        layout = roster_layout.propose(self._grid(["1", "Ann", "A", "E"]))
        self.assertEqual(
            layout.roles, {0: "number", 1: "name", 2: "post", 10: "total_work"}
        )
        self.assertEqual(layout.month, date(2027, 6, 1))

    def test_sheet_on_its_side_names_cells_as_the_office_sees_them(self):
        turned = list(zip(*self._grid(["1", "Ann", "A", "E"]), strict=False))
        rows = self._grid(["1", "Ann", "A", *"EEEEEEE", 7])
        rows[0] += [None] * 10
        turned = list(zip(*rows, strict=True))
        layout = roster_layout.propose(turned)
        people, _issues = roster_sheet.read_people(layout)
        self.assertTrue(layout.grid.turned)
        self.assertEqual((people[0].name, people[0].cell), ("Ann", "C1"))

    def test_impossible_and_double_days_are_issues(self):
        rows = self._grid(["1", "Ann", "A"], days=31)
        rows[1][5] = 2
        layout = roster_layout.propose(rows)
        entries, leaves, issues = roster_sheet.read_entries(layout, [], {})
        self.assertEqual({issue.cell for issue in issues}, {"F2", "AH2"})
        self.assertEqual({issue.kind for issue in issues}, {"day"})

    def test_person_written_twice_and_row_of_nobody_are_issues(self):
        layout = roster_layout.propose(
            self._grid(
                ["1", "Ann", "A", "E"], ["1", "Ann", "A", "M"], ["", "", "", "E"]
            )
        )
        people, issues = roster_sheet.read_people(layout)
        self.assertEqual(len(people), 1)
        self.assertEqual(
            [(i.kind, i.cell) for i in issues], [("twice", "A4"), ("nobody", "A5")]
        )

    def test_unknown_code_is_an_issue_at_its_cell(self):
        layout = roster_layout.propose(self._grid(["1", "Ann", "A", "E", "Q"]))
        people = roster_sheet.read_people(layout)[0]
        shifts, leaves, issues = roster_sheet.read_entries(
            layout, people, {"e": "shift"}
        )
        self.assertEqual([(i.kind, i.cell) for i in issues], [("code", "E3")])
        self.assertEqual([(s.cell, s.day.day) for s in shifts], [("D3", 1)])

    def test_own_totals_of_the_sheet_are_checked(self):
        layout = roster_layout.propose(
            self._grid(["1", "Ann", "A", "E", *[None] * 6, 2])
        )
        people = roster_sheet.read_people(layout)[0]
        issues = roster_sheet.read_entries(layout, people, {"e": "shift"})[2]
        self.assertEqual(
            [(i.kind, i.blocking) for i in issues], [("total_work", False)]
        )

    def test_overlaps_are_found_across_long_shifts(self):
        pairs = roster_sheet.find_overlaps(
            [("a", 1, 9, "x"), ("a", 2, 3, "y"), ("a", 8, 10, "z"), ("b", 1, 9, "w")]
        )
        self.assertEqual(pairs, [("y", "x"), ("z", "x")])

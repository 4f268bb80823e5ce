import base64
from datetime import date, datetime

from ..tools import roster_layout, roster_sheet
from ..tools import roster_words as words
from .common import PolicyCase
from .workbooks import build_workbook

NIGHTS = ["注：早 8:00-20:00；晚 20:00-次日8:00"]


class TestShiftImportOffices(PolicyCase):
    """Habits of offices whose silent misreading would send people home."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_manager.group_ids += cls.env.ref("hr.group_hr_user")
        cls.company = cls.env["res.company"].create(
            {"name": "Desk Ltd", "policy_tz": "Asia/Taipei"}
        )
        cls.user_manager.company_ids += cls.company
        cls.post = cls.env["shift.post"].create(
            {"name": "Desk", "company_id": cls.company.id}
        )

    def _import(self, sheets, merge=(), **vals):
        """A roster import of {title: rows of cells}."""
        data = build_workbook(sheets, merge)
        model = self.env["shift.import"].with_user(self.user_manager)
        return model.with_company(self.company).create(
            {
                "name": "roster.xlsx",
                "data": base64.b64encode(data),
                "company_id": self.company.id,
                "post_id": self.post.id,
                **vals,
            }
        )

    def _errors(self, record):
        issues = record.issue_ids.filtered("is_blocking")
        return [(issue.cell, issue.message) for issue in issues]

    def _cycle(self, codes, days, shift):
        return [codes[(number + shift) % len(codes)] for number in range(days)]

    def test_month_named_without_its_year_is_asked_for(self):
        """CS-2.1: the day somebody wrote the sheet is not its month."""
        head = ["序号", "班组", "姓名", *range(1, 31), "出勤"]
        rows = [["客服部11月份排班表"], ["制表日期：2026-10-28"], head]
        for number, name in enumerate(("员甲", "员 乙")):
            codes = self._cycle("ABC休", 30, number)
            total = sum(code != "休" for code in codes)
            rows.append([number + 1, "热线组", name, *codes, total])
        rows.append(["A班人数", None, None, *[1] * 30])
        rows.append(["合　计", None, None, *[2] * 30])
        rows.append(["备注：A班 08:00-16:00；B班 16:00-24:00；C班 00:00-08:00"])
        record = self._import({"排班": rows}, ["B4:B5", "A6:C6", "A7:C7"])
        self.assertFalse(record.month)
        self.assertIn("No month is named", self._errors(record)[0][1])
        record.month = date(2026, 11, 1)
        record.action_check()
        self.assertEqual(self._errors(record), [])
        record.action_import()
        shifts = record.roster_id.assignment_ids
        self.assertEqual(len(shifts), 46)
        self.assertEqual(set(shifts.employee_id.mapped("name")), {"员甲", "员乙"})
        self.assertEqual(set(shifts.post_id.mapped("name")), {"热线组"})
        self.assertEqual(shifts.template_id.mapped("hour_from"), [8, 16, 0])

    def test_one_sheet_per_month(self):
        """CS-2.1: the month chosen by hand chooses the sheet."""
        sheets = {}
        for month, days in ((11, 30), (12, 31)):
            rows = [[f"2026年{month}月值班表"], ["姓名", *range(1, days + 1)]]
            rows.append(["员甲", *self._cycle("早晚休", days, month)])
            sheets[f"{month}月"] = [*rows, NIGHTS]
        record = self._import(sheets)
        self.assertIn("12月", self._errors(record)[0][1])
        record.month = date(2026, 12, 1)
        record.action_check()
        self.assertEqual((self._errors(record), record.sheet), ([], "12月"))
        record.action_import()
        shifts = record.roster_id.assignment_ids.sorted("date")
        self.assertEqual((len(shifts), str(shifts[-1].date)), (21, "2026-12-31"))
        self.assertEqual(shifts[0].template_id.code, "早", "not November's")

    def test_last_years_title_over_this_years_weekdays(self):
        """CS-2.1: a title that nobody changed does not make the month."""
        head = ["姓名", *range(1, 32)]
        names = "一二三四五六日"
        week = [names[date(2026, 12, day).weekday()] for day in range(1, 32)]
        rows = [["2025年12月排班表"], head, ["星期", *week]]
        rows += [["员甲", *self._cycle("早晚休", 31, 0)], NIGHTS]
        record = self._import({"排班": rows})
        self.assertEqual([cell for cell, _m in self._errors(record)], ["B3"])
        record.month = date(2026, 12, 1)
        record.action_check()
        self.assertEqual(self._errors(record), [])

    def test_empty_31st_of_a_short_month_does_not_block(self):
        rows = [["2026年9月"], ["姓名", *range(1, 32)]]
        rows += [["员甲", *self._cycle("早晚休", 30, 0)], NIGHTS]
        self.assertEqual(self._errors(self._import({"9月": rows})), [])
        rows[2].append("早")
        self.assertEqual(self._errors(self._import({"9月": rows}))[0][0], "AF2")

    def test_leave_merged_over_days_and_banners(self):
        """CS-2.1: a merged cell is every day it covers; a banner is nobody."""
        codes = self._cycle("早中晚夜休", 31, 0)
        codes[7:10] = ["年假", None, None]
        head = ["员工编号", "员工姓名", *[f"{day}日" for day in range(1, 32)]]
        rows = [["２０２６年度１２月 排班"], head, ["热线组"]]
        rows += [["'007", "员 甲", *codes]]
        rows.append(["值班经理", None, *["员　甲"] * 31])
        rows.append(["图例", "早 07:00-15:00", None, "中 11:00-19:00"])
        rows.append(["图例", "晚 15:00-23:00", None, "夜 23:00-07:00"])
        record = self._import({"12月": rows}, ["A3:AG3", "J4:L4"])
        self.assertEqual(self._errors(record), [])
        self.assertEqual((record.shift_count, record.leave_count), (23, 3))
        person = record.person_ids
        self.assertEqual((person.number, person.text), ("007", "员甲"))

    def test_legend_of_other_hours_than_the_shift_code(self):
        """CS-2.1: the known code counts, and it is said."""
        self.env["shift.template"].create(
            {
                "name": "Early",
                "code": "早",
                "hour_from": 7,
                "hour_to": 15,
                "company_id": self.company.id,
            }
        )
        rows = [["2026年12月"], ["姓名", *range(1, 32)]]
        rows += [["员甲", *self._cycle("早晚休", 31, 0)], NIGHTS]
        record = self._import({"12月": rows})
        self.assertEqual(self._errors(record), [])
        self.assertIn("other hours", " ".join(record.issue_ids.mapped("message")))

    def test_cycle_from_the_26th_puts_no_day_into_the_wrong_month(self):
        """CS-2.1: 26 to 30 are days of the month before."""
        days = [*range(26, 31), *range(1, 26)]
        rows = [["2026年12月（11月26日-12月25日）"], ["姓名", *days]]
        rows += [["员甲", *self._cycle("早晚休", 30, 0)], NIGHTS]
        cells = [cell for cell, _m in self._errors(self._import({"12月": rows}))]
        self.assertEqual(cells, ["B2", "C2", "D2", "E2", "F2"])

    def test_english_days_codes_and_legend_by_rows(self):
        head = ["No.", "Name", *[f"{day}/12" for day in range(1, 32)], "Total hours"]
        rows = [["Duty Roster – December 2026"], head]
        for number, name in enumerate(("Ann Lee", "Bob Ng", "Dan Wu")):
            codes = self._cycle(["D", "N", "D/O"], 31, number)
            rows.append([number + 1, name, *codes, 252])
        rows += [["Day", None, *[1] * 31], ["D", "07:00-19:00"], ["N", "19:00-07:00"]]
        layout = roster_layout.propose(rows)
        people, issues = roster_sheet.read_people(layout)
        self.assertEqual([person.number for person in people], ["", "", ""])
        self.assertEqual((issues, layout.month), ([], date(2026, 12, 1)))
        self.assertEqual(set(layout.codes()), {"d", "n", "d/o"})
        self.assertTrue(words.REST.match("D/O"))
        hours = [words.read_legend(note)[0] for note in layout.notes[-2:]]
        self.assertEqual(hours, [{"d": (7, 19)}, {"n": (19, 7)}])

    def test_staff_number_within_the_name(self):
        """CS-2.1: nobody becomes a second employee; who is new is said."""
        anna = self._create_employee("员甲", staff_number="CS001")
        anna.company_id = self.company
        rows = [["2026年12月"], ["姓名", *range(1, 32)]]
        rows += [["员甲(CS001)", *self._cycle("早晚休", 31, 0)]]
        rows += [["CS002 员丙", *self._cycle("早晚休", 31, 1)], NIGHTS]
        record = self._import({"12月": rows})
        self.assertEqual(self._errors(record), [])
        self.assertEqual(record.person_ids.mapped("number"), ["CS001", "CS002"])
        self.assertEqual(record.person_ids[0].employee_id, anna)
        self.assertIn("CS002 员丙 is not on", record.issue_ids.message)

    def test_dates_and_abbreviations(self):
        self.assertIsNone(words.find_month("制表日期：2026-11-28"))
        whole = words.find_month("2026年12月1日-12月31日 排班")
        self.assertEqual(whole, date(2026, 12, 1))
        self.assertEqual(words.column_role("姓名（工号）"), "name")
        self.assertIsNone(words.find_month(datetime(2026, 11, 28)))
        self.assertEqual(words.find_month(datetime(2026, 12, 1)), date(2026, 12, 1))
        self.assertEqual(words.find_day(46357), date(2026, 12, 1))
        self.assertEqual(words.find_day("1 二"), 1)
        for text in ("N/A", "A/L", "D/O", "P/H"):
            self.assertEqual(words.codes_of(text), [text])
        hours = words.read_legend("D=Day, N=Night; Day 07:00-19:00")[0]
        self.assertEqual(hours["d"], (7, 19))
        weekdays = map(words.find_weekday, ("1日", "1日(二)", "Sun", "周六", "早"))
        self.assertEqual(list(weekdays), [None, 1, 6, 5, None])

import base64
import io
from collections import Counter
from pathlib import Path

from openpyxl import Workbook, load_workbook

from odoo.exceptions import AccessError, UserError

from .common import PolicyCase

DATA = Path(__file__).parent / "data"


class TestShiftImport(PolicyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_manager.group_ids += cls.env.ref("hr.group_hr_user")
        cls.company = cls.env["res.company"].create(
            {"name": "Desk Ltd", "policy_tz": "Asia/Taipei"}
        )
        cls.user_manager.company_ids += cls.company

    def _import(self, rows=None, name=None, user=None):
        """A roster import of a file of tests/data or of rows of cells."""
        if name:
            data = (DATA / name).read_bytes()
        else:
            book = Workbook()
            for row in rows:
                book.active.append(row)
            stream = io.BytesIO()
            book.save(stream)
            data = stream.getvalue()
        model = self.env["shift.import"].with_user(user or self.user_manager)
        return model.with_company(self.company).create(
            {
                "name": name or "roster.xlsx",
                "data": base64.b64encode(data),
                "company_id": self.company.id,
            }
        )

    def _small(self, *people, month="2027-06"):
        head = ["Staff ID", "Name", "Post", *range(1, 31)]
        return [[month], head, *people, ["Legend: E 08:00-16:00; N 24:00-08:00"]]

    def _messages(self, record, blocking=True):
        issues = record.issue_ids.filtered(lambda i: i.is_blocking == blocking)
        return [(issue.cell, issue.message) for issue in issues]

    def test_office_roster_is_imported_as_it_is(self):
        """CS-2.1: the month as the office keeps it, codes by its own legend."""
        record = self._import(name="roster-2026-12.zh_TW.xlsx")
        self.assertEqual(self._messages(record), [])
        record.action_import()
        shifts = record.roster_id.assignment_ids
        self.assertEqual(len(shifts), 687)
        self.assertEqual(len(shifts.employee_id), 30)
        self.assertEqual(
            Counter(s.template_id.code for s in shifts),
            {"早": 316, "中": 185, "晚": 186},
        )
        self.assertEqual(set(shifts.post_id.mapped("name")), {"熱線", "線上", "前台"})
        night = shifts.filtered(
            lambda s: s.employee_id.staff_number == "CS001" and s.date.day == 4
        )
        self.assertEqual(str(night.start), "2026-12-04 16:00:00", "24:00 in Taipei")
        self.assertEqual(str(night.stop), "2026-12-05 00:00:00")
        self.assertEqual(record.leave_count, 4)
        self.assertIn("至少 3 人", record.notes)

    def test_office_roster_brings_the_duty_managers(self):
        """CS-2.2: the row below the people names the duty manager of each day."""
        self._import(name="roster-2026-12.zh_TW.xlsx").action_import()
        managers = self.env["shift.duty.manager"].search(
            [("company_id", "=", self.company.id)], order="date"
        )
        self.assertEqual(len(managers), 31)
        self.assertEqual(managers[0].employee_id.name, "高超麗")

    def test_days_down_and_western_codes_give_the_same_month(self):
        """CS-2.1: days down, people across, real dates, other codes."""
        first = self._import(name="roster-2026-12.zh_TW.xlsx")
        first.action_import()
        before = self._as_set(first.roster_id)
        second = self._import(name="rota-days-down.en.xlsx")
        names = {"Hotline": "熱線", "Online": "線上", "Front desk": "前台"}
        for line in second.post_ids:
            line.post_id = self.env["shift.post"].search(
                [("name", "=", names[line.text]), ("company_id", "=", self.company.id)]
            )
            line.is_new = False
        second.action_check()
        self.assertEqual(self._messages(second), [])
        second.action_import()
        self.assertEqual(second.roster_id, first.roster_id)
        self.assertEqual(self._as_set(second.roster_id), before)

    def _as_set(self, roster):
        return {
            (s.id, s.employee_id.id, s.date, s.start, s.post_id.id)
            for s in roster.assignment_ids
        }

    def test_same_file_again_changes_nothing(self):
        first = self._import(name="roster-2026-12.zh_TW.xlsx")
        first.action_import()
        before = self._as_set(first.roster_id)
        self._import(name="roster-2026-12.zh_TW.xlsx").action_import()
        self.assertEqual(self._as_set(first.roster_id), before)

    def test_unknown_code_blocks_until_it_is_explained_and_is_remembered(self):
        people = ["A1", "Ann", "Desk", "E", "?", "N"]
        record = self._import(self._small(people))
        self.assertEqual([cell for cell, _m in self._messages(record)], ["E3"])
        with self.assertRaisesRegex(UserError, "E3"):
            record.action_import()
        self.assertFalse(
            self.env["shift.roster"].search_count(
                [("company_id", "=", self.company.id)]
            )
        )
        record.code_ids.filtered(lambda line: line.text == "?").meaning = "rest"
        record.action_check()
        record.action_import()
        again = self._import(self._small(people, month="2027-09"))
        self.assertEqual(self._messages(again), [])
        self.assertEqual(
            again.code_ids.filtered(lambda line: line.text == "?").source, "memory"
        )

    def test_same_name_with_another_number_is_asked(self):
        ann = self._create_employee("Ann", staff_number="B7")
        record = self._import(self._small(["A1", "Ann", "Desk", "E"]))
        self.assertEqual([cell for cell, _m in self._messages(record)], ["A3"])
        record.person_ids.is_confirmed = True
        record.action_check()
        record.action_import()
        self.assertEqual(record.roster_id.assignment_ids.employee_id, ann)
        self.assertEqual(ann.staff_number, "B7", "a number is never overwritten")

    def test_overlap_within_the_file_and_with_another_roster_is_refused(self):
        """CS-2.1: nobody holds two posts at once."""
        rows = self._small(["A1", "Ann", "Desk", "N", "L"])
        rows[-1] = ["Legend: N 24:00-08:00; L 07:00-15:00"]
        record = self._import(rows)
        self.assertEqual([cell for cell, _m in self._messages(record)], ["E3"])

    def test_published_month_is_not_imported_into(self):
        self._import(self._small(["A1", "Ann", "Desk", "E"])).action_import()
        roster = self.env["shift.roster"].search([("company_id", "=", self.company.id)])
        roster._move("published")
        record = self._import(self._small(["A1", "Ann", "Desk", "N"]))
        self.assertIn("Published", self._messages(record)[0][1])
        with self.assertRaises(UserError):
            record.action_import()

    def test_second_import_of_one_record_is_refused(self):
        record = self._import(self._small(["A1", "Ann", "Desk", "E"]))
        record.action_import()
        with self.assertRaises(UserError):
            record.action_import()

    def test_what_is_no_roster_is_refused_by_name(self):
        with self.assertRaisesRegex(UserError, "roster.xlsx"):
            self._import([["hello"], ["world"]])
        with self.assertRaisesRegex(UserError, "not an XLSX"):
            self.env["shift.import"].create(
                {"name": "x.xlsx", "data": base64.b64encode(b"no workbook")}
            )

    def test_agent_may_not_import(self):
        with self.assertRaises(AccessError):
            self._import(self._small(["A1", "Ann", "Desk", "E"]), user=self.user_agent)

    def test_state_is_not_writable(self):
        record = self._import(self._small(["A1", "Ann", "Desk", "E"]))
        with self.assertRaises(UserError):
            record.write({"state": "done"})

    def test_leave_without_request_is_told_but_does_not_block(self):
        record = self._import(self._small(["A1", "Ann", "Desk", "E", "AL", "AL"]))
        self.assertEqual(self._messages(record), [])
        [(cell, message)] = self._messages(record, blocking=False)
        self.assertEqual(cell, "E3")
        self.assertIn("2 days", message)

    def test_export_is_read_back_as_the_same_month(self):
        """CS-2.1: what the product writes, it reads."""
        record = self._import(name="roster-2026-12.zh_TW.xlsx")
        record.action_import()
        self.assertReadBack(record.roster_id)

    def test_export_of_who_works_at_two_posts_is_read_back(self):
        """CS-2.1: a row for each post; the same post twice is still a slip."""
        rows = [
            ["A1", "Ann", "Hotline", "E", "", "N", "E/N"],
            ["A1", "Ann", "Front desk", "", "E", "E"],
            ["A2", "Bob", "Hotline", "E"],
        ]
        record = self._import(self._small(*rows))
        self.assertEqual(self._messages(record), [])
        self.assertEqual(record.person_ids.mapped("text"), ["Ann", "Bob"])
        record.action_import()
        shifts = record.roster_id.assignment_ids
        posts = Counter((s.employee_id.name, s.post_id.name) for s in shifts)
        self.assertEqual(
            posts,
            {("Ann", "Hotline"): 4, ("Ann", "Front desk"): 2, ("Bob", "Hotline"): 1},
        )
        self.assertReadBack(record.roster_id)
        again = self._import(self._small(*rows, ["A1", "Ann", "Hotline", "", "E"]))
        self.assertIn("twice", self._messages(again)[0][1])

    def test_nobody_is_at_two_posts_at_once(self):
        """CS-2.1: also when each post has its own row."""
        rows = [["A1", "Ann", "Hotline", "E"], ["A1", "Ann", "Front desk", "E"]]
        self.assertEqual(
            [cell for cell, _m in self._messages(self._import(self._small(*rows)))],
            ["D4"],
        )

    def assertReadBack(self, roster):
        """The export of ``roster``, imported, changes nothing in it."""
        before = self._as_set(roster)
        report = self.env["ir.actions.report"].with_user(self.user_manager)
        data, kind = report._render_xlsx("cs_policy.shift_roster_xlsx", roster.ids, {})
        self.assertEqual(kind, "xlsx")
        self.assertEqual(load_workbook(io.BytesIO(data)).active["A3"].value, None)
        again = (
            self.env["shift.import"]
            .with_user(self.user_manager)
            .create(
                {
                    "name": "export.xlsx",
                    "data": base64.b64encode(data),
                    "company_id": self.company.id,
                }
            )
        )
        self.assertEqual(self._messages(again), [])
        again.action_import()
        self.assertEqual(again.roster_id, roster)
        self.assertEqual(self._as_set(roster), before)

import io

import openpyxl
from freezegun import freeze_time

from .common import ShiftCase


@freeze_time("2026-12-01 02:00:00")
class TestHours(ShiftCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first = cls._create_shift(cls.employee_agent, "2026-12-10")
        cls._create_shift(cls.employee_agent, "2026-12-11", cls.night)
        cls._create_shift(cls.employee_duty_manager, "2026-12-11", cls.middle)
        cls.roster = cls.first.roster_id
        cls.roster.action_publish()

    def _get_row(self):
        rows = self.roster.with_user(self.user_manager)._get_hours_rows()
        return next(row for row in rows if row["employee"] == self.employee_agent)

    def test_planned_month_counts_hours_and_nights(self):
        """CS-2.1: hours per person and month for payroll."""
        row = self._get_row()
        self.assertEqual(
            (row["shifts"], row["planned"], row["worked"], row["night"]),
            (2, 16, 16, 1),
        )

    def test_night_hours_are_what_the_company_says(self):
        """CS-2.1: a shift counts as night when most of it lies in these hours."""
        self._set_parameter("payroll_night_from", 14)
        self._set_parameter("payroll_night_to", 23)
        self.assertEqual(self._get_row()["night"], 0)
        self._set_parameter("payroll_night_from", 0, "2026-06-01")
        self._set_parameter("payroll_night_to", 13, "2026-06-01")
        self.assertEqual(self._get_row()["night"], 2)

    def test_public_holiday_hours_follow_the_clock_not_the_roster_day(self):
        """CS-2.1: the night of the 11th lies on the 12th."""
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Day Off",
                "company_id": self.company.id,
                "calendar_id": self.company.resource_calendar_id.id,
                "date_from": "2026-12-11 16:00:00",
                "date_to": "2026-12-12 15:59:59",
            }
        )
        self.assertEqual(self._get_row()["holiday"], 8)

    def _get_workbook(self, rosters):
        report = self.env["report.cs_policy.shift_hours_xlsx"].with_user(
            self.user_manager
        )
        content, kind = report.with_context(
            active_model="shift.roster"
        ).create_xlsx_report(rosters.ids, {})
        self.assertEqual(kind, "xlsx")
        return openpyxl.load_workbook(io.BytesIO(content))

    def test_what_people_typed_is_no_formula(self):
        """CS-2.1: whoever opens the file runs nothing that somebody typed."""
        self.employee_agent.name = '=HYPERLINK("http://example.com")'
        cell = self._get_workbook(self.roster).active["A4"]
        self.assertEqual((cell.data_type, cell.value), ("s", self.employee_agent.name))

    def test_sheets_of_any_department_have_a_title(self):
        """CS-2.1: slashes and long names that begin alike."""
        rosters = self.roster
        for name in (
            "A/B: the second floor of the tower",
            "A/B: the second floor of x",
        ):
            department = self.env["hr.department"].create({"name": name})
            rosters |= rosters.create(
                {
                    "month": "2026-12-01",
                    "company_id": self.company.id,
                    "department_id": department.id,
                }
            )
        titles = self._get_workbook(rosters).sheetnames
        self.assertEqual(
            titles,
            [
                "2026-12",
                "2026-12 A-B- the second floor o",
                "2026-12 A-B- the second floor 2",
            ],
        )

    def test_file_has_a_row_a_person_and_totals(self):
        sheet = self._get_workbook(self.roster).active
        rows = list(sheet.iter_rows(min_row=4, values_only=True))
        self.assertEqual(rows[0][:4], ("agent", 2, 16, 16))
        self.assertEqual(rows[-1][:3], ("Total", 3, 24))

    def test_night_in_which_the_clocks_change_is_shorter(self):
        """CS-2.1: hours worked, not hours on the dial."""
        self.company.policy_tz = "Europe/Berlin"
        shift = self._create_shift(self.employee_manager, "2027-03-27", self.night)
        figures = shift._get_hours_figures(False, set())
        self.assertEqual(figures["planned"], 7)

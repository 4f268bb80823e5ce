import io

import openpyxl
from freezegun import freeze_time

from .common import ShiftCase
from .common_desk import DAY, DeskCase


class HoursCase(ShiftCase):
    """The figures of ``roster`` as the manager gets them."""

    def _get_row(self, employee=None):
        rows = self.roster.with_user(self.user_manager)._get_hours_rows()
        wanted = employee or self.employee_agent
        return next(row for row in rows if row["employee"] == wanted)

    def _get_workbook(self, rosters):
        report = self.env["report.cs_policy.shift_hours_xlsx"].with_user(
            self.user_manager
        )
        content, kind = report.with_context(
            active_model="shift.roster"
        ).create_xlsx_report(rosters.ids, {})
        self.assertEqual(kind, "xlsx")
        return openpyxl.load_workbook(io.BytesIO(content))


@freeze_time("2026-12-01 02:00:00")
class TestHours(HoursCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first = cls._create_shift(cls.employee_agent, "2026-12-10")
        cls._create_shift(cls.employee_agent, "2026-12-11", cls.night)
        cls._create_shift(cls.employee_duty_manager, "2026-12-11", cls.middle)
        cls.roster = cls.first.roster_id
        cls.roster.action_publish()

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
        figures = shift._get_hours_figures(set(), shift.start)
        self.assertEqual(figures["planned"], 7)


class TestHoursOfAttendance(DeskCase, HoursCase):
    """Each shift by its own stamps: the agent signs, or the mate, or nobody."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.post.is_manned = False

    def assertFigures(self, employee, **figures):
        row = self._get_row(employee)
        self.assertEqual({name: row[name] for name in figures}, figures)

    def test_hours_run_from_stamp_to_stamp(self):
        """CS-2.1: half an hour late is half an hour less, and a wait is more."""
        self._sign_in(self.shift, "08:30")
        self._sign_out(self.shift, "16:15")
        self.assertFigures(self.employee_agent, worked=7.75, late=1, incomplete=0)

    def test_one_who_signs_in_takes_nothing_from_the_others(self):
        """CS-2.1: who has signed neither in nor out has the hours of the plan."""
        self._sign_in(self.shift, "08:00")
        self._sign_out(self.shift, "16:00")
        self.assertFigures(self.mate, worked=8, absent=0, incomplete=0)

    def test_forgotten_sign_out_counts_as_planned_and_shows(self):
        """CS-2.1: eight hours are not lost silently; somebody looks at the shift."""
        self._sign_in(self.shift, "08:30")
        self.assertFigures(self.employee_agent, worked=8, late=1, incomplete=1)
        rows = self._get_workbook(self.roster).active.values
        last = {row[0]: row[-1] for row in rows}
        self.assertEqual(
            [last[name] for name in ("Employee", "agent", "Mate", "Total")],
            ["Incomplete", 1, 0, 1],
        )

    def test_who_was_absent_has_no_hours(self):
        """CS-2.1"""
        self._watch("09:00")
        self.assertFigures(self.employee_agent, worked=0, absent=1, incomplete=0)

    def test_who_came_after_all_has_hours_and_is_not_absent(self):
        """CS-2.1: found absent at nine, signed in at ten."""
        self._watch("09:00")
        self._sign_in(self.shift, "10:00")
        self._sign_out(self.shift, "16:00")
        self.assertFigures(self.employee_agent, worked=6, absent=0, late=1)

    def test_who_was_given_leave_has_no_hours(self):
        """CS-2.1: granted time off over the shift is not work; asked for it is not."""
        leave = self._ask_leave(self.employee_agent, DAY)
        self.assertFigures(self.employee_agent, worked=8)
        leave.action_approve()
        self.assertFigures(self.employee_agent, planned=8, worked=0, absent=0)

    def test_hours_of_leave_are_not_worked(self):
        """CS-2.1: awaited from ten, the shift has six hours."""
        hours = {"request_hour_from": 7, "request_hour_to": 10}
        leave = self._ask_leave(self.employee_agent, DAY, "hour", **hours)
        leave.action_approve()
        self.assertFigures(self.employee_agent, worked=6)

from collections import defaultdict
from datetime import timedelta

from odoo import models
from odoo.tools import format_date, format_duration

PALETTE = ("#FFF2CC", "#DDEBF7", "#E4DFEC", "#E2EFDA", "#FCE4D6", "#D9E1F2")
FIRST_DAY_COLUMN = 3


class ShiftRosterXlsx(models.AbstractModel):
    """The month as a manager would draw it: people down, days across, codes inside.

    What is written here, the import reads back.
    """

    _name = "report.cs_policy.shift_roster_xlsx"
    _description = "Roster as XLSX"
    _inherit = "policy.report.xlsx"

    def generate_xlsx_report(self, workbook, data, objs):
        for roster in objs:
            sheet = self._add_sheet(workbook, roster.display_name)
            days = self._get_days(roster)
            self._write_head(workbook, sheet, roster, days)
            row = self._write_people(workbook, sheet, roster, days)
            row = self._write_managers(sheet, roster, days, row + 1)
            sheet.write(row + 1, 0, self._get_legend(roster))

    def _get_days(self, roster):
        first = roster.month
        after = (first + timedelta(days=32)).replace(day=1)
        return [first + timedelta(days=n) for n in range((after - first).days)]

    def _write_head(self, workbook, sheet, roster, days):
        env = self.env
        bold = workbook.add_format({"bold": True, "align": "center", "border": 1})
        title = workbook.add_format({"bold": True, "font_size": 14})
        sheet.write(0, 0, f"{roster.company_id.name} {roster.month:%Y-%m}", title)
        heads = [env._("Staff ID"), env._("Full Name"), env._("Post")]
        heads += [day.day for day in days]
        heads += [env._("Shifts"), env._("Days off")]
        for column, head in enumerate(heads):
            sheet.write(1, column, head, bold)
        for column, day in enumerate(days, start=FIRST_DAY_COLUMN):
            sheet.write(2, column, format_date(env, day, date_format="EEE"), bold)
        sheet.freeze_panes(3, FIRST_DAY_COLUMN)
        sheet.set_column(0, 2, 12)
        sheet.set_column(FIRST_DAY_COLUMN, FIRST_DAY_COLUMN + len(days) - 1, 4.5)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)

    def _write_people(self, workbook, sheet, roster, days):
        """One row a person and post; returns the next free row."""
        cells = defaultdict(lambda: defaultdict(list))
        shifts = roster.assignment_ids.filtered("employee_id")
        for shift in shifts.sorted("start"):
            key = (shift.employee_id, shift.post_id)
            cells[key][shift.date].append(shift.template_id)
        fills = self._get_fills(workbook, shifts.template_id)
        plain = workbook.add_format({"border": 1, "align": "center"})
        row = 3
        for (employee, post), by_day in sorted(
            cells.items(),
            key=lambda item: (
                item[0][1].sequence,
                item[0][0].staff_number or "",
                item[0][0].name,
            ),
        ):
            labels = (employee.staff_number or "", employee.name, post.name)
            for column, label in enumerate(labels):
                sheet.write(row, column, label, plain)
            for column, day in enumerate(days, start=FIRST_DAY_COLUMN):
                templates = by_day.get(day, [])
                text = "/".join(template.code for template in templates)
                style = fills[templates[0]] if templates else plain
                sheet.write(row, column, text, style)
            last = FIRST_DAY_COLUMN + len(days)
            sheet.write(row, last, len(by_day), plain)
            sheet.write(row, last + 1, len(days) - len(by_day), plain)
            row += 1
        return row

    def _get_fills(self, workbook, templates):
        return {
            template: workbook.add_format(
                {
                    "border": 1,
                    "align": "center",
                    "bg_color": PALETTE[number % len(PALETTE)],
                }
            )
            for number, template in enumerate(templates.sorted("sequence"))
        }

    def _write_managers(self, sheet, roster, days, row):
        managers = self.env["shift.duty.manager"].search(
            [
                ("company_id", "=", roster.company_id.id),
                ("template_id", "=", False),
                ("date", ">=", days[0]),
                ("date", "<=", days[-1]),
            ]
        )
        by_day = {manager.date: manager.employee_id.name for manager in managers}
        if by_day:
            sheet.write(row, 0, self.env._("Duty manager"))
            for column, day in enumerate(days, start=FIRST_DAY_COLUMN):
                sheet.write(row, column, by_day.get(day, ""))
        return row

    def _get_legend(self, roster):
        codes = "; ".join(
            f"{template.code} {self._clock(template.hour_from)}"
            f"-{self._clock(template.hour_to)}"
            for template in roster.assignment_ids.template_id.sorted("sequence")
        )
        return self.env._("Legend: %(codes)s", codes=codes)

    def _clock(self, hour):
        return format_duration(hour)

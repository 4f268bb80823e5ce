from odoo import models


class ShiftHoursXlsx(models.AbstractModel):
    """One sheet per month, one row per person, totals below."""

    _name = "report.cs_policy.shift_hours_xlsx"
    _inherit = "policy.report.xlsx"
    _description = "Hours Worked"

    def _get_columns(self):
        """[(key, heading, is hours)] after the person's name."""
        return [
            ("shifts", self.env._("Shifts"), False),
            ("planned", self.env._("Planned Hours"), True),
            ("worked", self.env._("Worked Hours"), True),
            ("night", self.env._("Night Shifts"), False),
            ("holiday", self.env._("Public Holiday Hours"), True),
            ("swapped", self.env._("Swapped"), False),
            ("picked_up", self.env._("Picked Up"), False),
            ("replacement", self.env._("Replacements"), False),
            ("late", self.env._("Late"), False),
            ("absent", self.env._("Absent"), False),
            ("incomplete", self.env._("Incomplete"), False),
        ]

    def generate_xlsx_report(self, workbook, data, objs):
        objs.check_access("read")
        head = workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        hours = workbook.add_format({"num_format": "0.00"})
        total = workbook.add_format({"bold": True, "top": 1, "num_format": "0.##"})
        columns = self._get_columns()
        for roster in objs:
            sheet = self._add_sheet(workbook, roster.display_name)
            sheet.freeze_panes(3, 1)
            sheet.set_column(0, 0, 20)
            sheet.set_column(1, len(columns), 11)
            sheet.write(0, 0, roster.company_id.name, head)
            sheet.write(1, 0, roster.display_name)
            sheet.write(2, 0, self.env._("Employee"), head)
            for number, (_key, heading, _hours) in enumerate(columns, 1):
                sheet.write(2, number, heading, head)
            rows = roster._get_hours_rows()
            for line, row in enumerate(rows, 3):
                sheet.write(line, 0, row["employee"].name)
                for number, (key, _heading, is_hours) in enumerate(columns, 1):
                    sheet.write(line, number, row[key], hours if is_hours else None)
            sheet.write(len(rows) + 3, 0, self.env._("Total"), total)
            for number, (key, _heading, _hours) in enumerate(columns, 1):
                value = sum(row[key] for row in rows)
                sheet.write(len(rows) + 3, number, value, total)

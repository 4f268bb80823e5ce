from odoo import fields, models

from ..wizard.policy_compliance_report import STATES


class PolicyComplianceXlsx(models.AbstractModel):
    """Three sheets: by clause, by person, and every duty with its evidence."""

    _name = "report.cs_policy.policy_compliance_xlsx"
    _inherit = "policy.report.xlsx"
    _description = "Monthly Compliance Report (XLSX)"

    def generate_xlsx_report(self, workbook, data, reports):
        head = workbook.add_format({"bold": True, "bg_color": "#E7E6E6", "border": 1})
        bold = workbook.add_format({"bold": True})
        for report in reports:
            for title, by in (
                (self.env._("By clause"), "clause_code"),
                (self.env._("By person"), "employee_id"),
                (self.env._("By team"), "department_id"),
            ):
                sheet = self._add_sheet(workbook, title)
                self._write_lines(sheet, title, report._get_lines(by), head, bold)
            self._write_duties(workbook, report, head)

    def _write_lines(self, sheet, title, lines, head, bold):
        states = dict(
            self.env["policy.duty"]._fields["state"]._description_selection(self.env)
        )
        heads = [title, self.env._("Total"), *(states[state] for state in STATES)]
        heads.append(self.env._("On Time (%)"))
        sheet.write_row(0, 0, heads, head)
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, 0, 50)
        for number, line in enumerate(lines, start=1):
            style = bold if number == len(lines) else None
            values = [line["label"], line["total"], *(line[state] for state in STATES)]
            sheet.write_row(number, 0, values, style)
            if line["rate"] is not None:
                sheet.write_number(number, len(values), line["rate"], style)

    def _write_duties(self, workbook, report, head):
        sheet = self._add_sheet(workbook, self.env._("Duties"))
        heads = (
            "clause_code",
            "name",
            "employee_id",
            "department_id",
            "due_date",
            "due_at",
            "state",
            "done_at",
            "evidence_label",
            "void_reason",
        )
        names = self.env["policy.duty"].fields_get(heads, ["string"])
        sheet.write_row(0, 0, [names[name]["string"] for name in heads], head)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(heads) - 1, 20)
        for number, duty in enumerate(report._get_duties(), start=1):
            sheet.write_row(number, 0, [self._get_cell(duty, name) for name in heads])

    def _get_cell(self, duty, name):
        value = duty[name]
        field = duty._fields[name]
        if field.type == "many2one":
            return value.display_name or ""
        if field.type == "selection":
            return duty._state_label(value)
        if field.type == "datetime" and value:
            local = duty.company_id._policy_local(value)
            return local.strftime("%Y-%m-%d %H:%M")
        if field.type == "date" and value:
            return fields.Date.to_string(value)
        return value or ""

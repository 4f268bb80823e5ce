from odoo import models

from ..models.service_visit_summary import FIGURES

COLUMNS = (
    "done_at",
    "sale_contract_id",
    "sale_occasion",
    "partner_id",
    "employee_id",
    "channel",
    "result",
    "satisfaction",
    "promise",
    "promise_date",
    "promise_kept_on",
)


class ServiceVisitSummaryXlsx(models.AbstractModel):
    """The figures of the month, and every visit behind them (SA-2.2)."""

    _name = "report.sales_aftercare.service_visit_summary_xlsx"
    _inherit = "policy.report.xlsx"
    _description = "Monthly Summary of Return Visits (XLSX)"

    def generate_xlsx_report(self, workbook, data, objs):
        objs.check_access("read")
        head = workbook.add_format({"bold": True, "bg_color": "#E7E6E6", "border": 1})
        for summary in objs:
            self._write_figures(workbook, summary, head)
            self._write_visits(workbook, summary, head)

    def _write_figures(self, workbook, summary, head):
        sheet = self._add_sheet(workbook, summary.display_name)
        sheet.set_column(0, 0, 40)
        sheet.write(0, 0, summary.display_name, head)
        names = summary.fields_get([*FIGURES, "findings", "measures"], ["string"])
        for number, name in enumerate((*FIGURES, "findings", "measures"), start=1):
            sheet.write(number, 0, names[name]["string"])
            sheet.write(number, 1, summary[name] or (0 if name in FIGURES else ""))

    def _write_visits(self, workbook, summary, head):
        sheet = self._add_sheet(workbook, self.env._("Visits"))
        visits = summary._get_visits()
        names = visits.fields_get(COLUMNS, ["string"])
        sheet.write_row(0, 0, [names[name]["string"] for name in COLUMNS], head)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(COLUMNS) - 1, 20)
        for number, visit in enumerate(visits, start=1):
            sheet.write_row(
                number, 0, [self._get_cell(visit, name) for name in COLUMNS]
            )

    def _get_cell(self, visit, name):
        value, field = visit[name], visit._fields[name]
        if field.type == "many2one":
            return value.display_name or ""
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, "")
        if field.type == "datetime" and value:
            local = visit.company_id._policy_local(value)
            return local.strftime("%Y-%m-%d %H:%M")
        return str(value or "")

from odoo import models

COLUMNS = (
    "billed",
    "collected",
    "settled",
    "recovered",
    "prepaid",
    "collection_rate",
    "target_percent",
)
DETAILS = (
    "kind",
    "period",
    "fee_type_id",
    "estate_id",
    "building_id",
    "area_manager_id",
)
KEYS = {"collection_rate": "rate", "target_percent": "target"}


class PropertyCollectionXlsx(models.AbstractModel):
    """Sheets: targets, sums by fee, place and person, all figures, definitions."""

    _name = "report.property_ops.property_collection_xlsx"
    _inherit = "policy.report.xlsx"
    _description = "Collection Statistics"

    def generate_xlsx_report(self, workbook, data, objs):
        objs.check_access("read")
        self = self.with_context(lang=objs.env.lang)
        styles = {
            "head": workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True}),
            "money": workbook.add_format({"num_format": "#,##0.00"}),
            "bold": workbook.add_format(
                {"bold": True, "top": 1, "num_format": "#,##0.00"}
            ),
            "red": workbook.add_format(
                {"num_format": "#,##0.00", "font_color": "#C00000"}
            ),
            "day": workbook.add_format({"num_format": "yyyy-mm-dd"}),
            "wrap": workbook.add_format({"text_wrap": True, "valign": "top"}),
        }
        for report in objs:
            self._write_targets(workbook, report, styles)
            for heading, rows in report._get_summary_tables():
                self._write_summary(workbook, heading, rows, styles)
            self._write_figures(workbook, report, styles)
            self._write_definitions(workbook, report, styles)

    def _get_headings(self, names):
        found = self.env["property.collection.figure"].fields_get(names, ["string"])
        return [found[name]["string"] for name in names]

    def _start(self, workbook, title, headings, styles, row=0):
        sheet = self._add_sheet(workbook, title)
        sheet.write_row(row, 0, headings, styles["head"])
        sheet.freeze_panes(row + 1, 1)
        sheet.set_column(0, 0, 30)
        sheet.set_column(1, len(headings), 14)
        return sheet

    def _write_targets(self, workbook, report, styles):
        headings = [self.env._("Fee Month"), self.env._("Fee Class")]
        headings += self._get_headings(COLUMNS[:2] + COLUMNS[-2:])
        headings.append(self.env._("Met"))
        sheet = self._start(workbook, self.env._("Targets"), headings, styles, row=2)
        basis = self.env._("From the books")
        if report.is_frozen and report.basis == "frozen":
            basis = self.env._("As frozen")
        sheet.write_row(0, 0, [report.display_name, basis])
        for number, row in enumerate(report._get_targets(), 3):
            style = styles["money" if row["is_met"] else "red"]
            sheet.write(number, 0, row["month"], styles["day"])
            sheet.write(number, 1, row["label"])
            values = [row[name] for name in ("billed", "collected", "rate", "target")]
            sheet.write_row(number, 2, values, style)
            met = self.env._("Yes") if row["is_met"] else self.env._("No")
            sheet.write(number, 6, met, style)

    def _write_summary(self, workbook, heading, rows, styles):
        headings = [heading, *self._get_headings(COLUMNS)]
        sheet = self._start(workbook, heading, headings, styles)
        for number, row in enumerate(rows, 1):
            style = styles["bold" if number == len(rows) else "money"]
            sheet.write(number, 0, row["label"], style)
            values = [row[KEYS.get(name, name)] for name in COLUMNS]
            sheet.write_row(number, 1, values, style)

    def _write_figures(self, workbook, report, styles):
        names = (*DETAILS, *COLUMNS)
        title = self.env._("All Figures")
        sheet = self._start(workbook, title, self._get_headings(names), styles)
        figures = self.env["property.collection.figure"]
        kinds = dict(figures._fields["kind"]._description_selection(self.env))
        domain = [("report_id", "=", report.id)]
        for number, figure in enumerate(figures.search(domain), 1):
            sheet.write(number, 0, kinds[figure.kind])
            if figure.period:
                sheet.write(number, 1, figure.period, styles["day"])
            values = [figure[name].display_name or "" for name in DETAILS[2:]]
            sheet.write_row(number, 2, values)
            amounts = [figure[name] for name in COLUMNS]
            sheet.write_row(number, len(DETAILS), amounts, styles["money"])

    def _write_definitions(self, workbook, report, styles):
        headings = [self.env._("Figure"), self.env._("Meaning")]
        title = self.env._("Definitions")
        sheet = self._start(workbook, title, headings, styles)
        sheet.set_column(1, 1, 100)
        for number, row in enumerate(report._get_definitions(), 1):
            sheet.write_row(number, 0, row, styles["wrap"])

from odoo import models


class PropertyPaymentListXlsx(models.AbstractModel):
    """One row per home and payer, one column per fee, totals below (PO-4.1.2)."""

    _name = "report.property_ops.property_payment_list_xlsx"
    _inherit = "report.report_xlsx.abstract"
    _description = "Payment List"

    def generate_xlsx_report(self, workbook, data, objs):
        objs.check_access("read")
        head = workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        money = workbook.add_format({"num_format": "#,##0.00"})
        total = workbook.add_format({"bold": True, "top": 1, "num_format": "#,##0.00"})
        for run in objs:
            sheet = workbook.add_worksheet(run.display_name[-31:])
            found = run._get_payment_list()
            heads = [self.env._("Home"), self.env._("Payer")]
            heads += [*found["fees"].mapped("name"), self.env._("Total")]
            sheet.write_row(0, 0, heads, head)
            sheet.freeze_panes(1, 2)
            sheet.set_column(0, 1, 24)
            sheet.set_column(2, len(heads), 12)
            for number, row in enumerate(found["rows"], 1):
                names = [row["unit"].reference, row["partner"].name]
                sheet.write_row(number, 0, names)
                sheet.write_row(number, 2, [*row["amounts"], row["total"]], money)
            last = len(found["rows"]) + 1
            sheet.write(last, 0, self.env._("Total"), total)
            sheet.write_row(last, 2, found["totals"], total)

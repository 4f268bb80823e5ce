from odoo import models


class PropertyCashSheetXlsx(models.AbstractModel):
    """Methods above, receipts below (PO-4.1.2)."""

    _name = "report.property_ops.property_cash_sheet_xlsx"
    _inherit = "policy.report.xlsx"
    _description = "Cash Sheet as XLSX"

    def generate_xlsx_report(self, workbook, data, objs):
        objs.check_access("read")
        head = workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        money = workbook.add_format({"num_format": "#,##0.00"})
        total = workbook.add_format({"bold": True, "top": 1, "num_format": "#,##0.00"})
        for sheet in objs:
            page = self._add_sheet(workbook, sheet.display_name)
            page.set_column(0, 5, 18)
            page.write(0, 0, sheet.company_id.name, head)
            page.write(1, 0, sheet.display_name)
            row = self._write_methods(page, 3, sheet, head, money, total)
            if sheet.reason:
                page.write(row, 0, sheet.reason)
            self._write_receipts(page, row + 2, sheet, head, money)

    def _write_methods(self, page, row, sheet, head, money, total):
        labels = dict(sheet.line_ids._fields["method"]._description_selection(self.env))
        heads = [
            self.env._("Method"),
            self.env._("Receipts"),
            self.env._("Expected"),
            self.env._("Counted"),
            self.env._("Difference"),
        ]
        page.write_row(row, 0, heads, head)
        for line in sheet.line_ids:
            row += 1
            page.write(row, 0, labels[line.method])
            page.write(row, 1, line.receipt_count)
            figures = [line.expected, line.counted, line.difference]
            page.write_row(row, 2, figures, money)
        row += 1
        page.write(row, 0, self.env._("Total"), total)
        page.write(row, 1, sum(sheet.line_ids.mapped("receipt_count")), total)
        figures = [sheet.amount_expected, sheet.amount_counted, sheet.difference]
        page.write_row(row, 2, figures, total)
        return row + 1

    def _write_receipts(self, page, row, sheet, head, money):
        fields = sheet.receipt_ids._fields
        methods = dict(fields["method"]._description_selection(self.env))
        states = dict(fields["state"]._description_selection(self.env))
        heads = [
            self.env._("Receipt"),
            self.env._("Payer"),
            self.env._("Homes"),
            self.env._("Method"),
            self.env._("Status"),
            self.env._("Amount"),
        ]
        page.write_row(row, 0, heads, head)
        for number, receipt in enumerate(sheet.receipt_ids.sorted("name"), row + 1):
            texts = [
                receipt.name,
                receipt.partner_id.name,
                receipt.unit_names or "",
                methods[receipt.method],
                states[receipt.state],
            ]
            page.write_row(number, 0, texts)
            page.write(number, 5, receipt.amount, money)

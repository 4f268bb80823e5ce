from odoo import models


class PropertyBankCollectionXlsx(models.AbstractModel):
    """The collection file as a workbook, in the columns of its layout."""

    _name = "report.property_ops.property_bank_collection_xlsx"
    _inherit = "policy.report.xlsx"
    _description = "Bank Collection as XLSX"

    def generate_xlsx_report(self, workbook, data, objs):
        objs.check_access("read")
        head = workbook.add_format({"bold": True, "bottom": 1})
        money = workbook.add_format({"num_format": "0.00"})
        for record in objs:
            layout = record.layout_id
            page = self._add_sheet(workbook, record.name)
            page.set_column(0, len(layout.line_ids), 20)
            heads = layout._get_heads()
            page.write_row(0, 0, heads, head)
            for number, row in enumerate(
                layout._get_rows(record.line_ids), 1 if heads else 0
            ):
                for column, value in enumerate(row):
                    style = money if isinstance(value, float) else None
                    page.write(number, column, value, style)

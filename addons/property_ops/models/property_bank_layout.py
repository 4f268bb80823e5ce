import csv
import io

from odoo import fields, models
from odoo.tools import format_date

DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t"}


class PropertyBankLayout(models.Model):
    """How a bank wants its collection file: columns, headings, text encoding."""

    _name = "property.bank.layout"
    _description = "Collection File Layout"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one("res.company", help="Empty: for every company.")
    encoding = fields.Selection(
        [("utf-8-sig", "UTF-8"), ("gb18030", "GBK")], required=True, default="utf-8-sig"
    )
    delimiter = fields.Selection(
        [("comma", "Comma"), ("semicolon", "Semicolon"), ("tab", "Tab")],
        required=True,
        default="comma",
    )
    has_header = fields.Boolean("With Headings", default=True)
    date_format = fields.Char(required=True, default="yyyyMMdd")
    line_ids = fields.One2many("property.bank.layout.line", "layout_id", copy=True)

    def _get_heads(self):
        return self.line_ids.mapped("name") if self.has_header else []

    def _get_rows(self, lines):
        """One row of values per collection line, in the order of the columns."""
        return [
            [self._get_value(column, line, number) for column in self.line_ids]
            for number, line in enumerate(lines, 1)
        ]

    def _get_value(self, column, line, number):
        bank = line.bank_id
        month = line.move_line_id.property_period
        if column.source == "amount":
            return line.amount
        if column.source == "cents":
            return round(line.amount * 100)
        if column.source == "number":
            return number
        values = {
            "account": bank.acc_number,
            "holder": bank.acc_holder_name or line.partner_id.name,
            "bank": bank.bank_id.name,
            "mandate": line.mandate,
            "currency": line.currency_id.name,
            "reference": line.reference,
            "home": line.unit_id.reference,
            "payer": line.partner_id.name,
            "month": month and f"{month:%Y-%m}",
            "due": self._format(line.move_line_id.date_maturity),
            "day": self._format(line.collection_id.date),
            "fixed": column.text,
        }
        return values[column.source] or ""

    def _format(self, day):
        return format_date(self.env, day, date_format=self.date_format) if day else ""

    def _make_csv(self, lines):
        """The file as the bank reads it, in bytes."""
        buffer = io.StringIO()
        writer = csv.writer(buffer, delimiter=DELIMITERS[self.delimiter])
        if self.has_header:
            writer.writerow(self._get_heads())
        for row in self._get_rows(lines):
            writer.writerow(
                [f"{cell:.2f}" if isinstance(cell, float) else cell for cell in row]
            )
        return buffer.getvalue().encode(self.encoding, errors="replace")

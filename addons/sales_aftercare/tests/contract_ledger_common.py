import base64
import io
from pathlib import Path

from openpyxl import Workbook, load_workbook

from odoo import Command
from odoo.modules import get_module_path

from odoo.addons.cs_policy.tools import sheet_layout
from odoo.addons.property_ops.tools import estate_layout, estate_ledger

from .money_common import MoneyCase

DATA = Path(__file__).parent / "data"
ESTATE = Path(get_module_path("property_ops")) / "tests/data/estate-ledger.zh_CN.xlsx"
LEDGER = "contract-ledger.zh_CN.xlsx"
HEAD = ["Contract No.", "Subscribed on", "Signed on", "Buyers", "Shares", "Phone"]
HEAD += ["Building", "Room", "Area", "Price per m²", "Total price", "Payment method"]
HEAD += ["Down payment", "Bank", "Loan", "Authenticated on", "Ready/off-plan"]
HEAD += ["Delivery agreed", "Actually delivered", "Surveyed area", "Received so far"]
HEAD += ["Property certificate", "Land certificate", "Notes"]


def read_plain():
    """The rows of the office's ledger as dicts, read without any code of ours."""
    sheet = load_workbook(DATA / LEDGER).active
    heads = [cell.value for cell in sheet[2]]
    return [
        dict(zip(heads, row, strict=True))
        for row in sheet.iter_rows(min_row=3, values_only=True)
    ]


def find_stage(row):
    """Where a contract stands, worked out from the bare cells of its row."""
    stages = [
        ("done", row["产权证"] and row["土地证"]),
        ("land", row["产权证"]),
        ("title", row["土地证"]),
        ("settle", row["实测面积(㎡)"]),
        ("survey", row["实际交付日期"]),
        ("seal", not row["鉴证日期"]),
        ("move_in", row["已收款(元)"] == row["总价(元)"]),
        ("distribute", True),
    ]
    return next(stage for stage, is_so in stages if is_so)


class ContractLedgerCase(MoneyCase):
    """Ledgers of running contracts, brought in by the sales manager."""

    @classmethod
    def _pack(cls, rows):
        book, stream = Workbook(), io.BytesIO()
        for row in rows:
            book.active.append(row)
        book.save(stream)
        return stream.getvalue()

    @classmethod
    def _import(cls, rows=None, data=None, user=None, **vals):
        data = data or cls._pack(rows)
        model = cls.env["sale.home.ledger.import"].with_user(user or cls.sale_manager)
        values = {"name": "ledger.xlsx", "data": base64.b64encode(data), **vals}
        return model.create({"company_id": cls.company.id, **values})

    @classmethod
    def _create_sold_estate(cls, day="2026-10-31"):
        """The estate of the office's ledgers, as far as its homes are sold there."""
        sheet = load_workbook(DATA / LEDGER).active
        sold = {
            (str(row[6]).replace("#", "号楼"), row[7], str(row[8]))
            for row in sheet.iter_rows(min_row=3, values_only=True)
        }
        rows = load_workbook(ESTATE).active.iter_rows(values_only=True)
        rows = [row for n, row in enumerate(rows) if n < 2 or cls._is_sold(row, sold)]
        layout = sheet_layout.propose(rows, estate_layout.VOCABULARY)
        homes = estate_ledger.read(layout, cls._date(day)).items
        estate = cls.env["property.estate"].create(
            {
                "name": "锦园小区",
                "company_id": cls.company.id,
                "developer_id": cls.developer.id,
            }
        )
        estate._apply_homes(homes, cls._date(day))
        return estate

    @staticmethod
    def _is_sold(row, sold):
        return (str(row[0]).replace("#", "号楼"), row[1], str(row[3])) in sold

    @classmethod
    def _date(cls, text):
        return cls.env["sale.home.ledger.import"]._fields["date"].to_date(text)

    def _small(self, *deals, title="Garden Contract Ledger"):
        """A ledger of contracts given as dicts of what differs from a plain one."""
        plain = {"Signed on": "2026-02-01", "Building": "1", "Area": 100}
        plain |= {"Price per m²": 10000, "Total price": 1_000_000, "Shares": "100%"}
        plain |= {"Payment method": "Cash", "Ready/off-plan": "Ready"}
        plain |= {"Delivery agreed": "2026-12-31", "Received so far": 0}
        rows = [[title], HEAD]
        for number, deal in enumerate(deals):
            own = {"Contract No.": f"C{number + 1}", "Room": [101, 102, 201][number]}
            vals = {**plain, **own, "Buyers": f"Buyer {number + 1}", **deal}
            rows.append([vals.get(name) for name in HEAD])
        return rows

    def _errors(self, record):
        issues = record.issue_ids.filtered("is_blocking").sorted("row")
        return [(issue.cell, issue.message) for issue in issues]

    def _remarks(self, record):
        rows = record.issue_ids.filtered(lambda issue: not issue.is_blocking)
        return rows.mapped("message")

    def _export(self, contracts):
        report = self.env.ref("sales_aftercare.sale_home_ledger_xlsx_report")
        report = report.with_user(self.sale_manager)
        return report._render_xlsx(report.report_name, contracts.ids, {})[0]

    def _set_both(self, user):
        """``user`` has the books as well."""
        finance = self.env.ref("sales_aftercare.sales_aftercare_group_finance")
        user.group_ids = [Command.link(finance.id)]

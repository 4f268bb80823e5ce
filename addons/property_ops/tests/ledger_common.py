import base64
import io
from pathlib import Path

from openpyxl import Workbook, load_workbook

from odoo.tests import new_test_user

from .billing_common import BillingCase

DATA = Path(__file__).parent / "data"
HEAD = ["Building", "Entrance", "Room", "Gross Area", "Inside Area", "Status"]
HEAD += ["Owner", "Share", "Phone", "Tenant", "Rent", "Fee rate"]
HEAD += ["Arrears as at 2026-10-31", "Arrears since", "Water Meter"]


class LedgerCase(BillingCase):
    """Ledgers brought in by a director, a cashier, or somebody who is both."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_both = new_test_user(
            cls.env,
            "property_both",
            groups="property_ops.property_ops_group_manager,"
            "property_ops.property_ops_group_cashier",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )

    @classmethod
    def _pack(cls, rows):
        book = Workbook()
        for row in rows:
            book.active.append(row)
        return cls._save(book)

    @staticmethod
    def _save(book):
        stream = io.BytesIO()
        book.save(stream)
        return stream.getvalue()

    @classmethod
    def _cut(cls, name, homes):
        """A file of tests/data with its first homes only."""
        book = load_workbook(DATA / name)
        book.active.delete_rows(homes + 3, book.active.max_row)
        return cls._save(book)

    @classmethod
    def _import(cls, rows=None, data=None, name="ledger.xlsx", user=None, **vals):
        """An import of a file of tests/data, of bytes, or of rows of cells."""
        if rows:
            data = cls._pack(rows)
        data = data or (DATA / name).read_bytes()
        model = cls.env["property.ledger.import"].with_user(user or cls.user_both)
        return model.create(
            {
                "name": name,
                "data": base64.b64encode(data),
                "company_id": cls.company.id,
                **vals,
            }
        )

    def _small(self, *homes, title="Rose Garden Ledger"):
        """A ledger of homes given as dicts of what differs from a plain one."""
        plain = {"Building": "1", "Entrance": "1", "Gross Area": 100, "Fee rate": 2}
        plain |= {"Inside Area": 80, "Status": "Occupied", "Share": "100%"}
        rows = [[title], HEAD]
        for number, home in enumerate(homes, 101):
            vals = {**plain, "Room": number, "Owner": f"Owner {number}", **home}
            rows.append([vals.get(name) for name in HEAD])
        return rows

    def _errors(self, record):
        return [
            (issue.cell, issue.message)
            for issue in record.issue_ids.filtered("is_blocking").sorted("row")
        ]

    def _remarks(self, record):
        return [
            i.message for i in record.issue_ids.filtered(lambda i: not i.is_blocking)
        ]

    def _count(self, estate):
        """Rows that an import makes, to be compared before and after."""
        self.env.flush_all()
        counts = {}
        for model, field in (
            ("property.unit", "estate_id"),
            ("property.tenure", "unit_id.estate_id"),
            ("property.tenancy", "unit_id.estate_id"),
            ("property.household", "unit_id.estate_id"),
            ("property.meter", "unit_id.estate_id"),
            ("property.fee.rule", "estate_id"),
        ):
            counts[model] = self.env[model].search_count([(field, "=", estate.id)])
        counts["moves"] = self.env["account.move"].search_count(
            [("property_unit_id.estate_id", "=", estate.id)]
        )
        counts["people"] = self.env["res.partner"].search_count([])
        return counts

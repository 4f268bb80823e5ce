"""A whole estate on its way in: the file with errors first, then the good one."""

from collections import Counter
from decimal import Decimal

from openpyxl import load_workbook

from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from odoo.addons.property_ops.tests.ledger_common import DATA, LedgerCase

from .browser import act

LEDGER, ERRORS = "estate-ledger.zh_CN.xlsx", "estate-ledger-errors.zh_CN.xlsx"
LISTED = ["F7", "K14", "D22", "H30", "G36", "T51", "O62"]
LISTED += ["L69", "I78", "P91", "U100", "A113", "N124"]
READY = "!!document.querySelector('.o_main_navbar')"


@tagged("post_install", "-at_install")
class TestLedgerJourney(HttpCase, LedgerCase):
    def _see(self, record, user, steps):
        url = f"/odoo/action-property_ops.property_ledger_import_action/{record.id}"
        self.browser_js(url, act(steps), ready=READY, login=user.login, timeout=90)

    def _sum(self, query, estate):
        self.env.flush_all()
        self.env.cr.execute(query, [estate.id])
        return self.env.cr.fetchone()

    def test_twelve_hundred_homes_come_in_whole_or_not_at_all(self):
        """Every count and sum against the plain file; too long to name a clause."""
        wrong = self._import(name=ERRORS)
        cells = wrong.issue_ids.filtered("is_blocking").sorted("row").mapped("cell")
        self.assertEqual(cells, LISTED)
        with self.assertRaises(UserError):
            wrong.action_import()
        self._see(
            wrong, self.user_both, 'await text("13"); await text("errors must be");'
        )
        record = self._import(name=LEDGER)
        self.assertFalse(record.blocking_count)
        record.action_import()
        sheet = load_workbook(DATA / LEDGER).active
        heads = [cell.value for cell in sheet[2]]
        rows = [
            dict(zip(heads, row, strict=True))
            for row in sheet.iter_rows(min_row=3, values_only=True)
        ]
        self.assertEqual(record.estate_id.unit_count, len(rows))
        self._check_people(record.estate_id, rows)
        self._check_money(record.estate_id, rows)
        self._see(record, self.user_both, 'await text("Imported");')
        before = self._count(record.estate_id)
        again = self._import(name=LEDGER)
        self.assertEqual(again.issue_ids.mapped("message"), [])
        again.action_import()
        self.assertEqual(self._count(record.estate_id), before)

    def _check_people(self, estate, rows):
        found = self._sum(
            "SELECT count(*), count(DISTINCT unit_id), sum(share)::int "
            "FROM property_tenure t JOIN property_unit u ON u.id = t.unit_id "
            "WHERE t.date_to IS NULL AND u.estate_id = %s",
            estate,
        )
        owners = [row["业主姓名"].split("、") for row in rows if row["业主姓名"]]
        wanted = (sum(map(len, owners)), len(owners), 100 * len(owners))
        self.assertEqual(found, wanted)
        found = self._sum(
            "SELECT count(*), sum(rent)::int FROM property_tenancy t "
            "JOIN property_unit u ON u.id = t.unit_id WHERE u.estate_id = %s",
            estate,
        )
        rents = [row["月租金(元)"] for row in rows if row["租户"]]
        self.assertEqual(found, (len(rents), sum(rents)))
        words = {"未售": "unsold", "出租": "let", "空置": "vacant"}
        words |= {"装修中": "renovating", "已入住": "occupied"}
        wanted = Counter(words[row["房屋状态"]] for row in rows)
        self.assertEqual(Counter(estate.unit_ids.mapped("status")), wanted)

    def _check_money(self, estate, rows):
        (meters,) = self._sum(
            "SELECT count(DISTINCT (m.kind, m.number)) FROM property_meter m "
            "JOIN property_unit u ON u.id = m.unit_id WHERE u.estate_id = %s",
            estate,
        )
        self.assertEqual(meters, 2 * len(rows))
        moves, balance, owed = self._sum(
            "SELECT count(DISTINCT m.id), sum(l.balance), sum(l.amount_residual) "
            "FILTER (WHERE a.account_type = 'asset_receivable') "
            "FROM account_move_line l JOIN account_move m ON m.id = l.move_id "
            "JOIN account_account a ON a.id = l.account_id "
            "JOIN property_unit u ON u.id = m.property_unit_id "
            "WHERE m.state = 'posted' AND u.estate_id = %s",
            estate,
        )
        sums = [row["截至2026-10-31欠费(元)"] for row in rows]
        sums = [Decimal(str(amount)) for amount in sums if amount]
        self.assertEqual((moves, balance), (len(sums), 0))
        self.assertEqual(f"{owed:.2f}", f"{sum(sums):.2f}")

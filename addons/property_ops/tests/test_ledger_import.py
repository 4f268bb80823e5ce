from collections import Counter
from decimal import Decimal

from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError

from .ledger_common import DATA, LedgerCase

LEDGER, ERRORS = "estate-ledger.zh_CN.xlsx", "estate-ledger-errors.zh_CN.xlsx"
HOMES = 160
LISTED = """F7 K14 D22 H30 G36 T51 O62 L69 I78 P91 U100 A113 N124"""


class TestLedgerImport(LedgerCase):
    """The office's own file, as it is, checked by reading it plain."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.record = cls._import(data=cls._cut(LEDGER, HOMES), name=LEDGER)
        cls.errors_before = cls.record.blocking_count
        cls.record.action_import()
        cls.imported = cls.record.estate_id
        sheet = load_workbook(DATA / LEDGER).active
        heads = [cell.value for cell in sheet[2]]
        cls.rows = [
            dict(zip(heads, row, strict=True))
            for row in sheet.iter_rows(3, HOMES + 2, values_only=True)
        ]

    def _query(self, query, *args):
        self.env.flush_all()
        self.env.cr.execute(query, [*args, self.imported.id])
        return self.env.cr.fetchone()

    def test_errors_are_told_at_their_cells_and_nothing_is_imported(self):
        """PO-4.5.2: exactly the thirteen errors of the file, with row and column."""
        record = self._import(name=ERRORS)
        self.assertEqual([cell for cell, _m in self._errors(record)], LISTED.split())
        before = self._count(self.imported)
        with self.assertRaises(UserError):
            record.action_import()
        self.assertEqual(self._count(self.imported), before)
        by_cell = {issue.cell: issue for issue in record.issue_ids if issue.cell}
        shares = by_cell["K14"]
        self.assertEqual((shares.row, shares.heading), (14, "产权份额"))
        self.assertEqual(shares.value, "50%、40%")
        self.assertEqual(shares.clause_id.code, "PO-4.5.2")
        self.assertIn("90 %", shares.message)

    def test_errors_stop_an_import_of_their_own_company_too(self):
        """PO-4.5.2: all or nothing: no estate, no person, no entry is left."""
        before = self.env["property.estate"].search_count([])
        record = self._import(name=ERRORS)
        record.estate_id = False
        record.action_check()
        with self.assertRaises(UserError):
            record.action_import()
        self.assertEqual(self.env["property.estate"].search_count([]), before)
        self.assertEqual(record.state, "draft")

    def test_office_file_is_taken_as_it_is(self):
        """PO-4.5.4: homes, areas and status as the file has them."""
        self.assertEqual(self.errors_before, 0)
        self.assertEqual(self.record.state, "done")
        self.assertEqual(self.imported.name, "锦园小区")
        self.assertEqual(str(self.record.date), "2026-10-31")
        count, area = self._query(
            "SELECT count(*), sum(gross_area)::numeric(12, 2) FROM property_unit "
            "WHERE estate_id = %s"
        )
        self.assertEqual(count, HOMES)
        plain = [str(row["建筑面积(㎡)"]).rstrip("㎡") for row in self.rows]
        self.assertEqual(f"{area:.2f}", f"{sum(map(Decimal, plain)):.2f}")
        names = {"未售": "unsold", "出租": "let", "空置": "vacant"}
        names |= {"装修中": "renovating", "已入住": "occupied"}
        wanted = Counter(names[row["房屋状态"]] for row in self.rows)
        self.assertEqual(Counter(self.imported.unit_ids.mapped("status")), wanted)
        # 1# is 1号楼.
        self.assertEqual(
            set(self.imported.building_ids.mapped("name")), {"1号楼", "2号楼"}
        )

    def test_owners_hold_their_shares(self):
        """PO-4.5.2: every owner, in order, and 100 % of every home owned."""
        count, owned, total = self._query(
            "SELECT count(*), count(DISTINCT t.unit_id), sum(t.share) "
            "FROM property_tenure t JOIN property_unit u ON u.id = t.unit_id "
            "WHERE t.date_to IS NULL AND u.estate_id = %s"
        )
        owners = [row["业主姓名"].split("、") for row in self.rows if row["业主姓名"]]
        self.assertEqual(count, sum(map(len, owners)))
        self.assertEqual(owned, len(owners))
        self.assertEqual(total, 100 * len(owners))
        row = next(r for r in self.rows if r["产权份额"] == "40%、30%、30%")
        building = row["楼栋"].replace("#", "号楼")
        unit = self.imported.unit_ids.filtered(
            lambda u: (
                (u.building_id.name, u.entrance, u.name)
                == (building, row["单元"], row["房号"])
            )
        )
        self.assertEqual(
            [(t.partner_id.name, t.share) for t in unit.tenure_ids.sorted("id")],
            list(zip(row["业主姓名"].split("、"), (40, 30, 30), strict=True)),
        )
        self.assertEqual(unit.tenure_ids[0].partner_id.phone, str(row["联系电话"]))

    def test_same_name_is_another_person_unless_the_telephone_agrees(self):
        """PO-4.5.2: namesakes are asked about and kept apart."""
        phones = {}
        for row in self.rows:
            if row["业主姓名"]:
                first = row["业主姓名"].split("、")[0]
                phones.setdefault(first, set()).add(str(row["联系电话"]))
        name, numbers = max(phones.items(), key=lambda item: len(item[1]))
        self.assertGreater(len(numbers), 1)
        partners = self.imported.unit_ids.tenure_ids.partner_id.filtered(
            lambda p: p.name == name
        )
        self.assertLessEqual(numbers, set(partners.mapped("phone")))
        asked = self._import(data=self._cut(LEDGER, HOMES), estate_name="Other")
        asked.estate_id = False
        self.assertEqual(self._errors(self.record), [])
        self.assertTrue(self.record.person_ids.filtered(lambda li: li.text == name))

    def test_tenants_meters_and_rates(self):
        """PO-4.5.3: rents; PO-4.1.1: dials and prices."""
        count, rent = self._query(
            "SELECT count(*), sum(t.rent) FROM property_tenancy t "
            "JOIN property_unit u ON u.id = t.unit_id WHERE u.estate_id = %s"
        )
        rents = [row["月租金(元)"] for row in self.rows if row["租户"]]
        self.assertEqual((count, rent), (len(rents), sum(rents)))
        count, numbers, first = self._query(
            "SELECT count(*), count(DISTINCT m.number), sum(m.first_value) "
            "FROM property_meter m JOIN property_unit u ON u.id = m.unit_id "
            "WHERE u.estate_id = %s"
        )
        dials = sum(row["水表底数"] + row["电表底数"] for row in self.rows)
        self.assertEqual((count, numbers, first), (2 * HOMES, 2 * HOMES, dials))
        fee = self.imported._find_property_fee()
        rates = self.imported._get_rates(fee, self.record.date.replace(month=11, day=1))
        self.assertEqual(
            set(rates.values()), {row["物业费标准(元/㎡/月)"] for row in self.rows}
        )
        self.assertEqual(len(rates), HOMES)

    def test_arrears_are_posted_to_the_cent(self):
        """PO-4.1.2: one invoice per home, balanced, with the age of every month."""
        owed = [row for row in self.rows if row["截至2026-10-31欠费(元)"]]
        plain = sum(Decimal(str(row["截至2026-10-31欠费(元)"])) for row in owed)
        moves, total, receivable, oldest = self._query(
            "SELECT count(DISTINCT m.id), sum(l.balance), sum(l.amount_residual) "
            "FILTER (WHERE a.account_type = 'asset_receivable'), "
            "min(l.date_maturity) FILTER (WHERE a.account_type = 'asset_receivable') "
            "FROM account_move_line l JOIN account_move m ON m.id = l.move_id "
            "JOIN account_account a ON a.id = l.account_id "
            "JOIN property_unit u ON u.id = m.property_unit_id "
            "WHERE m.state = 'posted' AND m.property_kind = 'opening' "
            "AND u.estate_id = %s"
        )
        self.assertEqual(total, 0)
        self.assertEqual(moves, len(owed))
        self.assertEqual(f"{receivable:.2f}", f"{plain:.2f}")
        self.assertEqual(f"{oldest:%Y-%m}", min(row["欠费起始月"] for row in owed))
        move = self.env["account.move"].search(
            [("property_unit_id.estate_id", "=", self.imported.id)], limit=1
        )
        dues = move.line_ids.filtered("date_maturity").mapped("date_maturity")
        self.assertEqual(dues[0].replace(day=1), move.property_period)
        self.assertEqual(max(dues), self.record.date)
        owner = move.property_unit_id._get_owners(self.record.date)
        self.assertEqual(
            move.partner_id, owner[move.property_unit_id.id][:1].partner_id
        )

    def test_personal_facts_are_for_those_who_may_read_them(self):
        """PO-4.5.1: who lives alone stands with the household, not with the home."""
        self.assertFalse(
            self.imported.unit_ids.filtered(lambda u: "独居" in (u.note or ""))
        )
        households = self.imported.unit_ids.household_ids
        alone = sum(
            row["备注"] == "独居" for row in self.rows if row["房屋状态"] == "已入住"
        )
        members = households.sudo().member_ids
        self.assertEqual(len(members.filtered(lambda m: m.care == "alone")), alone)
        with self.assertRaises(AccessError):
            members.with_user(self.user_director).read(["care"])

    def test_imported_once_it_is_not_imported_again(self):
        with self.assertRaises(UserError):
            self.record.action_import()
        with self.assertRaises(UserError):
            self.record.state = "draft"

    def test_the_same_file_again_changes_nothing(self):
        """PO-4.5.2: homes, owners, tenants, meters and arrears are recognised."""
        before = self._count(self.imported)
        again = self._import(data=self._cut(LEDGER, HOMES), name=LEDGER)
        self.assertEqual(again.estate_id, self.imported)
        self.assertEqual((again.new_home_count, again.blocking_count), (0, 0))
        self.assertEqual(self._remarks(again), [])
        again.action_import()
        self.assertEqual(self._count(self.imported), before)

    def test_export_is_read_back_and_changes_nothing(self):
        """PO-4.5.4: the register goes out in the layout it comes in."""
        report = self.env.ref("property_ops.property_ledger_xlsx_report")
        content, kind = report.with_user(self.user_director)._render_xlsx(
            report.report_name, self.imported.ids, {}
        )
        self.assertEqual(kind, "xlsx")
        before = self._count(self.imported)
        again = self._import(data=content, name="export.xlsx")
        self.assertEqual(again.estate_id, self.imported)
        self.assertEqual((again.home_count, again.new_home_count), (HOMES, 0))
        self.assertEqual(self._errors(again), [])
        self.assertEqual(self._remarks(again), [])
        self.assertEqual(again.arrears_total, self.record.arrears_total)
        again.action_import()
        self.assertEqual(self._count(self.imported), before)
        dates = set(self.imported.unit_ids.tenancy_ids.mapped("date_to"))
        self.assertEqual(dates, {False})

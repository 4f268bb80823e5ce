from unittest.mock import patch

from openpyxl import Workbook
from psycopg2.errors import LockNotAvailable

from odoo.exceptions import UserError
from odoo.sql_db import db_connect
from odoo.tools import mute_logger

from .ledger_common import HEAD, LedgerCase


class TestLedgerUnseen(LedgerCase):
    """Ledgers of other offices: other order, words, languages and habits."""

    def test_english_ledger_with_one_cell_for_building_and_room(self):
        """PO-4.5.4: title, notes, totals, 1-2-301, real dates, texts for numbers."""
        record = self._import(name="estate-ledger.en.xlsx")
        self.assertEqual(self._errors(record), [])
        self.assertEqual(record.estate_name, "Lakeside Court")
        self.assertEqual((record.home_count, str(record.date)), (60, "2026-10-31"))
        self.assertIn("previous manager", record.notes)
        record.action_import()
        units = record.estate_id.unit_ids
        self.assertEqual(len(units), 60)
        self.assertEqual(set(units.building_id.mapped("name")), {"1"})
        self.assertEqual(set(units.mapped("entrance")), {"1", "2"})
        lease = units.tenancy_ids[:1]
        self.assertTrue(lease.date_to and lease.deposit == 2 * lease.rent)
        self.assertEqual(lease.partner_id.phone[:3], "139")

    def test_traditional_headings_in_two_rows_with_merged_cells(self):
        """PO-4.5.2: a group over its columns says whose name and telephone it is."""
        rows = [
            ["玫瑰園業主清冊", *[None] * 9],
            ["製表單位：管理處", *[None] * 8, "日期：2026/11/02"],
            [
                "棟別",
                "門號",
                "建築面積",
                "業主",
                None,
                "租戶",
                None,
                "管理費單價",
                "現況",
                "水錶",
            ],
            [None, None, None, "姓名", "電話", "姓名", "電話", None, None, "號碼"],
            [
                "Ａ棟",
                "１０１",
                "３０．５㎡",
                "林 美玲",
                "0912-345-678",
                None,
                None,
                "60",
                "自住",
                "W1",
            ],
            [
                None,
                "102",
                31,
                "陳大文",
                "0922345678",
                "王小明",
                "0933-111-222",
                60,
                "出租",
                "W2",
            ],
            ["合計", None, 61.5, None, None, None, None, None, None, None],
        ]
        book = Workbook()
        for row in rows:
            book.active.append(row)
        for area in ("A1:J1", "D3:E3", "F3:G3", "A3:A4", "B3:B4", "A5:A6"):
            book.active.merge_cells(area)
        record = self._import(data=self._save(book))
        self.assertEqual(self._errors(record), [])
        roles = {line.text: line.role for line in record.column_ids}
        self.assertEqual(roles["租戶 電話"], "tenant_phone")
        self.assertEqual(roles["業主 電話"], "phone")
        self.assertEqual(record.estate_name, "玫瑰園")
        record.action_import()
        unit, other = record.estate_id.unit_ids
        self.assertEqual((unit.building_id.name, unit.name), ("A棟", "101"))
        self.assertEqual(unit.owner_names, "林美玲")
        self.assertEqual(other.building_id, unit.building_id)
        self.assertEqual(other.tenant_id.phone, "0933111222")

    def test_column_corrected_by_hand_is_remembered(self):
        """PO-4.5.4: an unknown heading is asked for once in a company."""
        rows = self._small({"Owner": "Ann"}, {"Owner": "Bob"})
        rows[1] = ["Zone" if head == "Building" else head for head in HEAD]
        record = self._import(rows)
        self.assertEqual(self._errors(record)[0][1], "No building.")
        line = record.column_ids.filtered(lambda li: li.text == "Zone")
        self.assertEqual((line.role, line.source), ("ignore", "none"))
        line.role = "building"
        record.action_check()
        self.assertEqual(self._errors(record), [])
        record.action_import()
        again = self._import(rows)
        line = again.column_ids.filtered(lambda li: li.text == "Zone")
        self.assertEqual((line.role, line.source), ("building", "memory"))
        self.assertEqual((again.new_home_count, again.blocking_count), (0, 0))

    def test_word_explained_by_hand_is_remembered(self):
        """PO-4.5.1: what an unknown status means is said once."""
        rows = self._small({"Status": "R7"}, {"Status": "R7"})
        record = self._import(rows)
        self.assertEqual([cell for cell, _m in self._errors(record)], ["F3", "F4"])
        record.word_ids.filtered(lambda li: li.text == "R7").meaning = "vacant"
        record.action_check()
        record.action_import()
        self.assertEqual(set(record.estate_id.unit_ids.mapped("status")), {"sold"})
        self.assertEqual(self._errors(self._import(rows)), [])

    def test_namesakes_said_to_be_one_person(self):
        """PO-4.5.2: merged only where somebody says so."""
        rows = self._small(
            {"Owner": "Ann Lee", "Phone": "13800000001"},
            {"Owner": "Ann Lee"},
            {"Owner": "Ann Lee", "Phone": "13800000001"},
            {"Owner": "Ann Lee", "Phone": "13800000002"},
        )
        record = self._import(rows)
        lines = record.person_ids
        self.assertEqual(lines.mapped("cell"), ["G3", "G4", "G5", "G6"])
        lines[1].same_as_id = lines[0]
        record.action_check()
        self.assertEqual(record.person_ids[1].same_as_id, record.person_ids[0])
        record.action_import()
        owners = [unit.tenure_ids.partner_id for unit in record.estate_id.unit_ids]
        self.assertEqual(owners[0], owners[1])
        self.assertEqual(owners[0], owners[2], "the telephone agrees")
        self.assertNotEqual(owners[0], owners[3])
        known = self._import(self._small({"Owner": "Ann Lee"}, title="Lily Ledger"))
        known.person_ids.partner_id = owners[3]
        known.action_import()
        self.assertEqual(known.estate_id.unit_ids.tenure_ids.partner_id, owners[3])

    def test_slips_of_every_kind_stand_at_their_cells(self):
        """PO-4.5.2, PO-4.5.3, PO-4.1.2: none of them twice."""
        cases = [
            ({"Gross Area": None}, "D3", "No gross area."),
            ({"Room": None}, "C3", "No room number."),
            ({"Owner": None, "Share": None}, "G3", "Somebody lives there"),
            ({"Owner": "Ann、Bob", "Share": "100%"}, "H3", "1 shares for 2 owners."),
            ({"Owner": "Ann、Ann", "Share": "50%、50%"}, "G3", "The same owner twice."),
            ({"Owner": None, "Status": "Unsold"}, "H3", "A share of nobody."),
            ({"Rent": "ask"}, "K3", "Not a number."),
            ({"Arrears since": "spring"}, "N3", "Not a month."),
            ({"Phone": "13900001234567890"}, "I3", "A telephone number of 17"),
        ]
        for vals, cell, message in cases:
            with self.subTest(vals=vals):
                errors = self._errors(self._import(self._small(vals)))
                self.assertEqual([row[0] for row in errors], [cell], errors)
                self.assertIn(message, errors[0][1])

    def test_what_is_no_ledger_is_refused(self):
        for data in (b"no workbook", self._pack([["a", "b"], [1, 2]])):
            with self.assertRaises(UserError):
                self._import(data=data)

    def test_two_owners_in_one_cell_without_shares(self):
        """PO-4.5.2: equal parts, and said so."""
        vals = {"Owner": "Ann；Bob", "Share": None}
        record = self._import(self._small(vals))
        self.assertIn("No shares: 2 owners in equal parts.", self._remarks(record))
        record.action_import()
        self.assertEqual(record.estate_id.unit_ids.tenure_ids.mapped("share"), [50, 50])

    def test_error_in_the_middle_leaves_nothing(self):
        """PO-4.5.2: all or nothing, whatever fails and wherever."""
        record = self._import(self._small({}, {"Arrears as at 2026-10-31": 50}))
        before = self.env["property.unit"].search_count([])
        model = self.env.registry["property.estate"]
        with (
            patch.object(model, "_post_opening", side_effect=UserError("books closed")),
            self.assertRaises(UserError),
            self.env.cr.savepoint(),
        ):
            record.action_import()
        self.assertEqual(self.env["property.unit"].search_count([]), before)
        record.invalidate_recordset()
        self.assertEqual(record.state, "draft")
        record.action_import()
        self.assertEqual(record.state, "done")

    def test_two_imports_of_a_company_wait_for_each_other(self):
        main = self.env.ref("base.main_company")  # committed, so others see it
        model = self.env["property.ledger.import"]
        model.new({"company_id": main.id})._lock_company()
        with db_connect(self.env.cr.dbname).cursor() as cursor:
            cursor.execute("SET lock_timeout = '200ms'")
            with mute_logger("odoo.sql_db"), self.assertRaises(LockNotAvailable):
                cursor.execute(
                    "UPDATE res_company SET write_date = write_date WHERE id = %s",
                    [main.id],
                )

    def test_template_is_understood_by_the_import(self):
        """PO-4.5.4: headings in the user's language, a legend beside them."""
        report = self.env.ref("property_ops.property_ledger_template_report")
        content = report._render_xlsx(report.report_name, self.company.ids, {})[0]
        record = self._import(data=content)
        roles = record.column_ids.mapped("role")
        self.assertNotIn("ignore", roles)
        self.assertEqual(len(roles), len(set(roles)))
        self.assertEqual(record.home_count, 0)

    def test_other_company_sees_nothing(self):
        record = self._import(self._small({}))
        other = self.setup_independent_company(name="Elsewhere")
        self.user_both.company_ids += other
        env = record.with_context(allowed_company_ids=other.ids).env
        for model, domain in (
            ("property.ledger.import", [("id", "=", record.id)]),
            ("property.ledger.import.line", [("import_id", "=", record.id)]),
            ("property.ledger.import.issue", [("import_id", "=", record.id)]),
        ):
            self.assertFalse(env[model].search(domain), model)

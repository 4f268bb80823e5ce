from datetime import datetime

from openpyxl import Workbook
from openpyxl.styles import Font

from odoo.addons.cs_policy.tests.workbooks import build_workbook

from ..tools.estate_home import Home
from .ledger_common import HEAD, LedgerCase


class TestLedgerOffices(LedgerCase):
    """Habits of offices whose silent misreading would cost money."""

    def _units(self, record):
        record.action_import()
        return record.estate_id.unit_ids

    def test_one_sheet_per_building_is_one_table(self):
        """PO-4.5.4: the building is the sheet's name; totals are no homes."""
        head = ["序号", "单元", "房号", "业主姓名", "身份证号码", "联系电话"]
        head += ["建筑面积（㎡）", "物业费单价", "入住情况", "欠费金额", "欠费起始月"]
        sheets = {}
        for number in (1, 2):
            rows = [[f"翠湖花园{number}号楼业主信息表"], head]
            for room in (101, 102):
                phone = float(13800000000 + 1000 * number + room)
                rows.append([1, "1单元", room, f"业主{number}{room}", "5001", phone])
                rows[-1] += [80.5, 1.9, "已入住", "1,234.50", "2026年2月"]
            rows.append(["合　　计", *[None] * 5, 161, None, None, 2469])
            sheets[f"{number}号楼"] = rows
        data = build_workbook(sheets, ["A1:K1", "A5:F5"])
        record = self._import(data=data)
        self.assertEqual(self._errors(record), [])
        self.assertEqual((record.estate_name, record.home_count), ("翠湖花园", 4))
        self.assertEqual(record.arrears_total, 4 * 1234.5)
        units = self._units(record)
        self.assertEqual(
            sorted(units.mapped(lambda u: f"{u.building_id.name}-{u.name}")),
            ["1号楼-101", "1号楼-102", "2号楼-101", "2号楼-102"],
        )
        self.assertEqual(units[0].tenure_ids.partner_id.phone, "13800001101")
        again = self._import(data=data)
        self.assertEqual((again.new_home_count, self._errors(again)), (0, []))
        sheets["2号楼"][2][6] = "?"
        record = self._import(data=build_workbook(sheets))
        self.assertEqual(self._errors(record)[0][0], "2号楼!G3")

    def test_sheets_about_the_same_homes_are_asked_about(self):
        """PO-4.1.2: last month's sheet is not this month's debt."""
        sheets = {month: self._small({}) for month in ("2026-09", "2026-10")}
        errors = self._errors(self._import(data=build_workbook(sheets)))
        self.assertIn("2026-09, 2026-10", errors[0][1])

    def test_hidden_sheets_are_not_read_and_hidden_rows_are(self):
        book = Workbook()
        for row in self._small({}):
            book.active.append(row)
        old = book.create_sheet("old")
        for row in self._small({}, {}, {}):
            old.append(row)
        old.sheet_state = "hidden"
        book.active.row_dimensions[3].hidden = True
        record = self._import(data=self._save(book))
        self.assertEqual((record.home_count, record.sheet), (1, "Sheet"))
        self.assertIn("1 hidden rows are read as well.", self._remarks(record))
        book.active["A3"].font = Font(strike=True)
        errors = self._errors(self._import(data=self._save(book)))
        self.assertEqual([cell for cell, _message in errors], ["A3"])

    def test_owners_in_a_column_of_their_own(self):
        """PO-4.5.2: nobody who owns a part is left out silently."""
        rows = self._small({}, {})
        for row, text in zip(rows[1:], ("共有人", "-", "业乙"), strict=True):
            row.append(text)
        errors = self._errors(self._import(rows))
        self.assertEqual([cell for cell, _message in errors], ["P2"])
        rows[1][-1] = "业主姓名"
        errors = self._errors(self._import(rows))
        self.assertEqual([cell for cell, _message in errors], ["P2"])
        rows[2][-1] = rows[3][-1] = None
        self.assertEqual(self._errors(self._import(rows)), [])

    def test_one_owner_with_two_telephones(self):
        """PO-4.5.2: the first is kept, and it is said."""
        record = self._import(self._small({"Phone": "13800000001/023-68001234"}))
        self.assertEqual(self._errors(record), [])
        self.assertIn("2 telephone numbers", " ".join(self._remarks(record)))
        unit = self._units(record)
        self.assertEqual(unit.tenure_ids.partner_id.phone, "13800000001")

    def test_owners_in_rows_of_their_own_under_merged_homes(self):
        """PO-4.5.2: one home, two owners; one sum over two homes is asked about."""
        head = ["楼栋", "房号", "面积", "姓名", "份额", "电话", "欠费", "状态"]
        rows = [head, ["1#", 101, 90, "业子", "60%", "13900000001", None, "常住"]]
        rows += [[None, None, None, "业丑", 0.4, 13900000002.0, None, None]]
        rows += [["2#", 101, 90, "业寅", "100%", "13900000003", 400, "常住"]]
        rows += [["2#", 102, 90, "业寅", "100%", "13900000003", None, "空关"]]
        merge = ["A2:A3", "B2:B3", "C2:C3", "H2:H3"]
        record = self._import(data=build_workbook({"世纪城台账": rows}, merge))
        self.assertEqual((self._errors(record), record.home_count), ([], 3))
        tenures = self._units(record)[0].tenure_ids
        self.assertEqual(
            [(t.partner_id.name, t.share, t.partner_id.phone) for t in tenures],
            [("业子", 60, "13900000001"), ("业丑", 40, "13900000002")],
        )
        record = self._import(data=build_workbook({"A台账": rows}, [*merge, "G4:G5"]))
        self.assertEqual([cell for cell, _m in self._errors(record)], ["G5"])

    def test_columns_that_only_look_like_the_one_that_is_meant(self):
        """PO-4.1.1: sums of a month are no price; months are no debt."""
        head = ["房屋坐落", "业主（产权比例）", "联系地址", "手机", "房屋面积"]
        head += ["月物业费(元)", "物业费标准(元/㎡·月)", "欠费月数", "欠费金额"]
        head += ["欠费期间", "收房时间", "房屋状态"]
        rows = [["金沙苑物业收费明细表"], head]
        rows.append(["1栋2单元301", "业甲甲（60%）、业乙乙（40%）", "某区某路1号"])
        rows[-1] += ["13811110001", 100, 190, 1.9, 3, 570, "2026.08-2026.10"]
        rows[-1] += ["2021年9月12日", "自住"]
        rows.append(["某路88号2幢1单元502室", "业丙丙(夫)业丁丁(妻)", "某区某路2号"])
        rows[-1] += ["023-68001234转801", 110, 209, 1.9, None, None, None, 44454]
        rows[-1] += ["空置(待出租)"]
        record = self._import(rows)
        self.assertEqual(self._errors(record), [])
        first, second = self._units(record)
        self.assertEqual(
            (first.building_id.name, first.entrance, first.name, first.gross_area),
            ("1栋", "2单元", "301", 100),
        )
        self.assertEqual(first.tenure_ids.mapped("share"), [60, 40])
        move = self.env["account.move"].search([("property_unit_id", "=", first.id)])
        self.assertEqual(
            (move.amount_total, str(move.property_period)[:7]), (570, "2026-08")
        )
        self.assertEqual(str(second.date_handover), "2021-09-15")
        self.assertEqual((second.name, len(second.tenure_ids)), ("502", 2))
        self.assertNotEqual(second.status, "let")
        rules = self.env["property.fee.rule"].search(
            [("estate_id", "=", record.estate_id.id)]
        )
        self.assertEqual(set(rules.mapped("rate")), {1.9})

    def test_sums_of_a_month_under_a_heading_of_a_price(self):
        """PO-4.1.1: what the areas explain is no price per square metre."""
        homes = [{"Gross Area": 80 + n, "Fee rate": (80 + n) * 1.9} for n in range(5)]
        errors = self._errors(self._import(self._small(*homes)))
        self.assertEqual([cell for cell, _message in errors], ["L2"])

    def test_fee_of_a_year_or_of_a_home(self):
        """PO-4.1.1: neither is taken for a month's price of a square metre."""
        for heading in ("物业费(元/㎡/年)", "物业费(元/套·月)", "Fee rate per annum"):
            rows = self._small({})
            rows[1] = [heading if text == "Fee rate" else text for text in HEAD]
            errors = self._errors(self._import(rows))
            self.assertEqual([cell for cell, _message in errors], ["L2"], heading)

    def test_units_of_other_countries_and_ten_thousands(self):
        """PO-4.1.2: 0.036 of ten thousand is 360; no area in feet or ping."""
        owed = "Arrears as at 2026-10-31"
        rows = self._small({owed: 0.036, "Arrears since": "2026-09"}, {owed: "500元"})
        rows[1] = [f"{text}（万元）" if text == owed else text for text in HEAD]
        record = self._import(rows)
        self.assertEqual((self._errors(record), record.arrears_total), ([], 860))
        self.assertIn("10,000 times", " ".join(self._remarks(record)))
        for unit in ("sq ft", "坪"):
            rows = self._small({})
            rows[1] = [
                f"Gross Area ({unit})" if text == "Gross Area" else text
                for text in rows[1]
            ]
            errors = self._errors(self._import(rows))
            self.assertEqual(errors, [("D2", f"In {unit}; convert it to m².")])

    def test_cells_that_say_something_else_than_they_show(self):
        """PO-4.5.2: marks, errors and dates that a spreadsheet made are no names."""
        cases = [
            ({"Owner": "同上"}, "G3", "Write what stands above"),
            ({"Owner": "#N/A"}, "G3", "An error of the spreadsheet."),
            ({"Owner": "业陆 业柒", "Share": None}, "G3", "One person or several?"),
            ({"Owner": "业陆 5001019801011234"}, "G3", "More than a name"),
            ({"Owner": "业陆等3人"}, "G3", "More than a name"),
            ({"Building": datetime(2026, 1, 2)}, "A3", "made a date of it"),
            ({"Phone": "1.38E+10"}, "I3", "Not a telephone number."),
            ({"Arrears since": 2026.1}, "N3", "January or October?"),
            ({"Room": "3-1-501"}, "C3", "The building beside it is 1."),
        ]
        for vals, cell, message in cases:
            with self.subTest(vals=vals):
                errors = self._errors(self._import(self._small(vals)))
                self.assertEqual([row[0] for row in errors], [cell], errors)
                self.assertIn(message, errors[0][1])

    def test_formula_without_a_result(self):
        """PO-4.1.2: a debt that nobody worked out is not 0."""
        rows = self._small({"Arrears as at 2026-10-31": "=100*3"})
        errors = self._errors(self._import(rows))
        self.assertEqual(errors[0][0], "M3")
        self.assertIn("A formula without a result", errors[0][1])

    def test_rooms_with_entrance_or_part(self):
        """PO-4.5.4: 2-301 is entrance 2; 1201-1 is a part of 1201."""
        rooms = [{"Room": room, "Entrance": None} for room in ("2-301", "1-301")]
        rooms += [{"Room": room, "Entrance": None} for room in ("1201-1", "1201-2")]
        units = self._units(self._import(self._small(*rooms)))
        self.assertEqual(
            [(unit.entrance or "", unit.name) for unit in units],
            [("", "1201-1"), ("", "1201-2"), ("1", "301"), ("2", "301")],
        )

    def test_building_and_entrance_in_one_cell_beside_the_room(self):
        rows = self._small({"Room": "301"}, {"Room": "302"})
        rows[1] = ["楼栋单元" if text == "Building" else text for text in rows[1]]
        for row, place in zip(rows[2:], ("1-2", "1栋2单元"), strict=True):
            row[0], row[1] = place, None
        units = self._units(self._import(rows))
        keys = [
            Home(unit.building_id.name, unit.name, unit.entrance).key for unit in units
        ]
        self.assertEqual(keys, [("1", "2", "301"), ("1", "2", "302")])

    def test_ledger_without_days_of_handover(self):
        """PO-4.1.2: whoever lives there pays, not the developer."""
        homes = [{"Status": "Occupied"}, {"Status": "Vacant"}]
        record = self._import(self._small(*homes))
        remarks = " ".join(self._remarks(record))
        self.assertIn("taken as handed over on 2026-10-31", remarks)
        self.assertIn("1 homes have owners and no handover date", remarks)
        lived, empty = self._units(record)
        self.assertEqual((lived.status, empty.status), ("occupied", "sold"))
        day = self.env["property.ledger.import"]._fields["date"].to_date("2026-11-30")
        payer = lived._get_payers(day)[lived.id]
        self.assertEqual(payer, lived.tenure_ids.partner_id)
        later = self._import(self._small(*homes), date="2026-11-30")
        later.action_import()
        self.assertEqual(str(lived.date_handover), "2026-10-31")

    def test_keystone_tower_is_no_note(self):
        """PO-4.5.4: a row that names a home is a home, whatever it begins with."""
        homes = [{"Building": "Keystone Tower"}, {"Building": "Legend Court"}]
        self.assertEqual(self._import(self._small(*homes)).home_count, 2)

from datetime import date
from decimal import Decimal

from odoo.tests import TransactionCase

from odoo.addons.cs_policy.tools.sheet_layout import column_role

from ..tools import arrears, estate_cells, estate_home, estate_layout, estate_words


class TestLedgerCells(TransactionCase):
    """What offices write into one cell, and what it means."""

    def _check(self, reader, cases, *args):
        for value, wanted in cases:
            with self.subTest(reader=reader.__name__, value=value):
                if isinstance(wanted, str) and wanted.startswith("!"):
                    with self.assertRaises(estate_cells.Unreadable) as caught:
                        reader(value, *args)
                    self.assertEqual(caught.exception.kind, wanted[1:])
                else:
                    self.assertEqual(reader(value, *args), wanted)

    def test_telephones(self):
        one = ["13996886889"]
        same = ["13996886889", 13996886889, 13996886889.0, "139 9688 6889"]
        same += ["+86 139-9688-6889", "１３９９６８８６８８９", "手机:13996886889"]
        self._check(estate_cells.read_phones, [(value, one) for value in same])
        cases = [
            ("13996886889、13812345678", ["13996886889", "13812345678"]),
            ("、13812345678", ["", "13812345678"]),
            ("021-5888 1234", ["02158881234"]),
            ("１３９０００", "!phone_short"),
            ("139968868", "!phone_length"),
            ("ask", [""]),
            ("12345x78", ["1234578"]),
        ]
        self._check(estate_cells.read_phones, cases)

    def test_shares_in_the_order_of_the_owners(self):
        """PO-4.5.2: always together 100 %, or refused."""
        half, third = [Decimal(50)] * 2, Decimal("33.3333")
        cases = [("50%、50%", half), ("50 / 50", half), ("1/2、1/2", half)]
        cases += [("0.5, 0.5", half), ("各50%", half), ("各半", half), ("", half)]
        cases += [("５０％，５０％", half), ("50% 50%", half), ("共同共有", half)]
        cases += [("50%、40%", "!share_sum"), ("100%", "!share_count")]
        cases += [("half", "!share"), ("50%、0%", "!share")]
        self._check(estate_cells.read_shares, cases, 2)
        thirds = [Decimal("33.3334"), third, third]
        cases = [("1/3、1/3、1/3", thirds), ("", thirds)]
        self._check(estate_cells.read_shares, cases, 3)
        found = estate_cells.read_shares("33.33%、33.33%、33.33%", 3)
        self.assertEqual(sum(found), 100)
        self._check(estate_cells.read_shares, [("100%", [100]), (1, [100])], 1)

    def test_names_and_floors(self):
        both = ["徐杰", "李霞"]
        for text in ("徐杰、李霞", "徐杰,李霞", "徐 杰；李\u3000霞", "徐杰\n李霞"):
            self.assertEqual(estate_cells.read_names(text), both, text)
        self.assertEqual(estate_cells.read_names("徐杰 李霞", 2), both)
        self.assertEqual(
            estate_cells.read_names("Ann Lee & Bob Ng"), ["Ann Lee", "Bob Ng"]
        )
        floors = [
            (3, 3),
            ("3层", 3),
            ("第3樓", 3),
            ("3/F", 3),
            ("B1", -1),
            ("地下1层", -1),
        ]
        self._check(estate_cells.read_floor, [*floors, ("top", "!floor"), ("", None)])

    def test_one_building_has_many_spellings(self):
        for text in (
            "1#",
            "1号楼",
            "１号楼",
            "一号楼",
            "1幢",
            "Building 1",
            "01",
            "1 棟",
        ):
            self.assertEqual(estate_home.building_key(text), "1", text)
        for text in ("十二号楼", "12#", "Block 12"):
            self.assertEqual(estate_home.building_key(text), "12", text)
        self.assertEqual(estate_home.building_key("A座"), "a")
        for text in ("2单元", "二单元", "Unit 2", "2", "２單元"):
            self.assertEqual(estate_home.entrance_key(text), "2", text)
        for text in ("301", "301室", "Room 301", "３０１房"):
            self.assertEqual(estate_home.room_key(text), "301", text)

    def test_building_and_room_in_one_cell(self):
        wanted = ("1", "2", "301")
        for text in (
            "1-2-301",
            "1#-2-301",
            "1号楼2单元301室",
            "1幢2单元301",
            "１－２－３０１",
        ):
            parts = estate_layout.split_home(text)
            keys = (
                estate_home.building_key(parts[0]),
                estate_home.entrance_key(parts[1]),
                estate_home.room_key(parts[2]),
            )
            self.assertEqual(keys, wanted, text)
        self.assertEqual(estate_layout.split_home("1-301"), ("1", "", "301"))
        self.assertEqual(estate_layout.split_home("Block A Flat 12B"), ("A", "", "12B"))
        self.assertIsNone(estate_layout.split_home("301"))

    def test_headings_in_three_languages(self):
        table = {
            "building": "楼栋 樓棟 栋号 楼号 Building Block Tower",
            "gross": "建筑面积(㎡) 建築面積 面积 GFA",
            "phone": "联系电话 手机号码 聯絡電話 Mobile",
            "arrears": "截至2026年10月31日欠费 欠繳金額 Outstanding",
            "arrears_from": "欠费起始月 欠費月份 欠费开始时间",
            "water": "水表号 水錶號碼",
            "water_first": "水表底数 水表读数",
            "rate": "物业费标准(元/㎡/月) 管理費單價 收费标准",
            "share": "产权份额 持分比例",
            "handover": "交付日期 交房时间 點交日",
            "status": "房屋状态 使用狀況 Occupancy",
            "owner": "业主姓名 產權人 屋主",
            "tenant": "租户 承租人 Tenant",
            "rent": "月租金(元) Rent",
        }
        for role, headings in table.items():
            for heading in headings.split():
                found = column_role(estate_words.COLUMN_WORDS, heading)
                self.assertEqual(found, role, heading)

    def test_age_of_an_old_debt(self):
        """PO-4.1.3.1: every month falls due at its own end; the sum stays."""
        begin, end = date(2026, 8, 1), date(2026, 10, 31)
        cases = [
            ("300.00", "100.00", ["100.00", "100.00", "100.00"]),
            ("270.00", "100.00", ["70.00", "100.00", "100.00"]),
            ("300.02", "100.00", ["100.02", "100.00", "100.00"]),
            ("100.00", None, ["33.34", "33.33", "33.33"]),
            ("999.00", "100.00", ["333.00", "333.00", "333.00"]),
            ("0.01", None, ["0.01"]),
        ]
        for amount, monthly, wanted in cases:
            with self.subTest(amount=amount):
                parts = arrears.spread(
                    Decimal(amount), begin, end, monthly and Decimal(monthly)
                )
                self.assertEqual([str(part) for _due, part in parts], wanted)
                self.assertEqual(parts[0][0], date(2026, 8, 31))

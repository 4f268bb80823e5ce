from odoo.tests import tagged

from odoo.addons.cs_policy.tests.workbooks import build_workbook

from .contract_ledger_common import HEAD, ContractLedgerCase


@tagged("post_install", "-at_install")
class TestContractLedgerOffices(ContractLedgerCase):
    """Habits of offices whose silent misreading would cost money."""

    def _contracts(self, record):
        self.assertEqual(self._errors(record), [])
        record.action_import()
        return record.contract_ids.sorted("name")

    def test_sales_ledger_in_ten_thousands_with_columns_alike(self):
        """SA-1.4.1a: list price, deposit, ratio, term, what is open: other sums."""
        head = (
            "客户编号 客户名称 置业顾问 联系电话 楼栋 房号 套内面积 建筑面积 优惠前总价"
        )
        head += " 成交总价 已交定金 首付比例 首付款 按揭银行 贷款年限 贷款金额 未付房款"
        head += " 已收房款 付款方式 合同编号 签约日期 交付标准 交付日期 房源类型 备注"
        rows = [["Garden销售台账"], ["单位：万元"], head.split()]
        rows.append(
            ["KH001", "买甲(60%)、买乙(40%)", "顾问", 13800000001.0, "1", "101"]
        )
        rows[-1] += [80, 100, 110, 100, 2, "30%", 30, "建行", 20, 70, 70, 30, "商贷"]
        rows[-1] += ["JX001", "2026/3/5", "毛坯", "2026年12月31日", "期房", "无"]
        rows.append(["KH002", "买丙", "顾问", "13800000003", "1", "102", 72, 90, 99])
        rows[-1] += ["90万元", 5, 1, 90, None, None, None, "0", "900,000元", "全款"]
        rows[-1] += ["JX002", "5-Mar-26", "精装", 46387, "现房", "原客户已退房"]
        rows.append(["合　计", *[None] * 6, 190, 209, 190])
        record = self._import(rows)
        self.assertIn("10,000 times", " ".join(self._remarks(record)))
        self.assertIn("may have ended", " ".join(self._remarks(record)))
        self.assertEqual((record.amount_total, record.amount_received), (19e5, 12e5))
        first, second = self._contracts(record)
        self.assertEqual(first.buyer_ids.mapped("partner_id.name"), ["买甲", "买乙"])
        self.assertEqual(first.buyer_ids.mapped("share"), [60, 40])
        self.assertEqual(
            sorted(first.instalment_ids.mapped("amount")), [300_000, 700_000]
        )
        self.assertEqual((first.gross_area, first.note), (100, False))
        self.assertEqual(second.amount_total, 900_000)
        self.assertEqual(
            (str(second.date_signed), str(second.date_delivery)),
            ("2026-03-05", "2026-12-31"),
        )
        again = self._import(rows)
        self.assertEqual((again.new_contract_count, self._errors(again)), (0, []))

    def test_english_register_with_dates_of_both_orders(self):
        """SA-1.1.1: 05/03/2026 is March where 15/03/2026 stands beside it."""
        head = (
            "Deal ID,Sign date,Purchaser,Mobile,Tower,Unit,Unit type,Area,List price,"
        )
        head += "Contract price,Unpaid balance,Deposit paid,Total paid,Payment terms,"
        head += "Handover due,Readiness"
        rows = [["Garden – Sales register"], head.split(",")]
        for number, (day, ready) in enumerate(
            (("05/03/2026", "Ready"), ("15/03/2026", "not ready"))
        ):
            rows.append([f"G{number}", day, f"Ann Lee {number}", "13800000001", "1"])
            rows[-1] += [101 + number, "2BR", 100, 11e5, 10e5, 7e5, 2e4, 3e5]
            rows[-1] += ["Full payment", "31/12/2026", ready]
        first, second = self._contracts(self._import(rows))
        self.assertEqual(
            (str(first.date_signed), first.amount_total), ("2026-03-05", 10e5)
        )
        self.assertEqual(first.amount_before, 3e5)
        kinds = (first.delivery_kind, second.delivery_kind)
        self.assertEqual(kinds, ("ready", "off_plan"))

    def test_one_sheet_per_building_and_buyers_by_line(self):
        """SA-1.1.1: the building is the sheet's name."""
        head = "房号 合同编号 买受人及份额 联系电话 总价 付款方式 签订日期 交房日期"
        head += " 累计收款 类别"
        sheets = {}
        for number, building in enumerate(("1号楼", "2号楼")):
            room = (101, 102)[number]
            rows = [[f"Garden{building}合同台账"], head.split()]
            rows.append([room, f"B{number}", "买子（50%）\n买丑（50%）"])
            rows[-1] += ["13800000001\n13800000002", "1000000", "分期付款"]
            rows[-1] += ["2026.3.5", "2026-12-31", 300000, "期房"]
            sheets[building] = rows
        record = self._import(data=build_workbook(sheets, ["A1:J1"]))
        self.assertEqual(record.estate_id, self.estate)
        [(cell, message)] = self._errors(record)
        self.assertEqual(cell, "2号楼!A3", "no building 2 in the register")
        self.assertIn("no such home", message)
        del sheets["2号楼"]
        contract = self._contracts(self._import(data=build_workbook(sheets)))
        self.assertEqual(contract.unit_id, self.units[0])
        self.assertEqual(
            contract.buyer_ids.partner_id.mapped("phone"),
            ["13800000001", "13800000002"],
        )

    def test_state_of_a_contract(self):
        """SA-1.1.1: who has left is not taken over; unknown words are asked about."""
        rows = self._small({}, {}, {})
        words = ("正常", "已退房", "X9")
        rows = [
            rows[0],
            [*HEAD, "合同状态"],
            *map(lambda r, w: [*r, w], rows[2:], words),
        ]
        record = self._import(rows)
        errors = self._errors(record)
        self.assertEqual([cell for cell, _message in errors], ["Y4", "Y5"])
        self.assertIn("has ended", errors[0][1])
        record.word_ids.filtered(lambda line: line.text == "X9").meaning = "running"
        record.action_check()
        self.assertEqual([cell for cell, _message in self._errors(record)], ["Y4"])

    def test_delivery_is_what_was_agreed(self):
        """SA-1.4.1b: no heading of ours makes an agreed day the day of hand-over."""
        for heading in ("交付日期", "交房日期", "Delivery date"):
            rows = self._small({})
            rows[1] = [heading if text == "Delivery agreed" else text for text in HEAD]
            record = self._import(rows)
            roles = {line.text: line.role for line in record.column_ids}
            self.assertEqual(roles[heading], "agreed")

    def test_slips_that_would_pass_silently(self):
        """SA-1.1.1: each is asked about at its cell."""
        cases = [
            ({"Buyers": "〃"}, "D3", "Write what stands above"),
            ({"Buyers": "#REF!"}, "D3", "An error of the spreadsheet."),
            ({"Total price": "=100*10000", "Received so far": None}, "K3", "A formula"),
            ({"Ready/off-plan": "准现房"}, "Q3", "Neither ready nor off-plan"),
            ({"Signed on": "98.12.31"}, "C3", "Not a date"),
            ({"Received so far": 0.3}, "U3", "A ratio"),
            ({"Total price": 100, "Price per m²": None}, "K3", "In ten thousands?"),
        ]
        for vals, cell, message in cases:
            with self.subTest(vals=vals):
                errors = self._errors(self._import(self._small(vals)))
                self.assertEqual([row[0] for row in errors], [cell], errors)
                self.assertIn(message, errors[0][1])

    def test_one_sum_merged_over_two_homes(self):
        """SA-1.4.1a: it is not received twice."""
        rows = self._small({"Received so far": 500_000}, {"Received so far": None})
        record = self._import(data=build_workbook({"Garden": rows}, ["U3:U4"]))
        self.assertEqual([cell for cell, _m in self._errors(record)], ["U4"])

from datetime import date
from decimal import Decimal

from odoo.tests import BaseCase

from odoo.addons.cs_policy.tools.sheet_cells import Unreadable
from odoo.addons.cs_policy.tools.sheet_layout import column_role, meaning

from ..tools import contract_cells, contract_facts, contract_words
from ..tools.contract_cells import Certificate
from ..tools.contract_record import Record

DAY = date(2026, 3, 2)
FULL = Decimal(100)


class TestContractCells(BaseCase):
    """What offices write about contracts, and what it proves; no database."""

    def test_headings_in_three_languages(self):
        table = {
            "number": "合同编号 合同号 合約編號 契約編號 Contract_No.",
            "subscribed": "认购日期 訂購日期 Subscription_date Reserved_on",
            "signed": "签约日期 簽約日 合同签订日期 Signing_date",
            "buyer": "买受人 買受人 购房人姓名 客户 Purchaser Buyers",
            "share": "份额 持分 占比",
            "phone": "联系电话 手机 聯絡電話 Mobile",
            "area": "合同面积(㎡) 建筑面积 合約面積 Contract_area",
            "price_unit": "单价(元/㎡) 合同单价 單價 Price_per_m² Unit_price",
            "total": "总价(元) 合同总价 總價 合同金额 签约总价 Total_price",
            "method": "付款方式 繳款方式 Payment_method Payment",
            "down": "首付(元) 首付款 自備款 頭期款 Down_payment",
            "bank": "贷款银行 按揭银行 貸款銀行 Bank Lender",
            "loan": "贷款金额(元) 商贷金额 貸款金額 Loan Mortgage_amount",
            "fund": "公积金贷款 公积金贷款金额 Provident_fund_loan",
            "authenticated": "鉴证日期 鑑證日期 备案日期 Authenticated_on",
            "kind": "现房/期房 成屋/預售屋 Ready/off-plan",
            "agreed": "约定交付日期 交房日期 約定交屋日 Delivery_date",
            "actual": "实际交付日期 實際交屋日 Handed_over_on",
            "surveyed": "实测面积(㎡) 實測面積 Surveyed_area",
            "received": "已收款(元) 累计收款 實收金額 Received_so_far Paid_to_date",
            "title": "产权证 房产证号 不动产权证 所有權狀 Title_deed",
            "land": "土地证 土地使用证 土地權狀 Land_certificate",
            "building": "楼栋 棟別 Building",
            "room": "房号 戶號 Room",
        }
        for role, headings in table.items():
            for heading in headings.split():
                heading = heading.replace("_", " ")
                found = column_role(contract_words.COLUMN_WORDS, heading)
                self.assertEqual(found, role, heading)

    def test_payment_words_of_other_offices(self):
        """SA-1.4.1a: a loan of whatever kind is a mortgage."""
        table = {
            "lump": "一次性 全款 一次付清 全額現金 Cash Lump_sum",
            "instalment": "分期 分期付款 Instalments",
            "mortgage": "按揭 商贷 银行按揭 貸款 Bank_loan Mortgage",
            "fund": "公积金 公積金貸款 Provident_fund",
            "combined": "组合 组合贷 組合貸款 Combined_loan",
        }
        for value, texts in table.items():
            for text in texts.split():
                text = text.replace("_", " ")
                found = meaning(contract_words.METHOD_WORDS, text)
                self.assertEqual(found, value, text)
        self.assertIsNone(meaning(contract_words.METHOD_WORDS, "面议"))
        kinds = {"ready": "现房 成屋 Ready", "off_plan": "期房 預售屋 Off-plan"}
        for value, texts in kinds.items():
            for text in texts.split():
                self.assertEqual(meaning(contract_words.KIND_WORDS, text), value)

    def test_certificates_by_word_day_or_number(self):
        """SA-1.6.3, SA-1.7.1"""
        issued = Certificate()
        cases = [("已办", issued), ("有", issued), ("Issued", issued), ("√", issued)]
        cases += [("2026-03-02", Certificate(DAY)), (46083, Certificate(DAY))]
        number = "渝(2026)不动产权第000123号"
        cases += [(number, Certificate(None, number))]
        cases += [(text, None) for text in ("未办", "办理中", "无", "否", "", "—")]
        cases += [(None, None), ("not yet", None)]
        for value, wanted in cases:
            self.assertEqual(contract_cells.read_certificate(value), wanted, value)
        with self.assertRaises(Unreadable):
            contract_cells.read_certificate("问小王")

    def test_sums_as_offices_round_them(self):
        cases = [
            ("1001914.5", "77.97", "12850", True),
            ("1001915", "77.97", "12850", 1),
        ]
        cases += [
            ("1001920", "77.97", "12850", False),
            ("873768", "78.0150", "11200", 1),
        ]
        for total, area, price, wanted in cases:
            found = contract_cells.is_product(*map(Decimal, (total, area, price)))
            self.assertEqual(found, bool(wanted), total)
        self.assertTrue(contract_cells.is_sum(FULL, Decimal(30), Decimal(70), None))
        self.assertFalse(contract_cells.is_sum(FULL, Decimal(30), Decimal(60)))

    def _record(self, **facts):
        """A signed contract with ``facts``."""
        return Record("C1", "1", "101", total=FULL, signed=DAY, **facts)

    def test_each_fact_proves_its_step_and_what_that_needs(self):
        """X-3: and money that is open is open, whatever came after."""
        done, area = Certificate(), Decimal(99)
        paid = {"received": FULL}
        cases = [
            ({}, "lump", "seal", []),
            (paid, "lump", "seal", ["pay"]),
            ({"authenticated": DAY}, "mortgage", "distribute", []),
            ({"authenticated": DAY, **paid}, "lump", "move_in", []),
            ({"authenticated": DAY, **paid}, "mortgage", "move_in", []),
            ({"actual": DAY, **paid}, "lump", "survey", []),
            ({"actual": DAY, "surveyed": area, **paid}, "lump", "settle", []),
            ({"actual": DAY, "title": done, **paid}, "lump", "land", []),
            ({"actual": DAY, "land": done, **paid}, "lump", "title", ["land"]),
            ({"actual": DAY, "land": done, "title": done, **paid}, "lump", "done", []),
            ({"actual": DAY}, "instalment", "pay", ["move_in"]),
            (
                {"authenticated": DAY, "surveyed": area, **paid},
                "lump",
                "move_in",
                ["survey"],
            ),
        ]
        for facts, method, floor, beyond in cases:
            with self.subTest(facts=facts, method=method):
                found = contract_facts.find_proven(self._record(**facts), method)
                self.assertEqual(found, (floor, beyond))

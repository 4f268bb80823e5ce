import base64

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from .payment_common import PaymentCase


@tagged("post_install", "-at_install")
@freeze_time(PaymentCase.TODAY)
class TestBankCollection(PaymentCase):
    """What the bank collects from those who agreed (PO-4.1.2)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._agree(cls.ann, "622200001", "M-1")
        cls.layout = cls.env.ref("property_ops.property_bank_layout_standard")

    @classmethod
    def _agree(cls, partner, account, mandate):
        bank = cls.env["res.partner.bank"].create(
            {"acc_number": account, "partner_id": partner.id}
        )
        partner.write(
            {
                "property_debit_bank_id": bank.id,
                "property_debit_mandate": mandate,
                "property_debit_date": "2026-01-01",
            }
        )

    def _collect(self, **vals):
        records = self.env["property.bank.collection"].with_user(self.user_cashier)
        record = records.create(
            {"company_id": self.company.id, "layout_id": self.layout.id, **vals}
        )
        record.action_collect()
        return record

    def test_open_items_of_those_who_agreed_and_of_nobody_else(self):
        """PO-4.1.2"""
        record = self._collect()
        self.assertEqual(
            record.line_ids.move_line_id.move_id, self.october | self.november
        )
        self.assertEqual(record.amount_total, 220)
        self.assertEqual(self._collect(date_due="2026-10-31").amount_total, 100)
        self.ann.property_debit_date = "2027-01-01"
        record.action_collect()
        self.assertFalse(record.line_ids)
        with self.assertRaises(UserError):
            record.action_export_csv()

    def test_an_empty_list_says_why(self):
        """PO-4.1.2: nobody wonders whether the button works."""
        record = self._collect(date_due="2026-09-01")
        self.assertFalse(record.line_ids)
        answer = record.action_collect()
        self.assertEqual(answer["params"]["type"], "warning")

    def test_the_file_has_the_columns_of_its_layout(self):
        """PO-4.1.2"""
        record = self._collect()
        action = record.action_export_csv()
        self.assertEqual(record.state, "sent")
        attachment = int(action["url"].split("/")[3].split("?")[0])
        data = base64.b64decode(self.env["ir.attachment"].browse(attachment).datas)
        lines = data.decode("utf-8-sig").splitlines()
        self.assertTrue(lines[0].startswith("No.,Account Number"))
        self.assertEqual(
            lines[1],
            f"1,622200001,Ann,M-1,100.00,{self.october.name},Garden 1 101",
        )
        layout = self.layout.copy({"encoding": "gb18030", "delimiter": "tab"})
        layout.has_header = False
        layout.line_ids[4].source = "cents"
        text = layout._make_csv(record.line_ids).decode("gb18030")
        self.assertEqual(text.splitlines()[1].split("\t")[4], "12000")

    def test_the_workbook_has_the_same_rows(self):
        """PO-4.1.2"""
        record = self._collect()
        action = record.action_export_xlsx()
        self.assertEqual(action["report_type"], "xlsx")
        report = self.env["ir.actions.report"].with_user(self.user_cashier)
        data, kind = report._render_xlsx(
            "property_ops.property_bank_collection_xlsx_report", record.ids, {}
        )
        self.assertEqual((kind, data[:2]), ("xlsx", b"PK"))

    def test_what_is_at_the_bank_is_not_sent_again(self):
        """PO-4.1.2"""
        record = self._collect()
        record.action_export_csv()
        self.assertFalse(self._collect().line_ids)
        with self.assertRaises(UserError):
            record.action_collect()
        with self.assertRaises(UserError):
            record.line_ids[0].amount = 1
        with self.assertRaises(UserError):
            record.unlink()
        self._take(100, lines=self.october)
        self.assertEqual(record.amount_paid, 100)
        record.action_done()
        self.assertEqual(self._collect().amount_total, 120)

    def test_what_changed_since_it_was_listed_is_not_sent(self):
        """PO-4.1.2: in another file or paid meanwhile, nobody pays twice."""
        first, second = self._collect(), self._collect()
        first.action_export_csv()
        with self.assertRefused("PO-4.1.2") as caught:
            second.action_export_xlsx()
        self.assertEqual(len(caught.exception.reasons), 2)
        self.assertIn(self.october.name, str(caught.exception))
        self.assertEqual(second.state, "draft")
        first.action_done()
        self._take(30, lines=self.october)
        with self.assertRefused("PO-4.1.2"):
            second.action_export_csv()
        second.action_collect()
        second.action_export_csv()
        self.assertEqual((second.state, second.amount_total), ("sent", 190))

    def test_the_return_file_pays_what_was_collected(self):
        """PO-4.1.2: out with the invoice number, back with it."""
        record = self._collect()
        record.action_export_csv()
        lines = ["户名,扣款金额,附言,处理结果"]
        lines += [f"Ann,{row.amount},{row.reference},成功" for row in record.line_ids]
        files = self.env["property.bank.import"].with_user(self.user_cashier)
        file = files.create(
            {
                "data": base64.b64encode("\n".join(lines).encode("gbk")),
                "company_id": self.company.id,
                "journal_id": self.bank.id,
            }
        )
        file.action_take()
        self.assertEqual(self._owed(self.ann), 0)
        self.assertEqual(record.amount_paid, 220)

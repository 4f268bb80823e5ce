from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .late_fee_common import LateFeeCase


@tagged("post_install", "-at_install")
@freeze_time("2026-11-23 04:00:00")
class TestLateFeeExplain(LateFeeCase):
    """Every cent of a late fee can be shown to whoever pays it (PO-4.1.3.1)."""

    def _explain(self, lines, day):
        return [
            (
                str(row["date_from"]),
                str(row["date_to"]),
                row["days"],
                row["principal"],
                row["rate"],
                row["amount"],
                row["is_capped"],
            )
            for row in lines._get_late_fee_explanation(date.fromisoformat(day))
        ]

    def test_line_by_line(self):
        """PO-4.1.3.1: a payment and a new rate begin a new line."""
        line = self._bill(300, "2026-09-30")
        self._pay(line, 100, "2026-10-10")
        self._create_policy(date_from="2026-11-01", rate=0.1)
        self.assertEqual(
            self._explain(line, "2026-11-10"),
            [
                ("2026-10-01", "2026-10-10", 10, 300, 0.05, 1.5, False),
                ("2026-10-11", "2026-10-31", 21, 200, 0.05, 2.1, False),
                ("2026-11-01", "2026-11-10", 10, 200, 0.1, 2, False),
            ],
        )

    def test_lines_sum_to_what_is_booked_and_due(self):
        """PO-4.1.3.1: to the cent, though each is rounded."""
        line = self._bill(33.33, "2026-09-30")
        for day in ("2026-10-07", "2026-10-15", "2026-10-29"):
            self._pay(line, 3.33, day)
        rows = self._explain(line, "2026-11-20")
        booked = sum(self.fees.search([("line_id", "=", line.id)]).mapped("amount"))
        due = self._due(line, "2026-11-20")
        self.assertAlmostEqual(sum(row[5] for row in rows), booked + due, 2)
        values = line._get_late_fee_values(date(2026, 11, 20))
        self.assertEqual(
            [round(amount, 2) for _label, amount in values["sums"]],
            [round(booked + due, 2), round(booked, 2), due],
        )

    def test_the_cap_is_named(self):
        """PO-4.1.3.1"""
        self.policy.rate = 1
        line = self._bill(300, "2026-06-30")
        self._pay(line, 100, "2026-07-30")
        rows = self._explain(line, "2026-11-20")
        self.assertEqual(
            rows,
            [
                ("2026-07-01", "2026-07-30", 30, 300, 1, 90, False),
                ("2026-07-31", "2026-11-20", 113, 200, 1, 210, True),
            ],
        )

    def test_staff_and_paper_show_it(self):
        """PO-4.1.3.1: on the bill, on the late fee, and as an appendix."""
        line = self._bill(300, "2026-01-01")
        fee = self._settle(line, "2026-03-02")
        action = fee.with_user(self.user_cashier).action_explain_late_fee()
        wizard = self.env[action["res_model"]].with_user(self.user_cashier)
        wizard = wizard.with_context(**action["context"]).create({})
        for text in ("60", "300.00", "0.05", "9.00", line.move_id.name):
            self.assertIn(text, wizard.content)
        wizard = wizard.create({"move_id": line.move_id.id, "date": date(2026, 3, 12)})
        self.assertIn("10.50", wizard.content)
        self.assertIn("1.50", wizard.content)
        report = self.env["ir.actions.report"].with_user(self.user_cashier)
        html = report._render_qweb_html(
            "property_ops.late_fee_explanation_document", fee.ids
        )[0].decode()
        for text in ("Why This Late Fee", "Ann", "300.00", "9.00"):
            self.assertIn(text, html)

    def test_who_may_not_see_the_document_learns_nothing(self):
        """PO-4.1.3.1"""
        fee = self._settle(self._bill(300, "2026-01-01"), "2026-03-02")
        other = self.env["res.company"].create({"name": "Other"})
        self.user_cashier.write(
            {"company_ids": [(6, 0, other.ids)], "company_id": other.id}
        )
        self.env.invalidate_all()
        mine = fee.with_user(self.user_cashier)
        with self.assertRaises(AccessError):
            mine.action_explain_late_fee()
        wizard = self.env["property.late.fee.explain"].with_user(self.user_cashier)
        with self.assertRaises(AccessError):
            wizard = wizard.create({"move_id": fee.id, "date": date(2026, 3, 2)})
            wizard.mapped("content")
        for model in ("property.late.fee", "property.late.fee.waiver"):
            self.assertFalse(
                self.env[model].with_user(self.user_cashier).search([("id", ">", 0)])
            )

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .payment_common import PaymentCase


@tagged("post_install", "-at_install")
@freeze_time(PaymentCase.TODAY)
class TestReceipt(PaymentCase):
    """Money taken at the desk, on Odoo's accounts (PO-4.1.2)."""

    def _lines(self, receipt):
        return [(line.move_id, line.amount) for line in receipt.line_ids]

    def test_a_payment_goes_to_the_oldest_debt_first(self):
        """PO-4.1.2"""
        receipt = self._take(150)
        self.assertEqual(
            self._lines(receipt), [(self.october, 100), (self.november, 50)]
        )
        self.assertEqual(self.october.payment_state, "paid")
        self.assertEqual(self.november.amount_residual, 70)
        self.assertEqual(self._owed(self.ann), 70)
        self.assertEqual(receipt.payment_id.move_id.state, "posted")
        self.assertEqual(receipt.method, "cash")

    def test_a_payment_for_one_bill_leaves_the_others(self):
        """PO-4.1.2"""
        receipt = self._take(120, lines=self.november)
        self.assertEqual(self._lines(receipt), [(self.november, 120)])
        self.assertEqual(self.october.amount_residual, 100)

    def test_a_surplus_becomes_a_prepayment(self):
        """PO-4.1.2"""
        receipt = self._take(250)
        self.assertEqual(
            [(line.is_prepayment, line.amount) for line in receipt.line_ids],
            [(False, 100), (False, 120), (True, 30)],
        )
        self.assertEqual(self._owed(self.ann), -30)

    def test_numbers_have_no_gaps_in_a_company_and_year(self):
        """PO-4.1.2"""
        names = [self._take(1).name for _n in range(3)]
        self.assertEqual(names, [f"R2026-00000{n}" for n in (1, 2, 3)])
        with self.assertRaises(ZeroDivisionError), self.cr.savepoint():
            self._take(1)
            raise ZeroDivisionError
        self.env.invalidate_all()
        self.assertEqual(self._take(1).name, "R2026-000004")
        with freeze_time("2026-12-31 17:00:00"):  # 2027 in Shanghai
            self.assertEqual(self._take(1).name, "R2027-000001")

    def test_what_stands_against_a_payment_is_said_at_once(self):
        """PO-4.1.2"""
        self._take(100, lines=self.october)
        with self.assertRefused("PO-4.1.2") as caught:
            self._take(0, lines=self.october, day="2026-11-24")
        self.assertEqual(len(caught.exception.reasons), 3)
        self.assertIn("R2026-000001", str(caught.exception))
        with self.assertRefused("PO-4.1.2"):  # somebody else's bill
            self._take(80, lines=self.bobs)
        with self.assertRefused("PO-4.1.2"):
            self._take(10, journal=self.november.journal_id)

    def test_a_debt_that_changed_since_it_was_seen_is_refused(self):
        """PO-4.1.2"""
        debt = self.november.line_ids.filtered("date_maturity")
        self._take(20, lines=self.november)
        with self.assertRefused("PO-4.1.2"):
            self._take(120, lines=debt, seen={debt.id: 120})
        self._take(100, lines=debt, seen={debt.id: 100})

    def test_a_closed_period_takes_no_payment(self):
        """PO-4.1.2"""
        self.company.fiscalyear_lock_date = "2026-11-20"
        with self.assertRefused("PO-4.1.2"):
            self._take(10, day="2026-11-20")
        self.assertEqual(str(self._take(10, day="2026-11-21").date), "2026-11-21")

    def test_void_by_the_director_opens_the_debt_again(self):
        """PO-4.1.2"""
        receipt = self._take(220)
        move = receipt.payment_id.move_id
        with self.assertRefused("PO-4.1.2"):
            receipt._void("Wrong payer")  # the cashier
        director = receipt.with_user(self.user_director)
        with self.assertRefused("PO-4.1.2"):
            director._void(" ")
        wizard = self.env["property.receipt.void"].with_user(self.user_director)
        wizard.create({"receipt_id": receipt.id, "reason": "Slip"}).action_confirm()
        self.assertEqual((receipt.state, receipt.void_reason), ("void", "Slip"))
        self.assertEqual(receipt.void_user_id, self.user_director)
        self.assertEqual(move.state, "cancel")
        self.assertEqual(self._owed(self.ann), 220)
        self.assertEqual(self.october.payment_state, "not_paid")
        with self.assertRefused("PO-4.1.2"):
            director._void("Again")
        self.assertEqual(self._take(220).name, "R2026-000002")

    def test_odoo_buttons_leave_the_payment_of_a_valid_receipt_alone(self):
        """PO-4.1.2: neither taken back nor changed, by whatever door."""
        receipt = self._take(220)
        payment = receipt.sudo().payment_id.with_user(self.user_cashier)
        move = payment.move_id
        for act in (
            payment.action_draft,
            payment.action_cancel,
            payment.action_reject,
            move.button_draft,
            move.button_cancel,
            lambda: move._reverse_moves(cancel=True),
            lambda: payment.write({"amount": 1}),
            lambda: payment.write({"state": "draft"}),
            lambda: payment.with_context(policy_trusted=True).action_draft(),
        ):
            with self.assertRefused("PO-4.1.2") as caught:
                act()
            self.assertIn(receipt.name, str(caught.exception))
        self.assertEqual((move.state, self._owed(self.ann)), ("posted", 0))
        receipt.with_user(self.user_director)._void("Slip")
        self.assertEqual((move.state, self._owed(self.ann)), ("cancel", 220))

    def test_void_in_a_closed_period_is_a_reversal(self):
        """PO-4.1.2"""
        receipt = self._take(220, day="2026-11-10")
        move = receipt.payment_id.move_id
        self.company.fiscalyear_lock_date = "2026-11-20"
        receipt.with_user(self.user_director)._void("Slip")
        self.assertEqual(move.state, "posted")
        self.assertEqual(str(move.reversal_move_ids.date), "2026-11-23")
        self.assertEqual(self._owed(self.ann), 220)
        self.assertEqual(self.october.amount_residual, 100)

    def test_every_printing_after_the_first_is_marked(self):
        """PO-4.1.2"""
        receipt = self._take(220).with_user(self.user_cashier)

        def show():
            report = self.env["ir.actions.report"].with_user(self.user_cashier)
            name = "property_ops.property_receipt_document"
            return report._render_qweb_html(name, receipt.ids)[0].decode()

        first, second = show(), show()
        self.assertNotIn("Reprint", first)
        self.assertIn("Reprint", second)
        self.assertIn(receipt.name, first)
        self.assertEqual(receipt.print_count, 2)
        self.assertIn("copy 1", receipt.sudo().message_ids[0].body)
        receipt.with_user(self.user_director)._void("Slip")
        self.assertIn("VOID", show())

    def test_the_amount_is_written_in_capitals(self):
        """PO-4.1.2"""
        receipt = self._take(220)
        for lang, words in (("zh_CN", "贰佰贰拾元整"), ("zh_TW", "貳佰貳拾元整")):
            found = receipt.with_context(lang=lang)._get_amount_in_words()
            self.assertEqual(found, words)
        self.assertIn("Twenty", receipt._get_amount_in_words())

    def test_nobody_writes_or_deletes_a_receipt(self):
        """PO-4.1.2"""
        receipt = self._take(220)
        for user in (self.user_cashier, self.user_director, self.user_area_manager):
            mine = receipt.with_user(user)
            self.assertEqual(mine.read()[0]["amount"], 220)
            self.assertEqual(mine.line_ids.mapped("kind"), ["bill", "bill"])
            with self.assertRaises(UserError):
                mine.write({"amount": 1})
            with self.assertRaises(AccessError):
                mine.write({"reference": "Mine"})
            with self.assertRaises(AccessError):
                mine.unlink()
            with self.assertRaises(AccessError):
                mine.create({"name": "R1"})
        with self.assertRaises(UserError):
            receipt.sudo().unlink()
        with self.assertRaises(UserError):
            receipt.sudo().write({"state": "void"})

    def test_who_is_no_cashier_takes_nothing(self):
        """PO-4.1.2"""
        for user in (self.user_front_desk, self.user_area_manager):
            with self.assertRaises(AccessError):
                self._take(10, user=user)

    def test_another_company_sees_nothing(self):
        receipt = self._take(10)
        models = {
            "property.receipt": receipt,
            "property.receipt.line": receipt.line_ids,
            "property.cash.sheet": receipt.sheet_id,
            "property.cash.sheet.line": receipt.sheet_id.line_ids,
            "property.cash.count": receipt.sheet_id.count_ids,
            "property.fapiao": self.env["property.fapiao"]._ask(self.bobs, "Bob"),
            "property.bank.collection": self.env["property.bank.collection"].create(
                {"company_id": self.company.id}
            ),
        }
        other = self.env["res.company"].create({"name": "Other"})
        users = self.user_director | self.user_cashier
        users.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        self.env.flush_all()
        self.env.invalidate_all()
        for name, records in models.items():
            self.assertTrue(records)
            for user in users:
                model = self.env[name].with_user(user)
                if not model.has_access("read"):
                    continue
                self.assertFalse(model.search([("id", "in", records.ids)]), name)
                with self.assertRaises(AccessError):
                    records.with_user(user).read(["create_date"])

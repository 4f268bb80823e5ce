from unittest.mock import patch

from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import JsonRpcException, tagged
from odoo.tools import mute_logger

from .portal_common import PortalCase


@tagged("post_install", "-at_install")
@freeze_time("2026-12-25 04:00:00")
class TestMyHomesPayment(PortalCase):
    """Paying one or all in the portal, with Odoo's own transactions."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        journal = cls.env["account.journal"].search(
            [("company_id", "=", cls.company.id), ("type", "=", "bank")], limit=1
        )
        cls.method = cls.env.ref("payment.payment_method_unknown")
        cls.provider = cls.env["payment.provider"].create(
            {
                "name": "Test pay",
                "code": "none",
                "state": "test",
                "is_published": True,
                "company_id": cls.company.id,
                "payment_method_ids": [Command.set(cls.method.ids)],
            }
        )
        cls.method.active = True
        methods = cls.env.registry["account.payment.method"]
        known = methods._get_payment_method_information

        def with_none(self):
            return {**known(self), "none": {"mode": "electronic", "type": ("bank",)}}

        # A provider of no addon, as in Odoo's own tests of payments.
        with patch.object(methods, "_get_payment_method_information", with_none):
            cls.env["account.payment.method"].create(
                {"name": "Test pay", "code": "none", "payment_type": "inbound"}
            )
            cls.provider.journal_id = journal

    def _pay(self, user, moves=None, amount=None, query=""):
        """A transaction over the route of the page, confirmed by the provider."""
        self.authenticate(user.login, user.login)
        before = self.env["payment.transaction"].search([])
        self.make_jsonrpc_request(
            f"/my/homes/transaction?{query}",
            {
                "provider_id": self.provider.id,
                "payment_method_id": self.method.id,
                "token_id": None,
                "amount": amount,
                "flow": "direct",
                "tokenization_requested": False,
                "landing_route": "/my/homes",
                "is_validation": False,
                "access_token": None,
                "payment_reference": "BATCH",
            },
        )
        transaction = self.env["payment.transaction"].search([]) - before
        transaction._set_done()
        transaction._post_process()
        return transaction

    def _owed(self, *partners):
        """{partner: what Odoo's posted journal items leave open}"""
        self.env.flush_all()
        self.env.cr.execute(
            """
            SELECT line.partner_id, sum(line.amount_residual), sum(line.balance)
              FROM account_move_line line
              JOIN account_account account ON account.id = line.account_id
             WHERE account.account_type = 'asset_receivable'
               AND line.parent_state = 'posted' AND line.company_id = %s
             GROUP BY 1
            """,
            [self.company.id],
        )
        found = {row[0]: tuple(map(float, row[1:])) for row in self.env.cr.fetchall()}
        return [found.get(partner.id, (0.0, 0.0)) for partner in partners]

    def test_pay_everything_at_once(self):
        moves = self._bill()[self.unit] | self._bill("2026-11-01")[self.unit]
        page = self._get(self.user_ann, f"/my/homes/pay?home={self.unit.id}").text
        self.assertIn("382.00", page)
        self.assertIn("/my/homes/transaction", page)
        query = f"home={self.unit.id}&debtor={self.ann.id}"
        transaction = self._pay(self.user_ann, amount=382.0, query=query)
        self.assertEqual(transaction.invoice_ids, moves)
        self.assertFalse(sum(moves.mapped("amount_residual")))
        self.assertEqual(self._owed(self.ann), [(0.0, 0.0)])
        receipt = self.env["property.receipt"].search(
            [("payment_id", "=", transaction.payment_id.id)]
        )
        self.assertEqual((receipt.amount, receipt.channel), (382.0, "online"))
        self.assertEqual(receipt.line_ids.move_id, moves)

    def _bear_late_fee(self, **vals):
        """0.05 % a day: 191 for the five days after 20 December are 0.48."""
        self.env["property.dunning.policy"].create(
            {
                "company_id": self.company.id,
                "date_from": "2020-01-01",
                "rate": 0.05,
                "grace_days": 0,
                **vals,
            }
        )

    def test_late_fee_until_today_is_paid_with_the_bills(self):
        """PO-4.1.2: what the card shows, and nothing more is asked for afterwards."""
        self._bear_late_fee()
        move = self._bill()[self.unit]
        page = self._get(self.user_ann, f"/my/homes/pay?home={self.unit.id}").text
        self.assertIn('data-amount="191.48"', page)
        query = f"home={self.unit.id}&debtor={self.ann.id}"
        with mute_logger("odoo.http"), self.assertRaises(JsonRpcException):
            self._pay(self.user_ann, amount=191.0, query=query)
        transaction = self._pay(self.user_ann, amount=191.48, query=query)
        fee = transaction.invoice_ids - move
        self.assertEqual((fee.property_kind, fee.amount_total), ("late_fee", 0.48))
        self.assertEqual(self._owed(self.ann), [(0.0, 0.0)])
        domain = [("property_kind", "=", "late_fee"), ("partner_id", "=", self.ann.id)]
        self.assertEqual(self.env["account.move"].search(domain), fee)

    def test_a_late_fee_with_tax_is_said_to_come_later(self):
        """PO-4.1.2: the tax is known when it is booked."""
        tax = self.env["account.tax"].search(
            [("company_id", "=", self.company.id), ("type_tax_use", "=", "sale")],
            limit=1,
        )
        self._bear_late_fee(product_id=self._create_fee("Late", tax.ids).product_id.id)
        self._bill()
        page = self._get(self.user_ann, f"/my/homes/pay?home={self.unit.id}").text
        self.assertIn('data-amount="191.0"', page)
        self.assertIn("billed after the payment", page)
        query = f"home={self.unit.id}&debtor={self.ann.id}"
        self._pay(self.user_ann, amount=191.0, query=query)

    def test_a_co_owner_settles_the_account_of_the_debtor(self):
        """PO-4.1.2"""
        self.env["property.tenure"].search([("unit_id", "=", self.unit.id)]).unlink()
        self._own(self.unit, "2026-01-01", (self.ann, 60), (self.bob, 40))
        move = self._bill()[self.unit]
        page = self._get(
            self.user_bob, f"/my/homes/pay?home={self.unit.id}&debtor={self.ann.id}"
        ).text
        self.assertIn("191.00", page)
        query = f"home={self.unit.id}&debtor={self.ann.id}"
        transaction = self._pay(self.user_bob, amount=191.0, query=query)
        self.assertEqual(transaction.payment_id.partner_id, self.ann)
        self.assertFalse(move.amount_residual)
        self.assertEqual(self._owed(self.ann)[0], (0.0, 0.0))

    def test_only_what_is_open_can_be_paid(self):
        self._bill()
        query = f"home={self.unit.id}&debtor={self.ann.id}"
        for user, amount in ((self.user_ann, 1.0), (self.user_bob, 191.0)):
            with (
                self.subTest(user=user.login),
                mute_logger("odoo.http"),
                self.assertRaises(JsonRpcException),
            ):
                self._pay(user, amount=amount, query=query)
        self.assertFalse(self.env["payment.transaction"].search([]).invoice_ids)

    def test_nothing_to_pay_leads_back(self):
        response = self._get(self.user_ann, "/my/homes/pay", allow_redirects=False)
        self.assertEqual(response.status_code, 303)
        self._bill()
        other = f"/my/homes/pay?home={self.units[1].id}"
        response = self._get(self.user_ann, other, allow_redirects=False)
        self.assertEqual(response.status_code, 303)

    def test_overdue_invoices_of_odoo_include_those_of_the_co_owner(self):
        self.env["property.tenure"].search([("unit_id", "=", self.unit.id)]).unlink()
        self._own(self.unit, "2026-01-01", (self.ann, 60), (self.bob, 40))
        self.env["property.tenure"].search(
            [("unit_id", "=", self.units[1].id)]
        ).unlink()
        self._bill()
        page = self._get(self.user_bob, "/my/invoices/overdue").text
        self.assertIn("191.00", page)

    def test_overdue_asks_for_what_is_left(self):
        move = self._bill()[self.unit]
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": self.ann.id,
                "amount": 91,
                "journal_id": self.provider.journal_id.id,
                "company_id": self.company.id,
            }
        )
        payment.action_post()
        lines = payment.move_id.line_ids | move.line_ids
        lines.filtered(lambda line: line.account_type == "asset_receivable").reconcile()
        page = self._get(self.user_ann, "/my/invoices/overdue").text
        self.assertIn('data-amount="100.0"', page)

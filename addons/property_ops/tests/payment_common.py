from datetime import date

from odoo.tools import SQL

from .billing_common import BillingCase


class PaymentCase(BillingCase):
    """Ann owes October and November of home 101, Bob November of 102.

    Freeze the time at :attr:`TODAY`. The day is past the due dates of both bills.
    """

    TODAY = "2026-11-23 04:00:00"
    DAY = date(2026, 11, 23)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cash, cls.bank = cls.env["account.journal"].create(
            [
                {
                    "name": f"Desk {kind}",
                    "code": f"D{kind[0].upper()}",
                    "type": kind,
                    "company_id": cls.company.id,
                }
                for kind in ("cash", "bank")
            ]
        )
        cls.october = cls._bill(cls.ann, cls.unit, "2026-10-01", 100)
        cls.november = cls._bill(cls.ann, cls.unit, "2026-11-01", 120)
        cls.bobs = cls._bill(cls.bob, cls.units[1], "2026-11-01", 80)

    @classmethod
    def _bill(cls, partner, unit, period, amount):
        """A posted bill of the month, due on its 20th."""
        period = date.fromisoformat(period)
        move = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "company_id": cls.company.id,
                "partner_id": partner.id,
                "invoice_date": period.replace(day=5),
                "invoice_date_due": period.replace(day=20),
                "invoice_payment_term_id": False,
                "property_unit_id": unit.id,
                "property_kind": "bill",
                "property_period": period,
                "invoice_line_ids": [
                    (
                        0,
                        0,
                        {
                            "product_id": cls.fee.product_id.id,
                            "quantity": 1,
                            "price_unit": amount,
                            "tax_ids": [(5, 0, 0)],
                        },
                    )
                ],
            }
        )
        move.action_post()
        return move

    def _take(self, amount, partner=None, lines=None, user=None, journal=None, **more):
        receipts = self.env["property.receipt"].with_user(user or self.user_cashier)
        day = more.pop("day", self.DAY)
        lines = lines if lines is not None else self.env["account.move"]
        return receipts._take(
            partner or self.ann, lines, amount, journal or self.cash, day, **more
        )

    def _owed(self, partner):
        """What the ledger says: the posted receivable of the company and payer."""
        self.env.flush_all()
        [(balance, residual)] = self.env.execute_query(
            SQL(
                """
                SELECT COALESCE(SUM(line.balance), 0),
                       COALESCE(SUM(line.amount_residual), 0)
                  FROM account_move_line line
                  JOIN account_account account ON account.id = line.account_id
                 WHERE line.parent_state = 'posted'
                   AND account.account_type = 'asset_receivable'
                   AND line.company_id = %s AND line.partner_id = %s
                """,
                self.company.id,
                partner.id,
            )
        )
        self.assertEqual(balance, residual)
        return float(balance)

from odoo import fields

from .billing_common import BillingCase


class LateFeeCase(BillingCase):
    """Debts of homes under a policy of 0.05 % a day without grace, from 2020 on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls._create_policy()
        cls.account = cls.env["account.account"].search(
            [
                ("company_ids", "in", cls.company.ids),
                ("account_type", "=", "asset_receivable"),
            ],
            limit=1,
        )
        cls.bank = cls.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", cls.company.id)], limit=1
        )
        cls.fees = cls.env["property.late.fee"]

    @classmethod
    def _create_policy(cls, **vals):
        return cls.env["property.dunning.policy"].create(
            {
                "company_id": cls.company.id,
                "date_from": "2020-01-01",
                "rate": 0.05,
                "grace_days": 0,
                **vals,
            }
        )

    @classmethod
    def _bill(cls, amount=300.0, due="2026-01-01", partner=None, unit=None, **vals):
        """The debt (journal item) of a posted bill."""
        due = fields.Date.to_date(due)
        move = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "company_id": cls.company.id,
                "partner_id": (partner or cls.ann).id,
                "invoice_date": due,
                "invoice_date_due": due,
                "invoice_payment_term_id": False,
                "property_unit_id": (unit or cls.unit).id,
                "property_kind": "bill",
                "invoice_line_ids": [
                    (
                        0,
                        0,
                        {
                            "product_id": cls.fee.product_id.id,
                            "price_unit": amount,
                            "tax_ids": [(5, 0, 0)],
                        },
                    )
                ],
                **vals,
            }
        )
        move.action_post()
        return cls._get_debt(move)

    @classmethod
    def _get_debt(cls, move):
        return move.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )

    @classmethod
    def _receive(cls, amount, day, line):
        """Money of the debtor of ``line`` on ``day``: the credit, not yet matched."""
        entry = cls.env["account.move"].create(
            {
                "journal_id": cls.bank.id,
                "date": day,
                "line_ids": [
                    (
                        0,
                        0,
                        {
                            "account_id": cls.bank.default_account_id.id,
                            "debit": amount,
                        },
                    ),
                    (
                        0,
                        0,
                        {
                            "account_id": line.account_id.id,
                            "partner_id": line.partner_id.id,
                            "credit": amount,
                        },
                    ),
                ],
            }
        )
        entry.action_post()
        return entry.line_ids.filtered("credit")

    @classmethod
    def _pay(cls, line, amount, day):
        """``line`` is paid on ``day``; the credit that paid it."""
        credit = cls._receive(amount, day, line)
        (line | credit).reconcile()
        return credit

    def _settle(self, lines, day):
        return self.fees._settle(lines, fields.Date.to_date(day))

    def _due(self, line, day):
        return self.fees._get_due(line, fields.Date.to_date(day))[line.id]

    def _residual(self, partner):
        """What SQL over the posted items says ``partner`` owes."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT COALESCE(SUM(l.balance), 0) FROM account_move_line l "
            "JOIN account_account a ON a.id = l.account_id "
            "WHERE l.parent_state = 'posted' AND l.partner_id = %s "
            "AND l.company_id = %s AND a.account_type = 'asset_receivable'",
            [partner.id, self.company.id],
        )
        return float(self.env.cr.fetchone()[0])

    def _assert_books(self, **owed):
        """Every posted move sums to zero; each named partner owes just that."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT move_id FROM account_move_line WHERE parent_state = 'posted' "
            "AND company_id = %s GROUP BY move_id HAVING SUM(balance) <> 0",
            [self.company.id],
        )
        self.assertFalse(self.env.cr.fetchall())
        for name, amount in owed.items():
            self.assertAlmostEqual(self._residual(getattr(self, name)), amount, 2)

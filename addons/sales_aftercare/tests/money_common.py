from odoo import Command
from odoo.tools import SQL

from .common import TODAY, AftercareCase


class MoneyCase(AftercareCase):
    """Contracts whose money is booked, and what the ledger says of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.liability = cls.company.sale_home_liability_account_id
        cls.deposits = cls.company.sale_home_deposit_account_id
        cls.on_behalf = cls.company.sale_home_on_behalf_account_id

    @classmethod
    def _set_tax(cls, percent=9, is_included=False):
        """The home bears value-added tax, in the price or on top as the tax says."""
        output = cls.liability.copy(
            {"code": f"2221{cls.env['account.tax'].search_count([])}"}
        )
        lines = [
            Command.create({"repartition_type": "base"}),
            Command.create({"repartition_type": "tax", "account_id": output.id}),
        ]
        tax = cls.env["account.tax"].create(
            {
                "name": f"VAT {percent} {is_included}",
                "amount": percent,
                "invoice_repartition_line_ids": lines,
                "refund_repartition_line_ids": lines,
                "type_tax_use": "sale",
                "company_id": cls.company.id,
                "price_include_override": "tax_included"
                if is_included
                else "tax_excluded",
            }
        )
        cls.company.sale_home_product_id.taxes_id = tax
        return tax

    def _pay(self, deal, amount, user=None, day=TODAY, **details):
        deal = deal.with_user(user or self.sale_finance)
        return deal._receive_payment(amount, self.bank, day, **details)

    def _query(self, query, *values):
        self.env.flush_all()
        return self.env.execute_query(SQL(query, *values))

    def _receivable(self, contract):
        """What the ledger says is open: {partner name: residual}, without zeros."""
        rows = self._query(
            """
            SELECT partner.name, SUM(line.amount_residual)
              FROM account_move_line line
              JOIN account_account account ON account.id = line.account_id
              JOIN res_partner partner ON partner.id = line.partner_id
             WHERE line.sale_contract_id = %s AND line.parent_state = 'posted'
               AND account.account_type = 'asset_receivable'
             GROUP BY partner.name HAVING SUM(line.amount_residual) <> 0
            """,
            contract.id,
        )
        return {name: float(amount) for name, amount in rows}

    def _balance(self, account, contract=None):
        """Posted debit balance of ``account``, in all or of one contract."""
        [(balance,)] = self._query(
            """
            SELECT COALESCE(SUM(balance), 0) FROM account_move_line
             WHERE account_id = %s AND company_id = %s AND parent_state = 'posted'
               AND (%s IS NULL OR sale_contract_id = %s)
            """,
            account.id,
            self.company.id,
            contract.id if contract else None,
            contract.id if contract else None,
        )
        return float(balance)

    def _assert_balanced(self):
        """Every entry of the company sums to zero."""
        wrong = self._query(
            """
            SELECT move_id FROM account_move_line WHERE company_id = %s
             GROUP BY move_id HAVING SUM(balance) <> 0
            """,
            self.company.id,
        )
        self.assertFalse(wrong)

    def _get_receipt(self, payment):
        return self.env["property.receipt"].search([("payment_id", "=", payment.id)])

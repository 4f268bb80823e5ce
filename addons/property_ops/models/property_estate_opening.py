from odoo import Command, models
from odoo.exceptions import UserError

from ..tools import arrears, fees
from .account_move_line_bulk import BULK


class PropertyEstate(models.Model):
    """Opening arrears of a ledger as posted invoices."""

    _inherit = "property.estate"

    def _post_opening(self, pairs, day, account, journal=None):
        """Post what homes owed on ``day``: one invoice per home and debtor.

        What is posted already stays; where the ledger now names another sum and
        nothing was paid, the old invoice is taken back by a credit note.

        :param pairs: list of (:class:`estate_home.Home`, home)
        :param account: contra account; no tax, the income was booked when it arose
        :return: the posted invoices
        :raises UserError: where a debt that was partly paid would change
        """
        self.ensure_one()
        owed = [(home, unit) for home, unit in pairs if home.arrears > 0]
        model = self.env["account.move"].with_company(self.company_id)
        if not owed:
            return model
        units = self.env["property.unit"].union(*(unit for _home, unit in owed))
        posted = units._get_opening_moves()
        debtors = units._get_opening_debtors(day)
        terms = (journal or self._get_opening_journal(), account)
        vals_list = []
        for home, unit in owed:
            old = posted.get(unit.id, model)
            if old and not old.currency_id.compare_amounts(
                old.amount_total, float(home.arrears)
            ):
                continue
            old._take_back_opening()
            vals = self._prepare_opening(home, unit, debtors[unit.id], day, terms)
            vals_list.append(vals)
        moves = model.with_context(**BULK).create(vals_list)
        moves = model.browse(moves.ids)
        moves._post(soft=False)
        return moves

    def _prepare_opening(self, home, unit, debtor, day, terms):
        if not debtor:
            raise UserError(
                self.env._("%(home)s: nobody to owe the arrears.", home=unit.reference)
            )
        since = min(home.arrears_from or day, day).replace(day=1)
        parts = self._get_opening_parts(home, since, day)
        journal, account = terms
        items = [
            self._prepare_opening_contra(home, since, day, account),
            *self._prepare_opening_debts(debtor, parts),
        ]
        common = {
            "partner_id": debtor.commercial_partner_id.id,
            "currency_id": self.company_id.currency_id.id,
        }
        return {
            "move_type": "out_invoice",
            "company_id": self.company_id.id,
            "journal_id": journal.id,
            "partner_id": debtor.id,
            "currency_id": self.company_id.currency_id.id,
            "invoice_date": day,
            "date": day,
            "invoice_payment_term_id": False,
            "invoice_date_due": parts[0][0],
            "invoice_user_id": False,
            "ref": f"{unit.reference} {since:%Y-%m}",
            "property_unit_id": unit.id,
            "property_kind": "opening",
            "property_period": since,
            "line_ids": [Command.create(common | item) for item in items],
        }

    def _prepare_opening_contra(self, home, since, day, account):
        amount = float(home.arrears)
        return {
            "display_type": "product",
            "name": self.env._(
                "Arrears as at %(day)s, since %(month)s",
                day=day,
                month=f"{since:%Y-%m}",
            ),
            "quantity": 1.0,
            "price_unit": amount,
            "balance": -amount,
            "amount_currency": -amount,
            "account_id": account.id,
            "tax_ids": [Command.clear()],
        }

    def _prepare_opening_debts(self, debtor, parts):
        company = self.company_id
        partner = debtor.commercial_partner_id.with_company(company)
        account = (
            partner.property_account_receivable_id
            or company.partner_id.with_company(company).property_account_receivable_id
        )
        return [
            {
                "display_type": "payment_term",
                "name": f"{due:%Y-%m}",
                "account_id": account.id,
                "date_maturity": due,
                "balance": float(amount),
                "amount_currency": float(amount),
            }
            for due, amount in parts
        ]

    def _get_opening_parts(self, home, since, day):
        """[(due date, amount)] by month: the age that late fees and figures ask."""
        step = fees.decimal(self.company_id.currency_id.rounding)
        monthly = None
        if home.gross and home.fee_rate:
            monthly = fees.round_money(home.gross * home.fee_rate, step)
        return arrears.spread(home.arrears, since, day, monthly, step)

    def _get_opening_journal(self):
        domain = [("type", "=", "sale"), ("company_id", "=", self.company_id.id)]
        return self.env["account.journal"].search(domain, limit=1)

    def _get_opening_account(self):
        """What Odoo balances opening entries with: earnings not yet distributed."""
        return self.env["account.account"].search(
            [
                *self.env["account.account"]._check_company_domain(self.company_id),
                ("account_type", "=", "equity_unaffected"),
            ],
            limit=1,
        )

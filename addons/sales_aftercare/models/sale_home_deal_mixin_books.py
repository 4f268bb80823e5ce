from odoo import Command, models

from odoo.addons.property_ops.models.property_billing_run_invoice import BULK


class SaleHomeDealMixin(models.AbstractModel):
    """Entries of a deal, with all their items, as many at once as there are deals."""

    _inherit = "sale.home.deal.mixin"

    def _get_deal_link(self):
        """Values by which an entry or a payment belongs to this deal."""
        return {}

    def _get_debtor(self):
        """Who owes what is owed: the first buyer."""
        return self.partner_id.commercial_partner_id.with_company(self.company_id)

    def _get_receivable(self, debtor=None):
        own = self.company_id.partner_id.with_company(self.company_id)
        debtor = (debtor or self._get_debtor()).with_company(self.company_id)
        return (
            debtor.property_account_receivable_id or own.property_account_receivable_id
        )

    def _create_moves(self, vals_list):
        """Post entries that are given complete; in sudo, as effects of documents."""
        company = self.company_id[:1] or self.env.company
        moves = self.env["account.move"].sudo().with_company(company)  # see docstring
        moves = moves.browse(moves.with_context(**BULK).create(vals_list).ids)
        moves._post(soft=False)
        return moves

    def _prepare_invoice(self, kind, day, items, parts, debtor=None):
        """Values of an invoice; of a credit note, where the parts are negative.

        :param items: dicts of the other side: ``account_id``, ``balance``, ``name``
            and, for tax, what Odoo's engine gave
        :param parts: [(text, due day, amount)] of what the buyer owes
        :param debtor: who owes it, by default who owes now
        """
        total = sum(amount for _text, _due, amount in parts)
        debtor = debtor or self._get_debtor()
        return {
            "move_type": "out_invoice" if total > 0 else "out_refund",
            "journal_id": self.company_id._get_sale_home("journal_id").id,
            "invoice_date": day,
            "invoice_payment_term_id": False,
            "invoice_date_due": min(due for _text, due, _amount in parts),
            "invoice_user_id": False,
            "partner_id": debtor.id,
            **self._prepare_move_common(kind, day),
            "line_ids": [
                *(self._prepare_item(debtor, **item) for item in items),
                *(self._prepare_part(debtor, *part) for part in parts),
            ],
        }

    def _prepare_entry(self, kind, day, items):
        """Values of a plain entry over ``items``, which sum to zero."""
        debtor = self._get_debtor()
        return {
            "move_type": "entry",
            "journal_id": self.company_id._get_sale_home("entry_journal_id").id,
            **self._prepare_move_common(kind, day),
            "line_ids": [self._prepare_item(debtor, **item) for item in items],
        }

    def _prepare_move_common(self, kind, day):
        return {
            "company_id": self.company_id.id,
            "currency_id": self.company_id.currency_id.id,
            "date": day,
            "ref": self.display_name,
            "sale_kind": kind,
            **self._get_deal_link(),
        }

    def _prepare_item(self, debtor, **item):
        amount = self.currency_id.round(item.pop("balance"))
        return Command.create(
            {
                "display_type": "product",
                "partner_id": debtor.id,
                "currency_id": self.company_id.currency_id.id,
                "quantity": 1.0,
                "price_unit": abs(amount),
                "balance": amount,
                "tax_ids": [Command.clear()],
                **item,
                "amount_currency": amount,
            }
        )

    def _prepare_part(self, debtor, text, due, amount):
        amount = self.currency_id.round(amount)
        return Command.create(
            {
                "display_type": "payment_term",
                "name": text,
                "partner_id": debtor.id,
                "account_id": self._get_receivable(debtor).id,
                "currency_id": self.company_id.currency_id.id,
                "date_maturity": due,
                "balance": amount,
                "amount_currency": amount,
                "discount_balance": 0.0,
                "discount_amount_currency": 0.0,
            }
        )

    def _get_items(self, kinds=(), is_credit=False):
        """Open receivable items of the deal, in sudo, the oldest first.

        :param kinds: only those of such documents
        :param is_credit: what the buyer has over instead of what is owed
        """
        self.ensure_one()
        domain = [
            *self._get_item_domain(),
            ("account_type", "=", "asset_receivable"),
            ("parent_state", "=", "posted"),
            ("reconciled", "=", False),
            ("amount_residual", "<" if is_credit else ">", 0),
        ]
        if kinds:
            domain.append(("move_id.sale_kind", "in", kinds))
        items = self.env["account.move.line"].sudo()  # roles of a sale see no books
        return items.search(domain, order="date_maturity, id")

    def _get_item_domain(self):
        return [("id", "=", False)]

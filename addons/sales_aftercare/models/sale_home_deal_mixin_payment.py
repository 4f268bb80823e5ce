from dataclasses import replace

from odoo import models
from odoo.tools import SQL

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason

CLAUSE = "SA-1.4.1a"


class SaleHomeDealMixin(models.AbstractModel):
    """Money in: one payment, set against what is oldest, one receipt."""

    _inherit = "sale.home.deal.mixin"

    # Which documents a payment settles unless it is said.
    _payment_kinds = ()

    def _receive_payment(self, amount, journal, day, memo="", payer=None, **details):
        """Take ``amount`` for this deal; refused whole or done whole.

        :param journal: cash or bank journal
        :param payer: who pays, where it is not the debtor: a bank, a relative
        :param details: ``kinds`` of documents it settles; ``method`` as on a receipt;
            ``seen``: what was open as the cashier saw it, refused when it has changed
        :return: the posted payment; what is more than the debts stays as a credit
        :raises PolicyRefusal: with every reason of :meth:`_get_payment_reasons`
        """
        self.ensure_one()
        self.env["account.payment"].check_access("create")
        debts = self._get_items(details.get("kinds") or self._payment_kinds)
        self._lock_items(debts)
        reasons = self._get_payment_reasons(
            debts, amount, journal, day, details.get("seen")
        )
        self.env["policy.clause"]._refuse(reasons, self)
        payments = self.env["account.payment"].with_company(self.company_id)
        values = self._prepare_payment("inbound", amount, journal, day, debts[:1])
        payment = payments.create(
            {
                **values,
                "sale_kind": "payment",
                "sale_payer_id": payer.id if payer else False,
                "memo": memo or self.display_name,
            }
        )
        payment.action_post()
        self._settle(payment._get_property_item().sudo() | debts)  # items, as above
        self.env["property.receipt"]._issue(
            payment,
            method=details.get("method"),
            channel="sale",
            reference=memo or None,
        )
        return payment

    def _lock_items(self, items):
        """Two who take or give the same money go one after the other.

        The later one fails on what the first has changed, is tried again by Odoo and
        then sees it. The deal is locked too: its debts may be gone by then.
        """
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                "SELECT id FROM %s WHERE id IN %s FOR UPDATE",
                SQL.identifier(self._table),
                tuple(self.ids),
            )
        )
        self.env["property.receipt"]._lock_debts(items)

    @enforces("SA-1.4.1a")
    def _get_payment_reasons(self, debts, amount, journal, day, seen=None):
        """Everything against taking this payment now."""
        receipts = self.env["property.receipt"].with_company(self.company_id)
        reasons = [
            replace(reason, clause=CLAUSE)
            for reason in receipts._get_take_reasons(
                self._get_debtor(), debts.browse(), amount, journal, day
            )
        ]
        return [*reasons, *self._iter_payment_reasons(debts, journal, seen)]

    def _iter_payment_reasons(self, debts, journal, seen):
        if self.state != "active" and not debts:
            yield Reason(
                CLAUSE,
                self.env._(
                    "%(deal)s is not in force (%(state)s).",
                    deal=self.display_name,
                    state=self._state_label(self.state),
                ),
            )
        if journal.company_id != self.company_id:
            message = self.env._("%s is of another company.", journal.display_name)
            yield Reason(CLAUSE, message)
        is_open = sum(debts.mapped("amount_residual"))
        if seen is not None and self.currency_id.compare_amounts(seen, is_open):
            yield Reason(
                CLAUSE,
                self.env._(
                    "Something was paid or changed meanwhile: %(open)s is open, not "
                    "%(seen)s.",
                    open=self.currency_id.format(is_open),
                    seen=self.currency_id.format(seen),
                ),
                self.env._("Look at the payments and begin again."),
                {"open": is_open, "seen": seen},
            )

    def _prepare_payment(self, payment_type, amount, journal, day, item):
        """Values of a payment on the account of ``item``, by default the debtor's."""
        method = journal[f"{payment_type}_payment_method_line_ids"][:1]
        account = item.account_id or self._get_receivable()
        return {
            "payment_type": payment_type,
            "partner_type": "customer",
            "partner_id": (item.partner_id or self._get_debtor()).id,
            "amount": amount,
            "currency_id": self.company_id.currency_id.id,
            "date": day,
            "journal_id": journal.id,
            "payment_method_line_id": method.id,
            "outstanding_account_id": (
                method.payment_account_id or journal.default_account_id
            ).id,
            "destination_account_id": account.id,
            **self._get_deal_link(),
        }

    def _settle(self, items):
        """Set credits of ``items`` against their debts, account by account."""
        for found in items.grouped(
            lambda item: (item.account_id, item.partner_id)
        ).values():
            left = found.filtered(lambda item: not item.reconciled)
            residuals = left.mapped("amount_residual")
            if residuals and min(residuals) < 0 < max(residuals):
                left.reconcile()

    def action_take_payment(self):
        """The desk of finance for this deal."""
        self.ensure_one()
        name = f"{self._name.removeprefix('sale.home.')}_id"
        return {
            "name": self.env._("Take a Payment"),
            "type": "ir.actions.act_window",
            "res_model": "sale.home.payment",
            "view_mode": "form",
            "target": "new",
            "context": {f"default_{name}": self.id},
        }

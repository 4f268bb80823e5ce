from odoo import Command, api, fields, models
from odoo.tools import SQL, format_amount, format_date

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason

CLAUSE = "PO-4.1.2"


class PropertyReceipt(models.Model):
    """Taking money: one payment in accounting, set against debts, one receipt."""

    _inherit = "property.receipt"

    @api.model
    def _take(self, partner, lines, amount, journal, day, **details):
        """Take ``amount`` from ``partner``; refused whole or done whole.

        :param partner: who owes; the payment is posted on its commercial partner
        :param lines: open receivable lines (or their moves) it is meant for, the
            oldest of them first; empty: everything the payer owes for homes
        :param journal: cash or bank journal; its company is the company
        :param day: date of the payment, today or before
        :param details: ``method`` (cash, transfer, card, qr, online), ``channel``
            (desk, bank, online), ``reference``, and ``seen``: {line id: open
            amount} as the cashier saw it, refused when it has changed meanwhile
        :return: the receipt; what is more than the debts is a prepayment
        :raises PolicyRefusal: with every reason of :meth:`_get_take_reasons`
        """
        company = journal.company_id
        self = self.with_company(company)
        self.env["account.payment"].check_access("create")
        day = fields.Date.to_date(day)
        debts = self._get_debts(partner, lines, company)
        self._lock_debts(debts)
        given = debts if lines else self.env["account.move.line"]
        reasons = self._get_take_reasons(
            partner, given, amount, journal, day, details.get("seen")
        )
        self.env["policy.clause"]._refuse(reasons, partner)
        fees = self._settle_late_fees(debts, day)
        payment = self._create_payment(
            partner, debts, amount, journal, day, details.get("reference")
        )
        self._allocate(payment, debts, fees)
        return self._issue(payment, **details)

    @api.model
    def _get_debts(self, partner, lines, company):
        """Receivable lines of ``lines`` (lines or moves), else all open ones."""
        if lines and lines._name == "account.move":
            lines = lines.line_ids.filtered(
                lambda line: line.account_type == "asset_receivable"
            )
        if not lines:
            lines = self.env["account.move.line"].search(
                self._get_debt_domain(partner, company)
            )
        return lines.sorted(lambda line: (line.date_maturity or line.date, line.id))

    @api.model
    def _get_debt_domain(self, partner, company):
        """Everything a payer owes for homes."""
        return [
            ("company_id", "=", company.id),
            ("partner_id", "in", partner.commercial_partner_id.ids),
            ("account_type", "=", "asset_receivable"),
            ("parent_state", "=", "posted"),
            ("reconciled", "=", False),
            ("amount_residual", ">", 0),
            ("move_id.property_unit_id", "!=", False),
        ]

    @api.model
    def _lock_debts(self, debts):
        """Two who take the same debt go one after the other.

        The one who waited fails on what the first has changed, is tried again by
        Odoo and then sees that the debt is paid.
        """
        debts.flush_recordset()
        if debts:
            self.env.cr.execute(
                SQL(
                    "SELECT id FROM account_move_line WHERE id IN %s ORDER BY id "
                    "FOR UPDATE",
                    tuple(debts.ids),
                )
            )

    @api.model
    @enforces("PO-4.1.2")
    def _get_take_reasons(self, partner, given, amount, journal, day, seen=None):
        """Everything against taking this payment for the lines ``given``."""
        company, reasons = journal.company_id, []

        def add(message, remedy="", **figures):
            reasons.append(Reason(CLAUSE, message, remedy, figures))

        if company.currency_id.compare_amounts(amount, 0) <= 0:
            add(self.env._("The amount must be more than zero."))
        if journal.type not in ("cash", "bank", "credit"):
            add(self.env._("%s takes no payments.", journal.display_name))
        if day > company._policy_today():
            add(self.env._("A payment is not dated ahead."))
        if company._get_violated_lock_dates(day, False, journal):
            add(
                self.env._("%s is in a closed period.", format_date(self.env, day)),
                self.env._("Date the payment after the lock date."),
            )
        for line in given:
            message = self._get_line_reason(partner, line, journal, seen)
            if message:
                add(message, self.env._("Look the payer up again."), line=line.id)
        return reasons

    @api.model
    def _get_line_reason(self, partner, line, journal, seen):
        """Why nothing can be paid on ``line``, or None."""
        company = journal.company_id
        mine = line.partner_id == partner.commercial_partner_id
        if (
            not mine
            or line.company_id != company
            or line.account_type != "asset_receivable"
            or line.currency_id != company.currency_id
            or line.parent_state != "posted"
        ):
            return self.env._(
                "%(document)s is nothing %(payer)s owes.",
                document=line.move_id.name or line.display_name,
                payer=partner.name,
            )
        expected = (seen or {}).get(line.id, line.amount_residual)
        changed = company.currency_id.compare_amounts(expected, line.amount_residual)
        if line.reconciled or changed:
            return self.env._(
                "%(document)s has been paid or changed meanwhile (%(receipts)s); "
                "%(amount)s is open.",
                document=line.move_id.name,
                receipts=self._get_receipt_names(line.move_id) or "–",
                amount=format_amount(
                    self.env, line.amount_residual, company.currency_id
                ),
            )
        return None

    @api.model
    def _get_receipt_names(self, move):
        """Valid receipts on which ``move`` stands, with cashier."""
        lines = self.env["property.receipt.line"].search(
            [("move_id", "=", move.id), ("receipt_id.state", "=", "issued")]
        )
        return ", ".join(
            f"{receipt.name}, {receipt.cashier_id.name}" for receipt in lines.receipt_id
        )

    @api.model
    def _settle_late_fees(self, debts, day):
        """Book late fee up to ``day``; open late-fee lines of the same homes."""
        if not debts:
            return debts
        self.env["property.late.fee"]._settle(debts, day)
        domain = self._get_debt_domain(debts.partner_id, debts.company_id)
        domain += [
            ("move_id.property_kind", "=", "late_fee"),
            ("move_id.property_unit_id", "in", debts.move_id.property_unit_id.ids),
        ]
        return self.env["account.move.line"].search(domain) - debts

    @api.model
    def _create_payment(self, partner, debts, amount, journal, day, reference):
        method = journal.inbound_payment_method_line_ids[:1]
        account = method.payment_account_id or journal.default_account_id
        payer = partner.commercial_partner_id.with_company(journal.company_id)
        owed_on = debts[:1].account_id or payer.property_account_receivable_id
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": payer.id,
                "amount": amount,
                "currency_id": journal.company_id.currency_id.id,
                "date": day,
                "journal_id": journal.id,
                "payment_method_line_id": method.id,
                "outstanding_account_id": account.id,
                "destination_account_id": owed_on.id,
                "memo": reference or ", ".join(debts.move_id.mapped("name"))[:120],
            }
        )
        payment.action_post()
        return payment

    @api.model
    @enforces("PO-4.1.2")
    def _allocate(self, payment, debts, fees):
        """Set the payment against the oldest of ``debts``, the rest against ``fees``.

        Whatever is left stays open on the payer's account: a prepayment.
        """
        for wanted in (debts, fees):
            paid = payment._get_property_item()
            owed = wanted.filtered(
                lambda line, paid=paid: (
                    line.account_id == paid.account_id and not line.reconciled
                )
            )
            if owed and not paid.reconciled:
                (paid | owed).reconcile()

    @api.model
    def _issue(self, payment, method=None, channel="desk", reference=None, **_rest):
        """The receipt of a posted payment, with what it is set against by now.

        For payments that came by another way too (online, bank file); a payment
        has one receipt, asked for again it is the same one.
        """
        receipts = self.sudo()  # written by this method alone
        found = receipts.search([("payment_id", "=", payment.id)])
        if found:
            return found.with_env(self.env)
        company, journal = payment.company_id, payment.journal_id
        today = company._policy_today()
        default = "cash" if journal.type == "cash" else "transfer"
        receipt = receipts._create_protected(
            [
                {
                    "name": self.env["property.receipt.counter"]._next_name(
                        company, today
                    ),
                    "company_id": company.id,
                    "partner_id": payment.partner_id.id,
                    "date": payment.date,
                    "date_issued": today,
                    "amount": payment.amount,
                    "method": method or journal.property_method or default,
                    "channel": channel,
                    "journal_id": journal.id,
                    "payment_id": payment.id,
                    "reference": reference,
                    "cashier_id": self.env.user.id,
                    "line_ids": self._prepare_lines(payment),
                }
            ]
        )
        receipt._after_issue()
        return receipt.with_env(self.env)

    def _after_issue(self):
        """Hook: the receipt is there, its number given."""

    @api.model
    def _prepare_lines(self, payment):
        """Commands for what the payment is set against, oldest first, and the rest."""
        item = payment._get_property_item()
        partials = item.matched_debit_ids.sorted(
            lambda part: (
                part.debit_move_id.date_maturity or part.debit_move_id.date,
                part.debit_move_id.id,
            )
        )
        rows = []
        for part in partials:
            move = part.debit_move_id.move_id
            rows.append(
                {
                    "name": move.name,
                    "move_id": move.id,
                    "unit_id": move.property_unit_id.id,
                    "period": part.debit_move_id.property_period,
                    "amount": part.amount,
                }
            )
        if not payment.currency_id.is_zero(item.amount_residual):
            rows.append(
                {
                    "name": self.env._("Prepayment"),
                    "is_prepayment": True,
                    "amount": -item.amount_residual,
                }
            )
        return [Command.create(row) for row in rows]

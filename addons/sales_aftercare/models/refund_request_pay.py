from odoo import models
from odoo.exceptions import UserError

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason
from odoo.addons.property_ops.models.property_receipt_print import SCRIPTS
from odoo.addons.property_ops.tools.capital_amount import capital_amount

from .refund_request import CLAUSE

FINANCE = "sales_aftercare.sales_aftercare_group_finance"


class RefundRequest(models.Model):
    """Finance pays, the customer is told and collects against a signature."""

    _inherit = "refund.request"

    @enforces("SA-1.8")
    def _get_refund_reasons(self, journal=None, day=None):
        """{id: all reasons why the money can't be paid out now}"""
        is_finance = self.env.su or self.env.user.has_group(FINANCE)
        found = {}
        for row in self:
            found[row.id] = list(row._iter_refund_reasons(is_finance))
            if journal:
                found[row.id] += row._get_pay_out_reasons(journal, day)
        return found

    def _iter_refund_reasons(self, is_finance):
        if not is_finance:
            yield Reason(CLAUSE, self.env._("Finance pays refunds."))
        if self.state != "approved":
            yield Reason(
                CLAUSE,
                self.env._(
                    "The request is not approved (%(state)s).",
                    state=self._state_label(self.state),
                ),
            )
        elif not self._is_unchanged_since():
            yield Reason(
                CLAUSE,
                self.env._("It was changed after it was approved."),
                self.env._("Cancel the request and make another."),
            )
        yield from self._iter_account_reasons()
        owed = max(self._get_owed(), 0.0)
        if self.currency_id.compare_amounts(self.amount, owed) > 0:
            yield Reason(
                CLAUSE,
                self.env._(
                    "The books owe %(owed)s now, not %(amount)s.",
                    owed=self.currency_id.format(owed),
                    amount=self.currency_id.format(self.amount),
                ),
                self.env._("Cancel the request and make one over what is left."),
                {"owed": owed, "amount": self.amount},
            )

    def _get_pay_out_reasons(self, journal, day):
        reasons = []
        if journal.type not in ("cash", "bank"):
            reasons.append(
                Reason(
                    CLAUSE, self.env._("%s makes no payments.", journal.display_name)
                )
            )
        if day > self.company_id._policy_today():
            reasons.append(Reason(CLAUSE, self.env._("A payment is not dated ahead.")))
        return reasons

    def action_pay(self):
        """Ask finance for journal and day, then pay."""
        self.ensure_one()
        return {
            "name": self.env._("Pay the Refund"),
            "type": "ir.actions.act_window",
            "res_model": "refund.request.pay",
            "view_mode": "form",
            "target": "new",
            "context": {"default_request_id": self.id},
        }

    def _pay(self, journal, day):
        """Pay the refund out, reconciled with what is owed; once, and tell.

        :raises PolicyRefusal: with every reason of :meth:`_get_refund_reasons`
        """
        self.ensure_one()
        self.env["account.payment"].check_access("create")
        deal = self._get_deal()
        credits = self._get_credits()
        deal._lock_items(credits)
        self._lock_for_decision()
        reasons = self._get_refund_reasons(journal, day)[self.id]
        self.env["policy.clause"]._refuse(reasons, self)
        values = deal._prepare_payment(
            "outbound", self.amount, journal, day, credits[:1]
        )
        payment = self.env["account.payment"].create(
            {
                **values,
                "sale_kind": "refund",
                "memo": self.display_name,
                "partner_bank_id": self.partner_bank_id.id,
            }
        )
        payment.action_post()
        deal._settle(payment._get_property_item().sudo() | credits)  # items of the deal
        request = self.sudo()  # finance need not edit requests
        request._move("paid", payment_id=payment.id, date_paid=day)
        request._tell()
        return payment

    @enforces("SA-1.8")
    def _tell(self):
        """Tell the customer to collect: by e-mail and SMS, where they have either."""
        mail = self.env.ref("sales_aftercare.refund_request_mail_template")
        sms = self.env.ref("sales_aftercare.sms_template_refund_request")
        for row in self:
            partner = row.partner_id
            if partner.email:
                row.message_post_with_source(
                    mail, subtype_xmlid="mail.mt_comment", partner_ids=partner.ids
                )
            if partner.phone:
                sms._queue(row, partner, row.company_id)
            if partner.email or partner.phone:
                row._record_told("message")

    def _record_told(self, way):
        """The customer knows: with the payment this completes the refund."""
        self._write_protected(
            {"date_told": self.company_id._policy_today(), "told_by": way}
        )
        self.env["policy.duty"]._complete_for(self, self)

    def action_told(self):
        """The handler told a customer who has neither e-mail nor number."""
        self.check_access("write")
        for row in self:
            if row.state != "paid" or row.date_told:
                raise UserError(
                    self.env._(
                        "%s: the customer is told once the money is there, once.",
                        row.display_name,
                    )
                )
            row._record_told("phone")
        return True

    def action_print(self):
        return self.env.ref("sales_aftercare.refund_request_report").report_action(self)

    def _get_amount_in_words(self):
        """Chinese capital numerals, else the words of the language."""
        self.ensure_one()
        lang = self.env.lang or "en_US"
        if lang in SCRIPTS:
            return capital_amount(self.amount, SCRIPTS[lang])
        return self.currency_id.amount_to_text(self.amount)

    def _get_approval_rows(self):
        """[(step, who, day, what was said)] of the request now, for the form."""
        logs = self.sudo().approval_log_ids.sorted("id")  # the form shows them
        last = max(logs.mapped("round"), default=0)
        decided = logs.filtered(
            lambda log: log.round == last and log.decision in ("approved", "refused")
        )
        return [
            (log.step_name, log.user_id.name, log.date, log.comment or "")
            for log in decided
        ]

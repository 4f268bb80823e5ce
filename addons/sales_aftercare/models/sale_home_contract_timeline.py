from datetime import timedelta

from odoo import fields, models

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.property_ops.tools.timeline import (
    CURRENT,
    DONE,
    EVENT,
    NEXT,
    Entry,
    merge,
)

from ..tools import steps
from .area_survey_line import OPEN


class SaleHomeContract(models.Model):
    """The line of time of a sale, the same for buyers and for staff (X-4).

    :meth:`_get_way` has the steps, :meth:`_get_events` what happened beside them; a
    part of the sale adds its own events by extending the latter.
    """

    _inherit = "sale.home.contract"

    timeline_html = fields.Html(
        "Line of Time", compute="_compute_timeline_html", sanitize=False
    )

    def _compute_timeline_html(self):
        for contract in self:
            known = contract._origin  # one that is being typed in has no past
            contract.timeline_html = bool(known) and self.env["ir.qweb"]._render(
                "property_ops.timeline", {"entries": known._get_timeline()}
            )

    @enforces("X-4")
    def _get_timeline(self):
        """Everything of this sale in one list, as staff see it."""
        self.ensure_one()
        return merge([*self._get_way(), *self._get_events()])

    def _get_way(self):
        """From subscription to certificates: done, current and what comes."""
        self.ensure_one()
        entries = []
        subscription = self.sudo().subscription_id  # a day, whoever reads the contract
        if subscription:
            entries.append(
                Entry(
                    subscription.date_subscribed,
                    title=self.env._("Subscription"),
                    text=subscription.name,
                    status=DONE,
                    key="subscribe",
                )
            )
        labels = dict(self._fields["step"]._description_selection(self.env))
        expected = self._get_expected_days()
        for step in steps.get_way(self.payment_method):
            entries.append(self._get_way_entry(step, labels, expected))
            if step.key == "authenticate":
                entries += self._get_filing_entries()
        if self.step == "ended":
            return [entry for entry in entries if entry.is_over]
        return entries

    def _get_way_entry(self, step, labels, expected):
        day = self[step.date_field]
        gaps = {gap.key for gap in self._get_gaps()} if self.step_floor else ()
        roles = dict(self._fields["step_role"]._description_selection(self.env))
        entry = Entry(day, title=labels[step.key], key=step.key)
        if day or step.key in gaps:
            entry.status = DONE
        else:
            entry.status = CURRENT if step.key == self.step else NEXT
            entry.day = expected.get(step.key)
            entry.who = roles[step.get_role(self.delivery_kind)]
        return entry

    def _get_filing_entries(self):
        """The filing by law goes beside the steps; an old ledger says nothing of it."""
        if not self.date_filed and self.step_floor:
            return []
        return [
            Entry(
                self.date_filed or self.date_filing_due,
                title=self.env._("Filing with the housing bureau"),
                key="file",
                status=DONE if self.date_filed else NEXT,
            )
        ]

    def _get_expected_days(self):
        """{step: day by which it is expected}, as far as that can be said."""
        self.ensure_one()
        contract = self.sudo()  # days alone, whoever reads the contract
        rows = contract.instalment_ids
        loans = rows.filtered(lambda row: row.kind in ("loan", "fund"))
        surveys = contract.survey_line_ids.survey_id
        return {
            "seal": self.date_seal_due,
            "authenticate": contract._get_batch_day(),
            "loan": max(loans.mapped("date_due"), default=False),
            "pay": max(rows.mapped("date_due"), default=False),
            "move_in": self.date_delivery,
            "survey": surveys.filtered(lambda row: row.state in OPEN)[:1].date_due,
            "title": self.date_title_due or self._get_expected_title_day(),
        }

    def _get_batch_day(self):
        """The day on which it goes to the housing bureau, once that is settled."""
        lines = self.env["authentication.batch.line"].search(
            [("contract_id", "=", self.id), ("state", "=", "waiting")], limit=1
        )
        return lines.batch_id.date

    def _get_expected_title_day(self):
        """Of an off-plan home, as if it were handed over on the day agreed."""
        day = self.date_delivery
        if self.delivery_kind == "ready" or not day:
            return False
        days = self.env["policy.parameter"]._get(
            "title_days_off_plan", self.company_id, day
        )
        return day + timedelta(days=days)

    def _get_events(self):
        """Dated events beside the steps; for staff."""
        self.ensure_one()
        return [
            *self._get_payment_events(),
            *self._get_visit_events(),
            *self._get_ticket_events(),
            *self._get_movein_events(),
        ]

    def _get_payment_events(self):
        # sudo: day and amount, which stand on the contract's own form, too
        payments = self.env["account.payment"].sudo()
        domain = [
            ("sale_contract_id", "=", self.id),
            ("state", "in", ("in_process", "paid")),
        ]
        for payment in payments.search(domain):
            is_in = payment.payment_type == "inbound"
            title = self.env._("Payment") if is_in else self.env._("Paid back")
            text = self.currency_id.format(payment.amount)
            yield Entry(payment.date, "payment", title, text)

    def _get_visit_events(self):
        visits = self.env["service.visit"]
        if not visits.has_access("read"):
            return
        domain = [("sale_contract_id", "=", self.id), ("state", "=", "done")]
        for visit in visits.search(domain):
            day = self.company_id._policy_date(visit.done_at)
            title = self.env._("Return visit")
            yield Entry(day, "visit", title, visit.result or "", visit.employee_id.name)

    def _get_ticket_events(self):
        tickets = self.env["helpdesk.ticket"]
        if not tickets.has_access("read"):
            return
        for ticket in tickets.search([("sale_contract_id", "=", self.id)]):
            day = self.company_id._policy_date(ticket.create_date)
            text = f"{ticket.number} {ticket.name}"
            yield Entry(day, "ticket", self.env._("Ticket"), text, ticket.user_id.name)

    def _get_movein_events(self):
        notices = self.env["movein.notice"]
        if not notices.has_access("read"):
            return
        domain = [("contract_id", "=", self.id), ("date_posted", "!=", False)]
        for notice in notices.search(domain):
            yield Entry(
                notice.date_posted, "paper", self.env._("Move-in notice posted")
            )
        domain = [("contract_id", "=", self.id), ("date_issued", "!=", False)]
        for slip in self.env["movein.slip"].search(domain):
            title = self.env._("Move-in slip issued")
            yield Entry(slip.date_issued, "paper", title, slip.name or "", status=EVENT)

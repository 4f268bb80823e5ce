from odoo import models

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.property_ops.tools.timeline import NEWEST, Entry, newest


class SaleHomeContract(models.Model):
    """What happened beside the steps of a sale, as one buyer may see it (X-4).

    Staff read :meth:`_get_events`. Here is what the pages of a buyer show anyway, with
    the way there: invoices on which the reader was written down, the reader's own
    payments, visits and questions, and what was sent to all buyers.
    """

    _inherit = "sale.home.contract"

    @enforces("X-4")
    def _get_portal_line(self, sale, partner, limit=NEWEST):
        """(entries of the line of time, whether older events were left out)

        :param limit: how many events, the newest; None: all of them
        """
        one_more = limit and limit + 1  # so that it shows whether there are older ones
        return newest(self._get_portal_entries(sale, partner, one_more), limit)

    def _get_portal_entries(self, sale, partner, limit=None):
        """Steps and events that ``partner`` may see, in a constant number of queries.

        :param limit: how many events of each kind are needed, the newest
        """
        self.ensure_one()
        return [
            *self._get_portal_way(sale),
            *self._iter_portal_invoices(partner),
            *self._iter_portal_payments(partner, limit),
            *self._iter_portal_visits(partner, limit),
            *self._iter_portal_tickets(limit),
            *self._iter_portal_forms(sale),
        ]

    def _iter_portal_invoices(self, partner):
        moves = self._get_portal_invoices(partner)
        kinds = dict(moves._fields["sale_kind"]._description_selection(self.env))
        for move in moves:
            amount = move.currency_id.format(move.amount_total)
            yield Entry(
                move.invoice_date,
                "bill",
                kinds.get(move.sale_kind) or self.env._("Bill"),
                f"{move.name} · {amount}",
                url=f"/my/invoices/{move.id}",
            )

    def _iter_portal_payments(self, partner, limit):
        """The reader's own, deposit included, with the receipt where there is one."""
        domain = [
            "|",
            ("sale_contract_id", "=", self.id),
            ("sale_subscription_id", "in", self.subscription_id.ids),
            ("partner_id", "=", partner.id),
            ("state", "in", ("in_process", "paid")),
        ]
        payments = self.env["account.payment"].search(
            domain, order="date desc, id desc", limit=limit
        )
        receipts = self.env["property.receipt"].search(
            [
                ("payment_id", "in", payments.ids),
                ("partner_id", "=", partner.id),
                ("state", "=", "issued"),
            ]
        )
        by_payment = receipts.grouped("payment_id")
        for payment in payments:
            is_in = payment.payment_type == "inbound"
            title = self.env._("Payment") if is_in else self.env._("Paid back")
            amount = payment.currency_id.format(payment.amount)
            receipt = by_payment.get(payment)
            text = f"{receipt.name} · {amount}" if receipt else amount
            url = f"/my/homes/receipt/{receipt.id}" if receipt else ""
            yield Entry(payment.date, "payment", title, text, url=url)

    def _iter_portal_visits(self, partner, limit):
        """That the reader was visited; what the visitor wrote is for the office."""
        visits = self.env["service.visit"]
        channels = dict(visits._fields["channel"]._description_selection(self.env))
        domain = [
            ("sale_contract_id", "=", self.id),
            ("partner_id", "=", partner.id),
            ("state", "=", "done"),
        ]
        for visit in visits.search(domain, order="done_at desc, id desc", limit=limit):
            day = self.company_id._policy_date(visit.done_at)
            title = self.env._("Return visit")
            yield Entry(day, "visit", title, channels[visit.channel])

    def _iter_portal_tickets(self, limit):
        tickets = self.sudo(False).env["helpdesk.ticket"]  # by the reader's own rights
        domain = [("sale_contract_id", "=", self.id)]
        found = tickets.search(domain, order="create_date desc, id desc", limit=limit)
        return found._get_portal_entries(self.company_id)

    def _iter_portal_forms(self, sale):
        """What all buyers were sent or given; current ones may print it."""
        documents = self._get_portal_documents(sale)
        pages = {
            record: f"/my/contracts/{self.id}/document/{key}"
            for key, (_title, _report, record) in documents.items()
        }
        for record, day, title, text in self._find_portal_forms():
            if sale.covers(day):
                yield Entry(day, "paper", title, text, url=pages.get(record, ""))

    def _find_portal_forms(self):
        """(record, day, title, text) of notices, slip and settlement given out."""
        own = [("contract_id", "=", self.id)]
        is_posted = [("date_posted", "!=", False), ("state", "!=", "cancelled")]
        for notice in self.env["movein.notice"].search([*own, *is_posted]):
            title = self.env._("Move-in notice posted")
            yield notice, notice.date_posted, title, ""
        is_issued = [("state", "in", ("issued", "handed_over"))]
        for slip in self.env["movein.slip"].search([*own, *is_issued]):
            title = self.env._("Move-in slip issued")
            yield slip, slip.date_issued, title, slip.name
        is_told = [("state", "=", "posted"), ("date_told", "!=", False)]
        for row in self.env["area.settlement"].search([*own, *is_told]):
            title = self.env._("Statement of the area difference")
            yield row, row.date_told, title, ""

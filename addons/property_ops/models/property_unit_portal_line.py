from odoo import models

from odoo.addons.cs_policy.tools.enforce import enforces

from ..tools.timeline import NEWEST, Entry, newest


class PropertyUnit(models.Model):
    """What happened at a home, as one of its people may see it (X-4).

    Read in sudo by the page of the home, about what that page shows anyway: frozen
    viewers of bills, receipts and letters made out to the reader. Tickets alone are
    asked for with the reader's own rights.
    """

    _inherit = "property.unit"

    @enforces("X-4")
    def _get_portal_line(self, home, partner, limit=NEWEST):
        """(entries of the line of time, whether older events were left out)

        :param limit: how many events, the newest; None: all of them
        """
        one_more = limit and limit + 1  # so that it shows whether there are older ones
        return newest(self._get_portal_events(home, partner, one_more), limit)

    def _get_portal_events(self, home, partner, limit=None):
        """Entries of the line of time that ``partner`` may see; see extensions.

        A constant number of queries, whatever there is of each kind.

        :param limit: how many of each kind are needed, the newest
        """
        self.ensure_one()
        return [
            *self._iter_portal_stays(home),
            *self._iter_portal_bill_events(partner, limit),
            *self._iter_portal_payments(partner, limit),
            *self._iter_portal_letters(partner, limit),
            *self._iter_portal_visits(partner, limit),
            *self._iter_portal_tickets(limit),
        ]

    def _iter_portal_stays(self, home):
        titles = {
            "owner": (self.env._("Owner from"), self.env._("Owner until")),
            "tenant": (self.env._("Tenant from"), self.env._("Tenant until")),
            "resident": (self.env._("Resident from"), self.env._("Resident until")),
        }
        today = self.company_id._policy_today()
        for role, first, last in home.get_stays():
            begin, end = titles[role]
            yield Entry(first, "stay", begin)
            if last and last <= today:
                yield Entry(last, "stay", end)

    def _iter_portal_bill_events(self, partner, limit):
        bills = self._get_portal_bills(partner, limit=limit)
        kinds = dict(bills._fields["property_kind"]._description_selection(self.env))
        for bill in bills:
            title = kinds.get(bill.property_kind) or self.env._("Bill")
            if bill.move_type == "out_refund":
                title = self.env._("Credit note")
            amount = bill.currency_id.format(bill.amount_total)
            yield Entry(
                bill.invoice_date,
                "bill",
                title,
                f"{bill.name} · {amount}",
                "" if bill.partner_id == partner else bill.partner_id.name,
                url=f"/my/invoices/{bill.id}",
            )

    def _iter_portal_payments(self, partner, limit):
        for receipt in self._get_portal_receipts(partner, limit=limit):
            amount = receipt.currency_id.format(receipt.amount)
            yield Entry(
                receipt.date,
                "payment",
                self.env._("Payment"),
                f"{receipt.name} · {amount}",
                url=f"/my/homes/receipt/{receipt.id}",
            )

    def _iter_portal_letters(self, partner, limit):
        steps = self.env["property.dunning.step"]
        kinds = dict(steps._fields["kind"]._description_selection(self.env))
        domain = [("unit_id", "=", self.id), *steps._get_portal_domain(partner)]
        for step in steps.search(domain, order="sent_at desc, id desc", limit=limit):
            yield Entry(
                self.company_id._policy_date(step.sent_at),
                "letter",
                kinds[step.kind],
                url=f"/my/homes/dunning/{step.id}",
            )

    def _iter_portal_visits(self, partner, limit):
        """That the reader was visited; what the visitor wrote is for the office."""
        domain = [
            ("dunning_case_id.unit_id", "=", self.id),
            ("partner_id", "=", partner.id),
            ("state", "=", "done"),
        ]
        visits = self.env["service.visit"]
        for visit in visits.search(domain, order="done_at desc, id desc", limit=limit):
            day = self.company_id._policy_date(visit.done_at)
            yield Entry(day, "visit", self.env._("Visit"))

    def _iter_portal_tickets(self, limit):
        tickets = self.sudo(False).env["helpdesk.ticket"]  # by the reader's own rights
        domain = [("property_unit_id", "=", self.id)]
        found = tickets.search(domain, order="create_date desc, id desc", limit=limit)
        return found._get_portal_entries(self.company_id)

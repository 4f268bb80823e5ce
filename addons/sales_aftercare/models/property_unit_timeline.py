from odoo import fields, models

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.property_ops.tools.timeline import Entry, merge

BILLS = 60


class PropertyUnit(models.Model):
    """One home, one line of time: every sale, owner, bill, visit and ticket (X-4)."""

    _inherit = "property.unit"

    timeline_html = fields.Html(
        "Line of Time", compute="_compute_timeline_html", sanitize=False
    )

    def _compute_timeline_html(self):
        for unit in self:
            known = unit._origin  # nothing has happened to one that is being typed in
            unit.timeline_html = bool(known) and self.env["ir.qweb"]._render(
                "property_ops.timeline", {"entries": known._get_timeline()}
            )

    @enforces("X-4")
    def _get_timeline(self):
        """All that happened to this home and what is next, as the reader may see."""
        self.ensure_one()
        contracts = self.env["sale.home.contract"]
        entries = [*self._get_owner_events(), *self._get_bill_events()]
        if contracts.has_access("read"):
            for contract in contracts.search([("unit_id", "=", self.id)]):
                entries += [*contract._get_way(), *contract._get_events()]
        entries += self._get_ticket_events()
        return merge(entries)

    def _get_owner_events(self):
        for tenure in self.tenure_ids:
            name = tenure.partner_id.name
            yield Entry(tenure.date_from, "owner", self.env._("Owner from"), name)
            if tenure.date_to:
                yield Entry(tenure.date_to, "owner", self.env._("Owner until"), name)

    def _get_bill_events(self):
        # sudo: number, day and amount of bills; the front desk answers for them
        moves = self.env["account.move"].sudo()
        domain = [
            ("property_unit_id", "=", self.id),
            ("state", "=", "posted"),
            ("move_type", "in", ("out_invoice", "out_refund")),
        ]
        found = moves.search(domain, order="invoice_date desc, id desc", limit=BILLS)
        for move in found:
            amount = move.currency_id.format(move.amount_total)
            yield Entry(move.invoice_date, "bill", move.name, amount)

    def _get_ticket_events(self):
        tickets = self.env["helpdesk.ticket"]
        if not tickets.has_access("read"):
            return []
        domain = [("property_unit_id", "=", self.id), ("sale_contract_id", "=", False)]
        return [
            Entry(
                self.company_id._policy_date(ticket.create_date),
                "ticket",
                self.env._("Ticket"),
                f"{ticket.number} {ticket.name}",
                ticket.user_id.name or "",
            )
            for ticket in tickets.search(domain)
        ]

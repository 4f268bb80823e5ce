from odoo import models


class PropertyUnit(models.Model):
    """Late fee, receipts and prepayments as their payer reads them in the portal."""

    _inherit = "property.unit"

    def _get_portal_late_fees(self, partner, day):
        """{bill: late fee up to ``day`` that no invoice asks for yet}"""
        is_open = [("amount_residual", "!=", 0)]
        bills = self._get_portal_bills(partner, limit=None, domain=is_open)
        fees = {}
        for line, amount in bills._get_due_late_fees(day).items():
            fees[line.move_id] = fees.get(line.move_id, 0.0) + amount
        return fees

    def _get_portal_late_fee_rows(self, partner, day):
        """({bill: stretches of days that make up its late fee}, what became of it)"""
        bills = self._get_portal_bills(partner)
        lines = bills.line_ids._filter_principal()
        if not lines:
            return {}, {}
        rows = {}
        for row in lines._get_late_fee_explanation(day):
            rows.setdefault(row["move"], []).append(row)
        return rows, self._get_portal_late_fee_summary(lines, rows, day)

    def _get_portal_late_fee_summary(self, lines, rows, day):
        """What became of it: ``charged``, of that ``waived``, ``booked``, ``due``."""
        fees = self.env["property.late.fee"]
        domain = [("line_id", "in", lines.ids)]
        is_waived = [("waiver_id", "!=", False)]
        [(waived,)] = fees._read_group(domain + is_waived, [], ["amount:sum"])
        [(booked,)] = fees._read_group(domain, [], ["amount:sum"])
        return {
            "charged": sum(row["amount"] for found in rows.values() for row in found),
            "waived": -(waived or 0.0),
            "booked": booked or 0.0,
            "due": sum(fees._get_due(lines, day).values()),
        }

    def _get_portal_receipts(self, partner, limit=24):
        """Receipts made out to ``partner`` for bills of this home."""
        self.ensure_one()
        return self.env["property.receipt"].search(
            [
                ("partner_id", "=", partner.id),
                ("line_ids.unit_id", "=", self.id),
                ("state", "=", "issued"),
            ],
            limit=limit,
        )

    def _get_portal_prepaid(self, partner, company):
        """What ``partner`` has paid ahead, in the currency of the company.

        Nothing is said of the account of an employer: it has others' money on it.
        """
        if partner != partner.commercial_partner_id:
            return 0.0
        lines = self.env["account.move.line"]
        [(open_amount,)] = lines._read_group(
            [
                ("company_id", "=", company.id),
                ("partner_id", "=", partner.id),
                *lines._get_prepayment_domain(),
            ],
            aggregates=["amount_residual:sum"],
        )
        return -(open_amount or 0.0)

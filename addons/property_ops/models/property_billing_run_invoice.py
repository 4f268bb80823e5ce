from datetime import timedelta

from odoo import models

from odoo.addons.cs_policy.tools.enforce import enforces

from .account_move_line_bulk import BULK


class PropertyBillingRun(models.Model):
    """One draft invoice per home and payer."""

    _inherit = "property.billing.run"

    @enforces("PO-4.1.2")
    def _create_invoices(self, charges):
        """One draft invoice per home and payer, with all its journal items.

        Who is exempt from all gets none.
        """
        self.ensure_one()
        groups = charges.grouped(lambda charge: (charge.unit_id, charge.partner_id))
        groups = [rows for rows in groups.values() if any(rows.mapped("amount"))]
        moves = self.env["account.move"].with_context(**BULK)
        moves = moves.create([self._prepare_invoice(rows) for rows in groups])
        self._create_items(moves, groups)
        charges._link_moves(zip(moves, groups, strict=True))
        # Without the context of the bulk creation.
        return self.env["account.move"].browse(moves.ids)

    def _prepare_invoice(self, charges):
        unit, partner = charges.unit_id, charges.partner_id
        return {
            "move_type": "out_invoice",
            "company_id": self.company_id.id,
            "journal_id": self.journal_id.id,
            "partner_id": partner.id,
            "currency_id": self.currency_id.id,
            "invoice_date": self.invoice_date,
            "date": self.invoice_date,
            "invoice_payment_term_id": False,
            "invoice_date_due": self._get_due_date(),
            "fiscal_position_id": self._get_fiscal_position(partner).id,
            "invoice_user_id": False,
            "ref": f"{unit.reference} {self.period:%Y-%m}",
            "property_unit_id": unit.id,
            "property_kind": "bill",
            "property_period": self.period,
        }

    def _get_due_date(self):
        """When bills are due: for those of a later day than the run's, later by it.

        What was set aside or taken back is not overdue the day it is billed.
        """
        released = self.date_released or self.invoice_date
        return self.date_due + max(released - self.invoice_date, timedelta(0))

    def _get_fiscal_position(self, partner):
        positions = self.env["account.fiscal.position"].with_company(self.company_id)
        return positions._get_fiscal_position(partner)

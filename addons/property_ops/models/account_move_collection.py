from odoo import models


class AccountMove(models.Model):
    """What the collection figures need of an invoice."""

    _inherit = "account.move"

    # Bills by fee month; a document without one counts in the month of its date.
    _property_fee_month = models.Index(
        "(company_id, COALESCE(property_period, date)) WHERE property_kind IS NOT NULL"
    )
    # The home of a payer, for money that is not yet set against a bill.
    _property_payer = models.Index(
        "(commercial_partner_id, date, id) WHERE property_unit_id IS NOT NULL"
    )

    def _reverse_moves(self, default_values_list=None, cancel=False):
        """A credit note corrects the fee month of its bill."""
        values = default_values_list or [{} for _move in self]
        for move, default in zip(self, values, strict=True):
            if move.property_kind and move.property_period:
                default.setdefault("property_period", move.property_period)
        return super()._reverse_moves(values, cancel=cancel)

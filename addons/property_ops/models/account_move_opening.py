from odoo import fields, models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    """Debts from before the first bill."""

    _inherit = "account.move"

    property_kind = fields.Selection(selection_add=[("opening", "Opening arrears")])

    def _take_back_opening(self):
        """Cancel opening invoices by credit note, while nothing was paid on them.

        :raises UserError: for one that was paid in part; its payments have to be
            looked at by a person
        """
        for move in self:
            if move.currency_id.compare_amounts(
                move.amount_residual, move.amount_total
            ):
                raise UserError(
                    self.env._(
                        "%(invoice)s of %(home)s was paid in part; correct its "
                        "arrears by hand.",
                        invoice=move.name,
                        home=move.property_unit_id.reference,
                    )
                )
            move.is_taken_back = True  # first: what is taken back bears no late fee
            day = move.company_id._policy_today()
            move._reverse_moves(
                [{"date": day, "invoice_date": day, "invoice_date_due": day}],
                cancel=True,
            )

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.cs_policy.tools.fields import Many2oneUnchecked


class PropertyLateFee(models.Model):
    """Why a late fee was booked: debt, days, open principal and rate (PO-4.1.3.1).

    Rows are added by the booking alone and never change. A row takes days back when
    a payment turned out to be earlier: its principal and its amount are negative.
    The rows of one debt sum to what was booked for it, what was waived taken off.
    """

    _name = "property.late.fee"
    _description = "Late Fee"
    _order = "line_id, number"
    _check_company_auto = True
    # Rows come by the ten thousand. Who booked them when is said by their document,
    # and their company is that of the debt, which nobody can delete.
    _log_access = False

    line_id = fields.Many2one(
        "account.move.line",
        "Debt",
        required=True,
        readonly=True,
        ondelete="restrict",  # found by the index of the numbers, below
    )
    number = fields.Integer("Booking Number", required=True, readonly=True)
    move_id = fields.Many2one(
        "account.move",
        "Booked by",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
    )
    waiver_id = fields.Many2one(
        "property.late.fee.waiver",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
        help="What was let off, after approval.",
    )
    unit_id = fields.Many2one(
        "property.unit",
        "Home",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Debtor",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    company_id = Many2oneUnchecked("res.company", required=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_from = fields.Date("From", required=True, readonly=True)
    date_to = fields.Date("To", required=True, readonly=True)
    days = fields.Integer("Number of Days", required=True, readonly=True)
    principal = fields.Monetary("Open Principal", required=True, readonly=True)
    rate = fields.Float(
        "Rate per Day (%)", required=True, readonly=True, digits="Property Rate"
    )
    amount = fields.Monetary(required=True, readonly=True)
    is_capped = fields.Boolean("Cap Reached", readonly=True)

    # Two bookings at once can't both write the next row of a debt.
    _number_uniq = models.UniqueIndex(
        "(line_id, number) INCLUDE (amount, date_to)",
        "The late fee of that debt was booked by somebody else at this moment.",
    )
    _days_valid = models.Constraint(
        "CHECK(days = date_to - date_from + 1 AND days > 0)",
        "The last day can't be before the first.",
    )

    @api.depends("line_id", "date_from", "date_to")
    def _compute_display_name(self):
        for row in self:
            name = row.line_id.sudo().move_id.name  # staff have no part in accounting
            row.display_name = f"{name} {row.date_from} – {row.date_to}"

    def write(self, vals):
        if set(vals) != {"move_id"} or self.move_id:
            raise UserError(self.env._("Booked late fees never change."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Booked late fees never change."))

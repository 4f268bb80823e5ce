from odoo import api, fields, models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    property_fee_type_id = fields.Many2one(
        "property.fee.type",
        "Fee Type",
        copy=True,
        ondelete="restrict",
        help="Which fee the line charges; a credit note keeps it.",
    )
    property_period = fields.Date("Fee Month", compute="_compute_property_period")

    # Money on account: few lines, found at once.
    _property_credit = models.Index(
        "(company_id, account_id) WHERE amount_residual < 0 AND parent_state = 'posted'"
    )

    @api.depends("move_id.property_period", "move_id.property_kind", "date_maturity")
    def _compute_property_period(self):
        """Old arrears have the month of each of their parts."""
        for line in self:
            period = line.move_id.property_period
            if line.move_id.property_kind == "opening" and line.date_maturity:
                period = line.date_maturity.replace(day=1)
            line.property_period = period

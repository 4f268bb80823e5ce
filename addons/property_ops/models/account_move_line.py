from odoo import api, fields, models
from odoo.tools import SQL


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

    @api.model
    def _get_prepayment_domain(self):
        """Money on account that bills of homes are paid from.

        Hook for what stands on the same accounts and is no such money; what is asked
        of the entries has to be in :meth:`_get_prepayment_sql` too.
        """
        return [
            ("account_type", "=", "asset_receivable"),
            ("parent_state", "=", "posted"),
            ("reconciled", "=", False),
            ("amount_residual", "<", 0),
        ]

    @api.model
    def _get_prepayment_sql(self):
        """What :meth:`_get_prepayment_domain` asks of an entry ``m``."""
        return SQL("TRUE")

from odoo import fields, models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    property_fee_type_id = fields.Many2one(
        "property.fee.type",
        "Fee Type",
        copy=True,
        ondelete="restrict",
        help="Which fee the line charges; a credit note keeps it.",
    )

    # Money on account: few lines, found at once.
    _property_credit = models.Index(
        "(company_id, account_id) WHERE amount_residual < 0 AND parent_state = 'posted'"
    )

from odoo import api, fields, models
from odoo.exceptions import UserError


class PropertyReceipt(models.Model):
    """What a payer holds for a payment: numbered without gaps, never deleted.

    The money itself is the payment in accounting; a receipt says which bills of
    which homes it went to on the day it was taken (PO-4.1.2). Receipts are made by
    ``_take`` and ``_issue`` alone.
    """

    _name = "property.receipt"
    _description = "Receipt"
    _inherit = ["mail.thread", "policy.state.mixin"]
    _order = "id desc"
    _check_company_auto = True

    _transitions = {"issued": {"void"}, "void": set()}
    _initial_state = "issued"

    name = fields.Char("Receipt Number", required=True, readonly=True, copy=False)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner",
        "Payer",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    date = fields.Date(
        "Paid on", required=True, readonly=True, help="Date of the payment."
    )
    date_issued = fields.Date(
        "Issued on",
        required=True,
        readonly=True,
        index=True,
        help="Day on which the number was given; in company time.",
    )
    amount = fields.Monetary(required=True, readonly=True)
    method = fields.Selection(
        [
            ("cash", "Cash"),
            ("transfer", "Transfer"),
            ("card", "Card"),
            ("qr", "QR code"),
            ("online", "Online"),
        ],
        required=True,
        readonly=True,
    )
    channel = fields.Selection(
        [("desk", "Desk"), ("bank", "Bank file"), ("online", "Online")],
        required=True,
        readonly=True,
        default="desk",
    )
    journal_id = fields.Many2one(
        "account.journal", required=True, readonly=True, ondelete="restrict"
    )
    payment_id = fields.Many2one(
        "account.payment",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        groups="account.group_account_invoice,account.group_account_readonly",
    )
    reference = fields.Char(
        readonly=True, help="Of the transfer, slip or terminal, as the payer has it."
    )
    cashier_id = fields.Many2one(
        "res.users", required=True, readonly=True, index=True, ondelete="restrict"
    )
    line_ids = fields.One2many("property.receipt.line", "receipt_id", readonly=True)
    unit_names = fields.Char("Homes", compute="_compute_unit_names")
    print_count = fields.Integer("Times Printed", readonly=True, copy=False)
    state = fields.Selection(
        [("issued", "Valid"), ("void", "Void")],
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        default="issued",
    )
    void_reason = fields.Char(readonly=True, copy=False)
    void_user_id = fields.Many2one("res.users", "Voided by", readonly=True, copy=False)
    date_void = fields.Date("Voided on", readonly=True, copy=False)

    _protected_fields = (
        "state",
        "name",
        "amount",
        "payment_id",
        "print_count",
        "void_reason",
        "void_user_id",
        "date_void",
    )

    _name_uniq = models.Constraint(
        "UNIQUE(company_id, name)", "That receipt number is taken."
    )
    _payment_uniq = models.Constraint(
        "UNIQUE(payment_id)", "That payment has its receipt already."
    )
    _amount_positive = models.Constraint(
        "CHECK(amount > 0)", "A receipt is for more than nothing."
    )

    @api.depends("line_ids.unit_id")
    def _compute_unit_names(self):
        for receipt in self:
            units = receipt.line_ids.unit_id.sorted("sort_key")
            receipt.unit_names = ", ".join(units.mapped("reference"))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A receipt is never deleted; it can be made void."))

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.cs_policy.tools.enforce import enforces


class PropertyLateFeeWaiver(models.Model):
    """A late fee is let off, in whole or in part, once the director agrees to it.

    The last yes posts the credit note. What is waived is not booked again when the
    fee is worked out anew (PO-4.1.3.1).
    """

    _name = "property.late.fee.waiver"
    _description = "Late Fee Waiver"
    _inherit = ["property.concession.mixin"]
    _order = "id desc"
    _check_company_auto = True

    _approval_clause = "PO-4.1.3.1"
    _approval_fields = ("move_id", "amount", "reason")
    _protected_fields = ("state", "credit_id")

    move_id = fields.Many2one(
        "account.move",
        "Late Fee",
        required=True,
        ondelete="restrict",
        index=True,
        domain="[('property_kind', '=', 'late_fee'), ('state', '=', 'posted'), "
        "('move_type', '=', 'out_invoice')]",
    )
    unit_id = fields.Many2one(
        related="move_id.property_unit_id", store=True, index=True, precompute=True
    )
    partner_id = fields.Many2one(
        string="Debtor",
        related="move_id.partner_id",
        store=True,
        index=True,
        precompute=True,
    )
    company_id = fields.Many2one(
        related="move_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount_left = fields.Monetary(
        "Can Be Waived",
        compute="_compute_amount_left",
        help="What was booked and neither taken back nor waived.",
    )
    amount = fields.Monetary(
        required=True,
        compute="_compute_amount",
        store=True,
        readonly=False,
        precompute=True,
        help="All of it, unless you say less.",
    )
    credit_id = fields.Many2one("account.move", "Credit Note", readonly=True)
    fee_ids = fields.One2many("property.late.fee", "waiver_id", "Late Fees")

    _amount_valid = models.Constraint(
        "CHECK(amount > 0)", "What is waived is more than nothing."
    )

    @api.depends("move_id", "amount")
    def _compute_display_name(self):
        for waiver in self:
            name = waiver.sudo().move_id.name or ""  # area managers see no accounting
            waiver.display_name = f"{name} −{waiver.amount:.2f}"

    @api.depends("move_id", "state")
    def _compute_amount_left(self):
        for waiver in self:
            waiver.amount_left = sum(waiver._get_left().values())

    @api.depends("move_id")
    def _compute_amount(self):
        for waiver in self:
            waiver.amount = waiver.amount_left

    def _get_left(self):
        """{debt: late fee of the document that is still there}, oldest debt first."""
        move = self.sudo().move_id  # area managers see no accounting
        fees = self.env["property.late.fee"].sudo()  # as above
        found = {}
        lines = move.property_late_fee_ids.line_id
        for line in lines.sorted(lambda line: (line.date_maturity, line.id)):
            rows = fees.search([("line_id", "=", line.id)])
            booked = rows.filtered(lambda row: row.move_id == move)
            waived = rows.filtered(lambda row: row.waiver_id.move_id == move)
            left = sum((booked | waived).mapped("amount"))
            found[line] = max(min(left, sum(rows.mapped("amount"))), 0)
        return found

    def action_submit(self):
        self.check_access("write")
        self._check_amount()
        return super().action_submit()

    def _check_amount(self):
        for waiver in self:
            left = sum(waiver._get_left().values())
            if waiver.currency_id.compare_amounts(waiver.amount, left) > 0:
                raise UserError(
                    self.env._(
                        "%(document)s: only %(left)s can be waived.",
                        document=waiver.sudo().move_id.name,  # as in _get_left
                        left=waiver.currency_id.format(left),
                    )
                )

    @enforces("PO-4.1.3.1")
    def _on_approved(self):
        """Post the credit note, against the late fee it lets off."""
        result = super()._on_approved()
        for waiver in self:
            waiver = waiver.with_company(waiver.company_id)
            waiver._check_amount()
            rows = waiver._create_rows()
            credit = self.env["account.move"].create(rows._prepare_waiver_move(waiver))
            rows.move_id = credit
            credit._post(soft=False)
            waiver._write_protected({"credit_id": credit.id})
            lines = (waiver.move_id | credit).line_ids.filtered(
                lambda line: (
                    line.account_type == "asset_receivable" and not line.reconciled
                )
            )
            lines.reconcile()
            credit._offset_late_fee()
        return result

    def _create_rows(self):
        """Rows that take the waived amount off its debts, the oldest first."""
        rest, rows = self.amount, self.env["property.late.fee"]
        today = self.company_id._policy_today()
        for line, left in self._get_left().items():
            amount = self.currency_id.round(min(rest, left))
            if not amount:
                continue
            last = rows.search(
                [("line_id", "=", line.id)], order="number desc", limit=1
            )
            rows |= rows.create(
                {
                    "line_id": line.id,
                    "number": last.number + 1,
                    "waiver_id": self.id,
                    "unit_id": self.unit_id.id,
                    "partner_id": self.partner_id.id,
                    "company_id": self.company_id.id,
                    "date_from": today,
                    "date_to": today,
                    "days": 1,
                    "principal": 0,
                    "rate": 0,
                    "amount": -amount,
                }
            )
            rest -= amount
        return rows

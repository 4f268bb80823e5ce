from odoo import api, fields, models


class PropertyCashSheetLine(models.Model):
    """One way of paying: what the receipts say and what there is."""

    _name = "property.cash.sheet.line"
    _description = "Cash Sheet Line"
    _order = "sheet_id, id"

    sheet_id = fields.Many2one(
        "property.cash.sheet", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="sheet_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    method = fields.Selection(
        [
            ("cash", "Cash"),
            ("transfer", "Transfer"),
            ("card", "Card"),
            ("qr", "QR code"),
        ],
        required=True,
        readonly=True,
    )
    receipt_count = fields.Integer("Receipts", compute="_compute_expected")
    expected = fields.Monetary(
        compute="_compute_expected",
        help="Valid receipts; for cash with what was in the drawer before.",
    )
    counted = fields.Monetary(
        compute="_compute_counted",
        store=True,
        readonly=False,
        help="Cash from the count below, or typed as one sum.",
    )
    difference = fields.Monetary(compute="_compute_difference")

    _method_uniq = models.Constraint(
        "UNIQUE(sheet_id, method)", "That method is on the sheet already."
    )

    @api.depends(
        "sheet_id.receipt_ids.state",
        "sheet_id.receipt_ids.amount",
        "sheet_id.opening_cash",
    )
    def _compute_expected(self):
        for line in self:
            receipts = line.sheet_id.receipt_ids.filtered(
                lambda r, m=line.method: r.method == m and r.state == "issued"
            )
            line.receipt_count = len(receipts)
            line.expected = sum(receipts.mapped("amount"))
            if line.method == "cash":
                line.expected += line.sheet_id.opening_cash

    @api.depends("sheet_id.count_ids.amount", "expected")
    def _compute_counted(self):
        for line in self:
            counts = line.sheet_id.count_ids.filtered("quantity")
            if line.method != "cash":
                line.counted = line.expected
            elif counts:
                line.counted = sum(counts.mapped("amount"))

    @api.depends("counted", "expected")
    def _compute_difference(self):
        for line in self:
            line.difference = line.counted - line.expected

    def write(self, vals):
        if "counted" in vals and not self.env.is_protected(
            self._fields["counted"], self
        ):
            self.sheet_id._check_open()
        return super().write(vals)

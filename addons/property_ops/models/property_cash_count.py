from odoo import api, fields, models


class PropertyCashCount(models.Model):
    """How many notes or coins of one value are in the drawer."""

    _name = "property.cash.count"
    _description = "Cash Count"
    _order = "sheet_id, denomination desc, id"

    sheet_id = fields.Many2one(
        "property.cash.sheet", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="sheet_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    denomination = fields.Monetary("Note or Coin", required=True)
    quantity = fields.Integer()
    amount = fields.Monetary(compute="_compute_amount", store=True)

    _quantity_valid = models.Constraint(
        "CHECK(quantity IS NULL OR quantity >= 0)", "There are no fewer than none."
    )

    @api.depends("denomination", "quantity")
    def _compute_amount(self):
        for count in self:
            count.amount = count.denomination * count.quantity

    @api.model_create_multi
    def create(self, vals_list):
        counts = super().create(vals_list)
        counts.sheet_id._check_open()
        return counts

    def write(self, vals):
        if {"denomination", "quantity", "sheet_id"} & set(vals):
            self.sheet_id._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed(self):
        self.sheet_id._check_open()

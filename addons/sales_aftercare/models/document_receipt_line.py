from odoo import api, fields, models


class DocumentReceiptLine(models.Model):
    """One paper or certificate that the receipt names."""

    _name = "document.receipt.line"
    _description = "Receipt Line"
    _order = "sequence, id"
    _check_company_auto = True

    receipt_id = fields.Many2one(
        "document.receipt", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="receipt_id.company_id", store=True, index=True, precompute=True
    )
    sequence = fields.Integer(default=10)
    copy_id = fields.Many2one(
        "document.copy",
        "Paper of the Register",
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
        help="It passes to the recipient with the signature.",
    )
    title = fields.Char(
        "Paper or Certificate",
        compute="_compute_title",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    quantity = fields.Integer("Sheets or Copies", default=1, required=True)
    form = fields.Selection(
        [("original", "Original"), ("photocopy", "Photocopy")],
        "Kind of Copy",
        required=True,
        default="original",
    )

    _quantity_valid = models.Constraint(
        "CHECK(quantity > 0)", "A receipt names what was taken: at least one."
    )

    @api.depends("copy_id")
    def _compute_title(self):
        for line in self:
            line.title = line.title or line.copy_id.display_name

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.receipt_id._check_changeable()
        return lines

    def write(self, vals):
        self.receipt_id._check_changeable()
        return super().write(vals)

    def unlink(self):
        self.receipt_id._check_changeable()
        return super().unlink()

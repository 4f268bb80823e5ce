from odoo import fields, models


class SaleHomeSupplementBuyer(models.Model):
    """One of the buyers after a change of buyer."""

    _name = "sale.home.supplement.buyer"
    _description = "Buyer After a Change"
    _order = "sequence, id"

    supplement_id = fields.Many2one(
        "sale.home.supplement", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="supplement_id.company_id", store=True, index=True, precompute=True
    )
    sequence = fields.Integer(default=10)
    partner_id = fields.Many2one(
        "res.partner", "Buyer", required=True, ondelete="restrict"
    )
    share = fields.Float("Share (%)", required=True, default=100, digits=(7, 4))

    _share_valid = models.Constraint(
        "CHECK(share > 0 AND share <= 100)",
        "A share is more than 0 % and at most 100 %.",
    )

    def write(self, vals):
        self.supplement_id._tier_validation_check_write_allowed({"buyer_ids": True})
        return super().write(vals)

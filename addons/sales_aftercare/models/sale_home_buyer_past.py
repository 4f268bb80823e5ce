from odoo import api, fields, models


class SaleHomeBuyerPast(models.Model):
    """Who was a buyer of a contract in force, until when; only ever grows."""

    _name = "sale.home.buyer.past"
    _description = "Former Buyer"
    _inherit = ["policy.log.mixin"]
    _order = "date_to desc, id desc"

    contract_id = fields.Many2one(
        "sale.home.contract",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(
        related="contract_id.company_id", store=True, index=True, precompute=True
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Former Buyer",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    date_to = fields.Date("Buyer Until", required=True, readonly=True)

    @api.model
    def _note(self, buyers):
        """``buyers`` are about to leave their contracts."""
        self._append(
            [
                {
                    "contract_id": buyer.contract_id.id,
                    "partner_id": buyer.partner_id.id,
                    "date_to": buyer.company_id._policy_today(),
                }
                for buyer in buyers
                if buyer.contract_id.state not in (False, "draft", "refused")
            ]
        )

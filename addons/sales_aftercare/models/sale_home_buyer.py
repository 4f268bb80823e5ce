from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.cs_policy.tools.trusted import is_trusted

TERMS = {
    "partner_id", "share", "sequence", "contract_id", "subscription_id", "signed_by_id",
}  # fmt: skip
"""What is agreed of a buyer; the first of them is the one who owes."""


class SaleHomeBuyer(models.Model):
    """Who buys which share of a home; the first one gets the documents."""

    _name = "sale.home.buyer"
    _description = "Buyer"
    _order = "sequence, id"
    _check_company_auto = True

    contract_id = fields.Many2one(
        "sale.home.contract", ondelete="cascade", index="btree_not_null"
    )
    subscription_id = fields.Many2one(
        "sale.home.subscription", ondelete="cascade", index="btree_not_null"
    )
    company_id = fields.Many2one(
        "res.company", compute="_compute_company_id", store=True, index=True
    )
    sequence = fields.Integer(default=10)
    partner_id = fields.Many2one(
        "res.partner", "Buyer", required=True, ondelete="restrict", index=True
    )
    share = fields.Float("Share (%)", required=True, default=100, digits=(7, 4))
    phone = fields.Char(related="partner_id.phone", readonly=False)
    signed_by_id = fields.Many2one(
        "res.partner",
        "Represented by",
        ondelete="restrict",
        index="btree_not_null",
        help="Who signs the contract for the buyer; empty: the buyer in person.",
    )

    _deal_one = models.Constraint(
        "CHECK(num_nonnulls(contract_id, subscription_id) = 1)",
        "A buyer belongs to one subscription or one contract.",
    )
    _share_valid = models.Constraint(
        "CHECK(share > 0 AND share <= 100)",
        "A share is more than 0 % and at most 100 %.",
    )
    _partner_uniq = models.UniqueIndex(
        "(contract_id, partner_id) WHERE contract_id IS NOT NULL",
        "That person is named as a buyer already.",
    )

    @api.depends("contract_id.company_id", "subscription_id.company_id")
    def _compute_company_id(self):
        for buyer in self:
            deal = buyer.contract_id or buyer.subscription_id
            buyer.company_id = deal.company_id

    @api.depends("partner_id", "share")
    def _compute_display_name(self):
        for buyer in self:
            buyer.display_name = f"{buyer.partner_id.name or ''} {buyer.share:g} %"

    @api.model_create_multi
    def create(self, vals_list):
        buyers = super().create(vals_list)
        buyers._check_changeable()
        return buyers

    def write(self, vals):
        if TERMS & set(vals):
            self._check_changeable()
        return super().write(vals)

    def unlink(self):
        self._check_changeable()
        return super().unlink()

    def _check_changeable(self):
        """Buyers of a submitted deal change by a supplement, never by hand.

        :raises UserError: naming the deal
        """
        if is_trusted(self.env):
            return
        for buyer in self:
            deal = buyer.contract_id or buyer.subscription_id
            if deal.state not in ("draft", "refused"):
                raise UserError(
                    self.env._(
                        "%(deal)s: buyers can't change any more; a change of buyer "
                        "is agreed as a supplement.",
                        deal=deal.display_name,
                    )
                )

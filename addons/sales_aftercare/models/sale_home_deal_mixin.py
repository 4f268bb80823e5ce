from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.cs_policy.tools.reason import Reason
from odoo.addons.property_ops.tools import fees


class SaleHomeDealMixin(models.AbstractModel):
    """What a subscription and a contract have in common: home, buyers, price, seal."""

    _name = "sale.home.deal.mixin"
    _description = "Sale of a Home"

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    unit_id = fields.Many2one(
        "property.unit",
        "Home",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    estate_id = fields.Many2one(
        related="unit_id.estate_id", store=True, index=True, precompute=True
    )
    partner_id = fields.Many2one(
        "res.partner",
        "First Buyer",
        compute="_compute_partner_id",
        store=True,
        index=True,
        help="The first of the buyers; documents go to this person.",
    )
    buyer_names = fields.Char("Names of the Buyers", compute="_compute_buyer_names")
    price_basis = fields.Selection(
        [
            ("gross", "By gross area"),
            ("inside", "By inside area"),
            ("total", "In total"),
        ],
        required=True,
        default="gross",
        tracking=True,
    )
    gross_area = fields.Float(
        "Gross Area Sold (m²)",
        digits="Property Area",
        compute="_compute_areas",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
    )
    inside_area = fields.Float(
        "Inside Area Sold (m²)",
        digits="Property Area",
        compute="_compute_areas",
        store=True,
        readonly=False,
        precompute=True,
    )
    price_unit = fields.Monetary(
        "Price per m²", tracking=True, help="In the currency of the company."
    )
    amount_total = fields.Monetary(
        "Price",
        compute="_compute_amount_total",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
    )
    payment_method = fields.Selection(
        [
            ("lump", "Lump sum"),
            ("instalment", "Instalments"),
            ("mortgage", "Mortgage"),
        ],
        required=True,
        default="lump",
        tracking=True,
    )

    @api.depends("buyer_ids.partner_id", "buyer_ids.sequence")
    def _compute_partner_id(self):
        for deal in self:
            deal.partner_id = deal.buyer_ids.sorted("sequence")[:1].partner_id

    @api.depends("buyer_ids.partner_id.name")
    def _compute_buyer_names(self):
        for deal in self:
            deal.buyer_names = ", ".join(
                buyer.partner_id.name or "" for buyer in deal.buyer_ids
            )

    @api.depends("unit_id")
    def _compute_areas(self):
        for deal in self:
            deal.gross_area = deal.gross_area or deal.unit_id.gross_area
            deal.inside_area = deal.inside_area or deal.unit_id.inside_area

    @api.depends("price_basis", "gross_area", "inside_area", "price_unit")
    def _compute_amount_total(self):
        for deal in self:
            if deal.price_basis == "total" or not deal.price_unit:
                continue
            area = fees.decimal(deal._get_priced_area())
            price = area * fees.decimal(deal.price_unit)
            step = deal.currency_id.rounding or fees.CENT
            deal.amount_total = float(fees.round_money(price, step))

    def _get_priced_area(self):
        """The area in m² that the price counts; of a price in total none."""
        self.ensure_one()
        areas = {"gross": self.gross_area, "inside": self.inside_area}
        return areas.get(self.price_basis, 0.0)

    def _iter_deal_reasons(self, clause):
        """Reasons under ``clause`` why this deal is not ready to be signed."""
        self.ensure_one()
        shares = self.buyer_ids.mapped("share")
        if not shares:
            yield Reason(clause, self.env._("No buyer is named."))
        elif abs(sum(shares) - 100) > 0.00005:
            yield Reason(
                clause,
                self.env._(
                    "The buyers' shares sum to %(total).4g %%, not to 100 %%.",
                    total=sum(shares),
                ),
                figures={"total": sum(shares)},
            )
        if self.amount_total <= 0:
            yield Reason(clause, self.env._("The price is missing."))
        if self.price_basis != "total" and self._get_priced_area() <= 0:
            yield Reason(clause, self.env._("The area that is paid for is missing."))

    def _refuse_deletion(self, records):
        for record in records:
            raise UserError(
                self.env._(
                    "%(record)s has begun and is kept; cancel or rescind it instead.",
                    record=record.display_name,
                )
            )

from odoo import api, fields, models

from odoo.addons.property_ops.tools.fees import decimal

from ..tools import area_difference

DIFFERENCE_RULES = [
    ("model", "Single up to the limit, beyond it free or double"),
    ("contract_price", "All of it at the contract price"),
    ("none", "Not settled"),
]


class SaleHomeContract(models.Model):
    """What the contract says about a difference between sold and measured area."""

    _inherit = "sale.home.contract"

    difference_rule = fields.Selection(
        DIFFERENCE_RULES,
        "Area Difference",
        compute="_compute_difference_rule",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        tracking=True,
        help="A price in total is settled by area only where the contract says so.",
    )
    difference_percent = fields.Float(
        "Limit of the Difference (%)",
        digits=(5, 2),
        compute="_compute_difference_percent",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="Up to here, inclusive, a difference is settled at the contract price.",
    )

    _difference_percent_valid = models.Constraint(
        "CHECK(difference_percent >= 0 AND difference_percent <= 100)",
        "The limit of an area difference lies between 0 and 100 %.",
    )

    @api.depends("price_basis")
    def _compute_difference_rule(self):
        for contract in self:
            is_total = contract.price_basis == "total"
            contract.difference_rule = "none" if is_total else "model"

    @api.depends("company_id")
    def _compute_difference_percent(self):
        parameters = self.env["policy.parameter"]
        for company, contracts in self.grouped("company_id").items():
            company = company or self.env.company
            contracts.difference_percent = parameters._get(
                "area_difference_percent", company, company._policy_today()
            )

    def _get_difference_terms(self):
        """The terms as the arithmetic takes them."""
        self.ensure_one()
        is_total = self.price_basis == "total"
        return area_difference.Terms(
            self.difference_rule,
            self.price_basis,
            decimal(self.amount_total if is_total else self.price_unit),
            decimal(self.difference_percent),
        )

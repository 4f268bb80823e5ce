from odoo import api, fields, models
from odoo.tools import SQL


class AccountMoveLine(models.Model):
    """Of which sale an item is; payments, by any door, move its contract on."""

    _inherit = "account.move.line"

    sale_contract_id = fields.Many2one(
        "sale.home.contract",
        compute="_compute_sale_contract_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        help="That of the entry; an exchange moves money from one to another.",
    )

    @api.depends("move_id.sale_contract_id")
    def _compute_sale_contract_id(self):
        for line in self:
            line.sale_contract_id = line.move_id.sale_contract_id

    @api.model
    def _get_prepayment_domain(self):
        """What a buyer is owed of a sale is paid back or kept for it."""
        return [*super()._get_prepayment_domain(), ("move_id.sale_kind", "=", False)]

    @api.model
    def _get_prepayment_sql(self):
        return SQL("%s AND m.sale_kind IS NULL", super()._get_prepayment_sql())

    def _take_over(self, first, vals):
        """Items of one kind have much in common, but not whose sale they are of."""
        own = vals.get("sale_contract_id")
        result = super()._take_over(first, vals)
        move = self.env["account.move"].browse(vals["move_id"])
        vals["sale_contract_id"] = own or move.sale_contract_id.id
        return result

    def _reconcile_plan(self, reconciliation_plan):
        result = super()._reconcile_plan(reconciliation_plan)
        lines = self._flatten_plan(reconciliation_plan)
        lines.sudo().sale_contract_id._refresh_paid()  # whoever pays
        return result

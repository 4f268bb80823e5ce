from odoo import fields, models


class PropertyReceipt(models.Model):
    """The same numbered receipt for money of a home sale.

    It belongs to no cash sheet: finance takes it, and its books are those of the bank.
    """

    _inherit = "property.receipt"

    channel = fields.Selection(
        selection_add=[("sale", "Home sales")],
        ondelete={"sale": "set bank"},  # a receipt outlives the addon
    )
    sale_contract_id = fields.Many2one(
        related="payment_id.sale_contract_id",
        store=True,
        index="btree_not_null",
        groups="sales_aftercare.sales_aftercare_group_user",
    )
    sale_subscription_id = fields.Many2one(
        related="payment_id.sale_subscription_id",
        store=True,
        index="btree_not_null",
        groups="sales_aftercare.sales_aftercare_group_user",
    )

    def _prepare_lines(self, payment):
        commands = super()._prepare_lines(payment)
        deal = payment.sale_contract_id or payment.sale_subscription_id
        if deal:
            for _command, _id, row in commands:
                row["unit_id"] = deal.unit_id.id
                row["name"] = self._get_sale_name(row, deal)
        return commands

    def _get_sale_name(self, row, deal):
        move = self.env["account.move"].browse(row.get("move_id"))
        kinds = dict(move._fields["sale_kind"]._description_selection(self.env))
        what = kinds.get(move.sale_kind) if move else row["name"]
        return " · ".join(part for part in (what, deal.name, move.name) if part)

    def _may_void(self):
        """What finance took for a home, the sales manager makes void."""
        self.ensure_one()
        if self.channel != "sale":
            return super()._may_void()
        return self.env.user.has_group("sales_aftercare.sales_aftercare_group_manager")

    def _after_void(self):
        """The loan that had paid waits again; what is open meets what is over."""
        result = super()._after_void()
        payments = self.sudo().payment_id  # who makes it void has no accounting
        contracts = payments.sale_contract_id
        active = contracts.filtered(lambda row: row.state == "active")
        parts = self.env["mortgage.part"].sudo()  # as above
        parts.search(
            [
                ("payment_id", "in", payments.ids),
                ("contract_id", "in", active.ids),
                ("state", "=", "released"),
            ]
        )._reopen()
        contracts._on_money_gone()
        payments.sale_subscription_id._on_money_gone()
        return result

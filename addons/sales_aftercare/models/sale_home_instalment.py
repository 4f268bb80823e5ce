from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.cs_policy.tools.trusted import is_trusted


class SaleHomeInstalment(models.Model):
    """What the buyer pays when: one receivable item each, once in force.

    The rows are what the contract says; what of them is paid is read from accounting.
    """

    _name = "sale.home.instalment"
    _description = "Instalment"
    _inherit = ["policy.state.mixin"]
    _order = "contract_id, date_due, sequence, id"
    _check_company_auto = True

    _protected_fields = ("move_line_id",)

    contract_id = fields.Many2one(
        "sale.home.contract", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="contract_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    unit_id = fields.Many2one(
        related="contract_id.unit_id", store=True, index=True, precompute=True
    )
    partner_id = fields.Many2one(related="contract_id.partner_id", string="Buyer")
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        [
            ("down", "Down payment"),
            ("instalment", "Instalment"),
            ("loan", "Commercial loan"),
            ("fund", "Provident-fund loan"),
        ],
        required=True,
        default="instalment",
    )
    date_due = fields.Date("Due on", required=True, index=True)
    amount = fields.Monetary(required=True)
    move_line_id = fields.Many2one(
        "account.move.line",
        "Receivable",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        groups="account.group_account_invoice,account.group_account_readonly",
    )
    amount_open = fields.Monetary(
        "Still Open", compute="_compute_amount_open", compute_sudo=True
    )
    is_open = fields.Boolean(
        compute="_compute_amount_open", compute_sudo=True, search="_search_is_open"
    )

    _amount_valid = models.Constraint(
        "CHECK(amount > 0)", "An instalment is more than nothing."
    )

    @api.depends("contract_id.name", "kind", "date_due")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for row in self:
            parts = (row.contract_id.name, kinds.get(row.kind), str(row.date_due or ""))
            row.display_name = " · ".join(part for part in parts if part)

    @api.depends("amount", "move_line_id.amount_residual")
    def _compute_amount_open(self):
        for row in self:
            item = row.move_line_id
            row.amount_open = item.amount_residual if item else row.amount
            row.is_open = bool(item) and not item.reconciled

    def _search_is_open(self, operator, value):
        if operator != "in":
            return NotImplemented
        rows = self.sudo()  # which rows; rules say who sees them
        domain = [
            ("move_line_id.reconciled", "=", False),
            ("move_line_id", "!=", False),
        ]
        found = [("id", "in", rows._search(domain))]
        return found if True in value else ["!", *found]

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._check_changeable()
        return rows

    def write(self, vals):
        if {"kind", "date_due", "amount", "contract_id"} & set(vals):
            self._check_changeable()
        return super().write(vals)

    def unlink(self):
        self._check_changeable()
        return super().unlink()

    def _check_changeable(self):
        """:raises UserError: for the schedule of a contract that was submitted"""
        if is_trusted(self.env):
            return
        for contract in self.contract_id:
            if contract.state not in ("draft", "refused"):
                raise UserError(
                    self.env._(
                        "%(contract)s: the schedule can't change any more; it is part "
                        "of the contract.",
                        contract=contract.display_name,
                    )
                )

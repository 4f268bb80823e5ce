from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason

HOLDING = ("pending", "active")
"""States in which a contract holds its home: nobody else can buy it."""


class SaleHomeContract(models.Model):
    """The sale of one home, from its signature to its certificates (SA-1)."""

    _name = "sale.home.contract"
    _description = "Home Sale Contract"
    _inherit = [
        "portal.mixin",
        "mail.thread",
        "mail.activity.mixin",
        "sale.home.deal.mixin",
        "policy.approval.request.mixin",
        "policy.evidence.mixin",
    ]
    _order = "date_signed desc, name desc, id desc"
    _rec_names_search = ["name", "unit_id.reference", "partner_id.name"]
    _check_company_auto = True

    _transitions = {
        "draft": {"pending", "cancelled"},
        "pending": {"active", "refused", "draft"},
        "active": {"rescinded", "exchanged"},
        "refused": {"draft", "cancelled"},
        "rescinded": set(),
        "exchanged": set(),
        "cancelled": set(),
    }
    _approval_states = ("pending", "active")
    _approval_clause = "SA-1.1.1"
    _approval_fields = (
        "name",
        "unit_id",
        "buyer_ids",
        "delivery_kind",
        "price_basis",
        "gross_area",
        "inside_area",
        "price_unit",
        "amount_total",
        "difference_rule",
        "difference_percent",
        "payment_method",
        "date_signed",
        "date_delivery",
        "instalment_ids",
    )

    name = fields.Char(
        "Contract No.", required=True, copy=False, index="trigram", tracking=True
    )
    subscription_id = fields.Many2one(
        "sale.home.subscription",
        readonly=True,
        copy=False,
        index="btree_not_null",
        check_company=True,
    )
    buyer_ids = fields.One2many("sale.home.buyer", "contract_id", "Buyers", copy=True)
    user_id = fields.Many2one(
        "res.users",
        "Looked After By",
        default=lambda self: self.env.user,
        tracking=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Who is told of what is due on this contract.",
    )
    delivery_kind = fields.Selection(
        [("ready", "Ready home"), ("off_plan", "Off-plan home")],
        "Kind of Home",
        required=True,
        default="off_plan",
        tracking=True,
    )
    date_delivery = fields.Date(
        "Delivery Agreed",
        tracking=True,
        help="Day by which the contract promises the home.",
    )
    date_signed = fields.Date(
        "Signed on", copy=False, tracking=True, index="btree_not_null"
    )
    online_number = fields.Char(
        "Online-signing No.", copy=False, help="Number of the housing bureau's system."
    )
    escrow_account_id = fields.Many2one(
        "res.partner.bank",
        "Pre-sale Escrow Account",
        help="Account under supervision into which an off-plan home is paid.",
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("pending", "Waits for approval"),
            ("active", "In force"),
            ("refused", "Refused"),
            ("rescinded", "Rescinded"),
            ("exchanged", "Exchanged"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
        default="draft",
    )
    note = fields.Text()

    _name_uniq = models.Constraint(
        "UNIQUE(company_id, name)", "That contract number is given already."
    )
    _unit_held_once = models.UniqueIndex(
        "(unit_id) WHERE state IN ('pending', 'active')",
        "That home is sold under another contract already.",
    )

    @api.depends("name", "unit_id.reference")
    def _compute_display_name(self):
        for contract in self:
            parts = (contract.name, contract.unit_id.reference)
            contract.display_name = " · ".join(part for part in parts if part)

    def _compute_access_url(self):
        for contract in self:
            contract.access_url = f"/my/contracts/{contract.id}"

    @enforces("SA-1.1.1")
    def _get_submit_reasons(self):
        """{id: all reasons why it can't be put before its approvers}"""
        taken = self._get_units_held_by_others()
        return {
            contract.id: list(contract._iter_submit_reasons(taken)) for contract in self
        }

    def _iter_submit_reasons(self, taken):
        """One contract; ``taken`` is what :meth:`_get_units_held_by_others` found."""
        clause = self._approval_clause
        yield from self._iter_deal_reasons(clause)
        today = self.company_id._policy_today()
        if not self.date_signed or self.date_signed > today:
            yield Reason(
                clause,
                self.env._("The contract is not signed yet."),
                self.env._("Enter the day on which buyers and seller signed."),
            )
        if not self.date_delivery:
            yield Reason(clause, self.env._("The day of delivery is missing."))
        other = taken.get(self.unit_id.id)
        if other:
            yield Reason(
                clause,
                self.env._(
                    "%(home)s is sold under %(contract)s.",
                    home=self.unit_id.reference,
                    contract=other,
                ),
                self.env._("Rescind the other contract first."),
            )

    def _get_units_held_by_others(self):
        """{unit id: number of the other contract that holds it}, in one query."""
        domain = Domain("unit_id", "in", self.unit_id.ids)
        domain &= Domain("state", "in", HOLDING) & Domain("id", "not in", self.ids)
        found = self.sudo().search_fetch(domain, ["unit_id", "name"])  # also unseen
        return {contract.unit_id.id: contract.name for contract in found}

    def _on_approved(self):
        """The contract is in force: what follows from it begins."""
        result = super()._on_approved()
        self.subscription_id._on_contract(self)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        self._refuse_deletion(self.filtered(lambda row: row.state != "draft"))

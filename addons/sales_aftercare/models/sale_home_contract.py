from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason

HOLDING = ("pending", "active")
"""States in which a deal holds its home: nobody else can buy it."""
ENDED = ("rescinded", "exchanged")
"""States of a contract that was in force and is not any more."""
NOT_SIGNED = ("draft", "refused")
"""States in which only a contract that was made by an exchange holds its home."""


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
        "(unit_id) WHERE state IN ('pending', 'active')"
        " OR (state IN ('draft', 'refused') AND exchanged_id IS NOT NULL)",
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

    def _get_approval_values(self):
        """The buyers who are approved are people, shares and their order."""
        rows = self.buyer_ids.sorted("id")
        buyers = [(row.partner_id.id, row.share, row.sequence) for row in rows]
        return {**super()._get_approval_values(), "buyers": buyers}

    @enforces("SA-1.1.1")
    def _get_submit_reasons(self):
        """{id: all reasons why it can't be put before its approvers}"""
        holders = self._get_holders()
        return {
            contract.id: list(contract._iter_submit_reasons(holders))
            for contract in self
        }

    def _iter_submit_reasons(self, holders):
        """One contract; ``holders`` is what :meth:`_get_holders` found."""
        clause = self._approval_clause
        yield from self._iter_deal_reasons(clause)
        today = self.company_id._policy_today()
        if not self.date_signed or self.date_signed > today:
            yield Reason(
                clause,
                self.env._("The contract is not signed yet."),
                self.env._("Enter the day on which buyers and seller signed."),
            )
        else:
            yield from self._iter_signer_reasons()
        if not self.date_delivery:
            yield Reason(clause, self.env._("The day of delivery is missing."))
        if self.id in holders:
            yield self._get_held_reason(holders[self.id])

    def _iter_signer_reasons(self):
        """Who signed for a buyer could do so on the day of signing."""
        for buyer in self.buyer_ids:
            yield from self.env["power.of.attorney"]._iter_agent_reasons(
                self,
                buyer.signed_by_id,
                "sign",
                self.date_signed,
                self._approval_clause,
                buyer.partner_id,
            )

    def _get_held_reason(self, holder):
        """Why the home can't be sold: ``holder``, another deal, has it."""
        home = self.unit_id.reference
        if holder._name == self._name:
            return Reason(
                self._approval_clause,
                self.env._(
                    "%(home)s is sold under %(contract)s.",
                    home=home,
                    contract=holder.name,
                ),
                self.env._("Rescind the other contract first."),
            )
        return Reason(
            "SA-1.2.1",
            self.env._("%(home)s is taken: %(deal)s.", home=home, deal=holder.name),
            self.env._("Only its own subscription becomes the contract of a home."),
        )

    @api.model
    def _get_holding_domain(self):
        """Contracts that hold their home; an exchange does from its approval on."""
        made = Domain("state", "in", NOT_SIGNED) & Domain("exchanged_id", "!=", False)
        return Domain("state", "in", HOLDING) | made

    @enforces("SA-1.2.1")
    def _get_holders(self):
        """{contract id: the other deal that holds its home, in sudo}, in two queries.

        The subscription that the contract came of does not stand against it.
        """
        homes, names = Domain("unit_id", "in", self.unit_id.ids), ["unit_id", "name"]
        contracts = self.sudo()  # also unseen
        sold = contracts.search_fetch(homes & self._get_holding_domain(), names)
        subscriptions = self.env["sale.home.subscription"].sudo()  # also unseen
        reserved = subscriptions.search_fetch(
            homes & Domain("state", "in", HOLDING), names
        )
        sold, reserved = sold.grouped("unit_id"), reserved.grouped("unit_id")
        found = {}
        for contract in self:
            unit = contract.unit_id
            found[contract.id] = (
                sold.get(unit, contracts.browse()) - contract
                or reserved.get(unit, subscriptions) - contract.subscription_id
            )
        return {contract_id: deal for contract_id, deal in found.items() if deal}

    def action_submit(self):
        self.unit_id._lock_for_sale()
        return super().action_submit()

    def _lock_for_decision(self):
        result = super()._lock_for_decision()
        self.unit_id._lock_for_sale()
        return result

    @enforces("SA-1.1.1", "SA-1.2.1")
    def _get_approve_reasons(self):
        """Whether the home is free is asked again."""
        result = super()._get_approve_reasons()
        waiting = self.filtered(lambda row: row.state == "pending")
        for contract_id, holder in waiting._get_holders().items():
            contract = self.browse(contract_id)
            result[contract_id].append(contract._get_held_reason(holder))
        return result

    def _move(self, state, **vals):
        result = super()._move(state, **vals)
        if state in ENDED:
            self.sudo()._on_ended()  # follows from the contract, whoever ended it
        return result

    def _on_ended(self):
        """Hook: the contracts ended. What was under way for them does too. In sudo."""
        self._void_duties(self)

    def _void_duties(self, records):
        """What is due for ``records``, documents of a contract that ended, is not."""
        reason = self._get_end_note()
        self.env["policy.duty"]._void_for(records, reason)

    def _get_end_note(self):
        """What documents that end with their contract say."""
        return self.env._("The contract has ended.")

    def _on_approved(self):
        """The contract is in force: what follows from it begins."""
        result = super()._on_approved()
        self.subscription_id._on_contract(self)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        self._refuse_deletion(self.filtered(lambda row: row.state != "draft"))

from dateutil.relativedelta import relativedelta

from odoo import Command, api, fields, models
from odoo.fields import Domain

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason

from .sale_home_contract import HOLDING

CLAUSE = "SA-1.2.1"


class SaleHomeSubscription(models.Model):
    """A buyer reserves a home and pays a deposit; it becomes the contract (SA-1.2)."""

    _name = "sale.home.subscription"
    _description = "Subscription Agreement"
    _inherit = [
        "portal.mixin",
        "mail.thread",
        "mail.activity.mixin",
        "sale.home.deal.mixin",
        "policy.approval.request.mixin",
        "policy.evidence.mixin",
    ]
    _order = "date_subscribed desc, id desc"
    _rec_names_search = ["name", "unit_id.reference", "partner_id.name"]
    _check_company_auto = True

    _transitions = {
        "draft": {"pending", "cancelled"},
        "pending": {"active", "refused", "draft"},
        "active": {"converted", "withdrawn"},
        "refused": {"draft", "cancelled"},
        "converted": set(),
        "withdrawn": set(),
        "cancelled": set(),
    }
    _protected_fields = ("state", "date_sealed", "sealed_by_id", "date_approved")
    _approval_states = ("pending", "active")
    _approval_clause = CLAUSE
    _approval_fields = (
        "unit_id",
        "buyer_ids",
        "price_basis",
        "price_unit",
        "amount_total",
        "amount_deposit",
        "payment_method",
        "date_subscribed",
    )

    name = fields.Char(
        "Subscription No.", required=True, readonly=True, copy=False, default="/"
    )
    buyer_ids = fields.One2many(
        "sale.home.buyer", "subscription_id", "Buyers", copy=True
    )
    contract_ids = fields.One2many("sale.home.contract", "subscription_id")
    user_id = fields.Many2one(
        "res.users",
        "Sales Representative",
        default=lambda self: self.env.user,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        tracking=True,
    )
    date_subscribed = fields.Date(
        "Subscribed on",
        required=True,
        default=lambda self: self.env.company._policy_today(),
        tracking=True,
    )
    date_expiry = fields.Date(
        "Contract To Be Signed By",
        compute="_compute_date_expiry",
        store=True,
        readonly=False,
        precompute=True,
    )
    amount_deposit = fields.Monetary("Subscription Deposit", tracking=True)
    date_sealed = fields.Date("Sealed on", readonly=True, copy=False, tracking=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("pending", "Waits for approval"),
            ("active", "In force"),
            ("refused", "Refused"),
            ("converted", "Contract made"),
            ("withdrawn", "Withdrawn"),
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

    _unit_held_once = models.UniqueIndex(
        "(unit_id) WHERE state IN ('pending', 'active')",
        "That home is subscribed by somebody else already.",
    )
    _deposit_valid = models.Constraint(
        "CHECK(amount_deposit >= 0)", "A deposit is not negative."
    )

    @api.depends("date_subscribed", "company_id")
    def _compute_date_expiry(self):
        parameters = self.env["policy.parameter"]
        for row in self:
            day = row.date_subscribed or row.company_id._policy_today()
            days = parameters._get("subscription_valid_days", row.company_id, day)
            row.date_expiry = day + relativedelta(days=days)

    @api.depends("name", "unit_id.reference")
    def _compute_display_name(self):
        for row in self:
            row.display_name = f"{row.name} · {row.unit_id.reference or ''}"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("name", "/") == "/":
                company = vals.get("company_id") or self.env.company.id
                sequence = self.env["ir.sequence"].with_company(company)
                vals["name"] = sequence.next_by_code(self._name) or "/"
        return super().create(vals_list)

    @enforces("SA-1.2.1")
    def _get_submit_reasons(self):
        """{id: all reasons why it can't be put before its approvers}"""
        held = self._get_units_held()
        return {row.id: list(row._iter_submit_reasons(held)) for row in self}

    def _iter_submit_reasons(self, held):
        yield from self._iter_deal_reasons(CLAUSE)
        yield from self._iter_held_reasons(held)
        percent = self.env["policy.parameter"]._get(
            "deposit_max_percent", self.company_id, self.date_subscribed
        )
        limit = self.amount_total * percent / 100
        if self.currency_id.compare_amounts(self.amount_deposit, limit) > 0:
            yield Reason(
                CLAUSE,
                self.env._(
                    "The deposit of %(deposit)s is more than %(percent)g %% of the "
                    "price.",
                    deposit=self.currency_id.format(self.amount_deposit),
                    percent=percent,
                ),
                figures={"deposit": self.amount_deposit, "limit": limit},
            )

    def _iter_held_reasons(self, held):
        if self.unit_id.id in held:
            yield Reason(
                CLAUSE,
                self.env._(
                    "%(home)s is taken: %(deal)s.",
                    home=self.unit_id.reference,
                    deal=held[self.unit_id.id],
                ),
            )

    @enforces("SA-1.2.1")
    def _get_approve_reasons(self):
        """Whether the home is free is asked again."""
        result = super()._get_approve_reasons()
        waiting = self.filtered(lambda row: row.state == "pending")
        held = waiting._get_units_held()
        for row in waiting:
            result[row.id] += row._iter_held_reasons(held)
        return result

    def action_submit(self):
        self.unit_id._lock_for_sale()
        return super().action_submit()

    def _lock_for_decision(self):
        result = super()._lock_for_decision()
        self.unit_id._lock_for_sale()
        return result

    def _get_units_held(self):
        """{unit id: number of the contract or other subscription that holds it}"""
        homes = Domain("unit_id", "in", self.unit_id.ids)
        # sudo: also deals that the representative does not see
        others = self.sudo().search_fetch(
            homes & Domain("state", "in", HOLDING) & Domain("id", "not in", self.ids),
            ["unit_id", "name"],
        )
        contracts = self.env["sale.home.contract"].sudo()  # see above
        contracts = contracts.search_fetch(
            homes & contracts._get_holding_domain(), ["unit_id", "name"]
        )
        return {deal.unit_id.id: deal.name for deal in (*others, *contracts)}

    def action_withdraw(self):
        """The buyer steps back; what was paid is refunded by request (SA-1.8)."""
        self.check_access("write")
        return self._move("withdrawn")

    def action_make_contract(self):
        """The contract that this subscription becomes, filled in, to be signed."""
        self.ensure_one()
        self.check_access("write")
        reasons = self._get_convert_reasons()
        self.env["policy.clause"]._refuse(reasons[self.id], self)
        contracts = self.env["sale.home.contract"]
        contract = contracts._create_protected([self._prepare_contract()])
        return {
            "type": "ir.actions.act_window",
            "res_model": contract._name,
            "res_id": contract.id,
            "view_mode": "form",
        }

    @enforces("SA-1.2.1")
    def _get_convert_reasons(self):
        """{id: all reasons why no contract can be made from it now}"""
        return {row.id: list(row._iter_convert_reasons()) for row in self}

    def _iter_convert_reasons(self):
        if self.state != "active":
            yield Reason(
                CLAUSE,
                self.env._(
                    "The subscription is not in force (%(state)s).",
                    state=self._state_label(self.state),
                ),
            )
        elif not self.date_sealed:
            yield Reason(
                CLAUSE,
                self.env._("It is not sealed yet."),
                self.env._("The archivist seals it without delay."),
            )
        if self.contract_ids.filtered(lambda row: row.state != "cancelled"):
            yield Reason(CLAUSE, self.env._("Its contract is made already."))

    def _prepare_contract(self):
        """Values of the contract, buyers and shares included."""
        kept = ("unit_id", "price_basis", "payment_method", "gross_area")
        kept += ("inside_area", "price_unit", "amount_total", "user_id", "company_id")
        values = {}
        for name in kept:
            value = self[name]
            values[name] = value.id if isinstance(value, models.BaseModel) else value
        values["subscription_id"] = self.id
        values["name"] = self.env["ir.sequence"].next_by_code("sale.home.contract")
        values["buyer_ids"] = [
            Command.create(
                {
                    "partner_id": buyer.partner_id.id,
                    "share": buyer.share,
                    "sequence": buyer.sequence,
                }
            )
            for buyer in self.buyer_ids
        ]
        return values

    def _on_contract(self, contract):
        """``contract`` came into force: the deposit is carried over to it."""
        for row in self:
            row._move("converted")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        self._refuse_deletion(self.filtered(lambda row: row.state != "draft"))

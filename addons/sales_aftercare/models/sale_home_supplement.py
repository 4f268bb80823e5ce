from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason

from .sale_home_contract import HOLDING

CLAUSE = "SA-1.1.1"


class SaleHomeSupplement(models.Model):
    """What is agreed after the contract: other buyers, another home, an end.

    The last yes of its approvers changes the contract and its books together; nothing
    that was posted is touched (decision 20).
    """

    _name = "sale.home.supplement"
    _description = "Supplementary Agreement"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "policy.approval.request.mixin",
        "policy.evidence.mixin",
    ]
    _order = "id desc"
    _rec_names_search = ["name", "contract_id.name"]
    _check_company_auto = True

    _transitions = {
        "draft": {"pending", "cancelled"},
        "pending": {"approved", "refused", "draft"},
        "approved": set(),
        "refused": {"draft", "cancelled"},
        "cancelled": set(),
    }
    _protected_fields = ("state", "former_buyers", "new_contract_id", "refund_ids")
    _approval_clause = CLAUSE
    _approval_fields = (
        "contract_id", "kind", "date", "reason", "buyer_ids", "unit_id", "price_basis",
        "price_unit", "amount_total", "amount_kept",
    )  # fmt: skip

    name = fields.Char("Number", required=True, readonly=True, copy=False, default="/")
    contract_id = fields.Many2one(
        "sale.home.contract",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('state', '=', 'active')]",
    )
    company_id = fields.Many2one(
        related="contract_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(
        [
            ("buyers", "Change of buyer"),
            ("exchange", "Exchange of the home"),
            ("rescission", "Rescission"),
        ],
        required=True,
        tracking=True,
    )
    date = fields.Date(
        "Agreed on",
        required=True,
        default=lambda self: self.env.company._policy_today(),
        tracking=True,
    )
    reason = fields.Text(required=True)
    buyer_ids = fields.One2many(
        "sale.home.supplement.buyer", "supplement_id", "Buyers from Now on", copy=True
    )
    unit_id = fields.Many2one("property.unit", "New Home", check_company=True)
    price_basis = fields.Selection(
        [
            ("gross", "By gross area"),
            ("inside", "By inside area"),
            ("total", "In total"),
        ],
        default="gross",
    )
    price_unit = fields.Monetary("Price per m²")
    amount_total = fields.Monetary("Price in Total")
    amount_paid = fields.Monetary("Paid So Far", compute="_compute_amount_paid")
    amount_kept = fields.Monetary(
        "Kept by Us",
        tracking=True,
        help="What the buyer loses by the terms of the contract.",
    )
    former_buyers = fields.Char(readonly=True, copy=False)
    new_contract_id = fields.Many2one(
        "sale.home.contract", readonly=True, copy=False, index="btree_not_null"
    )
    refund_ids = fields.Many2many("refund.request", readonly=True, copy=False)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("pending", "Waits for approval"),
            ("approved", "In force"),
            ("refused", "Refused"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
        default="draft",
    )

    _one_at_a_time = models.UniqueIndex(
        "(contract_id) WHERE state = 'pending'",
        "Another supplement of that contract waits for approval.",
    )
    _kept_valid = models.Constraint(
        "CHECK(amount_kept >= 0)", "What is kept is not negative."
    )

    @api.depends("name", "contract_id.name")
    def _compute_display_name(self):
        for row in self:
            row.display_name = f"{row.name} · {row.contract_id.name or ''}"

    @api.depends("contract_id")
    def _compute_amount_paid(self):
        paid = self.contract_id._get_amounts_paid()
        for row in self:
            row.amount_paid = paid.get(row.contract_id.id, 0)

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        for row in rows:
            sequence = self.env["ir.sequence"].with_company(row.company_id)
            row._write_protected({"name": sequence.next_by_code(self._name)})
        return rows

    def _get_approval_values(self):
        rows = self.buyer_ids.sorted("id")
        buyers = [(row.partner_id.id, row.share, row.sequence) for row in rows]
        return {**super()._get_approval_values(), "buyers": buyers}

    @enforces("SA-1.1.1")
    def _get_submit_reasons(self):
        """{id: all reasons why it can't be put before its approvers}"""
        owed = self.filtered(lambda row: row.kind == "buyers")._get_owed_reasons()
        return {
            row.id: [*row._iter_submit_reasons(), *owed.get(row.id, ())] for row in self
        }

    @enforces("SA-1.8")
    def _get_owed_reasons(self):
        """{id: all reasons why who buys now can't leave yet}: money goes back first

        What is settled later is settled with who owes then, so that nothing may wait
        for who owed before.
        """
        return {row.id: list(row._iter_owed_reasons()) for row in self}

    def _iter_owed_reasons(self):
        first = self.buyer_ids.sorted("sequence")[:1].partner_id.commercial_partner_id
        credits = self.contract_id._get_items(is_credit=True)
        for partner, items in credits.grouped("partner_id").items():
            if partner == first:
                continue
            owed = -sum(items.mapped("amount_residual"))
            yield Reason(
                "SA-1.8",
                self.env._(
                    "The books owe %(buyer)s %(owed)s.",
                    buyer=partner.name,
                    owed=self.currency_id.format(owed),
                ),
                self.env._("Refund it before the first buyer changes."),
                {"owed": owed},
            )

    def _iter_submit_reasons(self):
        contract = self.contract_id
        if contract.state != "active":
            yield Reason(CLAUSE, self.env._("The contract is not in force."))
        if not (self.reason or "").strip():
            yield Reason(CLAUSE, self.env._("Write down why."))
        yield from getattr(self, f"_iter_{self.kind}_reasons")()

    def _iter_buyers_reasons(self):
        shares = sum(self.buyer_ids.mapped("share"))
        if abs(shares - 100) > 0.00005:
            yield Reason(
                CLAUSE,
                self.env._(
                    "The new buyers' shares sum to %(total).4g %%, not to 100 %%.",
                    total=shares,
                ),
                figures={"total": shares},
            )
        if self.contract_id.date_titled:
            yield Reason(
                CLAUSE,
                self.env._("The property certificate names the buyers already."),
                self.env._("The owners sell the home; that is no change of buyer."),
            )

    def _iter_exchange_reasons(self):
        yield from self._iter_end_reasons()
        if self.contract_id.date_moved_in:
            yield Reason(
                CLAUSE,
                self.env._("The home was handed over."),
                self.env._("Rescind the contract and make a new one."),
            )
        if not self.unit_id or self.unit_id == self.contract_id.unit_id:
            yield Reason(CLAUSE, self.env._("Choose the other home."))
        elif self._is_held():
            yield Reason(
                CLAUSE,
                self.env._("%s is sold or reserved.", self.unit_id.reference),
            )
        price = self.amount_total if self.price_basis == "total" else self.price_unit
        if price <= 0:
            yield Reason(CLAUSE, self.env._("The price of the other home is missing."))

    def _is_held(self):
        home = Domain("unit_id", "=", self.unit_id.id)
        contracts = self.env["sale.home.contract"].sudo()  # also unseen
        subscriptions = self.env["sale.home.subscription"].sudo()  # also unseen
        return bool(
            contracts.search_count(home & contracts._get_holding_domain())
            or subscriptions.search_count(home & Domain("state", "in", HOLDING))
        )

    def _iter_rescission_reasons(self):
        yield from self._iter_end_reasons()
        here = self._get_amount_here()
        if self.currency_id.compare_amounts(self.amount_kept, here) > 0:
            yield Reason(
                CLAUSE,
                self.env._(
                    "%(kept)s can't be kept of %(here)s that came in and is still "
                    "here.",
                    kept=self.currency_id.format(self.amount_kept),
                    here=self.currency_id.format(here),
                ),
                figures={"kept": self.amount_kept, "here": here},
            )
        if self.amount_kept:
            yield from self.company_id._get_sale_home_reasons("forfeit_account_id")

    def _get_amount_here(self):
        """What was paid, less what of it was passed on to whom it belongs."""
        passed = self.contract_id._get_on_behalf_passed().get(self.contract_id.id, 0.0)
        return max(self.currency_id.round(self.amount_paid - passed), 0.0)

    def _iter_end_reasons(self):
        """What stands against ending the contract, by whatever agreement."""
        contract = self.contract_id
        if contract.date_revenue and not contract._get_revenue_moves():
            yield Reason(
                CLAUSE,
                self.env._("Its revenue was booked in the books kept before."),
                self.env._("An accountant books the end of this contract by hand."),
            )
        if contract.date_titled:
            yield Reason(
                CLAUSE, self.env._("The property certificate was issued already.")
            )

        for application in contract._get_at_bureau():
            yield Reason(
                CLAUSE,
                self.env._(
                    "Application %(number)s is at the housing bureau.",
                    number=application.name,
                ),
                self.env._("Have it taken back there, and enter that it was refused."),
            )

    def _get_approve_reasons(self):
        """What stood against it when it was submitted is asked again."""
        result = super()._get_approve_reasons()
        waiting = self.filtered(lambda row: row.state == "pending")
        found = waiting.sudo()._get_submit_reasons()  # approvers need not see it all
        for key, reasons in found.items():
            result[key] += reasons
        return result

    def _lock_for_decision(self):
        result = super()._lock_for_decision()
        self.unit_id._lock_for_sale()
        return result

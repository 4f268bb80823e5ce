from odoo import api, fields, models

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason

from .account_move import BACK_KINDS

CLAUSE = "SA-1.8"
HANDLER = "sales_aftercare.sales_aftercare_group_handler"
OPEN_STATES = ("pending", "approved")


class RefundRequest(models.Model):
    """Money goes back to a buyer: approved, paid within a week, collected (SA-1.8).

    What can be refunded is what the books show as a credit of the buyer on the deal:
    an overpayment, a smaller area, a deposit given back, a contract rescinded.
    """

    _name = "refund.request"
    _description = "Refund Request"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "policy.approval.request.mixin",
        "policy.evidence.mixin",
        "document.receipt.source",
    ]
    _order = "id desc"
    _rec_names_search = ["name", "partner_id.name", "contract_id.name"]
    _check_company_auto = True

    _transitions = {
        "draft": {"pending", "cancelled"},
        "pending": {"approved", "refused", "draft"},
        "approved": {"paid", "cancelled"},
        "paid": {"collected"},
        "refused": {"draft", "cancelled"},
        "collected": set(),
        "cancelled": set(),
    }
    _protected_fields = (
        "state", "name", "date_approved", "date_due", "date_limit", "payment_id",
        "date_paid", "date_told", "told_by", "date_collected", "collected_by",
    )  # fmt: skip
    _approval_clause = CLAUSE
    _approval_fields = (
        "contract_id",
        "subscription_id",
        "partner_id",
        "kind",
        "amount",
        "reason",
        "partner_bank_id",
    )

    name = fields.Char("Number", required=True, readonly=True, copy=False, default="/")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    contract_id = fields.Many2one(
        "sale.home.contract",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    subscription_id = fields.Many2one(
        "sale.home.subscription",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    unit_id = fields.Many2one("property.unit", "Home", compute="_compute_unit_id")
    partner_id = fields.Many2one(
        "res.partner",
        "Refunded To",
        required=True,
        index=True,
        ondelete="restrict",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    kind = fields.Selection(
        [
            ("withdrawal", "Withdrawal of a subscription"),
            ("overpayment", "Overpayment"),
            ("difference", "Area difference"),
            ("rescission", "Rescission of the contract"),
            ("other", "Other"),
        ],
        required=True,
        default="overpayment",
        tracking=True,
    )
    reason = fields.Text("Explanation")
    amount_available = fields.Monetary(
        "Can Be Refunded",
        compute="_compute_amount_available",
        help="What the books owe this person and no other request asks for.",
    )
    amount = fields.Monetary(
        required=True,
        compute="_compute_amount",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
    )
    is_above_limit = fields.Boolean(
        "For the General Manager", compute="_compute_is_above_limit", store=True
    )
    user_id = fields.Many2one(
        "res.users",
        "Marketing Handler",
        required=True,
        default=lambda self: self._get_default_user(self.env.company),
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        tracking=True,
        help="Who sees to it that the money is there in time.",
    )
    partner_bank_id = fields.Many2one(
        "res.partner.bank",
        "To the Account",
        domain="[('partner_id', 'parent_of', partner_id)]",
        help="Of the person refunded; approved with the amount.",
    )
    date_approved = fields.Date("Approval Form Signed on", readonly=True, copy=False)
    date_limit = fields.Date(
        "Owed by Contract Until",
        readonly=True,
        copy=False,
        help="After a rescission the contract sets a day of its own.",
    )
    date_due = fields.Date(
        "To Be Completed By", readonly=True, copy=False, index="btree_not_null"
    )
    payment_id = fields.Many2one(
        "account.payment",
        readonly=True,
        copy=False,
        ondelete="restrict",
        groups="account.group_account_invoice,account.group_account_readonly",
    )
    date_paid = fields.Date("Refunded on", readonly=True, copy=False)
    date_told = fields.Date("Customer Told on", readonly=True, copy=False)
    told_by = fields.Selection(
        [("message", "E-mail or SMS"), ("phone", "Phone")], readonly=True, copy=False
    )
    date_collected = fields.Date("Collected on", readonly=True, copy=False)
    collected_by = fields.Char(readonly=True, copy=False)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("pending", "Waits for approval"),
            ("approved", "To pay"),
            ("paid", "To collect"),
            ("refused", "Refused"),
            ("collected", "Fetched"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
        default="draft",
    )

    _deal_one = models.Constraint(
        "CHECK(num_nonnulls(contract_id, subscription_id) = 1)",
        "A refund belongs to one contract or to one subscription.",
    )
    _amount_valid = models.Constraint(
        "CHECK(amount > 0)", "A refund is more than nothing."
    )

    @api.depends("name", "partner_id.name")
    def _compute_display_name(self):
        for row in self:
            row.display_name = f"{row.name} · {row.partner_id.name or ''}"

    @api.depends("contract_id.unit_id", "subscription_id.unit_id")
    def _compute_unit_id(self):
        for row in self:
            row.unit_id = row._get_deal().unit_id

    @api.depends("contract_id", "subscription_id")
    def _compute_partner_id(self):
        for row in self:
            deal = row._get_deal()
            credits = deal._get_items(is_credit=True) if deal else None
            row.partner_id = (credits and credits[0].partner_id) or deal.partner_id

    @api.depends("contract_id", "subscription_id", "partner_id", "state")
    def _compute_amount_available(self):
        for row in self:
            row.amount_available = row._get_available()

    @api.depends("contract_id", "subscription_id", "partner_id")
    def _compute_amount(self):
        for row in self:
            row.amount = row._get_available()

    @api.depends("amount", "company_id")
    def _compute_is_above_limit(self):
        for row in self:
            limit = self.env["policy.parameter"]._get(
                "refund_general_manager_limit",
                row.company_id,
                row.company_id._policy_today(),
            )
            row.is_above_limit = row.amount > limit

    @api.model
    def _get_default_user(self, company):
        """The acting handler, else a handler of the company, else who acts."""
        user = self.env.user
        if user.has_group(HANDLER):
            return user
        group = self.env.ref(HANDLER).sudo()  # who does it, nothing else
        found = group.all_user_ids.filtered(
            lambda row: company in row.company_ids and row.active
        )
        return found.sorted("id")[:1].with_env(self.env) or user

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        for row in rows:
            sequence = self.env["ir.sequence"].with_company(row.company_id)
            row._write_protected({"name": sequence.next_by_code(self._name)})
        return rows

    def _get_deal(self):
        return self.contract_id or self.subscription_id

    def _get_credits(self):
        """What the books owe this person on the deal, in sudo."""
        self.ensure_one()
        deal = self._get_deal()
        if not deal:
            return self.env["account.move.line"]
        debtor = self.partner_id.commercial_partner_id
        items = deal._get_items(is_credit=True)
        return items.filtered(lambda item: item.partner_id == debtor)

    def _get_owed(self):
        """What the books owe this person on the deal, less what they owe us back.

        Once the deal is over, that is whatever they owe on it.
        """
        self.ensure_one()
        deal = self._get_deal()
        if not deal:
            return 0.0
        debtor = self.partner_id.commercial_partner_id
        debts = deal._get_items(BACK_KINDS if deal.state == "active" else ())
        debts = debts.filtered(lambda item: item.partner_id == debtor)
        items = self._get_credits() | debts
        return self.currency_id.round(-sum(items.mapped("amount_residual")))

    def _get_available(self):
        """What is owed, less what other requests ask for already."""
        deal = self._get_deal()
        if not deal:
            return 0.0
        domain = [
            ("contract_id", "=", self.contract_id.id),
            ("subscription_id", "=", self.subscription_id.id),
            ("partner_id", "=", self.partner_id.id),
            ("state", "in", OPEN_STATES),
            ("id", "not in", self.ids),
        ]
        others = sum(self.sudo().search(domain).mapped("amount"))  # figure alone
        return max(self.currency_id.round(self._get_owed() - others), 0.0)

    @api.model
    def _propose(self, deal, kind, date_limit=None):
        """A draft over what is owed on ``deal`` now, for the handler to submit."""
        name = f"{deal._name.removeprefix('sale.home.')}_id"
        requests = self.sudo().with_company(deal.company_id)  # effect of a document
        found = requests.browse()
        for partner in deal._get_items(is_credit=True).partner_id:
            found |= requests._create_protected(
                [
                    {
                        "company_id": deal.company_id.id,
                        name: deal.id,
                        "partner_id": partner.id,
                        "kind": kind,
                        "user_id": self._get_default_user(deal.company_id).id,
                        "date_limit": date_limit,
                    }
                ]
            )
        return found

    @enforces("SA-1.8")
    def _get_submit_reasons(self):
        """{id: all reasons why it can't be put before its approvers}"""
        return {row.id: list(row._iter_submit_reasons()) for row in self}

    def _iter_submit_reasons(self):
        available, currency = self._get_available(), self.currency_id
        if currency.compare_amounts(self.amount, available) > 0:
            yield Reason(
                CLAUSE,
                self.env._(
                    "%(amount)s is asked for, the books show %(available)s to refund.",
                    amount=currency.format(self.amount),
                    available=currency.format(available),
                ),
                self.env._("Correct the amount, or the books first."),
                {"amount": self.amount, "available": available},
            )
        if not (self.reason or "").strip():
            yield Reason(CLAUSE, self.env._("Explain why the money goes back."))
        yield from self._iter_account_reasons()

    def _iter_account_reasons(self):
        account, partner = self.partner_bank_id, self.partner_id
        owners = partner | partner.commercial_partner_id
        if account and account.partner_id not in owners:
            yield Reason(
                CLAUSE,
                self.env._(
                    "The account %(account)s is not one of %(partner)s.",
                    account=account.acc_number,
                    partner=partner.display_name,
                ),
                self.env._("Choose an account of whom the money is owed to."),
            )

    def _get_approval_values(self):
        """The account that is approved is its number."""
        number = self.partner_bank_id.sanitized_acc_number
        return {**super()._get_approval_values(), "account": number}

    @enforces("SA-1.8")
    def _prepare_approved_vals(self):
        """The week begins with the last signature on the approval form."""
        today = self.company_id._policy_today()
        due = self._get_week_end(today)
        return {
            **super()._prepare_approved_vals(),
            "date_approved": today,
            "date_due": min(due, self.date_limit) if self.date_limit else due,
        }

    def _get_week_end(self, day):
        parameters, company = self.env["policy.parameter"], self.company_id
        days = parameters._get("refund_days", company, day)
        if parameters._get("refund_days_working", company, day):
            return company._add_working_days(day, days)
        return fields.Date.add(day, days=days)

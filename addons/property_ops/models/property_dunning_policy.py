from datetime import date, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

TERMS = (
    "company_id",
    "estate_id",
    "debtor_scope",
    "date_from",
    "rate",
    "grace_days",
    "has_cap",
    "cap_percent",
    "amount_min",
)
"""What a fee was worked out by; fixed once fees are booked for its days."""


class PropertyDunningPolicy(models.Model):
    """How a debt is pursued: the late fee, and the debtors it is asked of.

    Effective-dated by company and, where one differs, by estate: the newest row of
    the estate counts, else the newest one of the company. Grace, cap and smallest
    fee are those of the day on which the debt fell due; the rate is that of each day.
    Debtors without a policy of their scope, and the developer, are left alone
    (PO-4.1.3.1).
    """

    _name = "property.dunning.policy"
    _description = "Dunning Policy"
    _inherit = ["mail.thread"]
    _order = "company_id, estate_id, debtor_scope, date_from desc, id desc"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    estate_id = fields.Many2one(
        "property.estate",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        help="Empty: all estates of the company that have no policy of their own.",
    )
    debtor_scope = fields.Selection(
        [("person", "Persons"), ("company", "Companies")],
        "Debtors",
        required=True,
        default="person",
        tracking=True,
        help="The developer is never asked.",
    )
    date_from = fields.Date(
        "From",
        required=True,
        default=lambda self: self.env.company._policy_today(),
        tracking=True,
        help="First day charged at this rate.",
    )
    rate = fields.Float(
        "Rate per Day (%)",
        required=True,
        digits="Property Rate",
        default=lambda self: self._default_number("late_fee_rate"),
        tracking=True,
        help="Of the open principal; 0 charges nothing.",
    )
    grace_days = fields.Integer(
        required=True,
        default=lambda self: self._default_number("late_fee_grace_days"),
        tracking=True,
        help="Days after the due day that are not charged.",
    )
    has_cap = fields.Boolean("Capped", default=True, tracking=True)
    cap_percent = fields.Float(
        "Cap (% of principal)",
        required=True,
        default=lambda self: self._default_number("late_fee_cap"),
        tracking=True,
        help="Most that is ever charged on one debt.",
    )
    amount_min = fields.Monetary(
        "Smallest Fee",
        tracking=True,
        help="The fee of a debt is booked once it has reached this.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    product_id = fields.Many2one(
        "product.product",
        required=True,
        check_company=True,
        default=lambda self: self.env.ref(
            "property_ops.product_product_late_fee", raise_if_not_found=False
        ),
        help="Gives the income account and the taxes of the fee.",
    )
    journal_id = fields.Many2one(
        "account.journal",
        check_company=True,
        domain="[('type', '=', 'sale'), ('company_id', '=', company_id)]",
        help="Empty: the first sales journal.",
    )

    _date_uniq = models.UniqueIndex(
        "(company_id, COALESCE(estate_id, 0), debtor_scope, date_from)",
        "A policy for these debtors begins on that day already.",
    )
    _terms_valid = models.Constraint(
        "CHECK(rate >= 0 AND rate <= 100 AND grace_days >= 0 AND amount_min >= 0 "
        "AND cap_percent > 0)",
        "A rate is 0 to 100 % a day, grace and smallest fee are 0 or more, a cap is "
        "more than 0 %.",
    )

    @api.model
    def _default_number(self, code):
        company = self.env.company
        return self.env["policy.parameter"]._get(code, company, company._policy_today())

    @api.depends("estate_id", "company_id", "date_from", "rate")
    def _compute_display_name(self):
        for policy in self:
            place = policy.estate_id.name or policy.company_id.name or ""
            policy.display_name = f"{place} {policy.date_from or ''} {policy.rate:g} %"

    @api.constrains(*TERMS)
    def _check_no_fee_booked(self):
        """A policy does not change what was booked already."""
        for policy in self:
            if last := policy._get_last_charged_day():
                raise ValidationError(
                    self.env._(
                        "Late fees are booked up to %(day)s; a policy can't begin "
                        "before the day after.",
                        day=last,
                    )
                )

    def write(self, vals):
        if set(TERMS) & set(vals):
            self._check_terms_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self._check_terms_open()

    def _check_terms_open(self):
        for policy in self:
            if policy._get_last_charged_day():
                raise UserError(
                    self.env._(
                        "%(policy)s: fees are booked by it. Make a policy that begins "
                        "on a later day instead.",
                        policy=policy.display_name,
                    )
                )

    def _get_last_charged_day(self):
        """Last day that was charged in the time and place of the policy, or False."""
        self.ensure_one()
        domain = [
            ("company_id", "=", self.company_id.id),
            ("waiver_id", "=", False),
            ("date_to", ">=", self.date_from),
            ("partner_id.is_company", "=", self.debtor_scope == "company"),
        ]
        if self.estate_id:
            domain.append(("unit_id.estate_id", "=", self.estate_id.id))
        # Managers keep the policies; the rows are those of their company.
        fees = self.env["property.late.fee"].sudo()
        return fees.search(domain, order="date_to desc", limit=1).date_to

    @api.model
    def _get_for(self, company, estate, partner, day):
        """The policy for a debt of ``partner`` on ``day``; none for the developer."""
        debtor = partner.commercial_partner_id
        if debtor and debtor == estate.developer_id.commercial_partner_id:
            return self.browse()
        scope = "company" if debtor.is_company else "person"
        found = self.search(
            [
                ("company_id", "=", company.id),
                ("estate_id", "in", [False, estate.id]),
                ("debtor_scope", "=", scope),
                ("date_from", "<=", day),
            ]
        )
        return found.sorted(lambda row: (bool(row.estate_id), row.date_from))[-1:]

    @api.model
    def _get_terms(self):
        """Who is charged how from when to when, for set-based work.

        :return: (estate id, is it for companies, policy, first day, last day,
            first due day, last due day), the terms of grace and cap of a policy being
            those of debts that fell due from the first to the last due day
        """
        policies = self.search([("company_id", "!=", False)])
        estates = self.env["property.estate"].with_context(active_test=False)
        estates = estates.search([("company_id", "in", policies.company_id.ids)])
        found = []
        for estate in estates:
            for scope in ("person", "company"):
                rows = policies.filtered(
                    lambda row, e=estate, s=scope: (
                        row.company_id == e.company_id
                        and row.estate_id in (e, e.browse())
                        and row.debtor_scope == s
                    )
                )
                found += [
                    (estate.id, scope == "company", *term)
                    for term in self._get_timeline(rows)
                ]
        return found

    @api.model
    def _get_timeline(self, rows):
        """(policy, first day, last day, first due day, last due day) of one scope."""
        turns = []
        for day in sorted(set(rows.mapped("date_from"))):
            begun = rows.filtered(lambda row, d=day: row.date_from <= d)
            policy = begun.sorted(lambda row: (bool(row.estate_id), row.date_from))[-1]
            if not turns or turns[-1][0] != policy:
                turns.append((policy, day))
        found = []
        for number, (policy, day) in enumerate(turns):
            last = date.max
            if number + 1 < len(turns):
                last = turns[number + 1][1] - timedelta(days=1)
            found.append((policy, day, last, day if number else date.min, last))
        return found

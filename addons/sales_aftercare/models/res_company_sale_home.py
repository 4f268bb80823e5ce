from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from odoo.addons.cs_policy.tools.reason import Reason

CLAUSE = "SA-1.4.1a"
PROPOSALS = {
    # field: (beginnings of the code, kinds of account), the first that is there
    "sale_home_liability_account_id": (("2204", "2203"), ("liability_current",)),
    "sale_home_deposit_account_id": (("2241",), ("liability_current",)),
    "sale_home_on_behalf_account_id": (("2241",), ("liability_current",)),
    "sale_home_forfeit_account_id": (
        ("6301", "5301"),
        ("income_other", "income"),
    ),
}
"""Where charts of accounts that we know keep it; only ever a proposal."""


class ResCompany(models.Model):
    """Where the money of home sales is booked, as the accountant decides."""

    _inherit = "res.company"

    sale_home_journal_id = fields.Many2one(
        "account.journal",
        "Invoices of Home Sales",
        domain="[('type', '=', 'sale'), ('company_id', '=', id)]",
        check_company=True,
    )
    sale_home_entry_journal_id = fields.Many2one(
        "account.journal",
        "Entries of Home Sales",
        domain="[('type', '=', 'general'), ('company_id', '=', id)]",
        check_company=True,
        help="Transfers of deposits, revenue at hand-over.",
    )
    sale_home_product_id = fields.Many2one(
        "product.product",
        "Home Sold",
        check_company=True,
        help="Its income account and its taxes are those of the revenue of a home.",
    )
    sale_home_liability_account_id = fields.Many2one(
        "account.account",
        "Contract Liabilities",
        check_company=True,
        help="What buyers are billed stands here until their home is handed over.",
    )
    sale_home_deposit_account_id = fields.Many2one(
        "account.account", "Deposits of Subscriptions", check_company=True
    )
    sale_home_on_behalf_account_id = fields.Many2one(
        "account.account",
        "Collected on Behalf",
        check_company=True,
        help="Maintenance fund and deed tax, until they are paid to whom they belong.",
    )
    sale_home_forfeit_account_id = fields.Many2one(
        "account.account", "Forfeited Money", check_company=True
    )

    @api.constrains(*PROPOSALS)
    def _check_sale_home_accounts(self):
        for company in self:
            liability = company.sale_home_liability_account_id
            others = company.sale_home_deposit_account_id
            others |= company.sale_home_on_behalf_account_id
            if liability & others:
                raise ValidationError(
                    self.env._(
                        "%(account)s is for contract liabilities alone: their "
                        "balance becomes the revenue of a home.",
                        account=liability.display_name,
                    )
                )

    def write(self, vals):
        name = "sale_home_liability_account_id"
        if name in vals:
            changed = self.filtered(lambda row: row[name].id != vals[name])
            changed._check_sale_home_liability_settled()
        return super().write(vals)

    def _check_sale_home_liability_settled(self):
        """:raises ValidationError: while homes not handed over are booked there"""
        for company in self.filtered("sale_home_liability_account_id"):
            account = company.sale_home_liability_account_id
            if company._get_sale_home_balances(account):
                raise ValidationError(
                    self.env._(
                        "Homes not handed over yet are booked on %(account)s; it "
                        "stays their account until its balance is zero.",
                        account=account.display_name,
                    )
                )

    def _get_sale_home_balances(self, account, contracts=None):
        """{contract id: what stands to its credit on ``account``}, without zeros."""
        self.env["account.move.line"].flush_model()
        only = SQL("AND sale_contract_id = ANY(%s)", contracts.ids) if contracts else ""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT sale_contract_id, -SUM(balance) FROM account_move_line
                 WHERE account_id = %s AND company_id = %s AND parent_state = 'posted'
                   AND sale_contract_id IS NOT NULL %s
                 GROUP BY sale_contract_id HAVING SUM(balance) <> 0
                """,
                account.id,
                self.id,
                only or SQL(),
            )
        )
        return {contract_id: float(amount) for contract_id, amount in rows}

    def _propose_sale_home_accounts(self):
        """Fill what is empty from the chart of accounts, for a person to correct."""
        for company in self:
            for name, (codes, kinds) in PROPOSALS.items():
                if not company[name]:
                    company[name] = company._find_sale_home_account(codes, kinds)
            for name, kind in (
                ("sale_home_journal_id", "sale"),
                ("sale_home_entry_journal_id", "general"),
            ):
                if not company[name]:
                    company[name] = self.env["account.journal"].search(
                        [("type", "=", kind), ("company_id", "=", company.id)], limit=1
                    )
            if not company.sale_home_product_id:
                company.sale_home_product_id = self.env.ref(
                    "sales_aftercare.product_product_home", raise_if_not_found=False
                )

    def _find_sale_home_account(self, codes, kinds):
        accounts = self.env["account.account"].with_company(self)
        domain = accounts._check_company_domain(self)
        taken = self.sale_home_liability_account_id
        for code in codes:
            wanted = [*domain, ("code", "=like", f"{code}%"), ("id", "!=", taken.id)]
            if found := accounts.search(wanted, order="code", limit=1):
                return found
        for kind in kinds:
            wanted = [*domain, ("account_type", "=", kind), ("id", "!=", taken.id)]
            if found := accounts.search(wanted, order="code", limit=1):
                return found
        return accounts

    def _get_sale_home_reasons(self, *names):
        """Reasons against booking a home sale: what of ``names`` is not chosen."""
        self.ensure_one()
        company = self.sudo()  # whether it is set, whoever asks
        missing = [
            company._fields[f"sale_home_{name}"]._description_string(self.env)
            for name in names
            if not company[f"sale_home_{name}"]
        ]
        if not missing:
            return []
        return [
            Reason(
                CLAUSE,
                self.env._(
                    "%(company)s: accounting has not chosen %(missing)s.",
                    company=company.name,
                    missing=", ".join(missing),
                ),
                self.env._(
                    "Choose it in the settings under Home Sales; a button there "
                    "proposes it from the chart of accounts."
                ),
                {"missing": names},
            )
        ]

    def _get_sale_home(self, name):
        """The account, journal or product that accounting chose, in sudo.

        :raises PolicyRefusal: naming what is to be set
        """
        reasons = self._get_sale_home_reasons(name)
        self.env["policy.clause"]._refuse(reasons, self)
        return self.sudo()[f"sale_home_{name}"]  # as above

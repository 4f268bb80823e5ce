from odoo import Command, api, fields, models

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason
from odoo.addons.property_ops.tools import fees

from ..tools import schedule

CLAUSE = "SA-1.4.1a"
NEEDED = ("liability_account_id", "journal_id", "product_id")


class SaleHomeContract(models.Model):
    """When the price is paid: agreed before signature, receivable once in force."""

    _inherit = "sale.home.contract"

    instalment_ids = fields.One2many(
        "sale.home.instalment", "contract_id", "Payment Schedule"
    )
    amount_planned = fields.Monetary(
        "In the Schedule", compute="_compute_amount_planned"
    )

    @api.depends("instalment_ids.amount")
    def _compute_amount_planned(self):
        for contract in self:
            contract.amount_planned = sum(contract.instalment_ids.mapped("amount"))

    def _get_approval_values(self):
        """The schedule that is approved is its days and amounts."""
        rows = self.instalment_ids.sorted("id")
        return {
            **super()._get_approval_values(),
            "schedule": [(row.kind, str(row.date_due), row.amount) for row in rows],
        }

    def _iter_submit_reasons(self, holders):
        yield from super()._iter_submit_reasons(holders)
        yield from self._get_schedule_reasons()[self.id]

    @enforces("SA-1.4.1a")
    def _get_schedule_reasons(self):
        """{id: what is wrong with the payment schedule or with where it is booked}"""
        return {row.id: list(row._iter_schedule_reasons()) for row in self}

    def _iter_schedule_reasons(self):
        currency = self.currency_id
        if currency.compare_amounts(self.amount_planned, self.amount_total):
            yield Reason(
                CLAUSE,
                self.env._(
                    "The schedule sums to %(planned)s, the price is %(price)s.",
                    planned=currency.format(self.amount_planned),
                    price=currency.format(self.amount_total),
                ),
                self.env._("Propose the schedule again or correct its amounts."),
                {"planned": self.amount_planned, "price": self.amount_total},
            )
        loans = self.instalment_ids.filtered(lambda row: row.kind in ("loan", "fund"))
        if loans and self.payment_method != "mortgage":
            yield Reason(
                CLAUSE,
                self.env._("The schedule has a loan, the contract is no mortgage."),
            )
        elif self.payment_method == "mortgage" and not loans and self.amount_total > 0:
            yield Reason(
                CLAUSE, self.env._("The schedule of a mortgage names the loan.")
            )
        yield from self.company_id._get_sale_home_reasons(*NEEDED)

    def action_submit(self):
        """A price paid at once needs no schedule of its own."""
        self.check_access("write")
        lumps = self.filtered(
            lambda row: row.payment_method == "lump" and not row.instalment_ids
        )
        lumps._propose_instalments()
        return super().action_submit()

    def _propose_instalments(self, **terms):
        """Replace the schedule by the usual one of the payment method.

        :param terms: as of :func:`~..tools.schedule.propose`; by default those of the
            company's parameters
        """
        for contract in self:
            step = fees.decimal(contract.currency_id.rounding or fees.CENT)
            total = fees.round_money(fees.decimal(contract.amount_total), step)
            agreed = contract._get_usual_terms(total, step) | terms
            first = agreed.pop("first")
            rows = schedule.propose(
                contract.payment_method, total, first, step=step, **agreed
            )
            contract.instalment_ids = [
                Command.clear(),
                *(
                    Command.create(
                        {
                            "sequence": number * 10,
                            "kind": kind,
                            "date_due": day,
                            "amount": float(amount),
                        }
                    )
                    for number, (kind, day, amount) in enumerate(rows, start=1)
                ),
            ]

    def _get_usual_terms(self, total, step):
        parameters, company = self.env["policy.parameter"], self.company_id
        first = self.date_signed or company._policy_today()
        percent = parameters._get("down_payment_percent", company, first)
        return {
            "first": first,
            "down": fees.round_money(total * fees.decimal(percent) / 100, step),
            "count": parameters._get("instalment_count", company, first),
            "months": parameters._get("instalment_months", company, first),
            "loan_days": parameters._get("loan_release_days", company, first),
        }

    def action_propose_schedule(self):
        """Ask for the terms, then fill in the schedule."""
        self.ensure_one()
        self.check_access("write")
        return {
            "name": self.env._("Propose the Schedule"),
            "type": "ir.actions.act_window",
            "res_model": "sale.home.schedule",
            "view_mode": "form",
            "target": "new",
            "context": {"default_contract_id": self.id},
        }

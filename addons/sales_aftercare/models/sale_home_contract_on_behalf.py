from odoo import fields, models

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason
from odoo.addons.property_ops.tools import fees

CLAUSE = "SA-1.6.3"


class SaleHomeContract(models.Model):
    """Money of others: collected with the home, passed on, never revenue."""

    _inherit = "sale.home.contract"

    amount_held = fields.Monetary(
        "Held for Others",
        compute="_compute_amount_held",
        help="Maintenance fund and deed tax that were collected and not passed on.",
    )

    def _compute_amount_held(self):
        held = self._get_on_behalf_held()
        for contract in self:
            contract.amount_held = held.get(contract.id, 0)

    def _get_on_behalf_held(self):
        """{id: collected and not passed on yet}: billed, less open, less passed on."""
        held = {row.id: 0.0 for row in self}
        amounts = self._get_amounts_open()
        for key, balance in self._sum_on_behalf().items():
            held[key] = -balance - amounts[key]["on_behalf"]
        return held

    def _get_on_behalf_passed(self):
        """{id: what left us for whom it was collected}"""
        return self._sum_on_behalf(("move_id.move_type", "=", "entry"))

    def _sum_on_behalf(self, *terms):
        """{id: debit balance of what is collected for others}, by more ``terms``"""
        found = {}
        items = self.env["account.move.line"].sudo()  # figure alone
        for company, contracts in self.grouped("company_id").items():
            account = company.sudo().sale_home_on_behalf_account_id  # figure alone
            groups = items._read_group(
                [
                    ("sale_contract_id", "in", contracts.ids),
                    ("account_id", "=", account.id),
                    ("parent_state", "=", "posted"),
                    ("move_id.sale_kind", "=", "on_behalf"),
                    *terms,
                ],
                ["sale_contract_id"],
                ["balance:sum"],
            )
            found |= {contract.id: balance for contract, balance in groups}
        return found

    def _get_usual_on_behalf(self, day):
        """{"fund": maintenance fund, "tax": deed tax} by the parameters of ``day``."""
        self.ensure_one()
        step = fees.decimal(self.currency_id.rounding or fees.CENT)
        parameters, company = self.env["policy.parameter"], self.company_id
        area = fees.decimal(self.gross_area)
        fund = area * fees.decimal(
            parameters._get("maintenance_fund_rate", company, day)
        )
        limit = parameters._get("deed_tax_area_limit", company, day)
        if self.gross_area <= limit:
            percent = parameters._get("deed_tax_percent", company, day)
        else:
            percent = parameters._get("deed_tax_percent_large", company, day)
        net = -self._split_revenue(self.amount_total, "")[0]["balance"]
        tax = fees.decimal(net) * fees.decimal(percent) / 100
        return {
            "fund": float(fees.round_money(fund, step)),
            "tax": float(fees.round_money(tax, step)),
        }

    def _bill_on_behalf(self, amounts, day, due):
        """Ask the buyer for what we pass on.

        :param amounts: [(text, amount)]
        :return: the posted invoice
        """
        self.ensure_one()
        reasons = self._get_on_behalf_reasons()[self.id]
        self.env["policy.clause"]._refuse(reasons, self)
        account = self.company_id._get_sale_home("on_behalf_account_id")
        parts = [(text, amount) for text, amount in amounts if amount > 0]
        items = [
            {"name": text, "account_id": account.id, "balance": -amount}
            for text, amount in parts
        ]
        owed = [(text, due, amount) for text, amount in parts]
        return self._create_moves(
            [self._prepare_invoice("on_behalf", day, items, owed)]
        )

    @enforces("SA-1.6.3", "SA-1.4.2b")
    def _get_on_behalf_reasons(self):
        """{id: all reasons against collecting for others now}

        What the contract has them pay at its signature is billed before the notice;
        whom the notice has called in looks at the home before it costs more.
        """
        found = {}
        for contract in self:
            company = contract.company_id
            reasons = company._get_sale_home_reasons(
                "on_behalf_account_id", "journal_id"
            )
            if contract.state != "active":
                reasons.append(
                    Reason(
                        CLAUSE,
                        self.env._("The contract is not in force."),
                    )
                )
            is_called_in = contract.delivery_kind == "off_plan" and (
                contract._is_called_in() and not contract.date_moved_in
            )
            if is_called_in:
                reasons += contract._iter_inspection_reasons("SA-1.4.2b")
            found[contract.id] = reasons
        return found

    def action_on_behalf(self):
        """Work out maintenance fund and deed tax, then bill or pass them on."""
        self.ensure_one()
        return {
            "name": self.env._("Collected on Behalf"),
            "type": "ir.actions.act_window",
            "res_model": "sale.home.behalf",
            "view_mode": "form",
            "target": "new",
            "context": {"default_contract_id": self.id},
        }

    def _pass_on(self, amount, journal, day, payee, memo=""):
        """Pay what was collected to whom it belongs.

        :raises PolicyRefusal: for more than was collected and is still here
        """
        self.ensure_one()
        self.env["account.payment"].check_access("create")
        self._lock_items(self._get_items(("on_behalf",)))
        reasons = self._get_pass_on_reasons(amount)
        self.env["policy.clause"]._refuse(reasons, self)
        account = self.company_id._get_sale_home("on_behalf_account_id")
        values = self._prepare_payment(
            "outbound", amount, journal, day, self.env["account.move.line"]
        )
        payment = self.env["account.payment"].create(
            {
                **values,
                "partner_type": "supplier",
                "partner_id": payee.id,
                "destination_account_id": account.id,
                "sale_kind": "on_behalf",
                "memo": memo or self.display_name,
            }
        )
        payment.action_post()
        return payment

    @enforces("SA-1.6.3")
    def _get_pass_on_reasons(self, amount):
        held = self._get_on_behalf_held()[self.id]
        if self.currency_id.compare_amounts(amount, held) <= 0 < amount:
            return []
        return [
            Reason(
                CLAUSE,
                self.env._(
                    "%(held)s was collected and is still held, not %(amount)s.",
                    held=self.currency_id.format(held),
                    amount=self.currency_id.format(amount),
                ),
                self.env._("Take the payment of the buyer first."),
                {"held": held, "amount": amount},
            )
        ]

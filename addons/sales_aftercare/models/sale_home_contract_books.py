from odoo import Command, fields, models

from odoo.addons.cs_policy.tools.enforce import enforces

from .account_move import BACK_KINDS, OWED_KINDS

CAME_KINDS = ("payment", "transfer")
"""Documents by which money comes in for a home."""


class SaleHomeContract(models.Model):
    """The books of a contract: price, differences, revenue (decision 18)."""

    _inherit = "sale.home.contract"

    _payment_kinds = OWED_KINDS

    date_revenue = fields.Date(
        "Revenue Booked on",
        readonly=True,
        copy=False,
        help="Until then the price is a liability of the contract.",
    )

    def _get_deal_link(self):
        return {"sale_contract_id": self.id}

    def _get_item_domain(self):
        return [("sale_contract_id", "=", self.id)]

    def _on_approved(self):
        result = super()._on_approved()
        for company, contracts in self.grouped("company_id").items():
            contracts._post_schedule(company._policy_today())
        for contract in self:
            contract.subscription_id._carry_deposit(contract)
        return result

    @enforces("SA-1.6.1")
    def _settle_open(self):
        """Set what the buyer has over against what is open, the oldest first.

        What we owe for a smaller home is refunded and pays no instalment of the price:
        it is set against larger homes and what was paid back too much. Money that came
        in pays everything.
        """
        self.ensure_one()
        for kinds, owed in ((BACK_KINDS, BACK_KINDS), (CAME_KINDS, OWED_KINDS)):
            credits = self._get_items(kinds, is_credit=True)
            if credits:
                self._settle(credits | self._get_items(owed))

    @enforces("SA-1.4.1a")
    def _post_schedule(self, day):
        """One invoice a contract, one item an instalment, against its liability."""
        contracts = self.filtered("instalment_ids")
        if not contracts:
            return self.env["account.move"]
        account = contracts.company_id._get_sale_home("liability_account_id")
        moves = contracts._create_moves(
            [contract._prepare_price(day, account) for contract in contracts]
        )
        for contract, move in zip(contracts, moves, strict=True):
            contract._link_instalments(contract._get_schedule(), move)
        return moves

    def _get_schedule(self):
        return self.instalment_ids.sorted(lambda row: (row.date_due, row.sequence))

    def _prepare_price(self, day, account):
        parts = [
            (self._get_part_name(row), row.date_due, row.amount)
            for row in self._get_schedule()
        ]
        item = {
            "name": self._get_price_name(),
            "account_id": account.id,
            "balance": -sum(row.amount for row in self.instalment_ids),
        }
        return self._prepare_invoice("price", day, [item], parts)

    def _get_price_name(self):
        """What the buyer reads on the invoice, in their language."""
        lang = self.partner_id.lang or self.env.lang
        translated = self.with_context(lang=lang)
        return translated.env._(
            "Price of %(home)s, contract %(contract)s",
            home=self.unit_id.reference,
            contract=self.name,
        )

    def _get_part_name(self, row):
        translated = row.with_context(lang=self.partner_id.lang or self.env.lang)
        kinds = translated._fields["kind"]._description_selection(translated.env)
        return f"{dict(kinds)[row.kind]} {row.date_due}"

    def _link_instalments(self, rows, move):
        """Remember which item of ``move`` each of ``rows`` became, in their order."""
        items = move.line_ids.filtered(lambda item: item.display_type == "payment_term")
        for row, item in zip(rows.sudo(), items.sorted("id"), strict=True):  # effect
            row._write_protected({"move_line_id": item.id})

    def _post_differences(self, amounts, day, due=None, texts=None):
        """What the price changed by: an invoice, or a credit note where we owe.

        Set-based, in the order of ``amounts``. Until revenue is booked the other side
        is the liability of the contract, afterwards revenue with its tax.

        :param amounts: {contract: amount}, positive where the buyer owes, no zeros
        :param due: day on which the buyer's part is due, by default ``day``
        :param texts: {contract: line of the invoice}, by default one for all
        :return: the posted documents
        """
        vals_list = []
        for contract, amount in amounts.items():
            name = (texts or {}).get(contract) or contract.env._("Area difference")
            items = contract._prepare_price_items(amount, name)
            parts = [(name, due or day, amount)]
            vals_list.append(contract._prepare_invoice("difference", day, items, parts))
        contracts = self.browse([contract.id for contract in amounts])
        moves = contracts._create_moves(vals_list)
        found = contracts._get_amounts_open()
        for contract in contracts:
            if found[contract.id]["credit"] and found[contract.id]["total"]:
                contract._settle_open()
        return moves

    def _prepare_price_items(self, amount, name):
        """The other side of ``amount`` more (or less) of the price."""
        if self.date_revenue:
            return self._split_revenue(amount, name)
        account = self.company_id._get_sale_home("liability_account_id")
        return [{"name": name, "account_id": account.id, "balance": -amount}]

    @enforces("SA-1.4.1b")
    def _recognise_revenue(self, day):
        """The homes are handed over: their liabilities become revenue and output tax.

        Repeatable: what is recognised already has no balance left.

        :return: the posted entries
        """
        moves = self.env["account.move"]
        for company, contracts in self.grouped("company_id").items():
            account = company._get_sale_home("liability_account_id")
            balances = company._get_sale_home_balances(account, contracts)
            due = contracts.filtered(
                lambda row, found=balances: (
                    row.state == "active" and found.get(row.id, 0) > 0
                )
            )
            if due:
                moves |= due._create_moves(
                    [row._prepare_revenue(balances[row.id], day) for row in due]
                )
                due.sudo()._write_protected({"date_revenue": day})  # effect of the slip
        return moves

    def _prepare_revenue(self, amount, day):
        account = self.company_id._get_sale_home("liability_account_id")
        name = self._get_price_name()
        release = {"name": name, "account_id": account.id, "balance": amount}
        items = [release, *self._split_revenue(amount, name)]
        return self._prepare_entry("revenue", day, items)

    def _split_revenue(self, amount, name):
        """Items that credit ``amount``, tax included, to revenue and output tax.

        With Odoo's own engine. The price of a contract is what the buyer pays in all,
        so the tax is taken out of it whether or not the tax says it is in the price.
        """
        company, product = self.company_id, self._get_home_product()
        engine = self.env["account.tax"].sudo().with_company(company)  # as Odoo posts
        base = self._prepare_revenue_base(engine, product, abs(amount), amount < 0)
        engine._add_tax_details_in_base_lines([base], company)
        engine._round_base_lines_tax_details([base], company)
        engine._add_accounting_data_in_base_lines_tax_details(
            [base], company, include_caba_tags=True
        )
        result = engine._prepare_tax_lines([base], company)
        [(_base, values)] = result["base_lines_to_update"]
        revenue = {
            "name": name,
            "product_id": product.id,
            "account_id": base["account_id"].id,
            "tax_ids": [Command.set(base["tax_ids"].ids)],
            **values,
        }
        revenue["price_unit"] = abs(revenue["balance"])
        taxes = [
            {"tax_ids": [Command.clear()], **line, "display_type": "tax"}
            for line in result["tax_lines_to_add"]
        ]
        return [revenue, *taxes]

    def _get_home_product(self):
        product = self.company_id._get_sale_home("product_id")
        return product.with_company(self.company_id)

    def _prepare_revenue_base(self, engine, product, amount, is_refund):
        company = self.company_id
        debtor = self._get_debtor()
        positions = self.env["account.fiscal.position"].sudo()  # as Odoo posts
        position = positions.with_company(company)._get_fiscal_position(debtor)
        accounts = product.product_tmpl_id.get_product_accounts(position)
        journal = company._get_sale_home("journal_id")
        taxes = product.taxes_id._filter_taxes_by_company(company)
        return engine._prepare_base_line_for_taxes_computation(
            None,
            product_id=product,
            product_uom_id=product.uom_id,
            tax_ids=position.map_tax(taxes) if position else taxes,
            price_unit=amount,
            quantity=1.0,
            currency_id=company.currency_id,
            account_id=accounts["income"] or journal.default_account_id,
            partner_id=debtor,
            rate=1.0,
            sign=1 if is_refund else -1,
            is_refund=is_refund,
            special_mode="total_included",
        )

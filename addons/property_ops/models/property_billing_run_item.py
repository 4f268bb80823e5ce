from odoo import Command, models

from .account_move_line_bulk import BULK


class PropertyBillingRun(models.Model):
    """Journal items of a bill, worked out with Odoo's own tax engine."""

    _inherit = "property.billing.run"

    def _create_items(self, moves, groups):
        """All journal items of the drafts ``moves``, from the charges of each."""
        terms = {}
        items = [
            {"move_id": move.id, **item}
            for move, charges in zip(moves, groups, strict=True)
            for item in self._prepare_items(move, charges, terms)
        ]
        self._settle_analytics(items)
        self.env["account.move.line"].with_context(**BULK).create(items)

    def _settle_analytics(self, items):
        """Where no rule says how to distribute, Odoo need not ask line by line."""
        rules = self.env["account.analytic.distribution.model"].sudo()  # as Odoo does
        if not rules.search_count(
            [("company_id", "in", (False, self.company_id.id))], limit=1
        ):
            for item in items:
                item.setdefault("analytic_distribution", False)

    def _prepare_items(self, move, charges, terms):
        """Values of the lines, the taxes and what is owed, which sum to zero.

        :param terms: what :meth:`_get_terms` found, kept for the bills of one chunk
        """
        engine = self.env["account.tax"].with_company(self.company_id)
        partner = move.commercial_partner_id
        bases = [
            self._prepare_base(engine, charge, move, partner, terms)
            for charge in charges
        ]
        engine._add_tax_details_in_base_lines(bases, self.company_id)
        engine._round_base_lines_tax_details(bases, self.company_id)
        engine._add_accounting_data_in_base_lines_tax_details(
            bases, self.company_id, include_caba_tags=True
        )
        result = engine._prepare_tax_lines(bases, self.company_id)
        common = {"partner_id": partner.id}
        items = [
            {**common, **self._prepare_item(charge, move.partner_id, base), **amounts}
            for charge, (base, amounts) in zip(
                charges, result["base_lines_to_update"], strict=True
            )
        ]
        items += [
            {**common, **line, "display_type": "tax"}
            for line in result["tax_lines_to_add"]
        ]
        owed = self.currency_id.round(-sum(item["balance"] for item in items))
        return [*items, common | self._prepare_owed(move, partner, owed)]

    def _prepare_owed(self, move, partner, owed):
        position = move.fiscal_position_id
        return {
            "display_type": "payment_term",
            "account_id": self._get_receivable(partner, position).id,
            "currency_id": self.currency_id.id,
            "date_maturity": self._get_due_date(),
            "balance": owed,
            "amount_currency": owed,
            "discount_balance": 0.0,
            "discount_amount_currency": 0.0,
        }

    def _prepare_base(self, engine, charge, move, partner, terms):
        key = charge.fee_type_id, move.fiscal_position_id
        if key not in terms:
            terms[key] = self._get_terms(engine, *key)
        return engine._prepare_base_line_for_taxes_computation(
            None,
            **terms[key],
            price_unit=charge.amount,
            quantity=1.0,
            currency_id=self.currency_id,
            partner_id=partner,
            rate=1.0,
            sign=-1,
        )

    def _get_terms(self, engine, fee_type, position):
        """Product, account and taxes of a fee, the same for all who pay it."""
        product = fee_type.product_id.with_company(self.company_id)
        account = product.product_tmpl_id.get_product_accounts(position)["income"]
        account = account or self.journal_id.default_account_id
        taxes = product.taxes_id.filtered_domain(
            engine._check_company_domain(self.company_id)
        )
        taxes = taxes or account.tax_ids.filtered(lambda t: t.type_tax_use == "sale")
        taxes = taxes._filter_taxes_by_company(self.company_id)
        return {
            "product_id": product,
            "product_uom_id": product.uom_id,
            "account_id": account,
            "tax_ids": position.map_tax(taxes) if position else taxes,
        }

    def _prepare_item(self, charge, partner, base):
        return {
            "display_type": "product",
            "name": self._get_item_name(charge, partner.lang or self.env.lang),
            "product_id": base["product_id"].id,
            "property_fee_type_id": charge.fee_type_id.id,
            "product_uom_id": base["product_uom_id"].id,
            "quantity": 1.0,
            "price_unit": charge.amount,
            "tax_ids": [Command.set(base["tax_ids"].ids)],
            "account_id": base["account_id"].id,
            "currency_id": self.currency_id.id,
        }

    def _get_item_name(self, charge, lang):
        """What the payer reads: fee, days of the month, quantity."""
        fee = charge.fee_type_id.with_context(lang=lang).name
        if charge.service_order_id:
            return f"{fee} {charge.date_from}: {charge.rule_id.name}"
        name = f"{fee} {charge.date_from} – {charge.date_to}"
        return f"{name} ({charge.quantity:.10g})" if charge.quantity != 1 else name

    def _get_receivable(self, partner, position):
        company = self.company_id
        account = (
            partner.with_company(company).property_account_receivable_id
            or company.partner_id.with_company(company).property_account_receivable_id
        )
        return position.map_account(account) if position else account

from odoo import Command, models

from odoo.addons.cs_policy.tools.enforce import enforces

BULK = {
    # The journal items are given complete; Odoo need not derive them line by line.
    "skip_invoice_sync": True,
    "skip_invoice_line_sync": True,
    "skip_account_move_synchronization": True,
    "check_move_validity": False,
    # Drafts have no analytic items yet; Odoo makes them when it posts.
    "skip_analytic_sync": True,
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
}


class PropertyBillingRun(models.Model):
    """Journal items of a bill, worked out with Odoo's own tax engine."""

    _inherit = "property.billing.run"

    @enforces("PO-4.1.2")
    def _create_invoices(self, charges):
        """One draft invoice per home and payer, with all its journal items."""
        self.ensure_one()
        groups = charges.grouped(lambda charge: (charge.unit_id, charge.partner_id))
        vals_list = [self._prepare_invoice(rows) for rows in groups.values()]
        self._settle_analytics(vals_list)
        moves = self.env["account.move"].with_context(**BULK).create(vals_list)
        charges._link_moves(zip(moves, groups.values(), strict=True))
        # Without the context of the bulk creation.
        return self.env["account.move"].browse(moves.ids)

    def _settle_analytics(self, vals_list):
        """Where no rule says how to distribute, Odoo need not ask line by line."""
        rules = self.env["account.analytic.distribution.model"].sudo()  # as Odoo does
        if rules.search_count([("company_id", "in", (False, self.company_id.id))]):
            return
        for vals in vals_list:
            for _command, _id, item in vals["line_ids"]:
                item.setdefault("analytic_distribution", False)

    def _prepare_invoice(self, charges):
        unit, partner = charges.unit_id, charges.partner_id
        position = self._get_fiscal_position(partner)
        return {
            "move_type": "out_invoice",
            "company_id": self.company_id.id,
            "journal_id": self.journal_id.id,
            "partner_id": partner.id,
            "currency_id": self.currency_id.id,
            "invoice_date": self.invoice_date,
            "date": self.invoice_date,
            "invoice_payment_term_id": False,
            "invoice_date_due": self.date_due,
            "fiscal_position_id": position.id,
            "invoice_user_id": False,
            "ref": f"{unit.reference} {self.period:%Y-%m}",
            "property_unit_id": unit.id,
            "property_kind": "bill",
            "property_period": self.period,
            "line_ids": self._prepare_items(charges, partner, position),
        }

    def _get_fiscal_position(self, partner):
        positions = self.env["account.fiscal.position"].with_company(self.company_id)
        return positions._get_fiscal_position(partner)

    def _prepare_items(self, charges, partner, position):
        """Commands for the lines, the taxes and what is owed, which sum to zero."""
        engine = self.env["account.tax"].with_company(self.company_id)
        bases = [
            self._prepare_base(engine, charge, partner, position) for charge in charges
        ]
        engine._add_tax_details_in_base_lines(bases, self.company_id)
        engine._round_base_lines_tax_details(bases, self.company_id)
        engine._add_accounting_data_in_base_lines_tax_details(
            bases, self.company_id, include_caba_tags=True
        )
        result = engine._prepare_tax_lines(bases, self.company_id)
        common = {"partner_id": partner.commercial_partner_id.id}
        items = [
            {**common, **self._prepare_item(charge, partner, base), **amounts}
            for charge, (base, amounts) in zip(
                charges, result["base_lines_to_update"], strict=True
            )
        ]
        items += [
            {**common, **line, "display_type": "tax"}
            for line in result["tax_lines_to_add"]
        ]
        owed = self.currency_id.round(-sum(item["balance"] for item in items))
        items.append(common | self._prepare_owed(partner, position, owed))
        return [Command.create(item) for item in items]

    def _prepare_owed(self, partner, position, owed):
        return {
            "display_type": "payment_term",
            "account_id": self._get_receivable(partner, position).id,
            "currency_id": self.currency_id.id,
            "date_maturity": self.date_due,
            "balance": owed,
            "amount_currency": owed,
            "discount_balance": 0.0,
            "discount_amount_currency": 0.0,
        }

    def _prepare_base(self, engine, charge, partner, position):
        product = charge.fee_type_id.product_id.with_company(self.company_id)
        account = product.product_tmpl_id.get_product_accounts(position)["income"]
        account = account or self.journal_id.default_account_id
        taxes = product.taxes_id.filtered_domain(
            engine._check_company_domain(self.company_id)
        )
        taxes = taxes or account.tax_ids.filtered(lambda t: t.type_tax_use == "sale")
        taxes = taxes._filter_taxes_by_company(self.company_id)
        return engine._prepare_base_line_for_taxes_computation(
            None,
            product_id=product,
            product_uom_id=product.uom_id,
            tax_ids=position.map_tax(taxes) if position else taxes,
            price_unit=charge.amount,
            quantity=1.0,
            currency_id=self.currency_id,
            account_id=account,
            partner_id=partner.commercial_partner_id,
            rate=1.0,
            sign=-1,
        )

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
        name = f"{fee} {charge.date_from} – {charge.date_to}"
        return f"{name} ({charge.quantity:.10g})" if charge.quantity != 1 else name

    def _get_receivable(self, partner, position):
        company = self.company_id
        payer = partner.commercial_partner_id.with_company(company)
        account = (
            payer.property_account_receivable_id
            or company.partner_id.with_company(company).property_account_receivable_id
        )
        return position.map_account(account) if position else account

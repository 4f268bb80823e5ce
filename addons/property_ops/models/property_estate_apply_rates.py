from collections import defaultdict
from datetime import timedelta

from odoo import Command, models

from ..tools import fees


class PropertyEstate(models.Model):
    """Fee rates that ledgers tell and rules hold."""

    _inherit = "property.estate"

    def _apply_fee_rates(self, pairs, day, fee_type, rates_from):
        """Rules by area for homes that no rule reaches yet.

        A price in force is changed in its rule, with its date, not by a ledger.
        """
        rates = {unit.id: home.fee_rate for home, unit in pairs if home.fee_rate}
        if not rates:
            return
        fee_type = fee_type or self._get_property_fee()
        begin = rates_from or self._get_first_billed(day)
        known = self._get_rates(fee_type, begin)
        missing = {unit: rate for unit, rate in rates.items() if unit not in known}
        if not missing:
            return
        self.env["property.fee.rule"].create(
            [
                {
                    "name": f"{fee_type.name} {rate.normalize():f}",
                    "fee_type_id": fee_type.id,
                    "estate_id": self.id,
                    "method": "area",
                    "rate": float(rate),
                    "date_from": begin,
                    field: [Command.set(ids)],
                }
                for (rate, field), ids in self._group_rates(missing).items()
            ]
        )

    def _group_rates(self, missing):
        """{(rate, field): ids}: whole buildings of one rate, or single homes."""
        groups = defaultdict(list)
        units = self.env["property.unit"].search([("estate_id", "=", self.id)])
        for building, homes in units.grouped("building_id").items():
            rates = {missing.get(unit.id) for unit in homes}
            if len(rates) == 1 and None not in rates:
                groups[rates.pop(), "building_ids"].append(building.id)
                continue
            for unit in homes:
                if unit.id in missing:
                    groups[missing[unit.id], "unit_ids"].append(unit.id)
        return groups

    def _get_first_billed(self, day):
        """First day whose fees are not in the arrears as at ``day``."""
        return fees.month_end(day) + timedelta(days=1)

    def _get_rates(self, fee_type, day):
        """{home id: monthly rate per m²} of the rules by area in force on ``day``."""
        rules = self.env["property.fee.rule"].search(
            [
                ("estate_id", "=", self.id),
                ("fee_type_id", "=", fee_type.id),
                ("method", "=", "area"),
                "|",
                ("date_to", "=", False),
                ("date_to", ">=", day),
            ]
        )
        if not rules:
            return {}
        units = self.env["property.unit"].search([("estate_id", "=", self.id)])
        return {
            unit.id: rule.rate for rule in rules for unit in rule._filter_units(units)
        }

    def _find_property_fee(self):
        domain = [
            ("company_id", "=", self.company_id.id),
            ("kind", "=", "property"),
        ]
        return self.env["property.fee.type"].search(domain, limit=1)

    def _get_property_fee(self):
        """The company's property fee; made with its product where there is none."""
        found = self._find_property_fee()
        if found:
            return found
        name = self.env._("Property Fee")
        product = (
            self.env["product.product"]
            .sudo()  # the director keeps fees, not products
            .create(
                {
                    "name": name,
                    "type": "service",
                    "sale_ok": False,
                    "purchase_ok": False,
                    "company_id": self.company_id.id,
                }
            )
        )
        return self.env["property.fee.type"].create(
            {
                "name": name,
                "code": "PM",
                "company_id": self.company_id.id,
                "product_id": product.id,
            }
        )

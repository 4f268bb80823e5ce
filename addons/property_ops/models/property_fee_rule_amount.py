from decimal import Decimal
from typing import NamedTuple

from odoo import models
from odoo.tools import SQL

from odoo.addons.cs_policy.tools.enforce import enforces

from ..tools import fees

DIALS = """
    SELECT meter.id AS meter_id, meter.unit_id, meter.number,
           meter.digit_count, meter.factor,
           ended.date AS end_date, ended.value AS end_value,
           COALESCE(started.value, meter.first_value, 0) AS start_value,
           COALESCE(started.is_estimate, FALSE) AS is_estimate,
           COALESCE(started.date >= %(first)s, FALSE) AS is_billed,
           held.date AS held
      FROM property_meter meter
      LEFT JOIN LATERAL (
           SELECT reading.date, reading.value, charge.id IS NOT NULL AS is_counted
             FROM property_meter_reading reading
             LEFT JOIN property_charge charge ON charge.id = reading.charge_id
            WHERE reading.meter_id = meter.id AND reading.is_held IS NOT TRUE
              AND reading.date BETWEEN %(first)s AND %(last)s
              AND (charge.id IS NULL OR charge.period = %(first)s)
            ORDER BY charge.id IS NULL, reading.date DESC LIMIT 1) ended ON TRUE
      LEFT JOIN LATERAL (
           SELECT reading.date, reading.value, reading.is_estimate
             FROM property_meter_reading reading
             JOIN property_charge charge ON charge.id = reading.charge_id
            WHERE reading.meter_id = meter.id AND charge.period <> %(first)s
              AND reading.date <= COALESCE(ended.date, %(last)s)
            ORDER BY reading.date DESC LIMIT 1) started ON TRUE
      LEFT JOIN LATERAL (
           SELECT date FROM property_meter_reading
            WHERE meter_id = meter.id AND charge_id IS NULL AND is_held
              AND date BETWEEN %(first)s AND %(last)s
              AND date > COALESCE(ended.date, %(first)s - 1)
              AND ended.is_counted IS NOT TRUE
            ORDER BY date DESC LIMIT 1) held ON TRUE
     WHERE meter.unit_id IN %(units)s AND meter.kind = %(kind)s
       AND meter.date_from <= %(last)s
       AND (meter.date_to IS NULL OR meter.date_to >= %(first)s)
     ORDER BY meter.unit_id, meter.date_from, meter.id
"""


class Due(NamedTuple):
    """What one rule asks of one home for a month, before payers share it."""

    amount: Decimal = Decimal(0)
    quantity: Decimal = Decimal(0)
    error: str = ""
    meters: tuple = ()
    """(meter id, date of the last reading counted)"""


class PropertyFeeRule(models.Model):
    _inherit = "property.fee.rule"

    def _get_window(self, first, last):
        """The days of a month on which the rule is in force."""
        self.ensure_one()
        return max(self.date_from, first), min(self.date_to or last, last)

    def _filter_units(self, units):
        """Those of ``units`` that the rule is for."""
        self.ensure_one()
        wanted = set(self.unit_ids.ids)
        buildings = set(self.building_ids.ids)
        return units.filtered(
            lambda unit: (
                (not wanted or unit.id in wanted)
                and (not buildings or unit.building_id.id in buildings)
                and (not self.use or unit.use == self.use)
            )
        )

    @enforces("PO-4.1.1")
    def _get_dues(self, units, first, last):
        """{unit id: Due} for one month, rounded by the currency of the company.

        A rule that begins or ends within the month counts by days; a meter counts
        with the rule of the day on which it was read.
        """
        self.ensure_one()
        days, length = fees.share_of_month(*self._get_window(first, last))
        part = Decimal(days) / length
        rate = fees.decimal(self.rate)
        step = fees.decimal(self.currency_id.rounding)
        if self.method == "meter":
            return self._get_meter_dues(units, first, last)
        if self.method == "flat":
            whole = fees.round_money(rate * days / length, step)
            return {unit.id: Due(whole, part) for unit in units}
        areas = {unit.id: fees.decimal(unit.gross_area) for unit in units}
        if self.method == "shared":
            whole = fees.round_money(rate * days / length, step)
            shares = fees.split_amount(whole, areas.values(), step)
            amounts = dict(zip(areas, shares, strict=True))
        else:
            amounts = {
                key: fees.round_money(rate * area * days / length, step)
                for key, area in areas.items()
            }
        missing = self.env._("The home has no gross area.")
        return {
            key: Due(amounts[key], area * part) if area else Due(error=missing)
            for key, area in areas.items()
        }

    def _get_meter_dues(self, units, first, last):
        """{unit id: Due} by the dials that were read in the month."""
        rate, step = self.rate, self.currency_id.rounding
        tiers = [(tier.quantity_from, tier.rate) for tier in self.tier_ids]
        dues = {}
        for unit_id, rows in self._get_dials(units, first, last).items():
            errors = [error for _used, error, _meter in rows if error]
            if errors:
                dues[unit_id] = Due(error=" ".join(errors))
                continue
            quantity = sum((used for used, _error, _meter in rows), Decimal(0))
            amount = fees.round_money(fees.tier_amount(quantity, rate, tiers), step)
            meters = tuple(meter for _used, _error, meter in rows if meter)
            dues[unit_id] = Due(amount, quantity, meters=meters)
        return dues

    def _get_dials(self, units, first, last):
        """{unit id: [(units used, error, (meter id, date) or None)]}"""
        if not units:
            return {}
        window = self._get_window(first, last)
        self.env["property.meter.reading"].flush_model()
        self.env["property.meter"].flush_model()
        self.env["property.charge"].flush_model()
        query = self._query_dials(tuple(units.ids), first, last)
        dials = {}
        for row in self.env.execute_query_dict(query):
            end = row["end_date"]
            in_force = window[0] <= (end or last) <= window[1]
            if in_force and (end or not row["is_billed"]):
                dials.setdefault(row["unit_id"], []).append(self._read_dial(row))
        return dials

    def _read_dial(self, row):
        """(units used, error, (meter id, date)) of one row of the query."""
        if row["held"]:
            message = self.env._(
                "Meter %(number)s: the reading of %(date)s is held.",
                number=row["number"],
                date=row["held"],
            )
            return Decimal(0), message, None
        if not row["end_date"]:
            message = self.env._(
                "Meter %(number)s was not read in the month.", number=row["number"]
            )
            return Decimal(0), message, None
        before, after = row["start_value"], row["end_value"]
        if row["is_estimate"] and after < before:
            # The dial has yet to reach what was billed by estimate.
            return Decimal(0), "", None
        used = fees.consumption(before, after, row["digit_count"], row["factor"])
        return used, "", (row["meter_id"], row["end_date"])

    def _query_dials(self, unit_ids, first, last):
        """Each meter with its last good reading of the month and the last billed.

        A reading belongs to the charge that counted it (``charge_id``): what lies
        between the last one billed before and the last one of the month is due. Where
        somebody is billed for the month already, its use is that of his bill: whoever
        shares the month with him pays his part of the same.
        """
        return SQL(
            DIALS,
            first=first,
            last=last,
            units=unit_ids,
            kind=self.meter_kind,
        )

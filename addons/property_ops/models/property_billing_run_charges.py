from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

from psycopg2.extras import execute_values

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.cs_policy.tools.enforce import enforces

from ..tools import fees

COLUMNS = (
    "run_id",
    "unit_id",
    "rule_id",
    "fee_type_id",
    "company_id",
    "period",
    "partner_id",
    "date_from",
    "date_to",
    "quantity",
    "price_unit",
    "percent",
    "amount",
    "amount_before",
    "amount_difference",
    "error",
    "create_uid",
    "write_uid",
)


class PropertyBillingRun(models.Model):
    """Working out what a month costs each home and each payer."""

    _inherit = "property.billing.run"

    def action_preview(self):
        """Work out the charges that are not billed yet, from the facts of now."""
        self.check_access("write")
        for run in self:
            run._lock_run()
            if run.state == "running":
                raise UserError(self.env._("The run is posting; let it finish."))
            run._compute_charges()
        return True

    def _lock_run(self):
        """Whoever works on the same run at the same time waits for this one."""
        self.ensure_one()
        self.flush_recordset()
        self.env.cr.execute(
            SQL("SELECT id FROM property_billing_run WHERE id = %s FOR UPDATE", self.id)
        )
        self.invalidate_recordset(["state"])

    def _compute_charges(self):
        """Write the charges anew, except those that stand on an invoice."""
        self.ensure_one()
        charges = self.env["property.charge"].sudo()  # written by runs alone
        charges.search([("run_id", "=", self.id), ("move_id", "=", False)]).unlink()
        charges.flush_model()
        kept = charges._read_group(
            [("run_id", "=", self.id), ("is_credited", "=", False)],
            ["unit_id", "rule_id"],
        )
        billed = {(unit.id, rule.id) for unit, rule in kept}
        before = self._get_amounts_before()
        rows, meters = [], []
        for row, dials in self._get_charge_rows():
            if (row["unit_id"], row["rule_id"]) not in billed:
                last = before.get((row["unit_id"], row["fee_type_id"]), Decimal(0))
                row["amount_before"] = last
                row["amount_difference"] = row["amount"] - last
                rows.append(row)
                meters += [(row, *dial) for dial in dials]
        self._insert_charges(rows)
        self._claim_readings(meters)
        charges.invalidate_model()
        self.env["property.meter.reading"].invalidate_model()
        self.invalidate_recordset()

    def _insert_charges(self, rows):
        uid = self.env.uid
        common = {"create_uid": uid, "write_uid": uid}
        execute_values(
            self.env.cr._obj,
            f"INSERT INTO property_charge ({', '.join(COLUMNS)}, create_date, "
            "write_date) VALUES %s ON CONFLICT DO NOTHING",
            [tuple((row | common)[name] for name in COLUMNS) for row in rows],
            template=f"({', '.join(['%s'] * len(COLUMNS))}, "
            "now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC')",
            page_size=1000,
        )

    def _claim_readings(self, meters):
        """A reading counts once: it belongs to the charge that counted it."""
        if not meters:
            return
        execute_values(
            self.env.cr._obj,
            """
            UPDATE property_meter_reading reading SET charge_id = charge.id
              FROM (VALUES %s) AS due (unit_id, rule_id, period, date_from,
                                       meter_id, last_date)
              JOIN property_charge charge
                ON charge.unit_id = due.unit_id AND charge.rule_id = due.rule_id
               AND charge.period = due.period::date
               AND charge.date_from = due.date_from::date
               AND charge.is_credited IS NOT TRUE
             WHERE reading.meter_id = due.meter_id AND reading.charge_id IS NULL
               AND reading.date <= due.last_date::date
            """,
            [
                (row["unit_id"], row["rule_id"], row["period"], row["date_from"], *dial)
                for row, *dial in meters
            ],
            page_size=1000,
        )

    def _get_amounts_before(self):
        """{(unit id, fee type id): what the fee of the home was last month}"""
        before = (self.period - timedelta(days=1)).replace(day=1)
        query = SQL(
            "SELECT unit_id, fee_type_id, SUM(amount) FROM property_charge"
            " WHERE period = %s AND is_credited IS NOT TRUE AND unit_id IN"
            " (SELECT id FROM property_unit WHERE estate_id = %s)"
            " GROUP BY unit_id, fee_type_id",
            before,
            self.estate_id.id,
        )
        return {
            (unit_id, fee_type_id): fees.decimal(amount)
            for unit_id, fee_type_id, amount in self.env.execute_query(query)
        }

    def _get_charge_rows(self):
        """(values of a charge, meters counted by it) for every home and rule."""
        first, last = self.period, fees.month_end(self.period)
        # Rules of sight are those of the run: company and estate are its own.
        units = self.env["property.unit"].search(
            [("estate_id", "=", self.estate_id.id)]
        )
        rules = self.env["property.fee.rule"].search(
            [
                ("estate_id", "=", self.estate_id.id),
                ("date_from", "<=", last),
                "|",
                ("date_to", "=", False),
                ("date_to", ">=", first),
            ]
        )
        payers = self._get_payer_days(units, first, last)
        discounts = self._get_discounts(units, first, last)
        for rule in rules:
            dues = rule._get_dues(rule._filter_units(units), first, last)
            window = rule._get_window(first, last)
            if rule.method == "meter":
                window = (first, last)
            for unit_id, due in dues.items():
                key = (unit_id, rule.fee_type_id.id)
                parts = self._get_parts(payers[unit_id], discounts.get(key, ()), window)
                yield from self._share_due(rule, unit_id, due, parts)

    def _get_payer_days(self, units, first, last):
        """{unit id: {day: payer id}}: who pays from the first and each later change.

        Days are asked for once, for all homes that change on them.
        """
        changes = defaultdict(set)
        changes[first].update(units.ids)
        for unit in units:
            if unit.date_handover:
                changes[unit.date_handover].add(unit.id)
        for model in ("property.payer", "property.tenure"):
            rows = self.env[model].search_fetch(
                [("unit_id", "in", units.ids)], ["unit_id", "date_from", "date_to"]
            )
            for row in rows:
                changes[row.date_from].add(row.unit_id.id)
                if row.date_to:
                    changes[row.date_to + timedelta(days=1)].add(row.unit_id.id)
        found = defaultdict(dict)
        for day in sorted(day for day in changes if first <= day <= last):
            homes = units.browse(changes[day])
            for unit_id, payer in homes._get_payers(day).items():
                found[unit_id][day] = payer.id
        return found

    def _get_discounts(self, units, first, last):
        """{(unit id, fee type id): [(first day, last day, percent)]}"""
        found = defaultdict(list)
        exemptions = self.env["property.fee.exemption"]
        for row in exemptions._get_in_force(units, first, last) or ():
            span = (row.date_from, row.date_to or last, row.percent)
            found[row.unit_id.id, row.fee_type_id.id].append(span)
        return found

    def _get_parts(self, payers, discounts, window):
        """[(first day, last day, payer id, percent off)] within ``window``.

        Neighbours with the same payer and the same discount are one part.
        """
        days = {*payers, window[0]}
        for start, end, _percent in discounts:
            days |= {start, end + timedelta(days=1)}
        parts = []
        for start, end in fees.split_month(window[0].replace(day=1), days):
            start, end = max(start, window[0]), min(end, window[1])
            if end < start:
                continue
            payer = payers[max(day for day in payers if day <= start)]
            percent = max((p for a, b, p in discounts if a <= start <= b), default=0)
            if parts and parts[-1][2:] == (payer, percent):
                start = parts.pop()[0]
            parts.append((start, end, payer, percent))
        return parts

    @enforces("PO-4.1.1")
    def _share_due(self, rule, unit_id, due, parts):
        """Charges of one home and rule: the payers of the month share it by days."""
        step = fees.decimal(self.currency_id.rounding)
        days = [(end - start).days + 1 for start, end, _payer, _percent in parts]
        amounts = fees.split_amount(due.amount, days, step)
        shared = zip(parts, days, amounts, strict=True)
        for number, (part, length, amount) in enumerate(shared):
            start, end, payer, percent = part
            off = fees.round_money(amount * fees.decimal(percent) / 100, step)
            error = due.error
            if not error and not payer:
                error = self.env._("Nobody pays: the estate has no developer.")
            if amount == off and not error:
                continue
            values = {
                "run_id": self.id,
                "unit_id": unit_id,
                "rule_id": rule.id,
                "fee_type_id": rule.fee_type_id.id,
                "company_id": self.company_id.id,
                "period": self.period,
                "partner_id": payer or None,
                "date_from": start,
                "date_to": end,
                "quantity": due.quantity * length / sum(days),
                "price_unit": rule.rate,
                "percent": percent,
                "amount": Decimal(0) if error else amount - off,
                "error": error or None,
            }
            yield values, () if number or error else due.meters
            if due.error:
                return

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
    "service_order_id",
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
        old = charges.search([("run_id", "=", self.id), ("move_id", "=", False)])
        if old:
            old._leave_readings()
            old.unlink()
        charges.flush_model()
        before = self._get_amounts_before()
        rows, meters = [], []
        for row, dials in self._get_charge_rows(self._get_billed_spans()):
            # Once for all who share the fee of the home.
            last = before.pop((row["unit_id"], row["fee_type_id"]), Decimal(0))
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
        common = {"create_uid": uid, "write_uid": uid, "service_order_id": None}
        execute_values(
            self.env.cr._obj,
            f"INSERT INTO property_charge ({', '.join(COLUMNS)}, create_date, "
            "write_date) VALUES %s ON CONFLICT DO NOTHING",
            [tuple((common | row)[name] for name in COLUMNS) for row in rows],
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

    def _get_billed_spans(self):
        """{(unit id, rule id): [(first day, last day)]} of what stands on an invoice"""
        query = SQL(
            "SELECT unit_id, rule_id, date_from, date_to FROM property_charge"
            " WHERE run_id = %s AND move_id IS NOT NULL AND is_credited IS NOT TRUE",
            self.id,
        )
        found = defaultdict(list)
        for unit_id, rule_id, *span in self.env.execute_query(query):
            found[unit_id, rule_id].append(span)
        return found

    def _get_month_before(self):
        self.ensure_one()
        return (self.period - timedelta(days=1)).replace(day=1)

    def _get_amounts_before(self):
        """{(unit id, fee type id): what the fee of the home was last month}

        Without those that a charge on an invoice is compared with already.
        """
        query = SQL(
            "SELECT unit_id, fee_type_id, SUM(amount) FROM property_charge"
            " WHERE period = %s AND is_credited IS NOT TRUE AND unit_id IN"
            " (SELECT id FROM property_unit WHERE estate_id = %s)"
            " AND (unit_id, fee_type_id) NOT IN (SELECT unit_id, fee_type_id"
            " FROM property_charge WHERE run_id = %s AND is_credited IS NOT TRUE"
            " AND amount_before <> 0)"
            " GROUP BY unit_id, fee_type_id",
            self._get_month_before(),
            self.estate_id.id,
            self.id,
        )
        return {
            (unit_id, fee_type_id): fees.decimal(amount)
            for unit_id, fee_type_id, amount in self.env.execute_query(query)
        }

    def _get_charge_rows(self, billed):
        """(values of a charge, meters counted by it) for every home and rule.

        :param billed: what is left out, see :meth:`_get_billed_spans`
        """
        first, last = self.period, fees.month_end(self.period)
        # Rules of sight are those of the run: company and estate are its own.
        units = self.env["property.unit"].search(
            [("estate_id", "=", self.estate_id.id)]
        )
        rules = self.env["property.fee.rule"].search(
            [
                ("estate_id", "=", self.estate_id.id),
                ("method", "!=", "service"),
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
                spans = billed.get((unit_id, rule.id), ())
                yield from self._share_due(rule, unit_id, due, parts, spans)

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
    def _share_due(self, rule, unit_id, due, parts, billed=()):
        """Charges of one home and rule: the payers of the month share it by days.

        Who is exempt has a charge of nothing. The first charge that can be billed
        counts the dials, be it of nothing: their use is not billed once more.
        """
        step = fees.decimal(self.currency_id.rounding)
        days = [(end - start).days + 1 for start, end, _payer, _percent in parts]
        amounts = fees.split_amount(due.amount, days, step)
        dials = due.meters
        for part, length, amount in zip(parts, days, amounts, strict=True):
            start, end, payer, percent = part
            gaps = fees.get_gaps(start, end, billed)
            error = due.error or self._get_part_error(part, gaps)
            if not gaps or not (amount or error or (dials and due.quantity)):
                continue
            off = fees.round_money(amount * fees.decimal(percent) / 100, step)
            values = {
                "run_id": self.id,
                "unit_id": unit_id,
                "rule_id": rule.id,
                "fee_type_id": rule.fee_type_id.id,
                "company_id": self.company_id.id,
                "period": self.period,
                "partner_id": payer or None,
                "date_from": gaps[0][0],
                "date_to": gaps[-1][1],
                "quantity": due.quantity * length / sum(days),
                "price_unit": rule.rate,
                "percent": percent,
                "amount": Decimal(0) if error else amount - off,
                "error": error or None,
            }
            yield values, () if error else dials
            if due.error:
                return
            if not error:
                dials = ()

    def _get_part_error(self, part, gaps):
        """Why the days of ``part`` that are not billed yet can't be; or nothing."""
        start, end, payer, _percent = part
        if not payer:
            return self.env._("Nobody pays: the estate has no developer.")
        if gaps and gaps != [(start, end)]:
            return self.env._(
                "Some of the days %(first)s – %(last)s are billed already: take that "
                "bill back, then work out again.",
                first=start,
                last=end,
            )
        return ""

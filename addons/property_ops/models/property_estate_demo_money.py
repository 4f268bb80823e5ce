from collections import defaultdict
from datetime import timedelta

from odoo import Command, models

from ..tools import estate_demo as plan

FEES = (
    # code, name, in zh_TW, in zh_CN, kind, VAT in %
    ("PM", "Property fee", "物業服務費", "物业服务费", "property", 6),
    ("WAT", "Water", "水費", "水费", "utility", 0),
    ("PUB", "Shared electricity", "公共用電分攤", "公共用电分摊", "utility", 0),
    ("PRK", "Parking space", "車位管理費", "车位管理费", "service", 6),
    ("SVC", "Paid service", "特約服務費", "特约服务费", "service", 6),
)
TIERS = ((17, 5.07), (25, 6.0))
"""Cubic metres above which water costs more, in the company's currency."""


class PropertyEstate(models.Model):
    """Fees, dials, bills and payments of the demonstration, up to today."""

    _inherit = "property.estate"

    def _create_demo_fee_types(self):
        for sequence, (code, name, tw, cn, kind, vat) in enumerate(FEES, 1):
            product = self.env["product.product"].create(
                {
                    "name": name,
                    "type": "service",
                    "purchase_ok": False,
                    "company_id": self.company_id.id,
                    "taxes_id": [Command.set(self._get_demo_tax(vat).ids)],
                    "supplier_taxes_id": [Command.clear()],
                }
            )
            fee_type = self.env["property.fee.type"].create(
                {
                    "name": name,
                    "code": code,
                    "kind": kind,
                    "sequence": sequence * 10,
                    "company_id": self.company_id.id,
                    "product_id": product.id,
                }
            )
            for record in (product, fee_type):
                self._name_in_demo_langs(record, zh_TW=tw, zh_CN=cn)

    def _name_in_demo_langs(self, record, **terms):
        for lang, term in terms.items():
            if self._get_demo_lang(lang) == lang:
                record.with_context(lang=lang).name = term

    def _get_demo_tax(self, percent):
        """A tax of ``percent`` that the price includes; none where there is none."""
        taxes = self.env["account.tax"]
        found = taxes.search(
            [
                *taxes._check_company_domain(self.company_id),
                ("type_tax_use", "=", "sale"),
                ("amount_type", "=", "percent"),
                ("amount", "=", percent),
            ]
        )
        if not percent or not found:
            return taxes
        name = f"{percent} % VAT in the price"
        vals = {"name": name, "price_include_override": "tax_included"}
        tax = found.filtered("price_include")[:1]
        if not tax:
            tax = found[0].copy(vals)
            tw, cn = f"{percent} % 增值稅（內含）", f"{percent} % 增值税（内含）"
            self._name_in_demo_langs(tax, zh_TW=tw, zh_CN=cn)
        return tax

    def _create_demo_rules(self, pairs):
        """Beside the property fee, whose rate the ledger tells."""
        parked = [unit.id for home, unit in pairs if not home.row % plan.PARKED]
        tiers = [
            Command.create({"quantity_from": above, "rate": rate})
            for above, rate in TIERS
        ]
        water = {"meter_kind": "water", "tier_ids": tiers}
        rules = (
            ("WAT", "阶梯水价 · Water in tiers", "meter", 3.45, water),
            ("PUB", "电梯与公共照明 · Lifts and lamps", "shared", 2860, {}),
            ("PRK", "车位 · Parking", "flat", 150, {"unit_ids": [(6, 0, parked)]}),
            ("SVC", "上门维修 · Repair visit", "service", 80, {}),
        )
        types = self.env["property.fee.type"].search(
            [("company_id", "=", self.company_id.id)]
        )
        by_code = {fee_type.code: fee_type.id for fee_type in types}
        self.env["property.fee.rule"].create(
            [
                {
                    "name": name,
                    "fee_type_id": by_code[code],
                    "estate_id": self.id,
                    "method": method,
                    "rate": rate,
                    "date_from": plan.get_months(self.company_id._policy_today())[0],
                    **vals,
                }
                for code, name, method, rate, vals in rules
            ]
        )

    def _create_demo_readings(self, pairs):
        """Three months of dials; of this month some are still to be read."""
        today, rows = self.company_id._policy_today(), []
        months = plan.get_months(today)
        readers = self.building_ids._get_area_managers(today)
        for home, unit in pairs:
            reader = readers.get(unit.building_id.id)
            meter = self.env["property.meter"].search([("unit_id", "=", unit.id)])
            value = plan.get_first_value(home.row)
            for number, month in enumerate(months):
                day, used = plan.get_reading_day(month), plan.get_use(home.row, number)
                if home.row == plan.REPLACED and number == 1:
                    last = month + timedelta(days=9)
                    row = self._prepare_demo_reading(meter, last, value + 4, reader)
                    rows.append(row)
                    meter, value = self._replace_demo_meter(meter, last), -4
                value += used
                rows.append(self._prepare_demo_reading(meter, day, value, reader))
            if plan.is_read_already(home.row):
                part = (today - day).days / 30 * plan.get_surprise(home.row)
                value += round(plan.get_usual_use(home.row) * part)
                rows.append(self._prepare_demo_reading(meter, today, value, reader))
        self.env["property.meter.reading"].create(rows)

    def _prepare_demo_reading(self, meter, day, value, reader):
        return {
            "meter_id": meter.id,
            "date": day,
            "value": value % 10**meter.digit_count,
            "employee_id": reader.id,
        }

    def _replace_demo_meter(self, meter, day):
        meter.date_to = day
        return meter.copy(
            {
                "number": f"{meter.number}-2",
                "date_from": day + timedelta(days=1),
                "date_to": False,
                "first_value": 0,
            }
        )

    def _create_demo_bills(self, pairs):
        """Bill three months, pay most of them; this month is worked out."""
        today = self.company_id._policy_today()
        for month in plan.get_months(today):
            billed = (month + timedelta(days=31)).replace(day=1)
            run = self._create_demo_run(month, billed)
            run._move("running", date_released=billed)
            while units := run._get_pending_units(100):
                run._process_units(units)
            run._move("done")
        self._pay_demo_bills(pairs, today)
        self._create_demo_services(pairs, today)
        self._create_demo_run(today.replace(day=1), today)
        self._ask_demo_exemption(pairs, today)

    def _create_demo_services(self, pairs, today):
        """One repair is done and goes on the bill of this month, one is to confirm."""
        rules = self.env["property.fee.rule"]
        domain = [("estate_id", "=", self.id), ("method", "=", "service")]
        lived = [unit for home, unit in pairs if home.status == "occupied"]
        orders = self.env["property.service.order"].create(
            [
                {
                    "unit_id": unit.id,
                    "rule_id": rules.search(domain, limit=1).id,
                    "date": today,
                    "note": note,
                }
                for unit, note in zip(
                    lived,
                    ("更换水龙头 · A new tap", "疏通下水 · A blocked drain"),
                    strict=False,
                )
            ]
        )
        orders[:1].action_confirm()

    def _ask_demo_exemption(self, pairs, today):
        """The cashier asks, the director has it to approve."""
        cashier = self.env["res.users"].search([("login", "=", "cashier1")], limit=1)
        vacant = next(unit for home, unit in pairs if home.status == "vacant")
        fee_type = self.env["property.fee.type"].search(
            [("company_id", "=", self.company_id.id), ("kind", "=", "property")]
        )
        exemptions = self.env["property.fee.exemption"].with_user(cashier)
        exemption = exemptions.create(
            {
                "unit_id": vacant.id,
                "fee_type_id": fee_type[0].id,
                "percent": 30,
                "date_from": (today.replace(day=1) + timedelta(days=31)).replace(day=1),
                "reason": "水管爆裂后空置，由我方维修 · Empty since a burst pipe",
            }
        )
        exemption.action_submit()

    def _create_demo_run(self, month, billed):
        run = self.env["property.billing.run"].create(
            {
                "estate_id": self.id,
                "period": month,
                "invoice_date": billed,
                "date_due": billed + timedelta(days=15),
            }
        )
        run.action_preview()
        return run

    def _pay_demo_bills(self, pairs, today):
        """By the bank's collection once a month, and at the desk."""
        rows = {unit.id: home.row for home, unit in pairs}
        months, collected = plan.get_months(today), defaultdict(list)
        moves = self.env["account.move"].search(
            [("property_unit_id", "in", list(rows)), ("property_kind", "=", "bill")],
            order="invoice_date, id",
        )
        for move in moves:
            row = rows[move.property_unit_id.id]
            amount = self._get_demo_paid(move, row, months)
            if amount <= 0:
                continue
            if row % plan.AT_DESK == 1:
                day = move.invoice_date + timedelta(plan.get_days_to_pay(row))
                self._pay_demo_at_desk(move, amount, min(day, today))
            else:
                day = min(move.invoice_date + timedelta(days=9), today)
                collected[day].append((move, amount))
        for day, payments in collected.items():
            self._collect_demo_by_bank(day, payments)

    def _get_demo_paid(self, move, row, months):
        """How much of a bill is paid by now."""
        missed = plan.MISSED.get(row, 0)
        left = len(months) - months.index(move.property_period)
        if left > missed:
            ahead = 200 if row == plan.PREPAID and left == 1 else 0
            return move.amount_residual + ahead
        share = plan.PARTLY.get(row, 0) if left == missed else 0
        return move.currency_id.round(move.amount_residual * float(share))

    def _pay_demo_at_desk(self, move, amount, day):
        cashier = self.env["res.users"].search([("login", "=", "cashier1")], limit=1)
        journal = self._get_demo_journal("cash")
        receipts = self.env["property.receipt"].with_user(cashier or self.env.user)
        receipts.with_company(self.company_id)._take(
            move.partner_id, move, amount, journal, day, method="cash"
        )

    def _collect_demo_by_bank(self, day, payments):
        """One entry for all that the bank collected on a day."""
        journal = self._get_demo_journal("bank")
        total = sum(amount for _move, amount in payments)
        owed = [
            move.line_ids.filtered(lambda line: line.display_type == "payment_term")
            for move, _amount in payments
        ]
        items = [{"account_id": journal.default_account_id.id, "debit": total}]
        items += [
            {
                "account_id": line.account_id.id,
                "partner_id": line.partner_id.id,
                "credit": amount,
                "name": line.move_id.name,
            }
            for line, (_move, amount) in zip(owed, payments, strict=True)
        ]
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": journal.id,
                "date": day,
                "ref": "银行代扣 · Collection by bank",
                "line_ids": [Command.create(item) for item in items],
            }
        )
        entry.action_post()
        paid = entry.line_ids.filtered("credit").sorted("id")
        lines = self.env["account.move.line"]
        lines._reconcile_plan([a | b for a, b in zip(owed, paid, strict=True)])

    def _get_demo_journal(self, kind):
        domain = [("type", "=", kind), ("company_id", "=", self.company_id.id)]
        journals = self.env["account.journal"]
        vals = {"name": kind.title(), "type": kind, "company_id": self.company_id.id}
        return journals.search(domain, limit=1) or journals.create(vals)

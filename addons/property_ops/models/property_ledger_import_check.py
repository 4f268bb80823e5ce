from odoo import models

from odoo.addons.cs_policy.tools.sheet import fold
from odoo.addons.cs_policy.tools.sheet_rows import Issue

from ..tools import estate_ledger


class PropertyLedgerImport(models.Model):
    """The dry run: the whole file against itself and against the register."""

    _inherit = "property.ledger.import"

    def _check_file(self, layout):
        """Read the whole file under the mapping and keep every issue.

        :return: list of (home of the file, home of the register or empty)
        """
        self.ensure_one()
        ledger = estate_ledger.read(layout, self.date, self._get_meanings())
        pairs = self._pair(ledger.items)
        wrong = {issue.cell.row for issue in ledger.issues if issue.blocking}
        sound = [pair for pair in pairs if pair[0].row not in wrong]
        issues = [
            *ledger.issues,
            *self._check_terms(layout, ledger.items, pairs),
            *self._check_meters(sound),
            *self._check_people(sound),
            *self._check_money(sound),
        ]
        prepared = self.env["property.ledger.import.issue"]._prepare_issues(issues)
        people = {id(p) for home in ledger.items for p in home.owners}
        tenants = [home.tenant for home in ledger.items if home.tenant]
        self.issue_ids.unlink()
        self.write(
            {
                "home_count": len(pairs),
                "new_home_count": sum(not unit for _home, unit in pairs),
                "owner_count": len(people),
                "tenant_count": len(tenants),
                "meter_count": sum(len(home.meters) for home in ledger.items),
                "arrears_count": sum(home.arrears > 0 for home in ledger.items),
                "arrears_total": sum(float(home.arrears) for home in ledger.items),
                "issue_ids": [(0, 0, vals) for vals in prepared],
            }
        )
        return pairs

    def _pair(self, homes):
        """[(home of the file, home of the register or empty)]"""
        empty = self.env["property.unit"]
        known = self.estate_id._get_units_by_key() if self.estate_id else {}
        return [(home, known.get(home.key, empty)) for home in homes]

    def _check_terms(self, layout, homes, pairs):
        if not (self.estate_id or self.estate_name):
            yield Issue(None, "no_estate")
        for sheet in layout.other_sheets:
            yield Issue(None, "other_sheet", figures={"sheet": sheet}, blocking=False)
        if layout.clashing:
            yield Issue(
                None, "clashing", figures={"sheets": ", ".join(layout.clashing)}
            )
        nobody = sum(not home.owners for home in homes)
        if nobody and not self.developer_id:
            yield Issue(None, "no_developer", figures={"count": nobody}, blocking=False)
        yield from self._check_handover(pairs)
        new = sum(not unit for _home, unit in pairs)
        if new and not self._can_register():
            yield Issue(None, "new_homes", figures={"count": new})

    def _check_handover(self, pairs):
        """Until a home is handed over the developer pays its fees."""
        undated = [
            home
            for home, unit in pairs
            if home.owners and not home.handover and not unit.date_handover
        ]
        lived = sum(home.is_handed_over for home in undated)
        waiting = sum(home.status in ("", "vacant") for home in undated)
        for kind, count in (("handover_assumed", lived), ("no_handover", waiting)):
            if count:
                figures = {"count": count, "day": self.date}
                yield Issue(None, kind, "handover", figures, blocking=False)

    def _check_meters(self, pairs):
        """A meter hangs in one home."""
        numbers = {
            meter.number for home, _unit in pairs for meter in home.meters.values()
        }
        there = {}
        for row in self.env["property.meter"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("number", "in", list(numbers)),
            ]
        ):
            there[row.kind, row.number] = row.unit_id
        for home, unit in pairs:
            for kind, meter in home.meters.items():
                other = there.get((kind, meter.number))
                if other and other != unit:
                    figures = {"home": other.reference}
                    yield Issue(meter.cell, "meter_elsewhere", kind, figures)

    def _check_people(self, pairs):
        for people in self._refresh_people(pairs).values():
            if not people:
                continue
            home, person = people[0]
            role = "owner" if person in home.owners else "tenant"
            figures = {"name": person.name, "count": len(people)}
            yield Issue(home.cells.get(role), "namesakes", role, figures, False)
        known = [(home, unit) for home, unit in pairs if unit]
        if known:
            yield from self._check_changes(known)

    def _check_changes(self, known):
        """What the import would replace, and what the file no longer says."""
        estate = self.estate_id
        tenures = estate._get_current("property.tenure", known, self.date)
        tenancies = estate._get_current("property.tenancy", known, self.date)
        for home, unit in known:
            rows = tenures.get(unit.id, self.env["property.tenure"])
            names = ", ".join(rows.partner_id.mapped("name"))
            before = {(fold(r.partner_id.name), round(r.share, 4)) for r in rows}
            after = {(fold(p.name), round(float(p.share), 4)) for p in home.owners}
            figures = {"owners": names, "day": home.owned_from or self.date}
            if rows and "owner" in home.cells and before != after:
                kind = "owner_changed" if after else "owner_gone"
                cell = home.cells["owner"]
                yield Issue(cell, kind, "owner", figures, blocking=False)
            tenancy = tenancies.get(unit.id)
            if tenancy and "tenant" in home.cells and not home.tenant:
                figures = {"tenant": tenancy.partner_id[:1].name}
                cell = home.cells["tenant"]
                yield Issue(cell, "tenant_gone", "tenant", figures, blocking=False)

    def _check_money(self, pairs):
        owing = [home for home, _unit in pairs if home.arrears > 0]
        if owing and not self._can_post():
            total = f"{sum(home.arrears for home in owing):,.2f}"
            figures = {"count": len(owing), "total": total}
            yield Issue(None, "cashier", "arrears", figures, blocking=False)
        elif owing and not (self.journal_id and self.account_id):
            yield Issue(None, "no_account", "arrears")
        known = [(home, unit) for home, unit in pairs if unit]
        yield from self._check_opening(known)
        yield from self._check_rates(known)

    def _check_opening(self, known):
        """Arrears posted by an earlier import that the file names otherwise."""
        units = self.env["property.unit"].union(*(unit for _home, unit in known))
        # Sums of our own opening invoices; the director may see no other entries.
        posted = units.sudo()._get_opening_moves() if units else {}
        for home, unit in known:
            move = posted.get(unit.id)
            if not move or "arrears" not in home.cells:
                continue
            if not move.currency_id.compare_amounts(
                move.amount_total, float(home.arrears)
            ):
                continue
            cell, figures = (
                home.cells["arrears"],
                {"posted": f"{move.amount_total:,.2f}"},
            )
            untouched = not move.currency_id.compare_amounts(
                move.amount_residual, move.amount_total
            )
            if not home.arrears:
                yield Issue(cell, "opening_gone", "arrears", figures, blocking=False)
            elif untouched:
                yield Issue(cell, "opening_changed", "arrears", figures, blocking=False)
            else:
                yield Issue(cell, "opening_paid", "arrears", figures)

    def _check_rates(self, known):
        """Prices are changed in their rules, with a date."""
        estate = self.estate_id
        fee = self.fee_type_id or (estate and estate._find_property_fee())
        if not (known and fee):
            return
        rates = estate._get_rates(fee, estate._get_first_billed(self.date))
        for home, unit in known:
            rate = rates.get(unit.id)
            if rate and home.fee_rate and abs(rate - float(home.fee_rate)) > 1e-6:
                figures = {"rate": f"{rate:g}"}
                cell = home.cells["rate"]
                yield Issue(cell, "rate_differs", "rate", figures, blocking=False)

from collections import Counter

from odoo import models
from odoo.fields import Domain

from odoo.addons.cs_policy.tools.sheet import fold
from odoo.addons.cs_policy.tools.sheet_rows import Issue

from ..tools import contract_facts, contract_ledger


class SaleHomeLedgerImport(models.Model):
    """The dry run: the whole file against itself, the homes and the contracts."""

    _inherit = "sale.home.ledger.import"

    def _check_file(self, layout):
        """Read the whole file under the mapping and keep every issue.

        :return: list of (contract of the file, home, contract that is there)
        """
        self.ensure_one()
        ledger = contract_ledger.read(layout, self.date, self._get_meanings())
        rows = self._find_places(ledger.items)
        wrong = {i.cell.row for i in ledger.issues if i.blocking and i.cell}
        sound = [row for row in rows if row[0].row not in wrong]
        issues = [
            *ledger.issues,
            *self._check_terms(layout),
            *self._check_homes(rows),
            *self._check_known(sound),
            *self._check_buyers(sound),
            *self._check_owners(sound),
        ]
        prepared = self.env["sale.home.ledger.import.issue"]._prepare_issues(issues)
        self.issue_ids.unlink()
        self.write(
            {
                **self._summarize(rows, sound),
                "issue_ids": [(0, 0, vals) for vals in prepared],
            }
        )
        return rows

    def _find_places(self, records):
        """[(contract of the file, home or empty, contract that is there or empty)]"""
        units = self.estate_id._get_units_by_key() if self.estate_id else {}
        empty = self.env["property.unit"]
        known = self._get_contracts([record.number for record in records])
        return [
            (
                record,
                units.get(record.key, empty),
                known.get(record.number, self.env["sale.home.contract"]),
            )
            for record in records
        ]

    def _get_contracts(self, numbers):
        """{number: contract of the company}"""
        found = self.env["sale.home.contract"].search(
            [("company_id", "=", self.company_id.id), ("name", "in", numbers)]
        )
        return {contract.name: contract for contract in found}

    def _summarize(self, rows, sound):
        """Counts and sums of the file, and where its contracts would stand."""
        records = [row[0] for row in rows]
        floors = Counter(
            contract_facts.find_proven(row[0], row[0].method)[0] for row in sound
        )
        contracts = self.env["sale.home.contract"]
        labels = contracts._fields["step"]._description_selection(self.env)
        return {
            "contract_count": len(rows),
            "new_contract_count": sum(not row[2] for row in rows),
            "amount_total": float(sum(record.total or 0 for record in records)),
            "amount_received": float(sum(record.received for record in records)),
            "step_summary": "\n".join(
                f"{label}: {floors[key]}" for key, label in labels if floors[key]
            ),
        }

    def _check_terms(self, layout):
        if not self.estate_id:
            yield Issue(None, "no_estate")
        for sheet in layout.other_sheets:
            yield Issue(None, "other_sheet", figures={"sheet": sheet}, blocking=False)
        if layout.clashing:
            figures = {"sheets": ", ".join(layout.clashing)}
            yield Issue(None, "clashing", figures=figures)

    def _check_homes(self, rows):
        """Every home is in the register and sold once."""
        if not self.estate_id:
            return
        units = self.env["property.unit"].union(*(unit for _r, unit, _c in rows))
        others = self._get_other_contracts(units)
        for record, unit, contract in rows:
            cell = record.cell("room") or record.cell("home")
            if not unit:
                if record.room and record.building:
                    figures = {"estate": self.estate_id.name}
                    yield Issue(cell, "unknown_home", "room", figures)
                continue
            other = others.get(unit.id)
            if other and other != contract:
                figures = {"contract": other.name}
                yield Issue(cell, "home_sold", "room", figures)

    def _get_other_contracts(self, units):
        """{home id: contract that holds it}"""
        contracts = self.env["sale.home.contract"].sudo()  # also unseen by the reader
        found = contracts.search(
            Domain("unit_id", "in", units.ids) & contracts._get_holding_domain()
        )
        return {row.unit_id.id: row.sudo(False) for row in found}

    def _check_known(self, rows):
        """What of a contract that is there the file says otherwise."""
        known = [row for row in rows if row[2]]
        contracts = self.env["sale.home.contract"].union(*(row[2] for row in known))
        amounts = contracts.sudo()._get_amounts_open()  # whether it is booked
        for record, unit, contract in known:
            if unit and contract.unit_id != unit:
                figures = {"home": contract.unit_id.reference}
                yield Issue(record.cell("number"), "number_elsewhere", "", figures)
            elif not contract.ledger_import_id:
                yield Issue(record.cell("number"), "own_contract", "", {}, False)
            else:
                is_booked = bool(amounts[contract.id]["booked"])
                yield from self._check_changes(record, contract, is_booked)

    def _check_changes(self, record, contract, is_booked):
        """Terms of a contract in force change by a supplement, not by a file."""
        terms = {
            "total": (float(record.total), contract.amount_total),
            "method": (record.method, contract.payment_method),
            "kind": (record.kind, contract.delivery_kind),
            "signed": (record.signed, contract.date_signed),
            "buyer": (
                [(fold(p.name), float(p.share)) for p in record.buyers],
                [(fold(b.partner_id.name), b.share) for b in contract.buyer_ids],
            ),
        }
        if record.agreed:
            terms["agreed"] = (record.agreed, contract.date_delivery)
        if is_booked:
            terms["received"] = (float(record.received), contract.amount_before)
            terms["actual"] = (record.actual or False, contract.date_moved_in)
        for role, (written, kept) in terms.items():
            if written != kept:
                cell = record.cell(role)
                booked = role in ("received", "actual")
                kind = "booked_stays" if booked else "term_stays"
                yield Issue(cell, kind, role, blocking=False)

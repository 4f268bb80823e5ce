from collections import defaultdict

from odoo import models

from odoo.addons.cs_policy.tools.sheet import fold
from odoo.addons.cs_policy.tools.sheet_rows import Issue


class SaleHomeLedgerImport(models.Model):
    """Who the buyers are: the same name is the same person by the telephone alone."""

    _inherit = "sale.home.ledger.import"

    def _check_buyers(self, rows):
        """Ask for every buyer whom a name alone would make somebody else's equal."""
        doubtful = self._find_doubtful(rows)
        self._refresh_people(doubtful)
        counts = defaultdict(int)
        for _record, buyer in doubtful:
            counts[fold(buyer.name)] += 1
        told = set()
        for record, buyer in doubtful:
            name = fold(buyer.name)
            if name not in told:
                told.add(name)
                figures = {"name": buyer.name, "count": counts[name]}
                yield Issue(record.cell("buyer"), "namesakes", "buyer", figures, False)

    def _check_owners(self, rows):
        """Of a home that is handed over the buyers are the owners."""
        pairs = [row[:2] for row in rows if row[0].actual]
        tenures = self.estate_id._get_current("property.tenure", pairs, self.date)
        for record, unit in pairs:
            owners = tenures.get(unit.id, self.env["property.tenure"]).partner_id
            names = {fold(owner.name) for owner in owners}
            if names and names != {fold(buyer.name) for buyer in record.buyers}:
                figures = {"owners": ", ".join(owners.mapped("name"))}
                cell = record.cell("buyer")
                yield Issue(cell, "owners_differ", "buyer", figures, blocking=False)

    def _find_doubtful(self, rows):
        """[(contract of the file, buyer)] where a name alone says who it is."""
        sure = self._find_sure(rows)
        identities = defaultdict(set)
        for record, _unit, _contract in rows:
            for buyer in record.buyers:
                person = sure.get(id(buyer))
                same = person.id if person else buyer.phone or id(buyer)
                identities[fold(buyer.name)].add(same)
        known = self._get_known_names(identities)
        return [
            (record, buyer)
            for record, _unit, _contract in rows
            for buyer in record.buyers
            if id(buyer) not in sure
            and (len(identities[fold(buyer.name)]) > 1 or fold(buyer.name) in known)
        ]

    def _find_sure(self, rows):
        """{id(buyer): contact} of those whom the telephone, or an answer, settles.

        Offices write one telephone for all buyers of a home: where it agrees with an
        owner of that home, the other owners of the same name are the same as well.
        Buyers of a contract that is there are its buyers.
        """
        model = self.env["property.estate"].with_company(self.company_id)
        estate = self.estate_id or model.new({"company_id": self.company_id.id})
        pairs = [(record, unit) for record, unit, _contract in rows]
        known = estate._get_known_people(pairs)
        at_home = estate._get_people_at_home([pair for pair in pairs if pair[1]])
        sure = {}
        for record, unit, contract in rows:
            there = {fold(b.partner_id.name): b.partner_id for b in contract.buyer_ids}
            for buyer in record.buyers:
                name = fold(buyer.name)
                found = known.get((name, buyer.phone)) if buyer.phone else None
                found = found or there.get(name)
                if found:
                    sure[id(buyer)] = found
            party = any(
                sure.get(id(buyer)) == at_home.get((unit.id, fold(buyer.name)))
                for buyer in record.buyers
                if id(buyer) in sure
            )
            for buyer in record.buyers:
                found = at_home.get((unit.id, fold(buyer.name)))
                if party and found and not buyer.phone:
                    sure.setdefault(id(buyer), found)
        return sure

    def _get_known_names(self, names):
        """Those of the folded ``names`` that owners, tenants or buyers have."""
        company = self.company_id.id
        domain = [
            "|",
            "|",
            ("tenure_ids.company_id", "=", company),
            ("tenancy_ids.company_id", "=", company),
            ("sale_buyer_ids.company_id", "=", company),
        ]
        found = self.env["res.partner"].search(domain)
        return {fold(partner.name) for partner in found} & set(names)

    def _refresh_people(self, doubtful):
        """One line per buyer in doubt; what was answered stays."""
        have = {line.cell + fold(line.text): line for line in self.person_ids}
        fresh, keep = [], self.person_ids.browse()
        for record, buyer in doubtful:
            key = buyer.cell + fold(buyer.name)
            if key in have:
                keep |= have[key]
                continue
            fresh.append(
                {
                    "import_id": self.id,
                    "kind": "person",
                    "text": buyer.name,
                    "cell": buyer.cell,
                    "phone": buyer.phone,
                    "place": f"{record.building} {record.entrance} {record.room}",
                    "source": "none",
                }
            )
        (self.person_ids - keep).unlink()
        self.env["sale.home.ledger.import.line"].create(fresh)

    def _settle_buyers(self, rows):
        """{id(buyer): contact}, found, answered or made."""
        answers = {
            line.cell + fold(line.text): line.partner_id
            for line in self.person_ids
            if line.partner_id
        }
        partners, fresh, wanted = self._find_sure(rows), {}, []
        for record, _unit, _contract in rows:
            for buyer in record.buyers:
                answer = answers.get(buyer.cell + fold(buyer.name))
                if answer:
                    partners[id(buyer)] = answer
                elif id(buyer) not in partners:
                    key = buyer.key or (record.number, fold(buyer.name))
                    fresh.setdefault(key, buyer)
                    wanted.append((id(buyer), key))
        estate = self.estate_id.with_company(self.company_id)
        made = dict(zip(fresh, estate._create_people(fresh.values()), strict=True))
        return partners | {person: made[key] for person, key in wanted}

from collections import defaultdict

from odoo import models

from odoo.addons.cs_policy.tools.sheet import fold

from ..tools import estate_layout


class PropertyLedgerImport(models.Model):
    """The mapping: proposed from memory, words and what the cells hold."""

    _inherit = "property.ledger.import"

    def _propose(self):
        """Fill the mapping, the estate and the day from the file."""
        self.ensure_one()
        layout = self._read_layout()
        vals = self._propose_columns(layout, self._recall())
        name = estate_layout.find_estate(layout, (layout.sheet, self.name or ""))
        estate = self._find_estate(name, layout.titles)
        self.write(
            {
                "sheet": layout.sheet,
                "notes": "\n".join([*layout.titles, *layout.notes]),
                "date": estate_layout.find_day(layout) or self.date,
                "estate_name": self.estate_name or name,
                "estate_id": self.estate_id.id or estate.id,
                "line_ids": [(0, 0, val) for val in vals],
            }
        )
        self._refresh_lines(layout)
        self._check_file(layout)

    def _find_estate(self, name, titles):
        """The estate of that name or short name, or whose export this is."""
        estates = self.env["property.estate"].search(
            [("company_id", "=", self.company_id.id)]
        )
        same = estates.filtered(
            lambda row: fold(name) and fold(name) in (fold(row.name), fold(row.code))
        )
        if same:
            return same[:1]
        written = {fold(title) for title in titles}
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        return estates.filtered(
            lambda row: any(
                fold(self.with_context(lang=code)._get_title(row)) in written
                for code in languages
            )
        )[:1]

    def _refresh_people(self, pairs):
        """One line per namesake that neither home nor telephone tells apart.

        :param pairs: list of (home of the file, home of the register or empty)
        :return: {name: lines} of the names in doubt
        """
        doubtful = self._find_namesakes(pairs)
        have = {line.cell + fold(line.text): line for line in self.person_ids}
        fresh, keep = [], self.person_ids.browse()
        for people in doubtful.values():
            for home, person in people:
                key = person.cell + fold(person.name)
                if key in have:
                    keep |= have[key]
                    continue
                parts = (home.building, home.entrance, home.room)
                fresh.append(
                    {
                        "import_id": self.id,
                        "kind": "person",
                        "text": person.name,
                        "cell": person.cell,
                        "phone": person.phone,
                        "place": " ".join(filter(None, parts)),
                        "source": "none",
                    }
                )
        (self.person_ids - keep).unlink()
        self.env["property.ledger.import.line"].create(fresh)
        return doubtful

    def _find_namesakes(self, pairs):
        """{folded name: [(home, person)]} where a name alone doesn't say who it is."""
        model = self.env["property.estate"].with_company(self.company_id)
        estate = self.estate_id or model.new({"company_id": self.company_id.id})
        known = estate._get_known_people(pairs)
        at_home = estate._get_people_at_home([p for p in pairs if p[1]])
        by_name = defaultdict(list)
        for home, unit in pairs:
            for person in home.get_people():
                sure = (unit.id, fold(person.name)) in at_home if unit else False
                sure = sure or (fold(person.name), person.phone) in known
                by_name[fold(person.name)].append((home, person, sure))
        there = self._get_known_names()
        return {
            name: [(home, person) for home, person, sure in rows if not sure]
            for name, rows in by_name.items()
            if self._is_doubtful(rows, name in there)
        }

    @staticmethod
    def _is_doubtful(rows, is_known):
        """More than one identity, at least one of them not settled."""
        open_rows = [row for row in rows if not row[2]]
        phones = {row[1].phone for row in rows if row[1].phone}
        nameless = [row for row in rows if not row[1].phone]
        identities = len(phones) + len(nameless)
        return bool(open_rows) and (identities > 1 or is_known)

    def _get_known_names(self):
        """Folded names of owners and tenants of the company."""
        domain = [
            "|",
            ("tenure_ids.company_id", "=", self.company_id.id),
            ("tenancy_ids.company_id", "=", self.company_id.id),
        ]
        return {fold(row.name) for row in self.env["res.partner"].search(domain)}

import re
from collections import defaultdict
from datetime import timedelta

from odoo import models

from odoo.addons.cs_policy.tools.sheet import fold

from ..tools.estate_cells import COMPANY


def digits(phone):
    """The telephone number without blanks, dashes and China's country code."""
    number = re.sub(r"\D", "", phone or "")
    return number[2:] if len(number) == 13 and number.startswith("86") else number


class PropertyEstate(models.Model):
    """Who the people of a ledger are, what they own, rent and live in."""

    _inherit = "property.estate"

    def _apply_people(self, pairs, day, identities):
        """{id(person): partner}, found or created.

        The same name is the same person on the same home, or where the telephone
        agrees, or where somebody said so; otherwise it is somebody else.
        """
        known = self._get_known_people(pairs)
        at_home = self._get_people_at_home(pairs)
        found, fresh, wanted = {}, {}, []
        same = self._get_said_same(pairs, identities, at_home, known)
        for home, unit in pairs:
            for person in home.get_people():
                partner = (
                    identities.get(id(person))
                    or at_home.get((unit.id, fold(person.name)))
                    or known.get((fold(person.name), person.phone))
                    or same.get(person.same_as)
                )
                if partner:
                    found[id(person)] = partner
                    continue
                key = person.key or (unit.id, fold(person.name))
                fresh.setdefault(key, person)
                wanted.append((id(person), key))
        partners = dict(zip(fresh, self._create_people(fresh.values()), strict=True))
        self._update_phones(pairs, found)
        return found | {person: partners[key] for person, key in wanted}

    def _get_said_same(self, pairs, identities, at_home, known):
        """{mark: partner} where one of those said to be one person is known."""
        same = {}
        for home, unit in pairs:
            for person in home.get_people():
                partner = (
                    identities.get(id(person))
                    or at_home.get((unit.id, fold(person.name)))
                    or known.get((fold(person.name), person.phone))
                )
                if person.same_as and partner:
                    same.setdefault(person.same_as, partner)
        return same

    def _create_people(self, people):
        return (
            self.env["res.partner"]
            .sudo()  # name and telephone of the ledger; other contacts stay closed
            .create(
                [
                    {
                        "name": person.name,
                        "phone": person.phone or False,
                        "is_company": bool(COMPANY.search(person.name)),
                        "company_id": self.company_id.id,
                    }
                    for person in people
                ]
            )
            .sudo(False)
        )

    def _get_known_people(self, pairs):
        """{(folded name, telephone): partner} of contacts with these telephones."""
        phones = {
            person.phone
            for home, _unit in pairs
            for person in home.get_people()
            if person.phone
        }
        partners = self.env["res.partner"].search(
            [
                ("phone", "!=", False),
                ("company_id", "in", (False, self.company_id.id)),
            ],
            order="id desc",
        )
        found = {}
        for partner in partners:
            number = digits(partner.phone)
            if number in phones:
                found[fold(partner.name), number] = partner
        return found

    def _get_people_at_home(self, pairs):
        """{(home id, folded name): partner} of owners and tenants, latest first."""
        ids = [unit.id for _home, unit in pairs]
        found = {}
        for model in ("property.tenancy", "property.tenure"):
            for row in self.env[model].search([("unit_id", "in", ids)]):
                found.setdefault((row.unit_id.id, fold(row.partner_id.name)), row)
        return {key: row.partner_id for key, row in found.items()}

    def _update_phones(self, pairs, found):
        for home, _unit in pairs:
            for person in home.get_people():
                partner = found.get(id(person))
                if partner and person.phone and digits(partner.phone) != person.phone:
                    # The ledger names the person and the new number together.
                    partner.sudo().phone = person.phone

    def _get_current(self, model, pairs, day):
        """{home id: rows of ``model`` that last on or after ``day``}"""
        last = "date_out" if model == "property.household" else "date_to"
        rows = self.env[model].search(
            [
                ("unit_id", "in", [unit.id for _home, unit in pairs]),
                "|",
                (last, "=", False),
                (last, ">=", day),
            ]
        )
        return rows.grouped(lambda row: row.unit_id.id)

    def _apply_tenures(self, pairs, day, partners):
        """Owners and shares; where they differ, the old ones end the day before."""
        current = self._get_current("property.tenure", pairs, day)
        ended, replaced, fresh = defaultdict(list), [], []
        for home, unit in pairs:
            if not home.owners:
                continue
            rows = current.get(unit.id, self.env["property.tenure"])
            wanted = [(partners[id(p)].id, float(p.share)) for p in home.owners]
            if sorted((r.partner_id.id, r.share) for r in rows) == sorted(wanted):
                continue
            begin = home.owned_from or home.handover or day
            if rows:
                since = max(rows.mapped("date_from"))
                begin = max(begin, day) if begin <= since else begin
                if begin <= since:
                    begin = since
                    replaced += rows.ids
                else:
                    ended[begin - timedelta(days=1)] += rows.ids
            fresh += [
                {
                    "unit_id": unit.id,
                    "partner_id": who,
                    "share": s,
                    "date_from": begin,
                }
                for who, s in wanted
            ]
        model = self.env["property.tenure"]
        for last, ids in ended.items():
            model.browse(ids).date_to = last
        model.browse(replaced).unlink()
        model.create(fresh)

    def _apply_tenancies(self, pairs, day, partners):
        current = self._get_current("property.tenancy", pairs, day)
        fresh = []
        for home, unit in pairs:
            if not home.tenant:
                continue
            row = current.get(unit.id, self.env["property.tenancy"])[:1]
            vals = self._prepare_tenancy(home, partners[id(home.tenant)])
            begin = home.lease_from or day
            if (
                row
                and row.partner_id.id != vals["partner_id"]
                and begin > row.date_from
            ):
                row.date_to = begin - timedelta(days=1)
                row = row.browse()
            if row:
                changed = {
                    name: value
                    for name, value in vals.items()
                    if row._fields[name].convert_to_write(row[name], row) != value
                }
                if changed:
                    row.write(changed)
            else:
                fresh.append({**vals, "unit_id": unit.id, "date_from": begin})
        self.env["property.tenancy"].create(fresh)

    def _prepare_tenancy(self, home, tenant):
        vals = {
            "partner_id": tenant.id,
            "rent": None if home.rent is None else float(home.rent),
            "deposit": None if home.deposit is None else float(home.deposit),
            "date_from": home.lease_from,
            "date_to": home.lease_to,
        }
        return {name: value for name, value in vals.items() if value is not None}

    def _apply_households(self, pairs, day, partners):
        """Who lives there, where the ledger says that somebody does."""
        current = self._get_current("property.household", pairs, day)
        fresh, cares = [], []
        for home, unit in pairs:
            head = home.owners[0] if home.owners else None
            begin = home.handover
            if home.status == "let":
                head, begin = home.tenant or head, home.lease_from
            elif home.status != "occupied":
                continue
            if unit.id in current or not head:
                continue
            fresh.append(
                {
                    "unit_id": unit.id,
                    "partner_id": partners[id(head)].id,
                    "date_in": min(begin or day, day),
                }
            )
            cares.append(home.care)
        households = self.env["property.household"].create(fresh)
        self.env["property.household.member"].sudo().create(  # facts of the ledger
            [
                {
                    "household_id": household.id,
                    "name": household.partner_id.name,
                    "relation": "head",
                    "care": care,
                }
                for household, care in zip(households, cares, strict=True)
                if care
            ]
        )

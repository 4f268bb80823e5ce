from collections import Counter, defaultdict

from odoo import models

from odoo.addons.cs_policy.tools.sheet import plain

from ..tools import estate_home

QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
}
"""A ledger taken in is one event, told by its import, not by every record."""


class PropertyEstate(models.Model):
    """Takes the homes of a ledger into the register.

    What is there is recognised and brought to what the ledger says; what the ledger
    does not say stays. Applying the same homes again changes nothing.
    """

    _inherit = "property.estate"

    def _apply_homes(self, homes, day, identities=None, fee_type=None, rates_from=None):
        """Buildings, homes, people, meters and fee rates; money is for others.

        :param homes: list of :class:`estate_home.Home`, each home once
        :param day: date the ledger is as at
        :param identities: {id(person): partner} decided by somebody
        :param fee_type: of the fee rates; empty: the company's property fee
        :param rates_from: first day of new fee rules; empty: the month after ``day``
        :return: homes of the register, in the order of ``homes``
        """
        self.ensure_one()
        estate = self.with_context(**QUIET).with_company(self.company_id)
        units = estate._apply_units(homes, day)
        pairs = list(zip(homes, units, strict=True))
        partners = estate._apply_people(pairs, day, identities or {})
        estate._apply_tenures(pairs, day, partners)
        estate._apply_tenancies(pairs, day, partners)
        estate._apply_households(pairs, day, partners)
        estate._apply_meters(pairs, day)
        estate._apply_fee_rates(pairs, day, fee_type, rates_from)
        # Creation leaves half-made records in these caches.
        self.invalidate_recordset(["unit_ids", "building_ids"])
        units.building_id.invalidate_recordset(["unit_ids"])
        return self.env["property.unit"].browse(units.ids)

    def _get_units_by_key(self):
        """{(building, entrance, room) keys: home} of the whole estate."""
        found = {}
        buildings = self._get_buildings_by_key()
        keys = {building.id: key for key, building in buildings.items()}
        units = self.env["property.unit"].search([("estate_id", "=", self.id)])
        for unit in units:
            key = (
                keys[unit.building_id.id],
                estate_home.entrance_key(unit.entrance or ""),
                estate_home.room_key(unit.name),
            )
            found.setdefault(key, unit)
        return found

    def _get_buildings_by_key(self):
        buildings = self.env["property.building"].search([("estate_id", "=", self.id)])
        return {estate_home.building_key(row.name): row for row in buildings}

    def _apply_units(self, homes, day):
        buildings = self._apply_buildings(homes)
        known = self._get_units_by_key()
        entrances = self._get_usual_names(homes, "entrance", estate_home.entrance_key)
        fresh, places = [], []
        for home in homes:
            unit = known.get(home.key)
            vals = self._prepare_unit(home)
            is_known = home.handover or (unit and unit.date_handover)
            if home.is_handed_over and not is_known:
                vals["date_handover"] = day  # by then at the latest
            if unit:
                changed = {
                    name: value for name, value in vals.items() if unit[name] != value
                }
                if changed:
                    unit.write(changed)
                continue
            places.append(home.key)
            fresh.append(
                {
                    **vals,
                    "name": plain(home.room),
                    "entrance": entrances.get(home.key[1]) or False,
                    "building_id": buildings[home.key[0]].id,
                }
            )
        created = self.env["property.unit"].create(fresh)
        known.update(zip(places, created, strict=True))
        return self.env["property.unit"].union(*(known[home.key] for home in homes))

    def _prepare_unit(self, home):
        """What the ledger says about the home itself."""
        vals = {
            "floor": home.floor,
            "use": home.use,
            "layout": home.layout,
            "structure": home.structure,
            "condition": home.condition,
            "gross_area": float(home.gross) if home.gross is not None else None,
            "inside_area": float(home.inside) if home.inside is not None else None,
            "date_handover": home.handover,
            "note": home.note,
        }
        vals = {name: value for name, value in vals.items() if value not in (None, "")}
        if home.status:
            vals["is_ledger_renovating"] = home.status == "renovating"
        return vals

    def _apply_buildings(self, homes):
        """{key: building}, named as the ledger names it most often."""
        known = self._get_buildings_by_key()
        names = self._get_usual_names(homes, "building", estate_home.building_key)
        floors = defaultdict(int)
        for home in homes:
            floors[home.key[0]] = max(floors[home.key[0]], home.floor or 0)
        missing = [key for key in names if key not in known]
        created = self.env["property.building"].create(
            [
                {
                    "name": names[key],
                    "estate_id": self.id,
                    "floor_count": floors[key],
                }
                for key in missing
            ]
        )
        return known | dict(zip(missing, created, strict=True))

    def _get_usual_names(self, homes, part, get_key):
        """{key: the way most cells write it}: ``1号楼`` where some say ``1#``."""
        counts = defaultdict(Counter)
        for home in homes:
            text = plain(getattr(home, part))
            counts[get_key(text)][text] += 1
        return {key: found.most_common(1)[0][0] for key, found in counts.items()}

    def _apply_meters(self, pairs, day):
        """Meters by number; another number of the same kind replaces the old one."""
        model = self.env["property.meter"]
        units = model.unit_id.union(*(unit for _home, unit in pairs))
        current = {}
        for meter in model.search([("unit_id", "in", units.ids)]):
            if not meter.date_to or meter.date_to >= day:
                current.setdefault((meter.unit_id.id, meter.kind), []).append(meter)
        fresh = []
        for home, unit in pairs:
            for kind, meter in home.meters.items():
                running = current.get((unit.id, kind), [])
                same = [row for row in running if row.number == meter.number]
                if same:
                    same[0]._correct_first_value(meter.first)
                    continue
                for old in running:
                    old.date_to = max(old.date_from, day)
                fresh.append(self._prepare_meter(unit, kind, meter, day))
        model.create(fresh)

    def _prepare_meter(self, unit, kind, meter, day):
        return {
            "unit_id": unit.id,
            "kind": kind,
            "number": meter.number,
            "date_from": day,
            "first_value": float(meter.first),
            "digit_count": min(max(5, len(str(int(meter.first)))), 9),
        }

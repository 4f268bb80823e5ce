"""Rows that name a home and the people who own or buy it."""

from odoo.addons.cs_policy.tools.sheet import fold, plain
from odoo.addons.cs_policy.tools.sheet_rows import Row

from . import estate_cells as cells
from .estate_home import Person, building_key, room_key
from .estate_layout import find_building, split_home, split_stairs

LONGEST_PREFIX = 2
"""Digits of a building or entrance before a room: ``2-301``, but ``1201-1``."""


class PlaceRow(Row):
    """A row with a home in one cell or in several, and people with their shares."""

    places = ("room", "home", "building")
    labels = ("building", "entrance", "room", "home", "number")

    def read_place(self):
        """(building, entrance, room); ``1-2-301`` in one cell is told apart."""
        building, entrance, room = (
            self.text(role) for role in ("building", "entrance", "room")
        )
        home = self.text("home")
        parts = split_home(home)
        if home and room and not (parts and room_key(parts[2]) == room_key(room)):
            own = split_home(room)
            parts = (*split_stairs(home), own[2] if own and own[1] else room)
        elif home and not parts:
            parts = ("", "", room or home)
        elif not home:
            parts = self._part_room(building, entrance, room)
        building, entrance = building or parts[0], entrance or parts[1]
        return self._check_place(building, entrance, parts[2])

    def _part_room(self, building, entrance, room):
        """(building, entrance, room) of a room such as ``2-301``, ``1201-1``."""
        parts = split_home(room)
        if not parts:
            return "", "", room
        if not building:
            return parts
        if parts[1]:
            if building_key(parts[0]) != building_key(building):
                self.refuse("room", "place_differs", building=building)
            return parts
        if len(parts[0]) > LONGEST_PREFIX or len(parts[2]) < LONGEST_PREFIX:
            return "", "", room
        is_entrance = self._is_prefix_entrance()
        return "", parts[0] if is_entrance else "", parts[2]

    def _is_prefix_entrance(self):
        """Whether ``2-301`` is entrance 2 in a table that has the building apart."""
        context = self.context
        if not hasattr(context, "is_prefix_entrance"):
            context.is_prefix_entrance = _is_prefix_entrance(context)
        return context.is_prefix_entrance

    def _check_place(self, building, entrance, room):
        roles = self.context.roles
        if not building and not {"building", "home"} & set(roles):
            building = find_building(self.context.layout.get_sheet(self.number))
        if self.bad & {"building", "entrance", "room", "home"}:
            return building, entrance, room
        if not room:
            self.refuse("room" if "room" in roles else "home", "no_room")
        elif not building:
            self.refuse("building" if "building" in roles else "home", "no_building")
        return building, entrance, room

    def read_people(self, role, phones):
        """Persons of the cell of ``role`` with share and telephone, in their order."""
        cell, share = self.cell(role), self.cell("share")
        if cell is None:
            return []
        shares = len(cells.SEPARATOR.split(plain(share.value))) if share else None
        parties = self.get(role, cells.read_parties, shares, len(phones)) or []
        names = [name for name, _share in parties]
        if not names:
            return []
        parts = self._read_parts(role, parties)
        if len(phones) > len(names):
            figures = {"phones": len(phones), "owners": len(names)}
            alone = len(names) == 1
            kind = "phone_first" if alone else "phone_count"
            self.refuse("phone", kind, blocking=not alone, **figures)
        if len({fold(name) for name in names}) < len(names):
            self.refuse(role, "owner_twice")
        phones = [*phones, *[""] * len(names)]
        return [
            Person(name, phone, part, cell.name)
            for name, part, phone in zip(names, parts, phones, strict=False)
        ]

    def _read_parts(self, role, parties):
        """Shares, from their column or from behind the names."""
        written, count = [share for _name, share in parties], len(parties)
        if any(written):
            text = "、".join(share for share in written if share)
            if not self.cell("share") or not self.text("share"):
                parts = self.get(role, lambda _v: cells.read_shares(text, count))
                return parts or cells.read_shares(None, count)
        parts = self.get("share", cells.read_shares, count)
        return parts or cells.read_shares(None, count)

    def check_shares_written(self, people):
        """Several people without shares are taken to own alike, and it is said."""
        share = self.cell("share")
        if len(people) < 2 or share is None or share.text:
            return
        parts = [person.share for person in people]
        if max(parts) - min(parts) < 1:
            self.refuse("share", "shares_assumed", blocking=False, owners=len(people))


def _is_prefix_entrance(context):
    """Whether some prefix of a room is not the building that stands beside it."""
    roles = context.roles
    for row in context.body:
        parts = split_home(plain(row[roles["room"]]))
        building = plain(row[roles["building"]]) if "building" in roles else ""
        is_prefixed = parts and not parts[1] and len(parts[0]) <= LONGEST_PREFIX
        if is_prefixed and building_key(parts[0]) != building_key(building):
            return True
    return False

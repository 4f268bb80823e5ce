"""Rows that name a home and the people who own or buy it."""

from odoo.addons.cs_policy.tools.sheet import fold, plain
from odoo.addons.cs_policy.tools.sheet_rows import Row

from . import estate_cells as cells
from .estate_home import Person
from .estate_layout import split_home


class PlaceRow(Row):
    """A row with a home in one cell or in several, and people with their shares."""

    places = ("room", "home", "building")

    def read_place(self):
        """(building, entrance, room); ``1-2-301`` in one cell is told apart."""
        building, entrance, room = (
            self.text(role) for role in ("building", "entrance", "room")
        )
        together = self.text("home") or room
        parts = split_home(together)
        if parts and (self.text("home") or not building or not entrance):
            building = building or parts[0]
            entrance = entrance or parts[1]
            room = parts[2]
        elif parts:
            room = parts[2]
        elif self.text("home") and not room:
            room = together
        if not room:
            self.refuse("room" if "room" in self.context.roles else "home", "no_room")
        elif not building:
            known = "building" if "building" in self.context.roles else "home"
            self.refuse(known, "no_building")
        return building, entrance, room

    def read_people(self, role, phones):
        """Persons of the cell of ``role`` with share and telephone, in their order."""
        cell, share = self.cell(role), self.cell("share")
        if cell is None:
            return []
        shares = len(cells.SEPARATOR.split(plain(share.value))) if share else None
        names = cells.read_names(cell.value, shares)
        if not names:
            return []
        parts = self.get("share", cells.read_shares, len(names))
        if len(phones) > len(names):
            self.refuse("phone", "phone_count", phones=len(phones), owners=len(names))
        if len({fold(name) for name in names}) < len(names):
            self.refuse(role, "owner_twice")
        parts = parts or cells.read_shares(None, len(names))
        phones = [*phones, *[""] * len(names)]
        return [
            Person(name, phone, part, cell.name)
            for name, part, phone in zip(names, parts, phones, strict=False)
        ]

    def check_shares_written(self, people):
        """Several people without shares are taken to own alike, and it is said."""
        share = self.cell("share")
        if len(people) > 1 and share is not None and not share.text:
            self.refuse("share", "shares_assumed", blocking=False, owners=len(people))

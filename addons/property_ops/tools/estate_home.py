"""One home as a ledger of an estate knows it.

Pure data: files are read into it, the generator makes it, exports write it, and the
register takes it in by one way only.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from odoo.addons.cs_policy.tools.sheet import fold

CHINESE_DIGITS = {digit: str(n) for n, digit in enumerate("〇一二三四五六七八九")}
_BUILDING = re.compile(
    r"^(?:building|bldg|block|blk|tower|第)?[\s.]*(?:no\.?\s*)?([0-9a-z]+)\s*"
    r"(?:#|号楼|號樓|號楼|号|號|栋|棟|幢|座|楼|樓)?$"
)
_ENTRANCE = re.compile(
    r"^(?:unit|entrance|stair|staircase|第)?[\s.]*(?:no\.?\s*)?([0-9a-z]+)\s*"
    r"(?:单元|單元|梯|门|門|#)?$"
)
_ROOM = re.compile(
    r"^(?:room|flat|apt|apartment)?[\s.]*(?:no\.?\s*)?(.+?)\s*(?:室|房|号|號|号房)?$"
)


def arabic(text):
    """``十二号楼`` as ``12号楼``, for the numbers up to 99 that signs carry."""

    def number(found):
        tens, has_ten, ones = found[1] or "", found[2], found[3] or ""
        if has_ten:
            head = CHINESE_DIGITS.get(tens, "1")
            return head + CHINESE_DIGITS.get(ones, "0")
        return "".join(CHINESE_DIGITS[char] for char in found[0])

    text = re.sub(r"([一二三四五六七八九])?(十)([一二三四五六七八九])?", number, text)
    return re.sub(
        r"[〇一二三四五六七八九]+",
        lambda found: "".join(CHINESE_DIGITS[char] for char in found[0]),
        text,
    )


def building_key(text):
    """``1#``, ``1号楼``, ``Building 1`` and ``一号楼`` are one building."""
    return _part_key(_BUILDING, text)


def entrance_key(text):
    return _part_key(_ENTRANCE, text)


def room_key(text):
    return _part_key(_ROOM, text)


def _part_key(pattern, text):
    text = arabic(fold(text))
    found = pattern.match(text)
    part = found[1] if found else text
    return part.lstrip("0") or part if part.isdigit() else part


@dataclass
class Person:
    """A name in a cell, with the telephone that tells namesakes apart."""

    name: str
    phone: str = ""
    share: Decimal = Decimal(100)
    cell: str = ""
    same_as: str = ""
    """mark shared by namesakes of whom somebody said that they are one person"""

    @property
    def key(self):
        """None where only the name is known: nobody else's identity then."""
        if self.same_as:
            return (fold(self.name), self.same_as)
        return (fold(self.name), self.phone) if self.phone else None


@dataclass
class Meter:
    number: str
    first: Decimal = Decimal(0)
    cell: object = None


@dataclass
class Home:
    """Facts are None or empty where the ledger doesn't say."""

    building: str
    room: str
    entrance: str = ""
    floor: int | None = None
    use: str = "home"
    layout: str = ""
    structure: str = ""
    condition: str = ""
    gross: Decimal | None = None
    inside: Decimal | None = None
    handover: date | None = None
    status: str = ""
    owners: list = field(default_factory=list)
    owned_from: date | None = None
    tenant: Person | None = None
    rent: Decimal | None = None
    deposit: Decimal | None = None
    lease_from: date | None = None
    lease_to: date | None = None
    fee_rate: Decimal | None = None
    meters: dict = field(default_factory=dict)
    """kind (water, power, gas, heat) -> Meter"""
    arrears: Decimal = Decimal(0)
    arrears_from: date | None = None
    note: str = ""
    care: str = ""
    """why somebody there needs care: old, alone, disabled, ill or child"""
    row: int = 0
    place: str = ""
    """the row, as the office finds it"""
    cells: dict = field(default_factory=dict)
    """role -> where it stands, as :class:`sheet.Cell`"""

    @property
    def is_handed_over(self):
        """Whether somebody lives there or works on it, whatever day it was."""
        return bool(self.owners) and self.status in ("occupied", "let", "renovating")

    def get_people(self):
        return [*self.owners, *([self.tenant] if self.tenant else [])]

    @property
    def key(self):
        return (
            building_key(self.building),
            entrance_key(self.entrance),
            room_key(self.room),
        )

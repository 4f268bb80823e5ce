"""Where things stand in a contract ledger drawn by hand: contracts and estate."""

import re

from odoo.addons.cs_policy.tools.sheet_layout import Vocabulary, meaning, share_of
from odoo.addons.property_ops.tools.estate_cells import Unreadable, read_phones
from odoo.addons.property_ops.tools.estate_layout import (
    find_building,
    is_name,
    split_home,
)
from odoo.addons.property_ops.tools.estate_words import FURTHER_PEOPLE

from . import contract_words as words


def _is_phone(text):
    digits = re.sub(r"\D", "", text)
    try:
        return len(digits) >= 7 and "" not in read_phones(text)
    except Unreadable:
        return False


def _correct_by_content(role, values, taken):
    """The role a heading proposes, unless its cells speak clearly against it."""
    if role == "share" and share_of(values, is_name) > 0.5:
        return "buyer" if "buyer" not in taken else None
    if role == "room" and values:
        parted = share_of(values, split_home) > 0.7
        if parted and not {"home", "building"} & taken:
            return "home"
    if role == "home" and values and share_of(values, split_home) <= 0.3:
        return "room" if "room" not in taken else None
    if role in ("title", "land") and values:
        return None if share_of(values, _is_money) > 0.7 else role
    return role


def _is_money(text):
    return re.fullmatch(r"[¥￥]?\s*\d[\d,]*(\.\d+)?", text)


SUMS = ("total", "down", "loan", "fund", "received")
AREAS = ("area", "surveyed", "price_unit")
VOCABULARY = Vocabulary(
    columns=words.COLUMN_WORDS,
    numbers=(*SUMS, *AREAS),
    dates=words.DATES,
    sums=SUMS,
    areas=AREAS,
    places=("number", "building", "entrance", "room", "home"),
    people=("buyer", "share", "phone"),
    further=FURTHER_PEOPLE,
    place_of_sheet=find_building,
    named=("number",),
    grouped=("buyer", "phone", "agreed", "title"),
    correct=_correct_by_content,
    guesses=(
        ("phone", _is_phone, ()),
        ("share", re.compile(r"[\d.]+%([、,;/ ][\d.]+%)*").fullmatch, ()),
        ("method", lambda text: meaning(words.METHOD_WORDS, text), ()),
        ("kind", lambda text: meaning(words.KIND_WORDS, text), ()),
        ("home", split_home, ("room", "building")),
        ("building", re.compile(r"\d\s*(#|号楼|號樓|栋|棟|幢|座)$").search, ()),
        ("entrance", re.compile(r"(单元|單元)$").search, ()),
    ),
)

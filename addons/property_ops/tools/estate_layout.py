"""Where things stand in an estate's ledger drawn by hand: homes, estate and day."""

import re
from datetime import date

from odoo.addons.cs_policy.tools.sheet import fold, plain
from odoo.addons.cs_policy.tools.sheet_cells import Unreadable, read_date
from odoo.addons.cs_policy.tools.sheet_layout import Vocabulary, meaning, share_of

from . import estate_cells as cells
from . import estate_words as words
from .estate_home import arabic
from .fees import month_end

HOME = re.compile(
    r"^\s*(?P<building>[0-9a-z]+\s*(?:#|号楼|號樓|号|號|栋|棟|幢|座|楼|樓)?)"
    r"\s*[-—–－_/ ]*\s*"
    r"(?:(?P<entrance>[0-9a-z]+\s*(?:单元|單元|梯|门|門)?)\s*[-—–－_/ ]+\s*"
    r"|(?P<entrance2>(?:[0-9a-z]+|[甲乙丙丁东東西南北中])\s*(?:单元|單元))\s*[-—–_/]?\s*)?"
    r"(?P<room>(?:商铺|商舖|门面|門面|车位|車位|储藏室|地下室)?[0-9a-z]+)"
    r"\s*(?:室|房|号|號)?\s*$",
    re.I,
)
ADDRESS = re.compile(
    r"^[^期]*[\u3400-\u9fff][\s·.\-]*(?P<building>[0-9a-z]+\s*(?:号楼|號樓|栋|棟|幢|座))\s*"
    r"(?:(?P<entrance>(?:[0-9a-z]+|[甲乙丙丁东東西南北中])\s*(?:单元|單元|梯))\s*)?"
    r"(?P<room>[0-9a-z]+(?:-\d+)?)\s*(?:室|房|号|號)?$",
    re.I,
)
"""``某某路88号3幢2单元502室``; two phases of an estate are not told apart."""
STAIRS = re.compile(
    r"^(?P<building>[0-9a-z]+\s*(?:#|号楼|號樓|号|號|栋|棟|幢|座|楼|樓)?)"
    r"(?:\s*[-—–_/ ]*\s*(?P<entrance>[0-9a-z]+)\s*(?:单元|單元|梯|门|門)?)?$",
    re.I,
)
BUILDING_NAME = re.compile(
    r"(?:^|[^0-9a-z])(?P<name>(?:[0-9a-z]{1,3}\s*(?:#|号楼|號樓|栋|棟|幢|座))"
    r"|(?:building|block|tower|blk)\s*[0-9a-z]{1,3})$",
    re.I,
)
ENGLISH_HOME = re.compile(
    r"^(?:building|bldg|block|blk|tower)\s*(?P<building>\w+)[\s,]+"
    r"(?:(?:unit|entrance|stair)\s*(?P<entrance>\w+)[\s,]+)?"
    r"(?:room|flat|apt|apartment|no\.?|#)?\s*(?P<room>\w+)$",
    re.I,
)
MONTH = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月(?:份|底|末)?(?!\s*\d)")
AS_AT = re.compile(r"截至|截止|日期|时间|時間|as (at|of)|\bdate", re.I)
PARTED = re.compile(
    r"[-—–－_]|[#号號栋棟幢座楼樓].*\d|单元|單元|^(building|bldg|block|tower)", re.I
)


def split_home(text):
    """(building, entrance, room) of ``1-2-301``, ``1号楼2单元301`` and the like.

    None where the text names no building beside the room.
    """
    text = arabic(plain(text))
    if not PARTED.search(text):
        return None
    found = ENGLISH_HOME.match(text) or HOME.match(text) or ADDRESS.match(text)
    if not found:
        return None
    parts = found.groupdict()
    entrance = parts.get("entrance") or parts.get("entrance2") or ""
    return parts["building"].strip(), entrance.strip(), parts["room"].strip()


def split_stairs(text):
    """(building, entrance) of ``1-2``, ``1栋2单元`` or ``1号楼``."""
    found = STAIRS.match(arabic(plain(text)))
    if not found:
        return plain(text), ""
    return found["building"].strip(), (found["entrance"] or "").strip()


def _has_stairs(text):
    """Whether a text names building and entrance: ``1-2``, ``1栋2单元``."""
    building, entrance = split_stairs(text)
    return entrance and len(entrance) <= 5 and len(building) <= 5


def find_building(text):
    """Building that the name of a sheet names at its end, or ''."""
    found = BUILDING_NAME.search(arabic(plain(text)))
    return found["name"].strip() if found else ""


def _correct_by_content(role, values, taken):
    """The role a heading proposes, unless its cells speak clearly against it."""
    if role == "share" and share_of(values, is_name) > 0.5:
        return "owner" if "owner" not in taken else None
    if role in ("home", "entrance") and share_of(values, _has_stairs) > 0.7:
        return "home" if "home" not in taken else None
    if role in ("room", "home", "building", "entrance") and values:
        texts = [plain(value) for value in values]
        parted = sum(split_home(text) is not None for text in texts)
        if parted > 0.7 * len(texts) and not {"room", "home"} & taken:
            return "home" if role != "room" or "building" not in taken else role
        if role == "home":
            return "room" if "room" not in taken else None
        if role == "room" and "entrance" not in taken and "building" in taken:
            small = {fold(text) for text in texts}
            if len(small) <= 8 and all(map(re.compile(r"\d{1,2}|\w").fullmatch, small)):
                return "entrance"
    is_phone = role in ("phone", "tenant_phone") and values
    return None if is_phone and share_of(values, _has_digits) <= 0.3 else role


def is_name(text):
    """Whether a text names people rather than their shares."""
    text = re.sub(cells.EQUAL, "", text, flags=re.I)
    return re.search(r"[\u3400-\u9fff]{2}|[a-z]{3}", text, re.I)


def _has_digits(text):
    return len(re.sub(r"\D", "", text)) >= 5


def _is_phone(text):
    try:
        return _has_digits(text) and "" not in cells.read_phones(text)
    except Unreadable:
        return False


DATES = ("handover", "owned_from", "lease_from", "lease_to")
VOCABULARY = Vocabulary(
    columns=words.COLUMN_WORDS,
    numbers=("gross", "inside", "rate", "arrears", "rent", "deposit"),
    dates=DATES,
    sums=("arrears", "rent", "deposit"),
    areas=("gross", "inside", "rate"),
    places=("building", "entrance", "room", "home"),
    people=("owner", "share", "phone"),
    further=words.FURTHER_PEOPLE,
    place_of_sheet=find_building,
    named=("room", "home"),
    grouped=("owner", "phone"),
    correct=_correct_by_content,
    guesses=(
        ("phone", _is_phone, ()),
        ("share", re.compile(r"[\d.]+%([、,;/ ][\d.]+%)*").fullmatch, ()),
        ("status", lambda text: meaning(words.STATUS_WORDS, text), ()),
        ("layout", re.compile(r"[室房].*[厅廳]|bed", re.I).search, ()),
        ("home", split_home, ("room", "building")),
        ("building", re.compile(r"\d\s*(#|号楼|號樓|栋|棟|幢|座)$").search, ()),
        ("entrance", re.compile(r"(单元|單元)$").search, ()),
    ),
)


def find_estate(layout, hints=(), tail=words.TITLE_TAIL):
    """Name of the estate in the titles, or ''.

    :param tail: pattern of what a title says after the name
    """
    for text in (*layout.titles, *hints):
        text = re.sub(r"\.xlsx$", "", plain(text), flags=re.I)
        name = tail.sub("", text).strip(" -–—:：·")
        if name != text and not {"building", "home"} & set(layout.get_roles()):
            name = name.removesuffix(find_building(name)).strip()
        if name and name != text and not re.fullmatch(r"[\d年月日.\-/ ]+", name):
            return name
    return ""


def find_day(layout, role="arrears"):
    """Day the ledger is as at, named over the column of ``role`` or in a title."""
    headings = [col.heading for col in layout.columns if col.role == role]
    for text in headings:
        month = re.search(
            r"(\d{4})\s*年\s*(\d{1,2})\s*月(?:份|底|末)?(?!\s*\d)", plain(text)
        )
        if month and 1 <= int(month[2]) <= 12:
            return month_end(date(int(month[1]), int(month[2]), 1))
    said = [text for text in layout.notes if AS_AT.search(text)]
    for text in (*headings, *layout.titles, *said):
        for found in re.finditer(
            r"\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}"
            r"|\d{1,2}\s+[A-Za-z]+\s+\d{4}|[A-Za-z]+\s+\d{1,2},?\s+\d{4}",
            plain(text),
        ):
            try:
                return read_date(found[0])
            except Unreadable:
                continue
    return None

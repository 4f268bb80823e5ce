"""Where things stand in an estate's ledger drawn by hand: homes, estate and day."""

import re

from odoo.addons.cs_policy.tools.sheet import fold, plain
from odoo.addons.cs_policy.tools.sheet_cells import Unreadable, read_date
from odoo.addons.cs_policy.tools.sheet_layout import Vocabulary, meaning, share_of

from . import estate_cells as cells
from . import estate_words as words
from .estate_home import arabic

HOME = re.compile(
    r"^\s*(?P<building>[0-9a-z]+\s*(?:#|号楼|號樓|号|號|栋|棟|幢|座|楼|樓)?)"
    r"\s*[-—–－_/ ]*\s*"
    r"(?:(?P<entrance>[0-9a-z]+\s*(?:单元|單元|梯|门|門)?)\s*[-—–－_/ ]+\s*"
    r"|(?P<entrance2>[0-9a-z]+\s*(?:单元|單元))\s*)?"
    r"(?P<room>[0-9a-z]+)\s*(?:室|房|号|號)?\s*$",
    re.I,
)
ENGLISH_HOME = re.compile(
    r"^(?:building|bldg|block|blk|tower)\s*(?P<building>\w+)[\s,]+"
    r"(?:(?:unit|entrance|stair)\s*(?P<entrance>\w+)[\s,]+)?"
    r"(?:room|flat|apt|apartment|no\.?|#)?\s*(?P<room>\w+)$",
    re.I,
)
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
    found = ENGLISH_HOME.match(text) or HOME.match(text)
    if not found:
        return None
    parts = found.groupdict()
    entrance = parts.get("entrance") or parts.get("entrance2") or ""
    return parts["building"].strip(), entrance.strip(), parts["room"].strip()


def _correct_by_content(role, values, taken):
    """The role a heading proposes, unless its cells speak clearly against it."""
    if role in ("room", "home", "building", "entrance") and values:
        texts = [plain(value) for value in values]
        parted = sum(split_home(text) is not None for text in texts)
        if parted > 0.7 * len(texts) and not {"room", "home"} & taken:
            return "home" if role != "room" or "building" not in taken else role
        if role == "home":
            return "room" if "room" not in taken else None
        if role == "room" and "entrance" not in taken and "building" in taken:
            small = {fold(text) for text in texts}
            if len(small) <= 8 and all(re.fullmatch(r"\w{1,2}", t) for t in small):
                return "entrance"
    is_phone = role in ("phone", "tenant_phone") and values
    return None if is_phone and share_of(values, _has_digits) <= 0.3 else role


def _has_digits(text):
    return len(re.sub(r"\D", "", text)) >= 5


def _is_phone(text):
    try:
        return _has_digits(text) and "" not in cells.read_phones(text)
    except Unreadable:
        return False


VOCABULARY = Vocabulary(
    columns=words.COLUMN_WORDS,
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
        if name and name != text and not re.fullmatch(r"[\d年月日.\-/ ]+", name):
            return name
    return ""


def find_day(layout, role="arrears"):
    """Day the ledger is as at, named over the column of ``role`` or in a title."""
    headings = [col.heading for col in layout.columns if col.role == role]
    for text in (*headings, *layout.titles, *layout.notes):
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

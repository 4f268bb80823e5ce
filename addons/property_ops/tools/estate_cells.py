"""What offices write into the cells of a ledger about homes and people.

Every function takes a cell value and returns what it means, None for an empty cell,
and raises :class:`Unreadable` with the kind of slip for anything else.
"""

import re
from decimal import Decimal

from odoo.addons.cs_policy.tools.sheet import plain
from odoo.addons.cs_policy.tools.sheet_cells import Unreadable, read_text

SEPARATOR = re.compile(r"[、,，;；/|\n&+]|\s和\s|\s与\s|\s及\s|\band\b", re.I)
CJK = re.compile(r"[\u3400-\u9fff]")
SHORTEST_PHONE = 7


def read_floor(value):
    """Floor number; basements are negative."""
    text = read_text(value)
    if text is None:
        return None
    found = re.fullmatch(
        r"(?:第|floor|level|fl\.?|l)?\s*(b|-|负|負|地下)?\s*(\d{1,3})"
        r"\s*(?:层|層|楼|樓|f|/f|st|nd|rd|th)*(?:\s*floor)?",
        text,
        re.I,
    )
    if not found:
        raise Unreadable("floor")
    return -int(found[2]) if found[1] else int(found[2])


def read_names(value, count=None):
    """Names in a cell, in their order; blanks inside Chinese names go.

    :param count: how many there should be, which settles ``徐杰 李霞``
    """
    text = read_text(str(value).replace("\n", "、") if value else value)
    if text is None:
        return []
    names = [part.strip() for part in SEPARATOR.split(text) if part.strip()]
    if len(names) == 1 and count and count > 1 and CJK.search(text):
        parts = text.split()
        names = parts if len(parts) == count else names
    return [re.sub(r"\s+", "", name) if CJK.search(name) else name for name in names]


def read_phones(value):
    """Telephone numbers in a cell, digits only; an empty place stays empty."""
    text = read_text(str(value).replace("\n", "、") if value else value)
    if isinstance(value, float) and value.is_integer():
        text = str(int(value))
    if text is None:
        return []
    return [_read_phone(part) for part in re.split(r"[、,，;；/|]", text)]


def _read_phone(text):
    text = re.sub(r"\(\D*\)|[^\W\d_]+[:：]?", "", text).strip()
    number = re.sub(r"[\s\-–—().]", "", text)
    if not number:
        return ""
    if re.search(r"[^\d+]", number):
        raise Unreadable("phone")
    foreign = number.startswith(("+", "00")) and not re.match(r"(\+|00)86", number)
    number = re.sub(r"^(\+|00)86|^\+", "", number)
    if len(number) == 13 and number.startswith("861"):
        number = number[2:]
    if len(number) < SHORTEST_PHONE:
        raise Unreadable("phone_short", digits=len(number))
    mobile = re.match(r"1[3-9]", number) and not foreign
    if len(number) > 15 or (mobile and len(number) != 11):
        raise Unreadable("phone_length", digits=len(number))
    return number


def read_shares(value, count):
    """Percent of each of ``count`` owners, in their order; together 100.

    An empty cell shares alike. Thirds written as 33.33 count as thirds.
    """
    text = plain(value).replace("%", "").replace("％", "")
    if not text or re.search(r"共同|均分|平均|各半|equal|joint|一半", text, re.I):
        return _fill_up([Decimal(100) / count] * count) if count else []
    if found := re.fullmatch(r"各\s*(\d+(?:\.\d+)?)", text):
        parts = [Decimal(found[1])] * count
    else:
        parts = _split_shares(text, count)
    if len(parts) != count:
        raise Unreadable("share_count", shares=len(parts), owners=count)
    total = sum(parts)
    if abs(total - 1) <= Decimal("0.001") and "%" not in plain(value):
        parts, total = [part * 100 for part in parts], total * 100
    if any(part <= 0 for part in parts):
        raise Unreadable("share")
    if abs(total - 100) > max(Decimal("0.05") * (count - 1), Decimal("0.01")):
        raise Unreadable("share_sum", total=f"{total.normalize():f}")
    return _fill_up(parts)


def _split_shares(text, count):
    """Decimals of ``50、50``, ``50 / 50``, ``1/2 1/2`` or ``0.5, 0.5``."""
    pieces = [part.strip() for part in text.split("/")]
    if len(pieces) != count or count == 1 or not _is_whole(pieces):
        text = re.sub(r"\s*/\s*", "/", text)
        pieces = [part for part in re.split(r"[、,，;；|\n&+]|\s+", text) if part]
    parts = []
    for piece in pieces:
        found = re.fullmatch(r"(\d+(?:\.\d+)?)(?:/(\d+))?", piece)
        if not found or (found[2] and not int(found[2])):
            raise Unreadable("share")
        part = Decimal(found[1])
        parts.append(part / int(found[2]) if found[2] else part)
    return parts


def _is_whole(pieces):
    """Whether these numbers are all the shares: ``50`` and ``50``, not ``1`` of 2."""
    if not all(re.fullmatch(r"\d+(\.\d+)?", piece) for piece in pieces):
        return False
    return abs(sum(map(Decimal, pieces)) - 100) <= 1


def _fill_up(parts):
    """Four digits each; the first owner gets what rounding leaves."""
    parts = [part.quantize(Decimal("0.0001")) for part in parts]
    return [parts[0] + 100 - sum(parts), *parts[1:]]

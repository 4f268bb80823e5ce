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
COMPANY = re.compile(
    r"公司|集团|集團|企业|企業|银行|銀行|居委会|合作社|\b(ltd|limited|inc|co|llc|bank)\b",
    re.I,
)
PARTY = re.compile(
    r"\((夫|妻|丈夫|妻子|子|女|儿子|女儿|兒子|女兒|父|母|本人|配偶|(产权|產權|共有|所有权)人"
    r"|(共同|按份)共有|户主|戶主|业主|業主|买受人|owner|wife|husband|spouse|joint)\)",
    re.I,
)
"""What somebody is to the others, written behind the name."""
WRITTEN_SHARE = re.compile(
    r"\(\s*(?:占|份额|份額|share)?\s*:?\s*(\d+(?:\.\d+)?\s*%|\d+/\d+|0?\.\d+)\s*\)"
    r"|(\d+(?:\.\d+)?\s*%)",
    re.I,
)
"""A share behind the name: ``(60%)``, ``(1/2)``, ``60%``."""
SURNAMES = "欧阳歐陽司马司馬上官诸葛諸葛东方東方皇甫尉迟尉遲公孙公孫令狐慕容司徒夏侯"
EQUAL = r"共同|均分|平均|各半|equal|joint|一半"
EXTENSION = re.compile(r"(转|轉|分机|分機|ext\.?)\s*\d+\s*$", re.I)
SHORTEST_PHONE = 7


def read_floor(value):
    """Floor number; basements are negative."""
    text = read_text(value)
    if text is None:
        return None
    found = re.fullmatch(
        r"(?:第|floor|level|fl\.?|l)?\s*(b|-|负|負|地下)?\s*(\d{1,3})"
        r"\s*(?:层|層|楼|樓|f|/f|st|nd|rd|th)*(?:\s*floor)?(?:\s*/\s*\d+层?)?",
        text,
        re.I,
    )
    if not found:
        raise Unreadable("floor")
    return -int(found[2]) if found[1] else int(found[2])


def read_names(value, *counts):
    """Names in a cell, in their order; blanks inside Chinese names go.

    :param counts: how many there may be, which settles ``徐杰 李霞``
    """
    return [name for name, _share in read_parties(value, *counts)]


def read_parties(value, *counts):
    """[(name, share as it is written behind the name, or "")] of a cell."""
    text = read_text(str(value).replace("\n", "、") if value else value)
    if text is None:
        return []
    shares = []

    def keep(found):
        shares.append(found[1] or found[2])
        return f"\0{len(shares) - 1}\0、"

    text = PARTY.sub("、", WRITTEN_SHARE.sub(keep, text))
    pieces = [part.strip() for part in SEPARATOR.split(text) if part.strip()]
    if len(pieces) == 1 and CJK.search(text):
        pieces = _part_by_blanks(pieces[0], counts)
    parties = []
    for piece in pieces:
        mark = re.search(r"\0(\d+)\0", piece)
        name = _clean_name(re.sub(r"\0\d+\0", "", piece).strip())
        if not name and mark and parties and not parties[-1][1]:
            name = parties.pop()[0]  # the share stands after a separator
        parties.append((name, shares[int(mark[1])] if mark else ""))
    return parties


def _part_by_blanks(text, counts):
    """``徐 杰`` is one person, ``徐杰 李霞`` may be two."""
    parts = text.split()
    if len(parts) > 1 and len(parts) in counts:
        return parts
    is_one = len(parts[0]) == 1 or len(parts[-1]) == 1 or parts[0] in SURNAMES
    is_one = is_one or not all(map(CJK.match, parts)) or COMPANY.search(text)
    if len(parts) > 1 and not is_one:
        raise Unreadable("names_unclear")
    return [text]


def _clean_name(name):
    if re.search(r"\d{7,}|%|等\s*\d*\s*[人户戶]$", name):
        raise Unreadable("name")
    return re.sub(r"\s+", "", name) if CJK.search(name) else name


def read_phones(value):
    """Telephone numbers in a cell, digits only; an empty place stays empty."""
    text = read_text(str(value).replace("\n", "、") if value else value)
    if isinstance(value, float) and value.is_integer():
        text = str(int(value))
    if text is None:
        return []
    text = re.sub(r"(?<!\d)(1[3-9]\d{9})\s+(?=1[3-9]\d{9})", r"\1、", text)
    text = re.sub(r"(\([^()\d]+\))\s*(?=\d)", r"\1、", text)
    return [_read_phone(part) for part in re.split(r"[、,，;；/|]", text)]


def _read_phone(text):
    if re.search(r"\de\+?\d", text, re.I):  # 1.38E+10
        raise Unreadable("phone")
    text = EXTENSION.sub("", text.strip().strip("'‘’"))
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
    text = (read_text(value) or "").replace("%", "")
    is_whole = count == 1 and re.fullmatch(r"全部|全|单独所有|單獨所有|whole|all", text)
    if not text or is_whole or re.search(EQUAL, text, re.I):
        return _fill_up([Decimal(100) / count] * count) if count else []
    if found := re.fullmatch(r"各占?\s*([\d./]+)", text):
        parts = _split_shares(found[1], 1) * count
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

"""Amounts of money in Chinese capital numerals, which can't be altered by a stroke.

After the usual rules for bills and receipts: 元 角 分, 整 after whole yuan or jiao,
one 零 for any run of zeros between digits.
"""

from decimal import ROUND_HALF_UP, Decimal

SCRIPTS = {
    "hans": ("零壹贰叁肆伍陆柒捌玖", ("", "拾", "佰", "仟"), ("", "万", "亿"), "负"),
    "hant": ("零壹貳參肆伍陸柒捌玖", ("", "拾", "佰", "仟"), ("", "萬", "億"), "負"),
}
LIMIT = Decimal(10) ** 12


def capital_amount(amount, script="hans"):
    """``1680.32`` -> 壹仟陆佰捌拾元零叁角贰分 (``hans``).

    :param amount: number or text; rounded half up to 分
    :param script: ``hans`` (simplified) or ``hant`` (traditional)
    :raises ValueError: from a trillion on
    """
    digits, places, groups, minus = SCRIPTS[script]
    value = Decimal(str(amount)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    if abs(value) >= LIMIT:
        raise ValueError(amount)
    cents = int(abs(value) * 100)
    yuan, jiao, fen = cents // 100, cents // 10 % 10, cents % 10
    text = _integer(yuan, digits, places, groups)
    text = f"{text}元" if yuan or not cents else ""
    if not jiao and not fen:
        text += "整"
    elif not jiao:
        text += f"{digits[0] if yuan else ''}{digits[fen]}分"
    else:
        # A zero at the end of the yuan is spoken before the jiao.
        text += digits[0] if yuan and yuan % 10 == 0 else ""
        text += f"{digits[jiao]}角" + (f"{digits[fen]}分" if fen else "整")
    return f"{minus if value < 0 else ''}{text}"


def _integer(number, digits, places, groups):
    """The whole part, in groups of four digits."""
    if not number:
        return digits[0]
    text, pending = "", False
    for power in range(len(groups) - 1, -1, -1):
        group = number // 10 ** (4 * power) % 10000
        if not group:
            pending = bool(text)
            continue
        if text and (pending or group < 1000):
            text += digits[0]
        text += _group(group, digits, places) + groups[power]
        pending = False
    return text


def _group(group, digits, places):
    """One to four digits with their places, inner zeros spoken once."""
    text, pending = "", False
    for place in range(3, -1, -1):
        digit = group // 10**place % 10
        if not digit:
            pending = bool(text)
        else:
            text += (digits[0] if pending else "") + digits[digit] + places[place]
            pending = False
    return text

"""Seeded estates of any size, as their ledger would tell them.

Pure and deterministic: the same size and seed give the same homes, and the first
homes of a larger estate are those of a smaller one.
"""

import random
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from .arrears import months_between
from .estate_home import Home, Meter, Person

AS_OF = date(2026, 10, 31)
FLOORS, ENTRANCES = 18, 2
CENT = Decimal("0.01")
LAYOUTS = (
    ("两室一厅", "78.00"),
    ("两室两厅", "89.50"),
    ("三室两厅", "112.50"),
    ("四室两厅", "144.00"),
)
FAMILY = "王李张刘陈杨黄赵周吴徐孙马朱胡林郭何高罗郑梁谢宋唐许邓冯韩曹"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂文辉玲鑫宇欣怡晨萱浩雪"
STATUS = (
    ("occupied", 66),
    ("let", 14),
    ("vacant", 10),
    ("renovating", 5),
    ("sold", 1),
    ("unsold", 4),
)
SHARES = ((80, (100,)), (16, (50, 50)), (4, (40, 30, 30)))
ARREARS = ((1, 40), (2, 22), (3, 14), (6, 12), (9, 8), (14, 4))
"""months owed, weight"""
CARE = (("", 92), ("old", 3), ("alone", 3), ("disabled", 2))


def generate(size, seed=1, as_of=AS_OF, rate="1.90", owing=Decimal("0.17")):
    """Homes of an estate, building by building.

    :param size: number of homes
    :param as_of: day up to which the arrears are counted
    :param rate: monthly fee per m²
    :param owing: part of the homes with an owner that is in arrears
    """
    for number in range(size):
        yield _make_home(
            random.Random(f"{seed}/{number}"), number, as_of, Decimal(rate), owing
        )


def _make_home(dice, number, as_of, rate, owing):
    home = _place(number)
    home.layout, area = LAYOUTS[number % len(LAYOUTS)]
    home.gross = (Decimal(area) + Decimal(dice.randint(-120, 120)) / 100).quantize(CENT)
    home.inside = (home.gross * Decimal("0.82")).quantize(CENT, ROUND_HALF_UP)
    home.fee_rate = rate
    home.status = _choose(dice, STATUS)
    building = int(home.building[:-2])
    home.meters = {
        kind: Meter(f"{letter}{number + 1:06d}", Decimal(dice.randint(1, most)))
        for kind, letter, most in (("water", "W", 900), ("power", "E", 30000))
    }
    if home.status == "unsold":
        return home
    opened = date(2021, 4, 5) + timedelta(days=150 * (building % 8))
    if home.status != "sold":
        home.handover = opened + timedelta(days=dice.choice((0, 10, 20)))
    home.owned_from = opened
    home.owners = _make_owners(dice, number)
    if home.status == "let":
        home.tenant = Person(_name(dice), f"139{20000000 + number:08d}")
        home.rent = Decimal(dice.choice((2600, 3200, 4500)))
        home.deposit = home.rent * 2
        home.lease_from = date(2026, dice.randint(1, 9), 1)
        home.lease_to = home.lease_from + timedelta(days=364 + dice.choice((0, 365)))
    elif home.status == "occupied":
        home.care = _choose(dice, CARE)
    if home.handover and dice.random() < owing:
        _owe(dice, home, as_of)
    return home


def _place(number):
    """Two homes on a floor, two entrances to a building."""
    per_entrance = FLOORS * 2
    building, rest = divmod(number, per_entrance * ENTRANCES)
    entrance, rest = divmod(rest, per_entrance)
    floor, door = divmod(rest, 2)
    return Home(
        building=f"{building + 1}号楼",
        entrance=f"{entrance + 1}单元",
        room=f"{floor + 1}{door + 1:02d}",
        floor=floor + 1,
        row=number + 3,
    )


def _make_owners(dice, number):
    shares = _choose(dice, [(split, weight) for weight, split in SHARES])
    names = []
    while len(names) < len(shares):
        names += [name for name in [_name(dice)] if name not in names]
    owners = [
        Person(name, share=Decimal(share))
        for name, share in zip(names, shares, strict=True)
    ]
    owners[0].phone = f"138{10000000 + number:08d}"
    return owners


def _owe(dice, home, as_of):
    """Arrears of whole months up to ``as_of``, as a ledger sums them."""
    count = _choose(dice, ARREARS)
    months = months_between(date(as_of.year - 2, as_of.month, 1), as_of)
    home.arrears_from = max(months[-count], home.handover.replace(day=1))
    owed = len(months_between(home.arrears_from, as_of))
    home.arrears = (home.gross * home.fee_rate * owed).quantize(CENT, ROUND_HALF_UP)


def _name(dice):
    given = "".join(dice.choices(GIVEN, k=dice.choice((1, 2, 2))))
    return dice.choice(FAMILY) + given


def _choose(dice, weighted):
    values, weights = zip(*weighted, strict=True)
    return dice.choices(values, weights)[0]

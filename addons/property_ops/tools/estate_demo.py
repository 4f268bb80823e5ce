"""The estate of the demonstration: who owns, rents and pays what. Always the same.

Everything follows from the number of a home, so that pictures and tours find today what
they found yesterday; only dates move with the calendar.
"""

from datetime import timedelta
from decimal import Decimal

from .estate_home import Home, Meter, Person
from .fees import month_end

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = (
    *("建国", "丽华", "志强", "秀英", "伟明", "思敏", "海燕", "国庆", "晓峰", "雅琴"),
    *("文博", "雨桐", "俊杰", "玉兰", "子涵", "永康", "佳怡", "德胜", "春梅", "浩然"),
    *("淑珍", "天宇", "美玲"),
)
LAYOUTS = {
    Decimal("88.60"): "2室2厅",
    Decimal("105.20"): "3室2厅",
    Decimal("118.40"): "3室2厅",
    Decimal("136.90"): "4室2厅",
}
MISSED = {3: 3, 7: 1, 10: 2, 14: 1, 19: 3, 22: 1, 26: 2, 31: 1, 36: 3, 40: 1}
"""How many of the last three months the payer of a home still owes."""
PARTLY = {10: Decimal("0.4"), 22: Decimal("0.5"), 36: Decimal("0.3")}
"""The share of the oldest open bill that was paid all the same."""
OWED_BEFORE = {19: 5, 36: 9}
"""Months of the property fee owed when the office took over."""
OWNER, SHARED, LET = 10, 33, 14
"""Homes of the logins: owner1's own, the one shared with coowner1, tenant1's."""
UNSOLD, SOLD = (44, 45, 46, 47), (42, 43)
VACANT, RENOVATED, RENTED = (5, 16, 29, 38), (21,), (2, 8, LET, 20, 27, 35)
TENANT_PAYS = (LET, 27)
TOGETHER = (0, 12, 18, 30)
CARE = {1: "old", 9: "alone", 24: "disabled"}
PREPAID, AT_DESK = 4, 8
"""The home that paid ahead; every so many pay at the desk, the rest by bank."""
BY_BANK = 4
"""Of so many payers one has agreed that the bank collects."""
REPLACED, ROLLED, HELD = 6, 11, 13
PARKED = 5
"""Every so many have a parking space."""
DEFECTS = (
    # home, what, part, grave, days since
    (9, "卫生间地漏渗水", "leak", False, 40),
    (5, "爆管后地板翘起", "structure", True, 18),
    (16, "入户门锁损坏", "opening", False, 6),
)
LANGUAGES = {7: "zh_TW", LET: "zh_TW", 26: "zh_TW", OWNER: "en_US", 19: "en_US"}
FEE_RATE = Decimal("2.60")


def get_status(number):
    groups = {
        "unsold": UNSOLD,
        "sold": SOLD,
        "vacant": VACANT,
        "renovating": RENOVATED,
        "let": RENTED,
    }
    return next((name for name, homes in groups.items() if number in homes), "occupied")


def get_homes(day):
    """48 homes as at ``day``: six floors of two entrances, twelve floors of one."""
    areas, homes = list(LAYOUTS), []
    for entrance in (1, 2):
        for floor in range(1, 7):
            for door in (1, 2):
                area = areas[(floor + door) % 2 + entrance * 2 - 2]
                place = (1, entrance, floor, door)
                homes.append(_make_home(len(homes), day, place, area))
    for floor in range(1, 13):
        for door in (1, 2):
            place = (2, 1, floor, door)
            homes.append(_make_home(len(homes), day, place, areas[door * 2 - 1]))
    return homes


def _make_home(number, day, place, area):
    building, entrance, floor, door = place
    status = get_status(number)
    home = Home(
        building=f"{building}号楼",
        entrance=f"{entrance}单元",
        room=f"{floor}{door:02}",
        floor=floor,
        layout=LAYOUTS[area],
        structure="concrete",
        gross=area,
        inside=(area * Decimal("0.79")).quantize(Decimal("0.1")),
        status=status,
        fee_rate=FEE_RATE,
        care=CARE.get(number, ""),
        row=number,
    )
    home.meters = {
        "water": Meter(f"W{6000 + number}", Decimal(get_first_value(number)))
    }
    if status == "unsold":
        return home
    home.owned_from = day - timedelta(days=120 + number * 31)
    if status != "sold":
        home.handover = home.owned_from + timedelta(days=60)
    home.owners = get_owners(number)
    if status == "let":
        home.tenant = get_person(number + 200)
        home.rent, home.deposit = Decimal(3600 + number * 100), Decimal(7200)
        home.lease_from = day - timedelta(days=240 - number * 3)
        home.lease_to = home.lease_from + timedelta(days=364)
    if number in OWED_BEFORE:
        months = OWED_BEFORE[number]
        home.arrears = (area * FEE_RATE * months).quantize(Decimal("0.01"))
        first = day.replace(day=1)
        for _ in range(months - 1):
            first = (first - timedelta(days=1)).replace(day=1)
        home.arrears_from = first
    return home


def get_owners(number):
    if number == SHARED:
        return [get_person(OWNER, 60), get_person(98, 40)]
    if number in TOGETHER:
        return [get_person(number, 50), get_person(number + 50, 50)]
    return [get_person(number)]


def get_person(number, share=100):
    return Person(get_name(number), f"138{20000000 + number * 17:08}", Decimal(share))


def get_first_value(number):
    """What the water meter showed when it was first read."""
    return 99975 if number == ROLLED else 120 + number * 37 % 900


def get_usual_use(number):
    """Cubic metres of water a month."""
    if get_status(number) in ("unsold", "sold", "vacant"):
        return 0
    return 7 + number * 5 % 19


def get_use(number, month):
    """Cubic metres in the month that is ``month`` months after the first."""
    usual = get_usual_use(number)
    return usual and usual + (number + month * 3) % 4


def is_read_already(number):
    """The dial was read today; those of the others are still to be read."""
    return number % 4 != 3 if number < 24 else number < 36


def get_surprise(number):
    """How many times the usual use today's reading shows."""
    return 14 if number == HELD else 1


def get_days_to_pay(number):
    return 1 + number * 5 % 13


def get_name(number):
    surname = SURNAMES[number * 3 % len(SURNAMES)]
    return surname + GIVEN[number * 7 % len(GIVEN)]


def get_months(today, count=3):
    """First days of the last ``count`` whole months, oldest first."""
    months, first = [], today.replace(day=1)
    for _ in range(count):
        first = (first - timedelta(days=1)).replace(day=1)
        months.insert(0, first)
    return months


def get_reading_day(month):
    """The dials are read some days before the month ends, in February too."""
    return month_end(month) - timedelta(days=3)

"""Homes as rows of a ledger, in the layout of the template."""

from .estate_words import METERS, ROLES

LEFT_OUT = ("home",)
"""Roles that only files of others have: ours name building and room apart."""
COLUMNS = tuple(role for role in ROLES if role not in LEFT_OUT)
REQUIRED = ("building", "room", "gross", "status", "owner", "rate")
JOIN = "、"


def as_row(home, labels):
    """Cell values of one home, in the order of COLUMNS.

    :param labels: {(role, value): text} of statuses, uses and structures
    """
    values = {
        "building": home.building,
        "entrance": home.entrance,
        "floor": home.floor,
        "room": home.room,
        "layout": home.layout,
        "condition": home.condition,
        "gross": home.gross,
        "inside": home.inside,
        "handover": home.handover,
        "owned_from": home.owned_from,
        "owner": JOIN.join(owner.name for owner in home.owners),
        "share": JOIN.join(f"{_short(owner.share)}%" for owner in home.owners),
        "phone": _join_phones(home.owners),
        "tenant": home.tenant and home.tenant.name,
        "tenant_phone": home.tenant and home.tenant.phone,
        "rent": home.rent,
        "deposit": home.deposit,
        "lease_from": home.lease_from,
        "lease_to": home.lease_to,
        "rate": home.fee_rate,
        "arrears": home.arrears or None,
        "arrears_from": f"{home.arrears_from:%Y-%m}" if home.arrears_from else None,
        "note": home.note,
    }
    for role in ("status", "use", "structure"):
        value = getattr(home, role)
        values[role] = labels.get((role, value), value)
    for kind in METERS:
        meter = home.meters.get(kind)
        values[kind] = meter and meter.number
        values[f"{kind}_first"] = meter and meter.first
    return [values[role] for role in COLUMNS]


def _join_phones(owners):
    phones = [owner.phone for owner in owners]
    while phones and not phones[-1]:
        phones.pop()
    return JOIN.join(phones)


def _short(number):
    return f"{number.normalize():f}" if number else "0"

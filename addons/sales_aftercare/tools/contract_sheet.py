"""Contracts as rows of a ledger, in the layout of the template."""

from .contract_words import ROLES

LEFT_OUT = ("home", "state")
"""Roles that only files of others have: ours name building and room apart, and hold
running contracts alone."""
COLUMNS = tuple(role for role in ROLES if role not in LEFT_OUT)
REQUIRED = ("number", "signed", "buyer", "building", "room", "total", "method", "kind")
JOIN = "、"


def as_row(record, labels):
    """Cell values of one contract, in the order of COLUMNS.

    :param labels: {(role, value): text} of methods, kinds and ``issued``
    """
    values = {role: getattr(record, role, None) for role in COLUMNS}
    values |= {
        "buyer": JOIN.join(buyer.name for buyer in record.buyers),
        "share": JOIN.join(f"{buyer.share.normalize():f}%" for buyer in record.buyers),
        "phone": _join_phones(record.buyers),
        "method": labels.get(("method", record.word), record.word),
        "kind": labels.get(("kind", record.kind), record.kind),
    }
    for role in ("title", "land"):
        certificate = getattr(record, role)
        if certificate:
            issued = labels["certificate", "issued"]
            values[role] = certificate.number or certificate.day or issued
    return [values[role] for role in COLUMNS]


def _join_phones(buyers):
    phones = [buyer.phone for buyer in buyers]
    while phones and not phones[-1]:
        phones.pop()
    return JOIN.join(phones)

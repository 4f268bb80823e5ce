"""Which steps the facts of a ledger prove, whether or not their days are known.

A fact proves its step and what that step needs: nobody gets a certificate for a home
that was not surveyed. Money is never taken for granted: what the ledger shows as open
is open, whatever came after.
"""

from . import steps

MONEY = ("loan", "pay")
UNWRITTEN = "distribute"
"""The one step that no later step needs and no ledger writes down."""


def find_facts(record):
    """(keys of the steps the ledger proves by themselves, keys of money still open)"""
    paid = record.received >= record.total
    facts = {
        "sign": record.signed,
        "authenticate": record.authenticated,
        "pay": paid,
        "loan": paid,
        "move_in": record.actual,
        "survey": record.surveyed,
        "title": record.title,
        "land": record.land,
    }
    proven = {key for key, is_there in facts.items() if is_there}
    return proven, set() if paid else set(MONEY)


def find_proven(record, method):
    """(first step of the way that is not over, keys proven further on).

    The first is ``done`` when all of them are.
    """
    facts, is_open = find_facts(record)
    way = [step.key for step in steps.get_way(method)]
    over = set()
    for key in facts & set(way):
        over |= {key, *_get_needs(key)}
    over -= is_open
    later = way[way.index(UNWRITTEN) + 1 :]
    if "authenticate" in over and over & set(later):
        over.add(UNWRITTEN)
    floor = next((key for key in way if key not in over), "done")
    position = way.index(floor) if floor in way else len(way)
    return floor, [key for key in way[position:] if key in over]


def _get_needs(key):
    for need in steps.BY_KEY[key].needs:
        yield need
        yield from _get_needs(need)

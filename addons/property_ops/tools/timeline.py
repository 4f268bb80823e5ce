"""One home, one line of time: what happened, where it stands, what comes next (X-4)."""

from dataclasses import dataclass
from datetime import date

DONE, CURRENT, NEXT, EVENT = "done", "current", "next", "event"
NEWEST = 20
"""Events on a page of the portal, until somebody asks for all of them."""


@dataclass
class Entry:
    """One point of the line.

    :param day: when it happened; of what is still to come, when it is expected
    :param kind: ``step`` of a sale, or what kind of event it is
    :param status: ``done``, ``current``, ``next`` for steps, ``event`` for the rest
    :param who: who has it, in words
    :param url: the page of its own, where there is one that the reader may open
    """

    day: date = None
    kind: str = "step"
    title: str = ""
    text: str = ""
    who: str = ""
    status: str = EVENT
    key: str = ""
    url: str = ""

    @property
    def is_over(self):
        return self.status in (DONE, EVENT)


def merge(entries):
    """What is over by its day, then what is current, then what comes, in its order.

    What is over without a day (an old ledger did not say) stays before all others.
    """
    entries = list(entries)
    over = [entry for entry in entries if entry.is_over]
    over.sort(key=lambda entry: entry.day or date.min)
    current = [entry for entry in entries if entry.status == CURRENT]
    return over + current + [entry for entry in entries if entry.status == NEXT]


def newest(entries, limit=None):
    """(line of time of ``entries``, whether older events were left out)

    Two entries that lead to one page are one. Steps stay, whatever their age: they are
    the way itself.

    :param limit: how many events stay; None: all of them

    >>> line = [Entry(date(2026, 1, day), title=str(day)) for day in (1, 2, 3)]
    >>> found, has_more = newest(line, 2)
    >>> [entry.title for entry in found], has_more
    (['2', '3'], True)
    """
    pages = {entry.url or id(entry): entry for entry in entries}
    line = merge(pages.values())
    events = [entry for entry in line if entry.status == EVENT]
    if limit is None or len(events) <= limit:
        return line, False
    old = {id(entry) for entry in events[: len(events) - limit]}
    return [entry for entry in line if id(entry) not in old], True

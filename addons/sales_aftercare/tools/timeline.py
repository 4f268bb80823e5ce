"""One home, one line of time: what happened, where it stands, what comes next (X-4)."""

from dataclasses import dataclass, field
from datetime import date

DONE, CURRENT, NEXT, EVENT = "done", "current", "next", "event"


@dataclass
class Entry:
    """One point of the line.

    :param day: when it happened; of what is still to come, when it is expected
    :param kind: ``step`` of a sale, or what kind of event it is
    :param status: ``done``, ``current``, ``next`` for steps, ``event`` for the rest
    :param who: who has it, in words
    """

    day: date = None
    kind: str = "step"
    title: str = ""
    text: str = ""
    who: str = ""
    status: str = EVENT
    key: str = ""

    @property
    def is_over(self):
        return self.status in (DONE, EVENT)


@dataclass
class PortalSale:
    """A contract as one buyer or former buyer sees it.

    :param until: the day on which a former buyer left it; None: a buyer
    """

    contract_id: int
    until: date = None
    invoice_ids: list = field(default_factory=list)

    @property
    def is_current(self):
        return self.until is None

    def covers(self, day):
        return self.until is None or (bool(day) and day <= self.until)


def merge(entries):
    """What is over by its day, then what is current, then what comes, in its order.

    What is over without a day (an old ledger did not say) stays before all others.
    """
    entries = list(entries)
    over = [entry for entry in entries if entry.is_over]
    over.sort(key=lambda entry: entry.day or date.min)
    current = [entry for entry in entries if entry.status == CURRENT]
    return over + current + [entry for entry in entries if entry.status == NEXT]

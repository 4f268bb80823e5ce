"""A swap of shifts as the rules look at it: people, shifts, limits (CS-7).

A snapshot that knows no database and no language. All datetimes are naive UTC;
``day`` and ``days`` are dates in company time.
"""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property

SWAPPED = frozenset({"swap", "return"})
"""Origins of a shift that a swap has moved already."""


@dataclass(frozen=True, slots=True)
class Shift:
    """One shift as it stood when the snapshot was taken."""

    id: int
    employee_id: int
    company_id: int
    post_id: int
    start: datetime
    stop: datetime
    day: date
    days: tuple = ()
    origin: str = "plan"
    state: str = "published"
    active: bool = True

    @property
    def month(self):
        """First day of the month the roster counts the shift in."""
        return self.day.replace(day=1)

    @property
    def hours(self):
        return (self.stop - self.start) / timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Earlier:
    """Another live swap of a person: pending, or effective already."""

    id: int
    is_pending: bool
    is_requester: bool
    month: date
    return_month: date | None = None


@dataclass
class Person:
    """Somebody who takes part, with all that the rules ask about.

    :param held: own active shifts around both legs, in any order
    :param touched: (swap id, shift) of shifts given away in a live swap or to
        be received in a pending one
    :param leaves: (start, stop) of time off asked for or granted
    :param posts: ids of the posts the person may work at
    """

    id: int
    company_id: int
    active: bool = True
    held: tuple = ()
    touched: tuple = ()
    earlier: tuple = ()
    leaves: tuple = ()
    posts: frozenset = frozenset()

    @cached_property
    def roster(self):
        return Roster(self.held)

    @cached_property
    def timeline(self):
        """Own shifts together with those that live swaps gave or will bring."""
        if not self.touched:
            return self.roster
        shifts = {shift.id: shift for shift in self.held}
        shifts.update((shift.id, shift) for _swap, shift in self.touched)
        return Roster(shifts.values())

    @cached_property
    def swapped(self):
        """Shift id -> id of the swap that moved or will move it (-1: unknown)."""
        moved = {shift.id: -1 for shift in self.held if shift.origin in SWAPPED}
        moved.update((shift.id, swap) for swap, shift in self.touched)
        return moved


class Roster:
    """Shifts of one person by start, and the neighbours of any shift in them."""

    def __init__(self, shifts):
        self.shifts = sorted(shifts, key=lambda shift: (shift.start, shift.id))
        self.starts = [shift.start for shift in self.shifts]

    def around(self, shift, without=()):
        """(before, after) of ``shift``, leaving out it and ``without`` (ids)."""
        at = bisect_left(self.starts, shift.start)
        skip = {shift.id, *without}
        before = after = None
        for index in range(at - 1, -1, -1):
            if self.shifts[index].id not in skip:
                before = self.shifts[index]
                break
        for index in range(at, len(self.shifts)):
            if self.shifts[index].id not in skip:
                after = self.shifts[index]
                break
        return before, after


@dataclass(frozen=True)
class Limits:
    """The company's parameters on the day of the first leg.

    :param monthly: month -> most swaps of a person in it
    :param holidays: date -> name of the day on which nobody may swap
    """

    monthly: Mapping = field(default_factory=dict)
    holidays: Mapping = field(default_factory=dict)
    count_pending: bool = True
    count_effective: bool = True
    count_counterpart: bool = True
    count_return_month: bool = True
    min_rest_hours: float = 0.0
    notice_hours: float = 0.0
    same_post: bool = True


@dataclass(frozen=True)
class Case:
    """One swap to be judged.

    ``counterpart`` and ``second`` (the return shift) may still be unknown.

    :param step: ``look``, ``file``, ``accept`` or ``approve``
    """

    first: Shift
    requester: Person
    now: datetime
    limits: Limits
    second: Shift | None = None
    counterpart: Person | None = None
    swap_id: int = 0
    step: str = "look"
    has_reason: bool = True
    is_briefed: bool = True
    is_accepted: bool = True
    approver_id: int = 0

    @cached_property
    def legs(self):
        """(shift, who gives it) of both legs, as far as they are known."""
        legs = [(self.first, self.requester)]
        if self.second and self.counterpart:
            legs.append((self.second, self.counterpart))
        return legs

    @cached_property
    def exchanges(self):
        """(person, shift received, ids given) of both people."""
        found = []
        given = (self.second.id,) if self.second else ()
        if self.counterpart:
            found.append((self.counterpart, self.first, given))
        if self.second:
            found.append((self.requester, self.second, (self.first.id,)))
        return found

    @property
    def people(self):
        return [self.requester, *([self.counterpart] if self.counterpart else [])]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing against a swap: a code to be worded, and its figures."""

    clause: str
    code: str
    figures: Mapping

"""What stands against time off on a rostered shift (CS-7.1, CS-7.8, CS-7.9).

Plain rules over a snapshot, like ``swap_rules``: all datetimes are naive UTC.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from .enforce import enforces
from .swap_case import SWAPPED, Finding


@dataclass(frozen=True)
class LeaveCase:
    """One request for time off.

    :param shifts: binding shifts of the person that the request touches
    :param holidays: date -> name of the days on which those on duty stay
    :param offers: shift id -> ids of the colleagues who could swap it
    :param step: ``request`` or ``approve``
    """

    employee_id: int
    start: datetime
    stop: datetime
    shifts: tuple = ()
    holidays: Mapping = field(default_factory=dict)
    offers: Mapping = field(default_factory=dict)
    step: str = "request"
    is_acknowledged: bool = False
    is_blocked: bool = False
    is_automatic: bool = False
    is_own_approval: bool = False


def overlapping(shifts, start, stop):
    """Those of ``shifts`` that somebody off from ``start`` to ``stop`` would miss."""
    return tuple(
        shift
        for shift in shifts
        if shift.start < stop and start < shift.stop and shift.state != "draft"
    )


def findings(case):
    """Everything against ``case``; rules are looked up at each call."""
    yield from no_leave_on_swapped(case)
    yield from no_leave_on_holiday(case)
    yield from superior_approves(case)
    yield from swap_first(case)


@enforces("CS-7.8")
def no_leave_on_swapped(case):
    """Neither the swapped nor the return shift is taken as leave."""
    for shift in case.shifts:
        if shift.origin in SWAPPED:
            yield Finding(
                "CS-7.8",
                f"leave_{shift.origin}",
                {"shift": shift.id, "employee": case.employee_id},
            )


@enforces("CS-7.9")
def no_leave_on_holiday(case):
    """Whoever is on duty on a holiday takes no leave."""
    for shift in case.shifts:
        day = next((day for day in shift.days if day in case.holidays), None)
        if day:
            yield Finding(
                "CS-7.9",
                "leave_holiday",
                {
                    "shift": shift.id,
                    "employee": case.employee_id,
                    "day": day,
                    "holiday": case.holidays[day],
                },
            )


@enforces("CS-7.1")
def superior_approves(case):
    """Time off on a shift is approved by somebody above, not by itself."""
    for shift in case.shifts[:1]:
        figures = {"shift": shift.id, "employee": case.employee_id}
        if case.is_automatic:
            yield Finding("CS-7.1", "leave_automatic", figures)
        elif case.step == "approve" and case.is_own_approval:
            yield Finding("CS-7.1", "leave_own_approval", figures)


@enforces("CS-7.1")
def swap_first(case):
    """Colleagues who are off and eligible come first."""
    if case.step != "request" or (case.is_acknowledged and not case.is_blocked):
        return
    for shift in case.shifts:
        colleagues = case.offers.get(shift.id)
        if colleagues:
            yield Finding(
                "CS-7.1",
                "leave_blocked" if case.is_blocked else "leave_swap_first",
                {
                    "shift": shift.id,
                    "employee": case.employee_id,
                    "colleagues": tuple(colleagues),
                    "number": len(colleagues),
                },
            )

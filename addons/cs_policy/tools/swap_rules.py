"""What stands against a swap of shifts (CS-7): plain rules over a snapshot.

Nothing here knows a database or a language. A rule is a generator over one
:class:`Case`; it yields a :class:`Finding` per thing that stands against it, so
that all of them can be shown at once. All datetimes are naive UTC; ``day`` and
``days`` are dates in company time.
"""

from datetime import timedelta

from .enforce import enforces
from .swap_case import SWAPPED, Finding


def findings(case):
    """Everything against ``case``, cheapest rule first.

    Rules are named here and looked up at each call, so that a run which
    switches a rule off sees it gone.
    """
    yield from complete(case)
    yield from reason_given(case)
    yield from two_people(case)
    yield from one_company(case)
    yield from still_held(case)
    yield from in_time(case)
    yield from on_a_binding_roster(case)
    yield from qualified(case)
    yield from no_holiday(case)
    yield from swapped_once(case)
    yield from no_consecutive_swap(case)
    yield from no_overlap(case)
    yield from no_double_shift(case)
    yield from enough_rest(case)
    yield from no_leave(case)
    yield from monthly_cap(case)
    yield from briefed(case)
    yield from agreed(case)


@enforces("CS-7.3")
def complete(case):
    """Two people and two legs: a swap on paper names them all."""
    if case.step == "look":
        return
    if not case.counterpart:
        yield Finding("CS-7.3", "no_counterpart", {})
    elif not case.second:
        yield Finding("CS-7.3", "no_return", {})


@enforces("CS-7.2")
def reason_given(case):
    """A reason of a listed kind is given."""
    if case.step != "look" and not case.has_reason:
        yield Finding("CS-7.2", "no_reason", {})


@enforces("CS-7.3")
def two_people(case):
    """Both parties agree, so there are two of them."""
    if case.counterpart and case.counterpart.id == case.requester.id:
        yield Finding("CS-7.3", "same_person", {"employee": case.requester.id})


@enforces("CS-7.3")
def one_company(case):
    """People and shifts belong to one company."""
    companies = {thing.company_id for thing in case.people}
    companies |= {shift.company_id for shift, _giver in case.legs}
    if len(companies) > 1:
        yield Finding("CS-7.3", "other_company", {"companies": len(companies)})
    for person in case.people:
        if not person.active:
            yield Finding("CS-7.3", "archived", {"employee": person.id})


@enforces("CS-7.3")
def still_held(case):
    """Each gives a shift that exists and is his own."""
    for shift, giver in case.legs:
        figures = {"shift": shift.id, "employee": giver.id}
        if not shift.active:
            yield Finding("CS-7.3", "cancelled", figures)
        elif shift.employee_id != giver.id:
            yield Finding("CS-7.3", "not_held", figures)


@enforces("CS-7.3")
def in_time(case):
    """The manager signs before either leg starts, with the notice asked for."""
    for shift, _giver in case.legs:
        ahead = (shift.start - case.now) / timedelta(hours=1)
        if ahead <= 0:
            yield Finding("CS-7.3", "started", {"shift": shift.id})
        elif ahead < case.limits.notice_hours and case.step in ("look", "file"):
            yield Finding(
                "CS-7.3",
                "short_notice",
                {
                    "shift": shift.id,
                    "hours": round(ahead, 1),
                    "limit": case.limits.notice_hours,
                },
            )


@enforces("CS-7.3")
def on_a_binding_roster(case):
    """Drafts are changed by the manager, closed months by nobody."""
    for shift, _giver in case.legs:
        if shift.state != "published":
            yield Finding("CS-7.3", f"roster_{shift.state}", {"shift": shift.id})


@enforces("CS-7.3")
def qualified(case):
    """Ours: whoever takes a shift may work at its post."""
    if not case.limits.same_post:
        return
    for person, shift, _given in case.exchanges:
        if shift.post_id not in person.posts:
            yield Finding(
                "CS-7.3",
                "not_qualified",
                {"shift": shift.id, "employee": person.id, "post": shift.post_id},
            )


@enforces("CS-7.9")
def no_holiday(case):
    """Whoever is on duty on a holiday may not swap that shift."""
    for shift, giver in case.legs:
        for day in shift.days:
            if day in case.limits.holidays:
                yield Finding(
                    "CS-7.9",
                    "holiday",
                    {
                        "shift": shift.id,
                        "employee": giver.id,
                        "day": day,
                        "holiday": case.limits.holidays[day],
                    },
                )
                break


@enforces("CS-7.5")
def swapped_once(case):
    """A shift that was swapped, or is about to be, is not swapped again."""
    for shift, giver in case.legs:
        if shift.origin in SWAPPED:
            yield Finding("CS-7.5", "swapped_already", {"shift": shift.id})
        elif giver.swapped.get(shift.id, case.swap_id) != case.swap_id:
            yield Finding("CS-7.5", "swap_pending", {"shift": shift.id})


@enforces("CS-7.5")
def no_consecutive_swap(case):
    """No two adjacent shifts of one person are swapped ones.

    Looked at in everything the person had or gets: the shift given away with
    its neighbours, and the shift received with its new ones.
    """
    ours = {shift.id for shift, _giver in case.legs}
    for person in case.people:
        seen = set()
        for shift, _giver in case.legs:
            for other in person.timeline.around(shift):
                if not other or other.id in ours or other.id in seen:
                    continue
                if person.swapped.get(other.id, case.swap_id) != case.swap_id:
                    seen.add(other.id)
                    yield Finding(
                        "CS-7.5",
                        "consecutive",
                        {"shift": shift.id, "other": other, "employee": person.id},
                    )


@enforces("CS-7.6")
def no_overlap(case):
    """Nobody is at two posts at once."""
    for person, shift, given in case.exchanges:
        for other in person.roster.around(shift, given):
            if other and other.start < shift.stop and shift.start < other.stop:
                yield Finding(
                    "CS-7.6",
                    "overlap",
                    {"shift": shift.id, "other": other, "employee": person.id},
                )


@enforces("CS-7.6")
def no_double_shift(case):
    """A swapped or return shift has no shift right before or right after it."""
    for person, shift, given in case.exchanges:
        for other in person.roster.around(shift, given):
            if other and (other.stop == shift.start or shift.stop == other.start):
                yield Finding(
                    "CS-7.6",
                    "double_shift",
                    {"shift": shift.id, "other": other, "employee": person.id},
                )


@enforces("CS-7.6")
def enough_rest(case):
    """Ours, off by default: so many hours of rest around a swapped shift."""
    limit = case.limits.min_rest_hours
    if not limit:
        return
    for person, shift, given in case.exchanges:
        for other in person.roster.around(shift, given):
            if not other:
                continue
            gap = max(shift.start - other.stop, other.start - shift.stop)
            hours = gap / timedelta(hours=1)
            if 0 < hours < limit:
                yield Finding(
                    "CS-7.6",
                    "short_rest",
                    {
                        "shift": shift.id,
                        "other": other,
                        "employee": person.id,
                        "hours": round(hours, 1),
                        "limit": limit,
                    },
                )


@enforces("CS-7.8")
def no_leave(case):
    """Nobody takes over a shift on which leave is asked for or granted."""
    for person, shift, _given in case.exchanges:
        if any(
            start < shift.stop and shift.start < stop for start, stop in person.leaves
        ):
            yield Finding(
                "CS-7.8", "on_leave", {"shift": shift.id, "employee": person.id}
            )


@enforces("CS-7.4")
def monthly_cap(case):
    """At most so many swaps of a person in the month of either leg."""
    limits = case.limits
    months = {case.first.month}
    if case.second and limits.count_return_month:
        months.add(case.second.month)
    for person in case.people:
        if person is case.counterpart and not limits.count_counterpart:
            continue
        for month in sorted(months):
            used = count_swaps(person, month, limits, case.swap_id)
            limit = limits.monthly.get(month)
            if limit is not None and used >= limit:
                yield Finding(
                    "CS-7.4",
                    "monthly_cap",
                    {
                        "employee": person.id,
                        "month": month,
                        "used": used,
                        "limit": limit,
                    },
                )


def count_swaps(person, month, limits, swap_id=0):
    """Swaps of ``person`` that count in ``month``, other than ``swap_id``."""
    return sum(
        1
        for swap in person.earlier
        if swap.id != swap_id
        and (limits.count_pending if swap.is_pending else limits.count_effective)
        and (swap.is_requester or limits.count_counterpart)
        and (
            swap.month == month
            or (limits.count_return_month and swap.return_month == month)
        )
    )


@enforces("CS-7.7")
def briefed(case):
    """Both brief each other before they agree, and say so."""
    if case.step != "look" and not case.is_briefed:
        yield Finding("CS-7.7", f"not_briefed_{case.step}", {})


@enforces("CS-7.3")
def agreed(case):
    """The manager signs what both have agreed to, and is neither of them."""
    if case.step != "approve":
        return
    if not case.is_accepted:
        yield Finding("CS-7.3", "not_accepted", {})
    if case.approver_id and case.approver_id in {who.id for who in case.people}:
        yield Finding("CS-7.3", "own_swap", {"employee": case.approver_id})


def rank(case):
    """Sort key of an allowed swap, best first, and the figures that explain it.

    Same post before another one, then whoever swapped least so far, then the
    nearest day, then legs of equal length.
    """
    figures = {
        "same_post": case.second.post_id == case.first.post_id,
        "swaps": count_swaps(
            case.counterpart, case.second.month, case.limits, case.swap_id
        ),
        "days": abs((case.second.day - case.first.day).days),
        "hours": round(case.second.hours - case.first.hours, 2),
    }
    key = (
        not figures["same_post"],
        figures["swaps"],
        figures["days"],
        abs(figures["hours"]),
        case.second.start,
        case.second.id,
    )
    return key, figures


def is_allowed(case):
    """Whether nothing at all stands against ``case``."""
    return next(findings(case), None) is None

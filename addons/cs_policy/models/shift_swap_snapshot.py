from collections import defaultdict
from datetime import timedelta, timezone

from odoo import api, models
from odoo.tools import SQL

from ..tools.swap_case import Earlier, Limits, Person, Shift

HORIZON = timedelta(days=31)
"""How far around a leg its neighbours are looked for, and the other leg proposed."""

PENDING = ("asked", "accepted")
LIVE = (*PENDING, "effective")
LEAVE_STATES = ("confirm", "validate1", "validate")


class ShiftSwapSnapshot(models.AbstractModel):
    """Loads what the swap rules ask about, in a constant number of queries."""

    _name = "shift.swap.snapshot"
    _description = "Snapshot of a Roster for Swaps"

    @api.model
    def _load(
        self, company, employee_ids, date_from, date_to, shift_ids=(), reach=HORIZON
    ):
        """People and shifts as the rules of ``tools.swap_rules`` take them.

        :param employee_ids: ids, or None for everybody the company rosters
            between the two roster days
        :param shift_ids: shifts wanted too, wherever and whosever they are
        :param reach: how far around those days; posts are known from ``HORIZON`` only
        :return: ({shift id: Shift}, {employee id: Person})
        """
        self.env.flush_all()
        first, last = date_from - reach, date_to + reach
        swaps = self._load_swaps(company, employee_ids, first, last)
        wanted = set(shift_ids)
        for swap in swaps:
            wanted.update((swap["shift_id"], swap["return_shift_id"]))
        shifts = self._load_shifts(company, employee_ids, first, last, wanted)
        if employee_ids is None:
            employee_ids = {shift.employee_id for shift in shifts.values()} - {0}
        people = self._load_people(employee_ids)
        self._add_shifts(people, shifts, first, last)
        near = date_from - HORIZON, date_to + HORIZON
        for person in people.values():
            person.posts |= {
                shift.post_id
                for shift in person.held
                if near[0] <= shift.day <= near[1]
            }
        self._add_swaps(people, shifts, swaps)
        self._add_leaves(people, first, last)
        return shifts, people

    def _load_swaps(self, company, employee_ids, first, last):
        people = (
            SQL()
            if employee_ids is None
            else SQL(
                "AND (employee_id = ANY(%(ids)s) OR counterpart_id = ANY(%(ids)s))",
                ids=list(employee_ids),
            )
        )
        return self.env.execute_query_dict(
            SQL(
                """
            SELECT id, state, employee_id, counterpart_id, shift_id,
                   return_shift_id, date, return_date
              FROM shift_swap
             WHERE company_id = %s AND state IN %s
               AND (date BETWEEN %s AND %s OR return_date BETWEEN %s AND %s) %s
            """,
                company.id,
                LIVE,
                first,
                last,
                first,
                last,
                people,
            )
        )

    def _load_shifts(self, company, employee_ids, first, last, wanted):
        people = (
            SQL()
            if employee_ids is None
            else SQL("AND a.employee_id = ANY(%s)", list(employee_ids))
        )
        rows = self.env.execute_query(
            SQL(
                """
            SELECT a.id, COALESCE(a.employee_id, 0), a.company_id, a.post_id,
                   a.start, a.stop, a.date, a.origin, r.state, a.active
              FROM shift_assignment a JOIN shift_roster r ON r.id = a.roster_id
             WHERE (a.company_id = %s AND a.active AND a.employee_id IS NOT NULL
                    AND a.date BETWEEN %s AND %s %s)
                OR a.id = ANY(%s)
            """,
                company.id,
                first,
                last,
                people,
                [i for i in wanted if i],
            )
        )
        return _make_shifts(rows, company._policy_zone())

    def _load_people(self, employee_ids):
        rows = self.env.execute_query(
            SQL(
                """
            SELECT e.id, e.company_id, e.active,
                   ARRAY(SELECT p.post_id FROM hr_employee_shift_post_rel p
                          WHERE p.employee_id = e.id)
              FROM hr_employee e WHERE e.id = ANY(%s)
            """,
                list(employee_ids),
            )
        )
        return {
            row[0]: Person(
                id=row[0],
                company_id=row[1],
                active=bool(row[2]),
                posts=frozenset(row[3]),
            )
            for row in rows
        }

    def _add_shifts(self, people, shifts, first, last):
        held = defaultdict(list)
        for shift in shifts.values():
            if shift.active and first <= shift.day <= last:
                held[shift.employee_id].append(shift)
        for person in people.values():
            person.held = tuple(held[person.id])

    def _add_swaps(self, people, shifts, swaps):
        touched, earlier = defaultdict(list), defaultdict(list)
        for swap in swaps:
            parties = (swap["employee_id"], swap["counterpart_id"])
            legs = [
                shifts[leg]
                for leg in (swap["shift_id"], swap["return_shift_id"])
                if leg in shifts
            ]
            for party in parties:
                touched[party] += [(swap["id"], leg) for leg in legs]
                earlier[party].append(
                    Earlier(
                        id=swap["id"],
                        is_pending=swap["state"] in PENDING,
                        is_requester=party == swap["employee_id"],
                        month=swap["date"].replace(day=1),
                        return_month=swap["return_date"]
                        and swap["return_date"].replace(day=1),
                    )
                )
        for person in people.values():
            person.touched = tuple(touched[person.id])
            person.earlier = tuple(earlier[person.id])

    def _add_leaves(self, people, first, last):
        leaves = (
            self.env["hr.leave"]
            .sudo()  # only whether, never why
            .search_fetch(
                [
                    ("employee_id", "in", list(people)),
                    ("state", "in", LEAVE_STATES),
                    ("request_date_from", "<=", last),
                    ("request_date_to", ">=", first),
                ],
                [
                    "employee_id",
                    "company_id",
                    "request_date_from",
                    "request_date_to",
                    "request_unit_half",
                    "request_unit_hours",
                    "request_hour_from",
                    "request_hour_to",
                    "request_date_from_period",
                    "request_date_to_period",
                ],
            )
        )
        intervals = defaultdict(list)
        for leave in leaves:
            intervals[leave.employee_id.id].append(leave._get_policy_interval())
        for person in people.values():
            person.leaves = tuple(intervals[person.id])

    @api.model
    def _get_limits(self, company, day, months):
        """The company's swap parameters on ``day``, the cap of each of ``months``.

        :param months: first days of the months of all legs in question
        """

        def get(code, on=day):
            return self.env["policy.parameter"]._get(code, company, on)

        return Limits(
            monthly={month: get("swap_monthly_limit", month) for month in months},
            holidays=self._get_holidays(
                company, months, with_weekends=get("swap_weekend_is_holiday")
            ),
            count_pending=get("swap_count_pending"),
            count_effective=get("swap_count_effective"),
            count_counterpart=get("swap_count_counterpart"),
            count_return_month=get("swap_count_return_month"),
            min_rest_hours=get("swap_min_rest_hours"),
            notice_hours=get("swap_min_notice_hours"),
            same_post=get("swap_same_post_only"),
        )

    def _get_holidays(self, company, months, with_weekends):
        """{date: name} of the days no shift may be swapped on."""
        if not months:
            return {}
        first = min(months) - timedelta(days=1)
        last = max(months) + timedelta(days=33)
        holidays = dict(company._public_holidays(first, last))
        if with_weekends:
            working = set(company._working_days(first, last))
            for number in range((last - first).days + 1):
                day = first + timedelta(days=number)
                if day.weekday() >= 5 and day not in working:
                    holidays.setdefault(day, self.env._("Weekend"))
        return holidays


def _make_shifts(rows, zone):
    """{shift id: Shift} of rows of the query."""
    # Many people work the same hours: each interval is converted once.
    days = {
        interval: _days_covered(*interval, zone)
        for interval in {(row[4], row[5]) for row in rows}
    }
    return {
        row[0]: Shift(
            id=row[0],
            employee_id=row[1],
            company_id=row[2],
            post_id=row[3],
            start=row[4],
            stop=row[5],
            day=row[6],
            days=days[row[4], row[5]],
            origin=row[7],
            state=row[8],
            active=bool(row[9]),
        )
        for row in rows
    }


def _days_covered(start, stop, zone):
    """Dates in ``zone`` that a naive UTC interval touches."""

    def local(moment):
        return moment.replace(tzinfo=timezone.utc).astimezone(zone).date()

    first, last = local(start), local(stop - timedelta(microseconds=1))
    return tuple(
        first + timedelta(days=number) for number in range((last - first).days + 1)
    )

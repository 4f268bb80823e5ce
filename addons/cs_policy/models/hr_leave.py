from collections import defaultdict
from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models

from ..tools.enforce import enforces
from ..tools.leave_rules import LeaveCase, findings, overlapping
from ..tools.rotation import iterate_days
from ..tools.trusted import is_trusted

TIME_FIELDS = {
    "employee_id",
    "holiday_status_id",
    "state",
    "date_from",
    "date_to",
    "request_date_from",
    "request_date_to",
    "request_date_from_period",
    "request_date_to_period",
    "request_hour_from",
    "request_hour_to",
    "request_unit_half",
    "request_unit_hours",
}
ASKED, GRANTED = ("confirm",), ("validate1", "validate")
DAY = timedelta(days=1)
OFFERED_SHIFTS = 5
"""Shifts of one request for which colleagues are looked for."""


class HrLeave(models.Model):
    """Time off meets the roster (CS-7.1, CS-7.8, CS-7.9)."""

    _inherit = "hr.leave"

    is_swap_ruled_out = fields.Boolean(
        "No Swap Possible",
        copy=False,
        tracking=True,
        help="The colleagues who could swap were looked at, and it can't be done.",
    )
    rostered_shift_ids = fields.Many2many(
        "shift.assignment",
        string="Shifts in That Time",
        compute="_compute_rostered_shift_ids",
    )
    policy_html = fields.Html(compute="_compute_policy_html", sanitize=False)

    @api.depends(
        "employee_id",
        "request_date_from",
        "request_date_to",
        "request_date_from_period",
        "request_date_to_period",
        "request_hour_from",
        "request_hour_to",
        "request_unit_half",
        "request_unit_hours",
    )
    def _compute_rostered_shift_ids(self):
        cases = self._get_policy_cases("request", with_offers=False)
        for leave in self:
            case = cases.get(leave.id)
            leave.rostered_shift_ids = [
                shift.id for shift in (case.shifts if case else ())
            ]

    @api.depends("rostered_shift_ids", "is_swap_ruled_out", "holiday_status_id")
    @api.depends_context("lang")
    def _compute_policy_html(self):
        reasons = self._get_policy_reasons("request")
        for leave in self:
            leave.policy_html = False
            if leave.state in ASKED and reasons.get(leave.id):
                leave.policy_html = self.env["shift.swap"]._render_reasons(
                    reasons[leave.id]
                )
            elif leave.rostered_shift_ids:
                leave.policy_html = Markup("<p>%s</p>") % self.env._(
                    "A rostered shift lies in that time; a superior has to approve."
                )

    def action_find_swap(self):
        """Colleagues for the first shift in that time."""
        self.ensure_one()
        return self.rostered_shift_ids.sorted("start")[:1].action_find_swap()

    @api.model_create_multi
    def create(self, vals_list):
        """Waits for swaps first: a new row holds the person's, which a swap changes."""
        people = self.env["hr.employee"].sudo()  # which company they are of
        self._touch_months(
            (
                people.browse(vals["employee_id"]),
                fields.Date.to_date(vals["request_date_from"]),
                fields.Date.to_date(vals.get("request_date_to")),
            )
            for vals in vals_list
            if vals.get("employee_id") and vals.get("request_date_from")
        )
        return super().create(vals_list)

    def write(self, vals):
        result = super().write(vals)
        if TIME_FIELDS & set(vals):
            self._check_policy()
        return result

    def _check_validity(self):
        """Comes before anything is approved by itself, and for every door."""
        self._check_policy()
        return super()._check_validity()

    def _check_policy(self):
        """Refuse time off that the policy forbids, when asked and when granted.

        Not where its days are only counted anew, because a holiday came or went.

        :raises PolicyRefusal: with every reason of the first request at fault
        """
        if is_trusted(self.env):
            return
        for step, states in (("request", ASKED), ("approve", GRANTED)):
            leaves = self.filtered(lambda leave, states=states: leave.state in states)
            leaves._wait_for_swaps()
            reasons = leaves._get_policy_reasons(step)
            for leave in leaves:
                self.env["policy.clause"]._refuse(reasons[leave.id], leave)

    def _wait_for_swaps(self):
        """Time off and a swap of one person and month are decided one by one."""
        leaves = self.sudo()  # whoever asks
        self._touch_months(
            (leave.employee_id, leave.request_date_from, leave.request_date_to)
            for leave in leaves
            if leave.employee_id and leave.request_date_from
        )

    @api.model
    def _touch_months(self, spans):
        """Wait for swaps in the months of these (employee, first day, last day).

        A swap is counted in the months of its roster days; time off touches the
        shifts of all its days and of the night before.
        """
        pairs = defaultdict(set)
        for employee, first, last in spans:
            for day in iterate_days(first - DAY, last or first):
                pairs[employee.company_id].add((employee.id, day.replace(day=1)))
        for company, found in pairs.items():
            self.env["shift.swap.quota"]._touch(company, found)

    @enforces("X-3")
    def _get_policy_reasons(self, step):
        """Everything the policy has against these requests: {id: [Reason]}.

        :param step: ``request`` or ``approve``
        """
        cases = self._get_policy_cases(step)
        wording = self.env["shift.swap.wording"]
        return {
            leave.id: wording._describe_all(list(findings(cases[leave.id])))
            if leave.id in cases
            else []
            for leave in self
        }

    def _get_policy_cases(self, step, with_offers=True):
        """{leave id: LeaveCase} of requests with a person and dates."""
        cases = {}
        leaves = self.sudo().filtered(  # rosters and parameters, whoever asks
            lambda leave: (
                leave.employee_id
                and leave.request_date_from
                and leave.request_date_to
                and leave.request_date_from <= leave.request_date_to
            )
        )
        by_company = leaves.grouped(lambda leave: leave.employee_id.company_id)
        for company, group in by_company.items():
            cases.update(group._get_company_cases(company, step, with_offers))
        return cases

    def _get_company_cases(self, company, step, with_offers):
        first, last = (
            min(self.mapped("request_date_from")),
            max(self.mapped("request_date_to")),
        )
        snapshot = self.env["shift.swap.snapshot"]
        people = snapshot._load(company, self.employee_id._origin.ids, first, last)[1]
        holidays = snapshot._get_holidays(
            company,
            [first, last],
            self.env["policy.parameter"]._get(
                "swap_weekend_is_holiday", company, first
            ),
        )
        cases = {}
        for leave in self:
            start, stop = leave._get_policy_interval()
            person = people[leave.employee_id._origin.id]
            shifts = overlapping(person.roster.shifts, start, stop)
            cases[leave.id] = LeaveCase(
                employee_id=person.id,
                start=start,
                stop=stop,
                shifts=shifts,
                holidays=holidays,
                step=step,
                offers=leave._get_offers(shifts)
                if with_offers and step == "request"
                else {},
                is_acknowledged=leave.is_swap_ruled_out,
                is_blocked=self.env["policy.parameter"]._get(
                    "leave_over_shift_blocked", company, leave.request_date_from
                ),
                is_automatic=leave.validation_type == "no_validation",
                is_own_approval=leave.employee_id.user_id == self.env.user,
            )
        return cases

    def _get_offers(self, shifts):
        """{shift id: colleagues who could swap it, best first} (CS-7.1)."""
        ids = [shift.id for shift in shifts][:OFFERED_SHIFTS]
        proposals = self.env["shift.swap"]._propose_all(
            self.env["shift.assignment"].browse(ids)
        )
        return {
            shift_id: list(dict.fromkeys(case.counterpart.id for case, _why in found))
            for shift_id, found in proposals.items()
        }

    @api.model
    def _get_away(self, employee_ids, first, last, states):
        """{employee id: [naive UTC (start, stop)]} of time off from ``first`` on.

        :param first, last: naive UTC, about which time it is asked
        """
        leaves = self.sudo().search(  # when, never why
            [
                ("employee_id", "in", employee_ids),
                ("state", "in", states),
                ("request_date_from", "<=", last.date() + DAY),
                ("request_date_to", ">=", first.date() - DAY),
            ]
        )
        away = {}
        for leave in leaves:
            found = away.setdefault(leave.employee_id.id, [])
            found.append(leave._get_policy_interval())
        return away

    def _get_policy_interval(self):
        """Naive UTC (start, stop) that the request covers on the clock.

        Working hours play no part: a whole day is a calendar day of the company, so
        that a night after midnight belongs to the day it falls on; half a day ends
        or starts at noon.
        """
        self.ensure_one()
        company = self.employee_id.company_id or self.company_id or self.env.company
        hour_from, hour_to = 0.0, 24.0
        if self.request_unit_hours:
            hour_from = self.request_hour_from
            hour_to = self.request_hour_to or 24.0
        elif self.request_unit_half:
            hour_from = 12.0 if self.request_date_from_period == "pm" else 0.0
            hour_to = 12.0 if self.request_date_to_period == "am" else 24.0
        return (
            company._policy_utc(self.request_date_from, hour_from),
            company._policy_utc(self.request_date_to, hour_to),
        )

from collections import Counter

from odoo import api, fields, models

from ..models.hr_leave import GRANTED
from ..tools.rotation import (
    add_months,
    iterate_days,
    last_of_month,
    map_month,
    map_week,
)

OUTCOMES = ("new", "existing", "leave", "conflict")


class ShiftRosterGenerate(models.TransientModel):
    """Fills draft rosters, months at a time, and never the same shift twice."""

    _name = "shift.roster.generate"
    _description = "Generate Rosters"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    month = fields.Date(
        "First Month", required=True, default=lambda self: self._default_month()
    )
    month_count = fields.Integer("Number of Months", required=True, default=1)
    source = fields.Selection(
        [
            ("rotation", "Rotations"),
            ("month", "Copy of a month"),
            ("week", "Template week"),
        ],
        "Made From",
        required=True,
        default="rotation",
    )
    rotation_ids = fields.Many2many(
        "shift.rotation",
        string="Rotations",
        check_company=True,
        compute="_compute_rotation_ids",
        store=True,
        readonly=False,
    )
    source_date = fields.Date(
        "Copy From", help="Any day of the month or week that is copied."
    )
    department_id = fields.Many2one("hr.department", check_company=True)
    new_count = fields.Integer("Shifts to Make", compute="_compute_counts")
    existing_count = fields.Integer("Already There", compute="_compute_counts")
    leave_count = fields.Integer("On Approved Leave", compute="_compute_counts")
    conflict_count = fields.Integer("Overlapping", compute="_compute_counts")

    _months_valid = models.Constraint(
        "CHECK(month_count BETWEEN 1 AND 12)", "Between 1 and 12 months at a time."
    )

    @api.model
    def _default_month(self):
        return add_months(self.env.company._policy_today(), 1)

    @api.depends("company_id")
    def _compute_rotation_ids(self):
        for wizard in self:
            wizard.rotation_ids = self.env["shift.rotation"].search(
                [("company_id", "=", wizard.company_id.id)]
            )

    @api.depends(
        "month", "month_count", "source", "rotation_ids", "source_date", "company_id"
    )
    def _compute_counts(self):
        for wizard in self:
            counts = Counter(outcome for outcome, _shift in wizard._get_outcomes())
            for outcome in OUTCOMES:
                wizard[f"{outcome}_count"] = counts[outcome]

    def action_generate(self):
        """Make the shifts; opens the rosters.

        :raises PolicyRefusal: CS-2.1, for months that are published or locked
        """
        self.ensure_one()
        rosters = self._get_rosters()
        self.env["policy.clause"]._refuse(
            [roster._held_reason() for roster in rosters if roster.state != "draft"]
        )
        by_month = {roster.month: roster for roster in rosters}
        self.env["shift.assignment"].create(
            [
                {
                    "roster_id": by_month[day.replace(day=1)].id,
                    "date": day,
                    "employee_id": employee.id,
                    "post_id": post.id,
                    "template_id": template.id,
                }
                for outcome, (day, employee, post, template) in self._get_outcomes()
                if outcome == "new"
            ]
        )
        action = self.env["ir.actions.actions"]._for_xml_id(
            "cs_policy.shift_roster_action"
        )
        if len(rosters) == 1:
            action.update(res_id=rosters.id, views=[(False, "form")])
        else:
            action["domain"] = [("id", "in", rosters.ids)]
        return action

    def _get_months(self):
        first = (self.month or self._default_month()).replace(day=1)
        return [add_months(first, number) for number in range(self.month_count)]

    def _get_rosters(self):
        """The rosters of the months, made as drafts where they are missing."""
        rosters = self.env["shift.roster"]
        months = self._get_months()
        found = rosters.search(
            [
                ("company_id", "=", self.company_id.id),
                ("department_id", "=", self.department_id.id),
                ("month", "in", months),
            ]
        )
        missing = [month for month in months if month not in found.mapped("month")]
        return (
            found
            + rosters.create(
                [
                    {
                        "company_id": self.company_id.id,
                        "department_id": self.department_id.id,
                        "month": month,
                    }
                    for month in missing
                ]
            )
        ).sorted("month")

    def _iter_candidates(self):
        """Yield (day, employee, post, template) of what the source asks for."""
        for month in self._get_months():
            if self.source == "rotation":
                days = list(iterate_days(month, last_of_month(month)))
                yield from self.rotation_ids._iter_shifts(days)
            elif self.source_date:
                yield from self._iter_copies(month)

    def _iter_copies(self, month):
        source = self.source_date
        days = (
            map_month(source.replace(day=1), month)
            if self.source == "month"
            else map_week(source, month)
        )
        shifts = self.env["shift.assignment"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("roster_id.department_id", "=", self.department_id.id),
                ("date", "in", list(set(days.values()))),
            ]
        )
        by_day = shifts.grouped("date")
        for day, origin in days.items():
            for shift in by_day.get(origin, ()):
                yield day, shift.employee_id, shift.post_id, shift.template_id

    def _get_outcomes(self):
        """[(outcome, (day, employee, post, template))]; a few queries in all."""
        self.ensure_one()
        if not (self.month_count and self.company_id):
            return []
        candidates = list(self._iter_candidates())
        months = self._get_months()
        people = {employee.id for _day, employee, *_rest in candidates} - {False}
        known = _Known(self, people, months[0], last_of_month(months[-1]))
        return [(known.judge(*candidate), candidate) for candidate in candidates]


class _Known:
    """What stands on the roster already, and who is away."""

    def __init__(self, wizard, employee_ids, first, last):
        company = wizard.company_id
        start, stop = company._policy_utc(first, -24), company._policy_utc(last, 72)
        shifts = wizard.env["shift.assignment"].search(
            [
                ("company_id", "=", company.id),
                ("start", "<", stop),
                ("stop", ">", start),
            ]
        )
        self.days, self.busy, self.open = set(), {}, Counter()
        for shift in shifts:
            if shift.employee_id:
                self.days.add((shift.employee_id.id, shift.date))
                self.busy.setdefault(shift.employee_id.id, []).append(
                    (shift.start, shift.stop)
                )
            else:
                self.open[shift.date, shift.post_id.id, shift.template_id.id] += 1
        self.away = wizard.env["hr.leave"]._get_away(
            list(employee_ids), start, stop, GRANTED
        )

    def judge(self, day, employee, post, template):
        """Outcome for one candidate; a new one is remembered as planned."""
        if not employee:
            spot = (day, post.id, template.id)
            self.open[spot] -= 1
            return "existing" if self.open[spot] >= 0 else "new"
        if (employee.id, day) in self.days:
            return "existing"
        interval = template._get_interval(day)
        if self._overlaps(self.away.get(employee.id, ()), interval):
            return "leave"
        if self._overlaps(self.busy.get(employee.id, ()), interval):
            return "conflict"
        self.days.add((employee.id, day))
        self.busy.setdefault(employee.id, []).append(interval)
        return "new"

    @staticmethod
    def _overlaps(intervals, interval):
        start, stop = interval
        return any(begin < stop and start < end for begin, end in intervals)

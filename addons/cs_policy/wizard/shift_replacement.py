from datetime import timedelta

from odoo import api, fields, models

from ..tools.enforce import enforces
from ..tools.reason import Reason


class ShiftReplacement(models.TransientModel):
    """Somebody falls ill: another one works the shift, and owes no shift back."""

    _name = "shift.replacement"
    _description = "Same-Day Replacement"

    shift_id = fields.Many2one(
        "shift.assignment",
        required=True,
        readonly=True,
        default=lambda self: self.env.context.get("active_id"),
    )
    company_id = fields.Many2one(related="shift_id.company_id")
    absent_employee_id = fields.Many2one(
        related="shift_id.employee_id", string="Absent Person"
    )
    note = fields.Char("Reason", required=True, default=lambda self: self.env._("Sick"))
    candidate_ids = fields.One2many(
        "shift.replacement.candidate",
        "replacement_id",
        compute="_compute_candidate_ids",
        store=True,
    )
    hint = fields.Char(compute="_compute_hint", help="What stands against it.")

    @api.depends("shift_id")
    def _compute_candidate_ids(self):
        for wizard in self:
            wizard.candidate_ids = [fields.Command.clear()] + [
                fields.Command.create({"employee_id": employee.id, "hours": hours})
                for employee, hours in wizard._get_candidates()
            ]

    @api.depends("shift_id")
    def _compute_hint(self):
        for wizard in self:
            reasons = wizard._get_replace_reasons()
            wizard.hint = " ".join(reason.message for reason in reasons)

    def _get_candidates(self):
        """[(employee, hours planned this month)]: free that day, fewest hours first."""
        self.ensure_one()
        shift = self.shift_id
        if not shift:
            return []
        employees = (
            self.env["hr.employee"]
            .sudo()  # names and shifts only
            .search(
                [
                    ("company_id", "=", shift.company_id.id),
                    ("id", "!=", (shift.employee_id.id)),
                ]
            )
        )
        rostered = self._get_rostered(shift)
        employees &= rostered | shift.post_id.sudo().employee_ids  # qualified ones
        working = self.env["shift.assignment"].search(
            [("date", "=", shift.date), ("employee_id", "in", employees.ids)]
        )
        free = employees - working.sudo().employee_id  # same company
        pairs = [(shift, employee) for employee in free]
        reasons = shift._get_candidate_reasons(pairs)
        hours = shift._get_planned_hours(free, shift.date)
        fit = [employee for employee in free if not reasons[shift, employee]]
        return sorted(
            ((employee, hours[employee.id]) for employee in fit),
            key=lambda row: (row[1], row[0].name),
        )

    def _get_rostered(self, shift):
        """People who work shifts at all: on a roster within a month of this one."""
        rows = self.env["shift.assignment"]._read_group(
            [
                ("company_id", "=", shift.company_id.id),
                ("date", ">=", shift.date - timedelta(days=31)),
                ("date", "<=", shift.date + timedelta(days=31)),
                ("employee_id", "!=", False),
            ],
            ["employee_id"],
        )
        return (
            self.env["hr.employee"]
            .sudo()  # as above
            .browse([employee.id for (employee,) in rows])
        )

    def _get_replace_reasons(self, employee=None):
        """Every reason against the replacement, by ``employee`` if given."""
        self.ensure_one()
        return list(self._iter_replace_reasons(employee))

    @enforces("CS-2.1")
    def _iter_replace_reasons(self, employee=None):
        """Yield Reason: same day only, a person to replace, somebody free."""
        shift = self.shift_id
        hours = self.env["policy.parameter"]._get(
            "replacement_window_hours", shift.company_id, shift.date
        )
        if not shift.employee_id:
            yield Reason(
                "CS-2.1",
                self.env._("Nobody has this shift."),
                self.env._("It is open: let somebody pick it up."),
            )
        if shift.start > fields.Datetime.now() + timedelta(hours=hours):
            yield Reason(
                "CS-2.1",
                self.env._(
                    "It starts more than %(hours)s hours from now.", hours=hours
                ),
                self.env._("Ask for a swap, or change the roster."),
                {"hours": hours},
            )
        if shift.state != "published":
            yield Reason("CS-2.1", self.env._("The roster is not published."))
        if employee:
            same_day = self.env["shift.assignment"].search(
                [("date", "=", shift.date), ("employee_id", "=", employee.id)]
            )
            if same_day:
                yield Reason(
                    "CS-2.1",
                    self.env._("%(person)s is not off that day.", person=employee.name),
                )
            pair = (shift, employee)
            yield from shift._get_candidate_reasons([pair])[pair]

    def _replace(self, employee):
        """Let ``employee`` work the shift.

        :raises PolicyRefusal: CS-2.1 and CS-7.6, with every reason against
        """
        self.ensure_one()
        shift = self.shift_id
        shift._lock_for_change(employee.ids)
        self.env["policy.clause"]._refuse(self._get_replace_reasons(employee), shift)
        absent = shift.employee_id
        shift._open_absence_of_late()
        shift._reassign([(shift, employee, "replacement")], self.note)
        shift._notify_duty_manager(
            lambda env: env._(
                "Replacement: %(shift)s",
                shift=shift.with_context(lang=env.lang)._get_label(),
            ),
            lambda env: env._(
                "%(person)s works instead of %(absent)s: %(reason)s",
                person=employee.name,
                absent=absent.name,
                reason=self.note,
            ),
        )

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

# A client can send any context *value* over RPC, but never this very object.
_CHANGE = object()

PLAN_FIELDS = {"employee_id", "post_id", "template_id", "date", "roster_id", "active"}
"""What a roster says. Held once the roster is published."""

SYSTEM_FIELDS = {"start", "stop", "origin", "company_id"}
"""Follow from the plan or from how a change came about; nobody types them."""


class ShiftAssignment(models.Model):
    """One shift of one person at one post: an interval on the clock.

    Without an employee it is an open shift. ``start`` and ``stop`` are naive UTC;
    ``date`` is the roster day in company time, which a night shift keeps although
    its hours lie on the following day.
    """

    _name = "shift.assignment"
    _description = "Shift"
    _order = "start, post_id, id"
    _check_company_auto = True

    roster_id = fields.Many2one(
        "shift.roster",
        compute="_compute_roster_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    company_id = fields.Many2one(
        related="roster_id.company_id", store=True, index=True, precompute=True
    )
    state = fields.Selection(related="roster_id.state", string="Roster State")
    employee_id = fields.Many2one(
        "hr.employee", index=True, check_company=True, help="Empty: an open shift."
    )
    post_id = fields.Many2one("shift.post", required=True, check_company=True)
    template_id = fields.Many2one(
        "shift.template", "Shift Code", required=True, check_company=True
    )
    color = fields.Integer(related="template_id.color")
    date = fields.Date("Roster Day", required=True, index=True)
    start = fields.Datetime(
        compute="_compute_interval", store=True, precompute=True, required=True
    )
    stop = fields.Datetime(
        compute="_compute_interval", store=True, precompute=True, required=True
    )
    origin = fields.Selection(
        [
            ("plan", "Planned"),
            ("swap", "Swapped"),
            ("return", "Return shift"),
            ("pickup", "Picked up"),
            ("replacement", "Same-day replacement"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="plan",
    )
    active = fields.Boolean(default=True, copy=False, help="Unset: cancelled.")
    code = fields.Char(related="template_id.code")
    hours_text = fields.Char(
        "Roster Hours",
        compute="_compute_hours_text",
        help="Company time; 24:00 is the midnight after the roster day.",
    )
    change_ids = fields.One2many("shift.change", "shift_id", "Changes")

    _interval_valid = models.Constraint(
        "CHECK(stop > start)", "A shift ends after it starts."
    )
    # No btree_gist needed: an int4range of one number compares like the number.
    _no_double_booking = models.Constraint(
        "EXCLUDE USING gist ("
        "int4range(employee_id, employee_id, '[]') WITH &&, "
        "tsrange(start, stop) WITH &&) "
        "WHERE (employee_id IS NOT NULL AND active) "
        "DEFERRABLE INITIALLY IMMEDIATE",
        "One person can't have two shifts at the same time.",
    )
    _employee_start_idx = models.Index("(employee_id, start)")

    @api.depends("date")
    def _compute_roster_id(self):
        """The company's own roster of the month; departments are chosen by hand.

        A shift that is moved stays with its company and department.
        """
        rosters = self.env["shift.roster"]
        for shift in self:
            if shift.date and shift.roster_id:
                shift.roster_id = shift.roster_id._get_of_month(shift.date)
            elif shift.date:
                shift.roster_id = rosters.search(
                    [
                        ("month", "=", shift.date.replace(day=1)),
                        ("company_id", "=", self.env.company.id),
                    ],
                    order="department_id nulls first",
                    limit=1,
                )

    @api.depends("start", "stop", "date", "company_id.policy_tz")
    def _compute_hours_text(self):
        """24:00–08:00, as people say it: the roster day is not the calendar day."""
        for shift in self:
            if not (shift.start and shift.stop and shift.company_id):
                shift.hours_text = False
                continue
            start = shift.company_id._policy_local(shift.start)
            stop = shift.company_id._policy_local(shift.stop)
            late = 24 if start.date() > shift.date else 0
            last = "24:00" if (stop.hour, stop.minute) == (0, 0) else f"{stop:%H:%M}"
            shift.hours_text = f"{start.hour + late:02}:{start:%M}–{last}"

    @api.depends("date", "template_id.hour_from", "template_id.hour_to")
    def _compute_interval(self):
        for shift in self:
            if shift.date and shift.template_id:
                shift.start, shift.stop = shift.template_id._get_interval(shift.date)

    @api.depends("template_id", "employee_id", "date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for shift in self:
            who = shift.employee_id.name or self.env._("Open shift")
            day = fields.Date.to_string(shift.date) if shift.date else ""
            shift.display_name = f"{day} {shift.template_id.code or ''} {who}"

    @api.constrains("date", "roster_id")
    def _check_date(self):
        for shift in self:
            if shift.date.replace(day=1) != shift.roster_id.month:
                raise ValidationError(
                    self.env._(
                        "%(shift)s: the day is not in the roster %(roster)s.",
                        shift=shift.display_name,
                        roster=shift.roster_id.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        trusted = self.env.context.get("shift_change") is _CHANGE
        for vals in vals_list:
            if not trusted and (
                vals.get("origin", "plan") != "plan"
                or {"start", "stop", "company_id"} & set(vals)
            ):
                raise UserError(
                    self.env._(
                        "Start, end and origin of a shift follow from its day, its "
                        "code and how it came about; they can't be given."
                    )
                )
        shifts = super().create(vals_list)
        shifts._log_planned()
        return shifts

    def write(self, vals):
        if self.env.context.get("shift_change") is _CHANGE:
            return super().write(vals)
        if SYSTEM_FIELDS & set(vals) and self:
            raise UserError(
                self.env._(
                    "%(shift)s: start, end and origin follow from the day, the code "
                    "and how a change came about; they can't be written.",
                    shift=self[0].display_name,
                )
            )
        plan = {name: value for name, value in vals.items() if name in PLAN_FIELDS}
        if plan:
            self._change_plan(plan)
        rest = {name: value for name, value in vals.items() if name not in plan}
        return super().write(rest) if rest or not plan else True

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        held = self.filtered(lambda shift: shift.state != "draft")
        if held:
            raise UserError(
                self.env._(
                    "%(shift)s: the roster is %(state)s. Cancel the shift instead of "
                    "deleting it.",
                    shift=held[0].display_name,
                    state=held[0].roster_id._state_label(held[0].state),
                )
            )
        # A month taken back to draft keeps what has started.
        for reasons in self._get_freeze_reasons().values():
            self.env["policy.clause"]._refuse(reasons, self[:1])

    @api.model
    def check_access_rights(self, operation, raise_exception=True):
        """Asked by the timeline view, in a way that Odoo deprecates with a warning."""
        return self.has_access(operation)

    def _with_change(self):
        """Records that may be written by the methods that keep the log."""
        return self.with_context(shift_change=_CHANGE)

    def _get_label(self):
        """The shift without its person, for logs and notices (company time)."""
        self.ensure_one()
        code, post = self.template_id.code, self.post_id.name
        return f"{self.date} {code} {self.hours_text} {post}"

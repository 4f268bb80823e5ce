from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.enforce import enforces
from ..tools.reason import Reason

# A client can send any context *value* over RPC, but never this very object.
_ATTENDANCE = object()

GUARDED = frozenset(
    (
        "sign_in_at",
        "sign_out_at",
        "is_absent",
        "late_minutes",
        "early_minutes",
        "attendance",
        "late_count",
        "early_count",
        "absent_count",
        "release_reason",
        "released_at",
        "release_user_id",
    )
)
ON_ROSTER = ("published", "locked")
# How punctual somebody is, is between them and those who answer for the shift.
SUPERVISORS = "cs_policy.cs_policy_group_duty_manager,cs_policy.cs_policy_group_auditor"


class ShiftAssignment(models.Model):
    """Attendance: signing in and out of one's own shift (CS-2.1)."""

    _inherit = "shift.assignment"

    sign_in_at = fields.Datetime(
        "Signed In", readonly=True, copy=False, groups=SUPERVISORS
    )
    sign_out_at = fields.Datetime(
        "Signed Out", readonly=True, copy=False, groups=SUPERVISORS
    )
    is_absent = fields.Boolean(
        "Found Absent",
        readonly=True,
        copy=False,
        groups=SUPERVISORS,
        help="Nobody had signed in when the time for it had run out.",
    )
    attendance = fields.Selection(
        [
            ("planned", "Planned"),
            ("on_duty", "On duty"),
            ("done", "Done"),
            ("absent", "Absent"),
        ],
        compute="_compute_attendance",
        store=True,
        readonly=True,
        groups=SUPERVISORS,
    )
    own_attendance = fields.Selection(
        lambda self: self._fields["attendance"]._description_selection(self.env),
        "My Attendance",
        compute="_compute_own_attendance",
        help="Empty on somebody else's shift.",
    )
    late_minutes = fields.Integer(
        "Late (min)",
        compute="_compute_attendance",
        store=True,
        groups=SUPERVISORS,
        help="Minutes signed in after the start; 0 within the grace time.",
    )
    early_minutes = fields.Integer(
        "Left Early (min)",
        compute="_compute_attendance",
        store=True,
        groups=SUPERVISORS,
        help="Minutes signed out before the end; 0 within the grace time.",
    )
    late_count = fields.Integer(
        "Times Late",
        compute="_compute_attendance",
        store=True,
        aggregator="sum",
        groups=SUPERVISORS,
    )
    early_count = fields.Integer(
        "Times Left Early",
        compute="_compute_attendance",
        store=True,
        aggregator="sum",
        groups=SUPERVISORS,
    )
    absent_count = fields.Integer(
        "Times Absent",
        compute="_compute_attendance",
        store=True,
        aggregator="sum",
        groups=SUPERVISORS,
    )
    attendance_log_ids = fields.One2many("shift.attendance.log", "shift_id")
    can_sign_in = fields.Boolean(compute="_compute_can_sign")
    can_sign_out = fields.Boolean(compute="_compute_can_sign")
    sign_hint = fields.Char(
        compute="_compute_can_sign", help="What stands against signing in or out."
    )

    _attendance_order = models.Constraint(
        "CHECK(sign_out_at IS NULL OR sign_out_at >= sign_in_at)",
        "Nobody signs out before signing in.",
    )
    _attendance_due_idx = models.Index("(start) WHERE sign_in_at IS NULL AND active")

    @api.depends("sign_in_at", "sign_out_at", "is_absent", "start", "stop")
    @enforces("CS-2.1")
    def _compute_attendance(self):
        for shift in self:
            late = early = 0
            if shift.sign_in_at:
                late = shift._beyond_grace(
                    "signin_late_grace_minutes", shift.sign_in_at - shift.start
                )
            if shift.sign_out_at:
                early = shift._beyond_grace(
                    "signout_early_grace_minutes", shift.stop - shift.sign_out_at
                )
            shift.late_minutes, shift.early_minutes = late, early
            if shift.sign_out_at:
                shift.attendance = "done"
            elif shift.sign_in_at:
                shift.attendance = "on_duty"
            else:
                shift.attendance = "absent" if shift.is_absent else "planned"
            shift.late_count, shift.early_count = bool(late), bool(early)
            shift.absent_count = shift.attendance == "absent"

    def _beyond_grace(self, code, delay):
        """Whole minutes of ``delay``, 0 as long as parameter ``code`` allows it."""
        minutes = int(delay.total_seconds() // 60)
        return minutes if minutes > self._policy_value(code) else 0

    def _policy_value(self, code):
        """Parameter ``code`` of the shift's company on its roster day."""
        self.ensure_one()
        return self.env["policy.parameter"]._get(code, self.company_id, self.date)

    def _policy_minutes(self, code):
        return timedelta(minutes=self._policy_value(code))

    def _clock(self, moment):
        """``moment`` (naive UTC) on the company's clock, for messages."""
        return f"{self.company_id._policy_local(moment):%H:%M}"

    @api.depends("attendance", "employee_id")
    @api.depends_context("uid")
    def _compute_own_attendance(self):
        own = self.env.user.sudo().employee_ids  # the user's own rows
        for shift in self:
            mine = shift.employee_id in own
            shift.own_attendance = mine and shift.sudo().attendance  # one's own

    @api.depends("sign_in_at", "sign_out_at", "start", "stop", "employee_id")
    @api.depends_context("uid")
    def _compute_can_sign(self):
        into, out = self._get_sign_in_reasons(), self._get_sign_out_reasons()
        for shift in self:
            shift.can_sign_in = not into[shift.id]
            shift.can_sign_out = not out[shift.id]
            came = shift.sudo().sign_in_at  # whether, not when
            reasons = out[shift.id] if came else into[shift.id]
            shift.sign_hint = " ".join(reason.message for reason in reasons)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_attendance(vals)
        return super().create(vals_list)

    def write(self, vals):
        if self.env.context.get("attendance_move") is not _ATTENDANCE:
            self._refuse_attendance(vals)
        return super().write(vals)

    @api.model
    def _refuse_attendance(self, vals):
        names = sorted(GUARDED & set(vals))
        if names:
            labels = [
                self._fields[name]._description_string(self.env) for name in names
            ]
            raise UserError(
                self.env._(
                    "%(fields)s can't be written directly: sign in and out, or let a "
                    "manager correct the attendance.",
                    fields=", ".join(labels),
                )
            )

    def _after_reassign(self):
        """Who takes over a shift has not signed in, even if the one before had."""
        res = super()._after_reassign()
        signed = self.sudo().filtered("sign_in_at")  # log rows of the shift itself
        for shift in signed:
            rows = shift.attendance_log_ids.filtered(lambda row: row.kind == "sign_in")
            if rows[:1].employee_id != shift.employee_id:
                shift._write_attendance({"sign_in_at": False}, "reset", "system")
        return res

    def _write_attendance(self, vals, kind, channel, note=""):
        """Write guarded fields and log it; the caller has checked that it may be."""
        # agents read shifts only; what they may change is decided by the reasons
        self.sudo().with_context(attendance_move=_ATTENDANCE).write(vals)
        self.env["shift.attendance.log"].sudo().create(  # nobody may create log rows
            [
                {
                    "shift_id": shift.id,
                    "employee_id": shift.employee_id.id,
                    "kind": kind,
                    "channel": channel,
                    "note": note,
                }
                for shift in self
            ]
        )

    def action_sign_in(self):
        """Sign in to one's own shift in one's own session."""
        self.check_access("read")
        # the user's own employee rows
        self._sign_in(self.env.user.sudo().employee_ids, "session")

    def _sign_in(self, actors, channel):
        """Sign ``actors`` (who were identified) in to these shifts.

        :raises PolicyRefusal: with every reason of CS-2.1 and CS-3.3
        """
        for shift in self:
            reasons = shift._get_sign_in_reasons(actors)[shift.id]
            self.env["policy.clause"]._refuse(reasons, shift)
        now = fields.Datetime.now()
        self._write_attendance({"sign_in_at": now}, "sign_in", channel)
        late = self.sudo().filtered("late_minutes")  # told about, not shown
        self.env["shift.exception"]._report("late", late)

    def _get_sign_in_reasons(self, actors=None):
        """{shift id: [Reason]} against signing in now.

        :param actors: employees on whose behalf it is asked; default: the user's
        """
        shifts = self.sudo()  # stamps decide, and are not shown
        return shifts._collect_reasons(
            actors, shifts._iter_sign_in_reasons, shifts._iter_reading_reasons
        )

    def _collect_reasons(self, actors, *rules):
        if actors is None:
            actors = self.env.user.sudo().employee_ids  # the user's own rows
        reasons = defaultdict(list)
        for rule in rules:
            for shift_id, reason in rule(actors):
                reasons[shift_id].append(reason)
        return reasons

    @enforces("CS-2.1")
    def _iter_sign_in_reasons(self, actors):
        """Own, published, planned, and within the window before its end."""
        now = fields.Datetime.now()
        for shift in self:
            opens = shift.start - shift._policy_minutes("signin_open_minutes")
            if shift.employee_id not in actors:
                message = self.env._("This is not your shift.")
            elif shift.roster_id.state not in ON_ROSTER or not shift.active:
                message = self.env._("This shift is not on the published roster.")
            elif shift.sign_in_at:
                message = self.env._(
                    "You signed in at %(time)s.", time=shift._clock(shift.sign_in_at)
                )
            elif now >= shift.stop:
                message = self.env._(
                    "The shift ended at %(time)s.", time=shift._clock(shift.stop)
                )
            elif now < opens:
                message = self.env._(
                    "Sign-in opens at %(time)s.", time=shift._clock(opens)
                )
            else:
                continue
            yield shift.id, Reason("CS-2.1", message)

    @enforces("CS-3.3")
    def _iter_reading_reasons(self, actors):
        """Announcements for the post that the person has not acknowledged."""
        unread = self.env["shift.announcement"]._get_unread(self)
        for shift in self:
            announcements = unread.get(shift.id)
            if not announcements or not shift._policy_value(
                "signin_needs_announcements"
            ):
                continue
            yield (
                shift.id,
                Reason(
                    "CS-3.3",
                    self.env._(
                        "%(count)s announcements are unread: %(names)s.",
                        count=len(announcements),
                        names=", ".join(announcements.mapped("name")),
                    ),
                    self.env._("Read and acknowledge them first."),
                    {"unread": announcements.ids},
                ),
            )

from datetime import timedelta

from odoo import api, fields, models

from ..tools.enforce import enforces
from ..tools.reason import Reason
from .hr_leave import GRANTED
from .shift_assignment_attendance import ON_ROSTER


class ShiftAssignment(models.Model):
    """By the clock: who is late, who stayed away, what nobody took (CS-2.1, CS-3.2)."""

    _inherit = "shift.assignment"

    @api.model
    def _cron_watch_attendance(self):
        """Tell the duty manager about late, absent and empty shifts, once each.

        After downtime everything of the last ``absence_lookback_days`` is caught up.
        """
        now = fields.Datetime.now()
        overdue = self._get_overdue(now)
        awaited = overdue._get_awaited()
        empty = overdue.filtered(lambda s: not awaited[s])
        absent = (overdue - empty).filtered(
            lambda s: awaited[s] + s._policy_minutes("absent_after_minutes") <= now
        )
        absent._mark_absent()
        empty._open_absence()
        exceptions = self.env["shift.exception"]
        with self.env["policy.job.run"]._track("attendance") as run:
            for kind, shifts in (
                ("absent", absent),
                ("empty", empty),
                ("late", overdue - absent - empty),
            ):
                run.add(len(exceptions._report(kind, shifts)))

    @api.model
    @enforces("CS-3.2")
    def _get_overdue(self, now):
        """Shifts nobody signed in to in time; at manned posts the late reliefs."""
        shifts = self.search(
            [
                ("sign_in_at", "=", False),
                ("is_absent", "=", False),
                ("start", "<=", now),
                ("start", ">", now - timedelta(days=31)),
                ("roster_id.state", "in", ON_ROSTER),
            ]
        )
        awaited = shifts._get_awaited()
        return shifts.filtered(
            lambda s: (
                s.roster_id.published_at
                and s.roster_id.published_at <= s.start
                and (awaited[s] or s.start) + s._alert_after() < now
                and s.start + timedelta(days=s._policy_value("absence_lookback_days"))
                > now
            )
        )

    @enforces("CS-2.1")
    def _get_awaited(self):
        """{shift: from when its person is awaited}; None where nobody is to come.

        Granted time off over the start moves it to its end; over the whole shift it
        leaves the shift empty: nobody is absent who was given leave.
        """
        away = self.env["hr.leave"]._get_away(
            self.employee_id.ids,
            min(self.mapped("start"), default=fields.Datetime.now()),
            max(self.mapped("stop"), default=fields.Datetime.now()),
            GRANTED,
        )
        awaited = {}
        for shift in self:
            since = shift.start if shift.employee_id else None
            for start, stop in sorted(away.get(shift.employee_id.id, ())):
                if since and start <= since < stop:
                    since = stop
            awaited[shift] = since if since and since < shift.stop else None
        return awaited

    def _alert_after(self):
        """How long after its start the duty manager hears of a missing person."""
        manned = self.post_id.is_manned
        return self._policy_minutes(
            "relief_alert_minutes" if manned else "signin_late_grace_minutes"
        )

    def _mark_absent(self):
        """Record the absence; a swapped or return shift becomes an absence case."""
        if not self:
            return
        self._write_attendance({"is_absent": True}, "absent", "system")
        self._open_absence()

    def _open_absence(self):
        self.env["shift.absence"]._open_for(self)

    def _open_absence_of_late(self):
        """Before somebody else works it: a swapped shift whose person did not come."""
        now = fields.Datetime.now()
        awaited = self._get_awaited()
        missed = self.filtered(
            lambda s: not s.sign_in_at and (awaited[s] or s.start) <= now
        )
        missed._open_absence()

    def _correct_attendance(self, sign_in_at, sign_out_at, reason):
        """Set the times right; by a department manager, never one's own, logged."""
        self.ensure_one()
        self.env["policy.clause"]._refuse(
            self._get_correct_reasons(sign_in_at, sign_out_at)[self.id], self
        )
        note = self.env._(
            "%(reason)s (was %(before)s – %(after)s)",
            reason=reason,
            before=self.sign_in_at or "",
            after=self.sign_out_at or "",
        )
        vals = {
            "sign_in_at": sign_in_at,
            "sign_out_at": sign_out_at,
            "is_absent": self.is_absent and not sign_in_at,
        }
        self._write_attendance(vals, "correction", "manager", note)

    def _get_correct_reasons(self, sign_in_at, sign_out_at):
        """{shift id: [Reason]} against correcting the attendance to these times."""

        def rule(actors):
            return self._iter_correct_reasons(actors, sign_in_at, sign_out_at)

        return self._collect_reasons(None, rule)

    @enforces("CS-2.1")
    def _iter_correct_reasons(self, actors, sign_in_at, sign_out_at):
        is_manager = self.env.user.has_group("cs_policy.cs_policy_group_manager")
        now = fields.Datetime.now()
        for shift in self:
            if shift.roster_id.state == "locked":  # hours went to payroll
                yield shift.id, shift.roster_id._held_reason()
            if not is_manager:
                yield (
                    shift.id,
                    Reason(
                        "CS-2.1",
                        self.env._("Only department managers correct attendance."),
                    ),
                )
            if shift.employee_id in actors:
                yield (
                    shift.id,
                    Reason(
                        "CS-2.1", self.env._("Nobody corrects their own attendance.")
                    ),
                )
            if sign_out_at and not (sign_in_at and sign_in_at <= sign_out_at):
                yield (
                    shift.id,
                    Reason("CS-2.1", self.env._("Nobody signs out before signing in.")),
                )
            if max(filter(None, (sign_in_at, sign_out_at)), default=now) > now:
                yield (
                    shift.id,
                    Reason("CS-2.1", self.env._("These times are in the future.")),
                )

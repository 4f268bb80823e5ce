from collections import Counter
from datetime import timedelta

from odoo import fields, models

from ..tools.enforce import enforces
from ..tools.reason import Reason
from .shift_assignment_attendance import ON_ROSTER, SUPERVISORS


class ShiftAssignment(models.Model):
    """Leaving the post: nobody goes before the relief is there (CS-3.2)."""

    _inherit = "shift.assignment"

    released_at = fields.Datetime("Released", readonly=True, copy=False)
    release_user_id = fields.Many2one(
        "res.users", "Released By", readonly=True, copy=False
    )
    release_reason = fields.Char(readonly=True, copy=False, groups=SUPERVISORS)

    permit_ids = fields.One2many("shift.permit", "shift_id")

    def action_sign_out(self):
        """Sign out of one's own shift in one's own session."""
        self.check_access("read")
        # the user's own employee rows
        self._sign_out(self.env.user.sudo().employee_ids, "session")

    def _sign_out(self, actors, channel):
        """Sign ``actors`` (who were identified) out of these shifts.

        :raises PolicyRefusal: with every reason of CS-2.1, CS-2.4, CS-3.2, CS-3.4
        """
        for shift in self:
            reasons = shift._get_sign_out_reasons(actors)[shift.id]
            self.env["policy.clause"]._refuse(reasons, shift)
        self._write_attendance(
            {"sign_out_at": fields.Datetime.now()}, "sign_out", channel
        )
        early = self.sudo().filtered("early_minutes")  # told about, not shown
        self.env["shift.exception"]._report("early", early)

    def _get_sign_out_reasons(self, actors=None):
        """{shift id: [Reason]} against signing out now."""
        shifts = self.sudo()  # stamps of the reliefs decide, and are not shown
        return shifts._collect_reasons(actors, *shifts._get_sign_out_rules())

    def _get_sign_out_rules(self):
        """Generators of (shift id, Reason), each called with the actors."""
        return [
            self._iter_sign_out_reasons,
            self._iter_relief_reasons,
            self._iter_permit_reasons,
            self._iter_handover_reasons,
        ]

    @enforces("CS-3.4")
    def _iter_handover_reasons(self, actors):
        """Who goes has written and signed the log, also before it opens by the clock.

        With the relief it is due (see ``_get_due_changes``); who was released leaves
        without a relief, and signs only what is open.
        """
        asked = self.filtered(lambda s: s._policy_value("signout_needs_handover"))
        changes = asked._get_changes_with_relief()
        logs = (
            self.env["shift.handover"]
            .sudo()  # whether, not what
            .search(
                [
                    ("post_id", "in", asked.post_id.ids),
                    "|",
                    ("change_at", "in", list(set().union(*changes.values()))),
                    "&",
                    ("state", "=", "draft"),
                    ("outgoing_shift_id.stop", "in", list(set(asked.mapped("stop")))),
                ]
            )
        )
        for shift in asked:
            of_post = logs.filtered(lambda h, s=shift: h.post_id == s.post_id)
            unsigned = of_post.filtered(
                lambda h, s=shift: (
                    h.state == "draft" and h.outgoing_shift_id.stop == s.stop
                )
            )
            if unsigned or changes[shift.id] - set(of_post.mapped("change_at")):
                yield (
                    shift.id,
                    Reason(
                        "CS-3.4",
                        self.env._(
                            "The handover log is not signed by the outgoing side."
                        ),
                        self.env._("Fill it in and sign it."),
                    ),
                )

    def _get_changes_with_relief(self):
        """{shift id: starts of the reliefs who are there}, for whoever is on duty."""
        now = fields.Datetime.now()
        changes = {shift.id: set() for shift in self}
        waiting = self.filtered(
            lambda s: s.sign_in_at and not s.sign_out_at and not s.released_at
        )
        for shift_id, reliefs in waiting._get_reliefs().items():
            present = reliefs.filtered(lambda r: r.sign_in_at and now < r.stop)
            changes[shift_id].update(present.mapped("start"))
        return changes

    @enforces("CS-2.4")
    def _iter_permit_reasons(self, actors):
        """Who is away on a permit comes back first."""
        for shift in self:
            if shift.permit_ids.filtered(lambda p: p.state == "granted"):
                message = self.env._("You are away on a permit: record your return.")
                yield shift.id, Reason("CS-2.4", message)

    @enforces("CS-2.1")
    def _iter_sign_out_reasons(self, actors):
        for shift in self:
            if shift.employee_id not in actors:
                message = self.env._("This is not your shift.")
            elif not shift.sign_in_at:
                message = self.env._("You have not signed in.")
            elif shift.sign_out_at:
                message = self.env._(
                    "You signed out at %(time)s.", time=shift._clock(shift.sign_out_at)
                )
            elif shift.roster_id.state == "locked":  # hours went to payroll
                yield shift.id, shift.roster_id._held_reason()
                continue
            elif not shift._is_sign_out_open():
                yield shift.id, shift._get_forgotten_reason()
                continue
            else:
                continue
            yield shift.id, Reason("CS-2.1", message)

    def _is_sign_out_open(self):
        """Whether it is early enough to sign out oneself: the stamp counts as hours."""
        hours = timedelta(hours=self._policy_value("signout_self_hours"))
        return fields.Datetime.now() <= self.stop + hours

    def _get_forgotten_reason(self):
        hours = self._policy_value("signout_self_hours")
        return Reason(
            "CS-2.1",
            self.env._(
                "The shift ended at %(time)s, more than %(hours)s hours ago.",
                time=self._clock(self.stop),
                hours=hours,
            ),
            self.env._("Ask a department manager to correct the attendance."),
            {"hours": hours},
        )

    @enforces("CS-3.2")
    def _iter_relief_reasons(self, actors):
        """Of a manned post, one more may leave for each relief that signed in."""
        waiting = self.filtered(
            lambda s: s.post_id.is_manned and s.sign_in_at and not s.sign_out_at
        ).filtered(lambda s: not s.released_at)
        if not waiting:
            return
        reliefs, left = waiting._get_reliefs(), waiting._count_left()
        for shift in waiting:
            expected = reliefs[shift.id]
            present = expected.filtered("sign_in_at")
            if len(present) >= min(len(expected), left[shift.id] + 1):
                continue
            missing = expected - present
            names = [r.employee_id.name or self.env._("Open shift") for r in missing]
            yield (
                shift.id,
                Reason(
                    "CS-3.2",
                    self.env._(
                        "The relief has not signed in at %(post)s: %(names)s.",
                        post=shift.post_id.name,
                        names=", ".join(names),
                    ),
                    self.env._(
                        "Wait for the relief or ask the duty manager to release you."
                    ),
                    {"missing": missing.ids},
                ),
            )

    def _get_reliefs(self):
        """{shift id: shifts that take over the post from it}.

        They begin after it, at the latest ``relief_gap_minutes`` after its end, and
        outlast it. An open shift counts: somebody is expected.
        """
        found = {shift.id: self.browse() for shift in self}
        if not self:
            return found
        gaps = {s.id: s._policy_minutes("relief_gap_minutes") for s in self}
        candidates = self.sudo().search(  # the post's roster, whoever asks
            [
                ("post_id", "in", self.post_id.ids),
                ("roster_id.state", "in", ON_ROSTER),
                ("start", ">", min(self.mapped("start"))),
                ("start", "<=", max(s.stop + gaps[s.id] for s in self)),
            ]
        )
        by_post = candidates.grouped("post_id")
        for shift in self:
            found[shift.id] = by_post.get(shift.post_id, self.browse()).filtered(
                lambda r, s=shift: (
                    s.start < r.start <= s.stop + gaps[s.id] and r.stop > s.stop
                )
            )
        return found

    def _count_left(self):
        """{shift id: how many of the same post and end have left on a relief}."""
        gone = self.sudo().search(  # the post's roster, whoever asks
            [
                ("post_id", "in", self.post_id.ids),
                ("stop", "in", list(set(self.mapped("stop")))),
                ("sign_out_at", "!=", False),
                ("released_at", "=", False),
            ]
        )
        left = Counter((shift.post_id.id, shift.stop) for shift in gone)
        return {shift.id: left[shift.post_id.id, shift.stop] for shift in self}

    def _release(self, reason):
        """Let the person leave without a relief; by who is in charge, logged.

        :raises PolicyRefusal: with every reason of :meth:`_get_release_reasons`
        """
        self.ensure_one()
        self.env["policy.clause"]._refuse(self._get_release_reasons()[self.id], self)
        vals = {
            "released_at": fields.Datetime.now(),
            "release_user_id": self.env.uid,
            "release_reason": reason,
        }
        self._write_attendance(vals, "release", "manager", reason)

    def _get_release_reasons(self):
        """{shift id: [Reason]} against releasing the person without a relief."""
        return self._collect_reasons(None, self._iter_release_reasons)

    @enforces("CS-3.2")
    def _iter_release_reasons(self, actors):
        now = fields.Datetime.now()
        for shift in self:
            if shift.employee_id in actors:
                message = self.env._("Nobody releases themselves.")
            elif not self.env["shift.exception"]._is_in_charge(shift.company_id, now):
                message = self.env._("Only the duty manager of this shift releases.")
            elif not shift.sign_in_at or shift.sign_out_at or shift.released_at:
                message = self.env._("This person is not waiting for a relief.")
            else:
                continue
            yield shift.id, Reason("CS-3.2", message)

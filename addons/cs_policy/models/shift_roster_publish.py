import hashlib
from datetime import timedelta

from odoo import api, fields, models

from ..tools.dates import format_month
from ..tools.enforce import enforces
from ..tools.reason import Reason
from ..tools.rotation import last_of_month


class ShiftRoster(models.Model):
    """Publishing: from then on the month is a promise that people were told."""

    _inherit = "shift.roster"

    problem_text = fields.Text(
        "Problems", compute="_compute_problem_text", help="What to look at before."
    )

    @api.depends("state", "assignment_ids.employee_id", "month")
    def _compute_problem_text(self):
        reasons = self._get_publish_reasons()
        for roster in self:
            found = []
            if roster.state != "locked" and roster.id:
                found = [
                    reason.message
                    for reason in (
                        *(reasons[roster.id] if roster.state == "draft" else ()),
                        *roster._iter_publish_warnings(),
                    )
                ]
            roster.problem_text = "\n".join(dict.fromkeys(found)) or False

    def action_publish(self):
        """Publish and tell each person their month, or only what changed in it.

        :raises PolicyRefusal: with every problem of every roster at once
        """
        self.check_access("write")
        reasons = self._get_publish_reasons()
        for roster in self:
            self.env["policy.clause"]._refuse(reasons[roster.id], roster)
        for roster in self:
            roster._move(
                "published",
                published_at=roster.published_at or fields.Datetime.now(),
            )
            roster._notify_month()

    def action_draft(self):
        """Take a published month back to draft; what has started stays as it is."""
        self.check_access("write")
        self._move("draft")

    def action_lock(self):
        """Close the month for good, once it is over.

        :raises PolicyRefusal: CS-2.1, for a month that still runs
        """
        self.check_access("write")
        for roster in self:
            self.env["policy.clause"]._refuse(roster._iter_lock_reasons(), roster)
        self._move("locked")

    @enforces("CS-2.1")
    def _iter_lock_reasons(self):
        """Yield why the month can't be closed yet: it runs, or its last night does."""
        self.ensure_one()
        last = last_of_month(self.month)
        if last >= self.company_id._policy_today():
            yield Reason(
                "CS-2.1",
                self.env._("The month is not over yet."),
                self.env._("Lock it after %(day)s.", day=last),
                {"last": str(last)},
            )
            return
        now = fields.Datetime.now()
        running = self.assignment_ids.filtered(lambda shift: shift.stop > now)
        if running:
            ends = max(running.mapped("stop"))
            yield Reason(
                "CS-2.1",
                self.env._(
                    "The last shift of the month still runs, until %(time)s.",
                    time=running[0]._clock(ends),
                ),
                self.env._("Lock it after the shift."),
                {"stop": fields.Datetime.to_string(ends)},
            )

    def _get_publish_reasons(self):
        """Everything against publishing: {roster id: [Reason]}."""
        reasons = {roster.id: [] for roster in self}
        for roster, reason in self._iter_publish_reasons():
            reasons[roster.id].append(reason)
        return reasons

    @enforces("CS-2.1")
    def _iter_publish_reasons(self):
        """Yield (roster, Reason) that forbids publishing."""
        gaps = self._get_gaps()
        for roster in self:
            company = roster.company_id
            today = company._policy_today()
            if roster.month and roster.month < today.replace(day=1):
                message = self.env._("The month is over already.")
                yield roster, Reason("CS-2.1", message)
            if not roster.assignment_ids:
                message = self.env._("The roster has no shifts.")
                yield roster, Reason("CS-2.1", message)
            for person in roster.sudo().assignment_ids.employee_id:  # any company
                if not person.active or person.company_id != company:
                    message = self.env._(
                        "%(person)s does not work for %(company)s.",
                        person=person.name,
                        company=company.name,
                    )
                    yield roster, Reason("CS-2.1", message)
            if self.env["policy.parameter"]._get("roster_gaps_block", company, today):
                for reason in roster._iter_gap_reasons(gaps.get(roster, ())):
                    yield roster, reason

    def _iter_gap_reasons(self, gaps):
        """Yield Reason for every shift with fewer people than its minimum."""
        for gap in gaps:
            yield Reason(
                "CS-2.1",
                self.env._(
                    "%(day)s %(code)s %(post)s: %(planned)s of %(required)s people.",
                    day=gap.date,
                    code=gap.template_id.code,
                    post=gap.post_id.name,
                    planned=gap.planned,
                    required=gap.required,
                ),
                figures={"planned": gap.planned, "required": gap.required},
            )

    def _iter_publish_warnings(self):
        """Yield Reason worth a look, which does not forbid publishing."""
        self.ensure_one()
        gaps = list(self._iter_gap_reasons(self._get_gaps().get(self, ())))
        yield from gaps[:10]
        if len(gaps) > 10:
            more = self.env._("… and %(count)s more gaps.", count=len(gaps) - 10)
            yield Reason("CS-2.1", more)
        pairs = [
            (shift, shift.employee_id)
            for shift in self.assignment_ids
            if shift.employee_id and shift.stop > fields.Datetime.now()
        ]
        _busy, away = self.env["shift.assignment"]._get_occupation(pairs)
        for shift, employee in pairs:
            for reason in (
                *shift._iter_qualification_reasons(employee),
                *shift._iter_leave_reasons(employee, away.get(employee.id, ())),
            ):
                yield Reason("CS-2.1", f"{shift._get_label()}: {reason.message}")
        days = set(self.assignment_ids.mapped("date"))
        led = set(
            self.env["shift.duty.manager"]
            .search(
                [("company_id", "=", self.company_id.id), ("date", "in", list(days))]
            )
            .mapped("date")
        )
        if days - led:
            yield Reason(
                "CS-2.2",
                self.env._(
                    "%(count)s days have no duty manager.", count=len(days - led)
                ),
            )

    def action_open_shifts(self):
        """The shifts of this month."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "cs_policy.shift_assignment_action_board"
        )
        action["domain"] = [("roster_id", "=", self.id)]
        action["context"] = {"default_roster_id": self.id, "default_date": self.month}
        return action

    @api.model
    def _cron_lock(self):
        """Lock the published months that ended ``roster_lock_days`` ago or earlier."""
        due = self.browse()
        for roster in self.search([("state", "=", "published")]):
            company = roster.company_id
            today = company._policy_today()
            days = self.env["policy.parameter"]._get("roster_lock_days", company, today)
            over = last_of_month(roster.month) + timedelta(days=days) < today
            if over and not list(roster._iter_lock_reasons()):
                due |= roster
        with self.env["policy.job.run"]._track("lock") as run:
            for roster in due:
                run.attempt(roster, lambda one=roster: one._move("locked"))
            locked = due.filtered(lambda roster: roster.state == "locked")
            run.add(len(locked))
        return locked

    def _held_reason(self):
        """Why nothing in this roster can be changed."""
        self.ensure_one()
        return Reason(
            "CS-2.1",
            self.env._(
                "The roster %(roster)s is %(state)s.",
                roster=self.display_name,
                state=self._state_label(self.state),
            ),
        )

    def _get_plans(self):
        """{employee: own shifts in order} of this roster."""
        self.ensure_one()
        shifts = self.env["shift.assignment"].search(
            [("roster_id", "=", self.id), ("employee_id", "!=", False)]
        )
        return shifts.grouped("employee_id")

    @api.model
    def _get_digest(self, shifts):
        """Fingerprint of what a person is told about ``shifts``."""
        text = ";".join(
            f"{shift.date},{shift.template_id.id},{shift.post_id.id}"
            for shift in shifts.sorted(
                lambda shift: (shift.date, shift.start, shift.id)
            )
        )
        return hashlib.sha256(text.encode()).hexdigest()

    def _get_told(self):
        """{employee: fingerprint of the plan they were told last}."""
        self.ensure_one()
        notices = (
            self.env["shift.roster.notice"]
            .sudo()  # proof, kept apart
            .search([("roster_id", "=", self.id)], order="id")
        )
        return {notice.employee_id: notice.digest for notice in notices}

    def _notify_month(self):
        """Tell everybody whose plan differs from what they were told last."""
        roster = self.sudo()  # work contacts and the proof are hidden from managers
        roster.ensure_one()
        plans = roster._get_plans()
        told = roster._get_told()
        empty = self.env["shift.assignment"].sudo()  # same environment as the plans
        for person in plans.keys() | told.keys():
            shifts = plans.get(person, empty)
            digest = roster._get_digest(shifts)
            if told.get(person) == digest:
                continue
            partner = person._get_notice_partner()
            speaking = roster.with_context(lang=partner.lang or self.env.lang)
            month = format_month(speaking.env, roster.month)
            body = speaking.env["ir.qweb"]._render(
                "cs_policy.shift_roster_notice_month",
                {
                    "month": month,
                    "changed": person in told,
                    "lines": [
                        shift._get_notice_line()
                        for shift in shifts.with_env(speaking.env)
                    ],
                },
            )
            subject = speaking.env._("Your roster for %(month)s", month=month)
            roster._notify_person(person, "month", digest, subject, body)

    def _notify_change(self, person, changes):
        """Tell ``person`` of ``changes`` of shifts, and remember the plan told."""
        roster = self.sudo()  # as above
        partner = person._get_notice_partner()
        told = changes.sudo()  # the note goes to whom it is about
        speaking = told.with_context(lang=partner.lang or self.env.lang)
        body = speaking.env["ir.qweb"]._render(
            "cs_policy.shift_roster_notice_change",
            {"changes": speaking, "person": person},
        )
        subject = speaking.env._("Your roster has changed")
        shifts = (
            self.env["shift.assignment"]
            .sudo()  # only a fingerprint
            .search([("roster_id", "=", roster.id), ("employee_id", "=", person.id)])
        )
        digest = roster._get_digest(shifts)
        roster._notify_person(person, "change", digest, subject, body)

    def _notify_person(self, person, kind, digest, subject, body):
        message = self._notify_partners(person._get_notice_partner(), subject, body)
        self.env["shift.roster.notice"]._append(
            [
                {
                    "roster_id": self.id,
                    "employee_id": person.id,
                    "kind": kind,
                    "digest": digest,
                    "message_id": message.id,
                    "is_sent": bool(message),
                }
            ]
        )

    def _notify_partners(self, partners, subject, body):
        """Inbox message, or e-mail by their own preference; sent by the mail queue."""
        if not partners:
            return self.env["mail.message"]
        return self.sudo().message_notify(  # any role may cause a notice
            partner_ids=partners.ids,
            subject=subject,
            body=body,
            force_send=False,
            author_id=self.env.user.partner_id.id,
        )

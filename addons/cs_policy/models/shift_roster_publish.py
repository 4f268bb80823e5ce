import hashlib

from odoo import api, fields, models
from odoo.tools import format_date

from ..tools.reason import Reason


class ShiftRoster(models.Model):
    """Publishing: from then on the month is a promise that people were told."""

    _inherit = "shift.roster"

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
        """Close the month for good."""
        self.check_access("write")
        self._move("locked")

    def _get_publish_reasons(self):
        """Everything against publishing: {roster id: [Reason]}."""
        reasons = {roster.id: [] for roster in self}
        for roster, reason in self._iter_publish_reasons():
            reasons[roster.id].append(reason)
        return reasons

    def _iter_publish_reasons(self):
        """Yield (roster, Reason) that forbids publishing."""
        for roster in self:
            today = roster.company_id._policy_today()
            if roster.month < today.replace(day=1):
                yield (
                    roster,
                    Reason("CS-2.1", self.env._("The month is over already.")),
                )
            if not roster.assignment_ids:
                yield roster, Reason("CS-2.1", self.env._("The roster has no shifts."))
            for person in roster.sudo().assignment_ids.employee_id:  # company only
                if not person.active or person.company_id != roster.company_id:
                    yield (
                        roster,
                        Reason(
                            "CS-2.1",
                            self.env._(
                                "%(person)s does not work for %(company)s.",
                                person=person.name,
                                company=roster.company_id.name,
                            ),
                        ),
                    )

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
            for shift in shifts.sorted(lambda shift: (shift.date, shift.start, shift.id))
        )
        return hashlib.sha256(text.encode()).hexdigest()

    def _get_told(self):
        """{employee: fingerprint of the plan they were told last}."""
        self.ensure_one()
        notices = self.env["shift.roster.notice"].sudo().search(  # proof, kept apart
            [("roster_id", "=", self.id)], order="id"
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
            month = format_date(speaking.env, roster.month, date_format="MMMM y")
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
        speaking = changes.with_context(lang=partner.lang or self.env.lang)
        body = speaking.env["ir.qweb"]._render(
            "cs_policy.shift_roster_notice_change",
            {"changes": speaking, "person": person},
        )
        subject = speaking.env._("Your roster has changed")
        shifts = self.env["shift.assignment"].sudo().search(  # only a fingerprint
            [("roster_id", "=", roster.id), ("employee_id", "=", person.id)]
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

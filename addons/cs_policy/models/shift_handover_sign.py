from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models

from ..tools.enforce import enforces
from ..tools.reason import Reason
from .shift_assignment_attendance import ON_ROSTER


class ShiftHandover(models.Model):
    """Opening and signing a handover."""

    _inherit = "shift.handover"

    @api.model
    def _cron_open_handovers(self):
        """Open the handover of every shift change that is near, once each."""
        with self.env["policy.job.run"]._track("handovers") as run:
            run.add(len(self._open_due(fields.Datetime.now())))

    @api.model
    def _open_due(self, now):
        vals_list = [
            {
                "post_id": incoming.post_id.id,
                "change_at": incoming.start,
                "company_id": incoming.company_id.id,
                "outgoing_shift_id": outgoing.id,
                "incoming_shift_id": incoming.id,
            }
            for outgoing, incoming in self._get_due_changes(now)
        ]
        # opened by itself; nobody may create one by hand
        handovers = self.sudo()._create_protected(vals_list)
        handovers._fill_staff_changes()
        return handovers

    @api.model
    @enforces("CS-3.1")
    def _get_due_changes(self, now):
        """[(outgoing, incoming shift)] whose handover is open but not yet there.

        It opens ``handover_open_minutes`` before the incoming shift starts, or with
        the incoming agent who comes earlier, where somebody has signed in who can
        hand over. Of several people at the post, the first of each side stands for
        them.
        """
        shifts = (
            self.env["shift.assignment"]
            .sudo()  # all posts
            .search(
                [
                    ("stop", ">", now - timedelta(days=1)),
                    ("start", "<", now + timedelta(days=1)),
                    ("roster_id.state", "in", ON_ROSTER),
                ],
                order="start, employee_id, id",
            )
        )
        due, seen = [], set()
        known = self.sudo().search(  # as above
            [("change_at", ">", now - timedelta(days=2))]
        )
        seen.update((h.post_id.id, h.change_at) for h in known)
        reliefs = shifts._get_reliefs()
        for outgoing in shifts.filtered("sign_in_at"):
            for incoming in reliefs[outgoing.id].sorted("start"):
                key = (incoming.post_id.id, incoming.start)
                opens = incoming.start - incoming._policy_minutes(
                    "handover_open_minutes"
                )
                is_open = incoming.sign_in_at or opens <= now
                if key not in seen and is_open and now < incoming.stop:
                    seen.add(key)
                    due.append((outgoing, incoming))
        return due

    @enforces("CS-3.4")
    def _fill_staff_changes(self):
        """Roster changes of the day at the post, in words (CS-3.4, 人員調班)."""
        for handover in self.sudo():  # the log of the post's own shifts
            day = handover.incoming_shift_id.date
            changes = (
                self.env["shift.change"]
                .sudo()  # as above
                .search(
                    [
                        ("shift_id.post_id", "=", handover.post_id.id),
                        ("date", "in", [day, handover.outgoing_shift_id.date]),
                    ],
                    order="id",
                )
            )
            lines = [change._get_log_line() for change in changes]
            handover._write_protected({"staff_changes": "\n".join(lines) or "–"})

    def action_sign_outgoing(self):
        self.check_access("read")
        # the user's own employee rows
        self._sign_outgoing(self.env.user.sudo().employee_ids, "session")

    def action_sign_incoming(self):
        self.check_access("read")
        # the user's own employee rows
        self._sign_incoming(self.env.user.sudo().employee_ids, "session")

    def _sign_outgoing(self, actors, channel):
        """Freeze the log as items and sign it for the outgoing side."""
        for handover in self:
            reasons = handover._get_sign_outgoing_reasons(actors)[handover.id]
            self.env["policy.clause"]._refuse(reasons, handover)
            handover._fill_staff_changes()
            handover._freeze_items()
            signer = handover._get_outgoing() & actors
            handover.sudo()._move(  # decided by the reasons above
                "outgoing",
                outgoing_employee_id=signer[:1].id,
                outgoing_signed_at=fields.Datetime.now(),
                outgoing_channel=channel,
            )

    def _sign_incoming(self, actors, channel):
        """Take the log over; accepted tickets pass to the signer, in one go."""
        for handover in self:
            reasons = handover._get_sign_incoming_reasons(actors)[handover.id]
            self.env["policy.clause"]._refuse(reasons, handover)
            signer = (handover._get_incoming() & actors)[:1]
            handover.sudo()._move(  # decided by the reasons above
                "done",
                incoming_employee_id=signer.id,
                incoming_signed_at=fields.Datetime.now(),
                incoming_channel=channel,
            )
            handover._pass_tickets(signer)

    def _freeze_items(self):
        self.ensure_one()
        staff = "\n".join(filter(None, (self.staff_changes, self.staff_remark)))
        texts = [
            ("equipment", self.equipment_state, False),
            ("issue", self.difficult_issues, False),
            ("staff", staff, False),
        ]
        texts += [
            ("ticket", f"{ticket.number} {ticket.name}", ticket.id)
            for ticket in self._get_difficult_tickets()
        ]
        self.env["shift.handover.item"].sudo()._freeze(  # made by signing only
            [
                {
                    "handover_id": self.id,
                    "kind": kind,
                    "text": text,
                    "ticket_id": ticket,
                }
                for kind, text, ticket in texts
            ]
        )
        # known to both sides: what is valid for the post today
        incoming = self.incoming_shift_id.sudo()
        valid = self.env["shift.announcement"]._get_current(incoming)
        # part of what is being signed
        self.sudo()._write_protected({"announcement_ids": valid.ids})

    @enforces("CS-3.4")
    def _pass_tickets(self, employee):
        """Give the accepted difficult tickets to the incoming agent, logged."""
        self.ensure_one()
        user = employee.sudo().user_id  # to assign the tickets
        # tickets may belong to teams the agent does not see
        items = self.sudo().item_ids.filtered(
            lambda item: item.ticket_id and not item.is_refused
        )
        for ticket in items.ticket_id if user else ():
            before = ticket.user_id.name
            ticket.user_id = user
            ticket.message_post(
                body=self.env._(
                    "Passed on at the handover %(handover)s from %(before)s to "
                    "%(after)s.",
                    handover=self.display_name,
                    before=before or "–",
                    after=user.name,
                )
            )

    def _get_sign_outgoing_reasons(self, actors=None):
        """{handover id: [Reason]} against signing for the outgoing side."""
        return self._collect(actors, self._iter_outgoing_reasons, self._iter_parts)

    def _get_sign_incoming_reasons(self, actors=None):
        """{handover id: [Reason]} against signing for the incoming side."""
        return self._collect(actors, self._iter_incoming_reasons)

    def _collect(self, actors, *rules):
        if actors is None:
            actors = self.env.user.sudo().employee_ids  # the user's own rows
        reasons = defaultdict(list)
        for rule in rules:
            for handover, reason in rule(actors):
                reasons[handover.id].append(reason)
        return reasons

    @enforces("CS-3.4")
    def _iter_outgoing_reasons(self, actors):
        for handover in self:
            if not handover._get_outgoing() & actors:
                message = self.env._("You are not the outgoing agent.")
                yield handover, Reason("CS-3.4", message)
            if handover.state != "draft":
                message = self.env._("The outgoing agent has signed already.")
                yield handover, Reason("CS-3.4", message)

    @enforces("CS-3.4")
    def _iter_parts(self, actors):
        """The three parts have to be there; staff changes fill themselves in."""
        for handover in self:
            for name in ("equipment_state", "difficult_issues"):
                if not (handover[name] or "").strip():
                    label = handover._fields[name]._description_string(self.env)
                    message = self.env._("%(part)s is not filled in.", part=label)
                    remedy = self.env._(
                        "Write what there is, or that there is nothing."
                    )
                    yield handover, Reason("CS-3.4", message, remedy)

    @enforces("CS-3.4")
    def _iter_incoming_reasons(self, actors):
        for handover in self:
            if not handover._get_incoming() & actors:
                message = self.env._("You are not the incoming agent.")
                yield handover, Reason("CS-3.4", message)
            if handover.state == "draft":
                message = self.env._("The outgoing agent signs first.")
                yield handover, Reason("CS-3.4", message)
            elif handover.state == "done":
                message = self.env._("The handover is signed by both already.")
                yield handover, Reason("CS-3.4", message)
            unexplained = handover.item_ids.filtered(
                lambda item: item.is_refused and not (item.remark or "").strip()
            )
            if unexplained:
                message = self.env._("A refused item needs a remark.")
                yield handover, Reason("CS-3.4", message)

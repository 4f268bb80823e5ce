from odoo import api, fields, models

from ..tools.enforce import enforces
from ..tools.reason import Reason

OPEN = ("asked", "accepted")


class ShiftSwap(models.Model):
    """Filed, accepted, approved, in effect; or declined, refused, taken back."""

    _inherit = "shift.swap"

    def action_file(self):
        for swap in self:
            swap._file(swap._get_actor())
        return True

    def action_accept(self):
        return self._open_answer("accept")

    def action_decline(self):
        return self._open_answer("decline")

    def action_withdraw(self):
        return self._open_answer("withdraw")

    def _open_answer(self, act):
        """Ask for the sentence that goes with the act."""
        self.ensure_one()
        labels = dict(
            self.env["shift.swap.answer"]
            ._fields["act"]
            ._description_selection(self.env)
        )
        return {
            "type": "ir.actions.act_window",
            "name": labels[act],
            "res_model": "shift.swap.answer",
            "view_mode": "form",
            "target": "new",
            "context": {"default_swap_id": self.id, "default_act": act},
        }

    def _get_actor(self):
        """The employee as whom the current user acts on this swap, maybe none.

        Somebody who has no login is helped by a department manager.
        """
        self.ensure_one()
        swap = self.sudo()  # work relations are hidden from agents
        parties = swap.employee_id | swap.counterpart_id
        own = parties.filtered(lambda person: person.user_id == self.env.user)
        return (
            own
            or self.env.user.sudo().employee_ids.filtered(  # see above
                lambda person: person.company_id == swap.company_id
            )
        )[:1]

    def _get_parties(self, act):
        """Whose act it is."""
        swap = self.sudo()  # work relations are hidden from agents
        if act == "file":
            return swap.employee_id
        if act in ("accept", "decline"):
            return swap.counterpart_id
        return swap.employee_id | (
            swap.counterpart_id if swap.state == "accepted" else self.env["hr.employee"]
        )

    @enforces("CS-7.3")
    def _iter_actor_reasons(self, act, actor):
        """Yield why ``act`` isn't the actor's: nobody agrees for somebody else."""
        parties = self._get_parties(act)
        if actor and actor in parties:
            return
        without_login = parties.filtered(lambda person: not person.user_id)
        manager = "cs_policy.cs_policy_group_manager"
        if without_login and self.env.user.has_group(manager):
            return
        yield Reason(
            "CS-7.3",
            self.env._(
                "Only %(people)s can do this.", people=", ".join(parties.mapped("name"))
            ),
            figures={"code": "not_yours", "act": act},
        )

    def _guard(self, act, actor, step=None):
        """Refuse ``act`` for every reason at once.

        Others who decide on swaps of the same people and months wait here.
        """
        self.ensure_one()
        reasons = list(self._iter_actor_reasons(act, actor))
        if step:
            self._touch_quota()
            reasons += self._get_reasons(step)[self.id]
        self.env["policy.clause"]._refuse(reasons, self)

    def _touch_quota(self, add=0):
        swap = self.sudo()  # whatever the reader may see
        people = swap.employee_id | swap.counterpart_id
        days = [day for day in (swap.date, swap.return_date) if day]
        self.env["shift.swap.quota"]._touch(
            swap.company_id,
            [(person.id, day.replace(day=1)) for person in people for day in days],
            add,
        )

    def _file(self, actor):
        """The requester hands in the form and confirms the briefing.

        :raises PolicyRefusal: every reason against, nothing is changed
        """
        self._move_check("asked")
        self._guard("file", actor, "file")
        self.sudo()._move(  # guarded above
            "asked", date_asked=fields.Datetime.now(), is_briefed_by_requester=True
        )
        self._notify_asked()

    def _accept(self, actor, briefing):
        """The colleague agrees and confirms to be briefed; then the manager decides.

        :param str briefing: what the requester must know about the return shift
        :raises PolicyRefusal: every reason against, nothing is changed
        """
        self._move_check("accepted")
        self._guard("accept", actor, "accept")
        self.env["policy.clause"]._refuse(self._iter_briefing_reasons(briefing), self)
        self.sudo()._move(  # guarded above
            "accepted",
            date_accepted=fields.Datetime.now(),
            return_briefing=briefing,
            is_briefed_by_counterpart=True,
            date_reminded=False,  # now it waits for somebody else
        )
        self._notify_accepted()

    @enforces("CS-7.7")
    def _iter_briefing_reasons(self, briefing):
        """Yield why the colleague's side of the briefing is not enough."""
        if not (briefing or "").strip():
            yield Reason(
                "CS-7.7",
                self.env._("There is no briefing for the return shift."),
                self.env._("Write what the requester must know about it."),
                {"code": "no_return_briefing"},
            )

    def _decline(self, actor, answer):
        self._close("decline", "declined", actor, answer)

    def _withdraw(self, actor, answer):
        self._close("withdraw", "withdrawn", actor, answer)

    def _close(self, act, state, actor, answer):
        """End the swap with a No that says why.

        :raises PolicyRefusal: CS-7.3, for somebody else's act or without a reason
        """
        self._move_check(state)
        self._guard(act, actor)
        self.env["policy.clause"]._refuse(self._iter_answer_reasons(answer), self)
        self.sudo()._write_end(state, answer)  # guarded above

    @enforces("CS-7.3")
    def _iter_answer_reasons(self, answer):
        """Yield why a No is not accepted: each may say no, with a reason."""
        if not (answer or "").strip():
            yield Reason(
                "CS-7.3",
                self.env._("No reason is given."),
                self.env._("Write a sentence that says why."),
                {"code": "no_answer"},
            )

    def _write_end(self, state, answer=False):
        self._move(
            state,
            answer=answer,
            date_closed=fields.Datetime.now(),
            closed_by_id=self.env.uid,
        )
        for swap in self:
            swap._notify_end()

    def _move_check(self, state):
        """Say that the swap is past this step, rather than that it breaks a rule.

        :raises AccessError: for a stranger, who would be told names otherwise
        :raises UserError: when the table of moves does not list it
        """
        self.ensure_one()
        self.check_access("read")
        if state not in self._transitions[self.state]:
            self._move(state)

    def _get_approval_requester(self):
        return self.employee_id.user_id or self.env.user

    def _get_approval_excluded_users(self):
        """Both parties: four eyes decide besides theirs."""
        swap = self.sudo()  # work relations are hidden from agents
        return (swap.employee_id | swap.counterpart_id).user_id

    def _get_approve_reasons(self):
        """Whose turn it is not, and everything that has come up since it was filed."""
        reasons = super()._get_approve_reasons()
        waiting = self.filtered(lambda swap: swap.state == "accepted")
        for swap_id, found in waiting._get_reasons("approve").items():
            reasons[swap_id] += found
        return reasons

    def _prepare_approved_vals(self):
        return {
            "date_effective": fields.Datetime.now(),
            "approved_by_id": self.env.uid,
        }

    def _on_approved(self):
        """The manager's yes: the roster changes, both legs or none (CS-7.3).

        Everything is judged again, after waiting for whoever decides at the same
        instant on swaps of the same people.

        :raises PolicyRefusal: every reason that has come up since
        """
        for swap in self:
            swap._touch_quota(add=1)
            reasons = swap._get_reasons("approve")[swap.id]
            self.env["policy.clause"]._refuse(reasons, swap)
            swap.shift_id._reassign(
                [
                    (swap.shift_id, swap.counterpart_id, "swap"),
                    (swap.return_shift_id, swap.employee_id, "return"),
                ],
                note=swap.display_name,
                source=swap,
            )
            swap._notify_effective()

    def _refuse_approval(self, comment):
        """The manager's no, with a reason.

        :raises PolicyRefusal: CS-7.3, without one
        """
        self.env["policy.clause"]._refuse(self._iter_answer_reasons(comment), self[:1])
        return super()._refuse_approval(comment)

    def _on_approval_refused(self, comment):
        self._write_end("refused", comment)

    @api.model
    @enforces("CS-7.3")
    def _cron_expire(self):
        """Close swaps that were not decided before their first shift started."""
        late = self.search(
            [("state", "in", OPEN), ("first_start", "<=", fields.Datetime.now())]
        )
        with self.env["policy.job.run"]._track("swap_expire") as run:
            for swap in late:
                run.attempt(swap, lambda one=swap: one._write_end("expired"))
                run.add(swap.state == "expired")
        return len(late)

    @api.model
    @enforces("CS-7.3")
    def _cron_remind(self):
        """Remind whoever keeps a swap waiting, once per step.

        The wait that is tolerated is the parameter ``swap_reminder_hours``; when
        the first shift is nearer than that, the reminder goes out at once.
        """
        now = fields.Datetime.now()
        waiting = self.search([("state", "in", OPEN), ("date_reminded", "=", False)])
        with self.env["policy.job.run"]._track("swap_remind") as run:
            for swap in waiting:
                run.attempt(swap, lambda one=swap: one._remind(now))
            reminded = waiting.filtered("date_reminded")
            run.add(len(reminded))
        return len(reminded)

    def _remind(self, now):
        """Remind of this swap if it has waited long enough at ``now`` (naive UTC)."""
        self.ensure_one()
        since = self.date_accepted or self.date_asked
        if not since:
            return
        hours = self.env["policy.parameter"]._get(
            "swap_reminder_hours", self.company_id, self.date
        )
        limit = fields.Datetime.subtract(now, hours=hours)
        soon = self.first_start <= fields.Datetime.add(now, hours=hours)
        if since <= limit or (soon and since < now):
            self._write_protected({"date_reminded": now})
            self._notify_reminder()

from collections import defaultdict

from odoo import api, fields, models

from ..tools.enforce import enforces
from ..tools.swap_case import Case
from ..tools.swap_rules import findings, is_allowed, rank
from .shift_swap_snapshot import HORIZON


class ShiftSwap(models.Model):
    """May I? Every reason against a swap at once, and the swaps that would be fine."""

    _inherit = "shift.swap"

    @enforces("X-3")
    def _get_reasons(self, step, actor=None):
        """Everything against taking each swap of ``self`` through ``step``.

        A constant number of queries, whatever the number of swaps or agents.

        :param step: ``look``, ``file``, ``accept`` or ``approve``
        :param actor: the employee who decides, for ``approve``
        :return: {swap id: [Reason]}
        """
        found = self._get_findings(step, actor)
        wording = self.env["shift.swap.wording"]
        reasons = wording._describe_all(
            [finding for swap in self for finding in found[swap.id]]
        )
        return {
            swap.id: [reasons.pop(0) for _finding in found[swap.id]] for swap in self
        }

    def _get_findings(self, step, actor=None):
        """{swap id: [Finding]}, by one snapshot per company."""
        found = {swap.id: [] for swap in self}
        swaps = self.sudo().filtered(  # colleagues' shifts count too
            lambda swap: swap.shift_id and swap.employee_id
        )
        for company, group in swaps.grouped("company_id").items():
            for swap, case in group._get_cases(company, step, actor):
                found[swap.id] = list(findings(case))
        return found

    def _get_cases(self, company, step, actor=None):
        """Yield (swap, Case) for swaps of one company."""
        legs = self.shift_id._origin | self.return_shift_id._origin
        people = self.employee_id._origin | self.counterpart_id._origin
        days = legs.mapped("date")
        snapshot = self.env["shift.swap.snapshot"]
        shifts, persons = snapshot._load(
            company, people.ids, min(days), max(days), legs.ids
        )
        now = fields.Datetime.now()
        limits = {}
        for swap in self:
            first = shifts[swap.shift_id._origin.id]
            second = shifts.get(swap.return_shift_id._origin.id)
            months = tuple(sorted({leg.month for leg in (first, second) if leg}))
            key = first.day, months
            if key not in limits:
                limits[key] = snapshot._get_limits(company, *key)
            yield (
                swap,
                Case(
                    swap_id=swap._origin.id or 0,
                    step=step,
                    now=now,
                    limits=limits[key],
                    first=first,
                    second=second,
                    requester=persons[swap.employee_id._origin.id],
                    counterpart=persons.get(swap.counterpart_id._origin.id),
                    approver_id=actor.id if actor else 0,
                    **swap._get_paper(step),
                ),
            )

    def _get_paper(self, step):
        """What the registration form says so far, as the rules ask it."""
        self.ensure_one()
        reason = self.reason_id
        briefed = {
            "file": bool(self.briefing and self.briefing.strip()),
            "accept": self.is_briefed_by_requester,
            "approve": self.is_briefed_by_requester and self.is_briefed_by_counterpart,
        }
        return {
            "has_reason": bool(reason and (self.note or not reason.needs_note)),
            "is_briefed": briefed.get(step, True),
            # While it takes effect it is judged once more.
            "is_accepted": self.state in ("accepted", "effective"),
        }

    def _get_file_reasons(self):
        """Everything against filing: {swap id: [Reason]} (CS-7.10)."""
        return self._get_reasons("file")

    @api.model
    @enforces("CS-7.10")
    def _propose(self, shift, limit=None):
        """Swaps that would be allowed for ``shift``, best first.

        The return shift lies within ``HORIZON`` of it, in whatever month. A constant
        number of queries; time grows with the shifts of those days.

        :param shift: one shift of the person who asks
        :return: list of (Case, figures that explain the rank)
        """
        return self._propose_all(shift, limit)[shift.id]

    @api.model
    def _propose_all(self, shifts, limit=None):
        """The same for several shifts of one company: {shift id: [(Case, figures)]}."""
        shifts = shifts.sudo()  # colleagues' rosters decide, whoever asks
        proposals = {shift.id: [] for shift in shifts}
        held = shifts.filtered("employee_id")
        if not held:
            return proposals
        company = held.company_id.ensure_one()
        days = held.mapped("date")
        snapshot = self.env["shift.swap.snapshot"]
        # What stands around the farthest return shift counts as well.
        known, people = snapshot._load(
            company, None, min(days), max(days), held.ids, reach=2 * HORIZON
        )
        now = fields.Datetime.now()
        months = sorted({shift.month for shift in known.values()})
        limits = {day: snapshot._get_limits(company, day, months) for day in set(days)}
        by_person = defaultdict(list)
        for other in known.values():
            if other.start > now and other.employee_id in people:
                by_person[other.employee_id].append(other)
        for shift in held:
            first = known[shift.id]
            base = {
                "first": first,
                "now": now,
                "limits": limits[shift.date],
                "requester": people[first.employee_id],
            }
            ranked = [
                (*rank(case), case)
                for case in self._get_allowed_cases(base, people, by_person)
            ]
            ranked.sort(key=lambda row: row[0])
            proposals[shift.id] = [(case, why) for _key, why, case in ranked[:limit]]
        return proposals

    def _get_allowed_cases(self, base, people, by_person):
        """Yield every allowed case that starts from ``base``.

        What stands against the shift itself, against one colleague taking it, or
        against the hours of a return shift, is found once and not once per pair.
        """
        first, fits = base["first"], {}
        if not is_allowed(Case(**base)):
            return

        def suits_requester(second):
            hours = second.month, second.start, second.stop, second.post_id
            if hours not in fits:
                fits[hours] = is_allowed(Case(**base, second=second))
            return fits[hours]

        for person in people.values():
            if person.id == first.employee_id:
                continue
            if not is_allowed(Case(**base, counterpart=person)):
                continue
            for second in by_person[person.id]:
                near = abs(second.day - first.day) <= HORIZON
                if near and suits_requester(second):
                    case = Case(**base, counterpart=person, second=second)
                    if is_allowed(case):
                        yield case

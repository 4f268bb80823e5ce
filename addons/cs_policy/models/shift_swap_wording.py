from odoo import api, models
from odoo.tools import format_date

from ..tools.dates import format_month
from ..tools.reason import Reason
from ..tools.swap_case import Shift


class ShiftSwapWording(models.AbstractModel):
    """Turns what the swap rules find into sentences of the reader's language."""

    _name = "shift.swap.wording"
    _description = "Wording of Swap Rules"

    @api.model
    def _describe_all(self, found):
        """Reasons for ``found`` (Findings), in the same order."""
        self._prefetch(found)
        return [self._describe(finding) for finding in found]

    def _prefetch(self, found):
        """Read all names in one go, so that many findings cost no more than one."""
        shifts, people = set(), set()
        for finding in found:
            figures = finding.figures
            shifts.add(figures.get("shift"))
            people.add(figures.get("employee"))
            if isinstance(figures.get("other"), Shift):
                shifts.add(figures["other"].id)
        records = self._shifts(shifts - {None})
        records.mapped("employee_id.name")
        records.mapped("post_id.name")
        records.mapped("template_id.code")
        self._people(people - {None}).mapped("name")

    def _shifts(self, ids):
        """Shifts by id, cancelled ones too: only to name them."""
        shifts = self.env["shift.assignment"].sudo()  # a sentence needs their names
        return shifts.browse(ids)

    def _people(self, ids):
        return self.env["hr.employee"].sudo().browse(ids)  # a sentence needs the name

    def _describe(self, finding):
        """One Reason: sentence with figures, what would clear it, JSON figures."""
        names = self._get_names(finding.figures)
        message, remedy = getattr(self, f"_say_{finding.code}")(names)
        return Reason(
            finding.clause,
            message,
            remedy,
            {"code": finding.code, **self._get_json(finding.figures)},
        )

    def _get_names(self, figures):
        """Figures as a reader wants them: names, days, labels."""
        names = dict(figures)
        if figures.get("employee"):
            names["person"] = self._people([figures["employee"]]).name
        for key in ("shift", "other"):
            thing = figures.get(key)
            if thing:
                number = thing.id if isinstance(thing, Shift) else thing
                names[key] = self._shifts([number])._get_label()
        if figures.get("month"):
            names["month"] = format_month(self.env, figures["month"])
        if figures.get("day"):
            names["day"] = format_date(self.env, figures["day"])
        if figures.get("colleagues"):
            people = self._people(figures["colleagues"][:3])
            names["colleagues"] = ", ".join(people.mapped("name"))
        if figures.get("post"):
            post = self.env["shift.post"].sudo()  # a sentence needs the name
            names["post"] = post.browse(figures["post"]).name
        return names

    def _get_json(self, figures):
        """Figures as JSON values, for tests and clients."""
        plain = {}
        for key, value in figures.items():
            if isinstance(value, Shift):
                value = value.id
            elif hasattr(value, "isoformat"):
                value = value.isoformat()
            plain[key] = value
        return plain

    def _say_no_counterpart(self, names):
        return (
            self.env._("No colleague is named."),
            self.env._("Choose a colleague, or pick one of the proposals."),
        )

    def _say_no_return(self, names):
        return (
            self.env._("No return shift is named."),
            self.env._("Choose the colleague's shift that is worked in return."),
        )

    def _say_no_reason(self, names):
        return (
            self.env._("No reason is given."),
            self.env._("Choose a reason from the list, with a note where it asks."),
        )

    def _say_same_person(self, names):
        return (
            self.env._("%(person)s can't swap with themselves.", **names),
            self.env._("Choose another colleague."),
        )

    def _say_other_company(self, names):
        return (
            self.env._("People and shifts belong to different companies."),
            self.env._("Choose a colleague and a shift of the same company."),
        )

    def _say_archived(self, names):
        return (
            self.env._("%(person)s no longer works here.", **names),
            self.env._("Choose another colleague."),
        )

    def _say_cancelled(self, names):
        return (
            self.env._("%(shift)s is cancelled.", **names),
            self.env._("Choose another shift."),
        )

    def _say_not_held(self, names):
        return (
            self.env._("%(shift)s is not %(person)s's shift.", **names),
            self.env._("Choose a shift that %(person)s works.", **names),
        )

    def _say_started(self, names):
        return (
            self.env._("%(shift)s has started already.", **names),
            self.env._("Choose a shift that is still to come."),
        )

    def _say_short_notice(self, names):
        return (
            self.env._(
                "%(shift)s starts in %(hours)s hours; a swap is filed at least "
                "%(limit)s hours ahead.",
                **names,
            ),
            self.env._("Choose a later shift, or ask the department manager."),
        )

    def _say_roster_draft(self, names):
        return (
            self.env._("%(shift)s is in a roster that is not published yet.", **names),
            self.env._("Ask the department manager to change the draft."),
        )

    def _say_roster_locked(self, names):
        return (
            self.env._("%(shift)s is in a locked month.", **names),
            self.env._("Choose a shift of an open month."),
        )

    def _say_not_qualified(self, names):
        return (
            self.env._("%(person)s does not work at %(post)s.", **names),
            self.env._(
                "Choose a colleague of that post, or have the post added to "
                "%(person)s's posts.",
                **names,
            ),
        )

    def _say_holiday(self, names):
        return (
            self.env._(
                "%(person)s is on duty on %(day)s (%(holiday)s): %(shift)s.", **names
            ),
            self.env._("Choose a shift that touches no holiday."),
        )

    def _say_swapped_already(self, names):
        return (
            self.env._("%(shift)s was swapped already.", **names),
            self.env._("Choose a shift that was not swapped."),
        )

    def _say_swap_pending(self, names):
        return (
            self.env._("%(shift)s is part of another swap.", **names),
            self.env._("Choose another shift, or withdraw the other swap."),
        )

    def _say_consecutive(self, names):
        return (
            self.env._(
                "%(shift)s and %(other)s follow each other, and both would be "
                "swapped ones of %(person)s.",
                **names,
            ),
            self.env._("Leave at least one planned shift between two swapped ones."),
        )

    def _say_overlap(self, names):
        return (
            self.env._(
                "%(person)s would work %(shift)s and %(other)s at the same time.",
                **names,
            ),
            self.env._("Choose a shift when %(person)s is off.", **names),
        )

    def _say_double_shift(self, names):
        return (
            self.env._(
                "%(person)s would work %(shift)s and %(other)s in a row.", **names
            ),
            self.env._("Choose a shift with free time before and after it."),
        )

    def _say_short_rest(self, names):
        return (
            self.env._(
                "%(person)s would have %(hours)s hours of rest between %(shift)s and "
                "%(other)s; at least %(limit)s are asked for.",
                **names,
            ),
            self.env._("Choose a shift with more rest around it."),
        )

    def _say_on_leave(self, names):
        return (
            self.env._("%(person)s has time off during %(shift)s.", **names),
            self.env._("Choose another shift, or take back the time off."),
        )

    def _say_monthly_cap(self, names):
        return (
            self.env._(
                "%(person)s has %(used)s of %(limit)s swaps in %(month)s.", **names
            ),
            self.env._(
                "Withdraw a pending swap of that month, or swap in another month."
            ),
        )

    def _say_not_briefed_file(self, names):
        return (
            self.env._("There is no briefing for the colleague."),
            self.env._("Write what the colleague must know about the shift."),
        )

    def _say_not_briefed_accept(self, names):
        return (
            self.env._("The requester has not confirmed the briefing."),
            self.env._("Ask the requester to brief you."),
        )

    def _say_not_briefed_approve(self, names):
        return (
            self.env._("The briefing is not confirmed by both."),
            self.env._("Have both confirm the briefing first."),
        )

    def _say_not_accepted(self, names):
        return (
            self.env._("The colleague has not accepted."),
            self.env._("Wait for the colleague's answer."),
        )

    def _say_own_swap(self, names):
        return (
            self.env._("%(person)s is a party to this swap.", **names),
            self.env._("Another manager decides on it."),
        )

    def _say_leave_swap(self, names):
        return (
            self.env._("%(shift)s is a swapped shift of %(person)s.", **names),
            self.env._("Work the shift; a swapped shift can't be taken as leave."),
        )

    def _say_leave_return(self, names):
        return (
            self.env._("%(shift)s is a return shift of %(person)s.", **names),
            self.env._("Work the shift; a return shift can't be taken as leave."),
        )

    def _say_leave_holiday(self, names):
        return (
            self.env._(
                "%(person)s is on duty on %(day)s (%(holiday)s): %(shift)s.", **names
            ),
            self.env._("Choose a time without a shift on a holiday."),
        )

    def _say_leave_automatic(self, names):
        return (
            self.env._(
                "%(shift)s is rostered, and this kind of time off is approved by "
                "itself.",
                **names,
            ),
            self.env._("Choose a kind of time off that a superior approves."),
        )

    def _say_leave_own_approval(self, names):
        return (
            self.env._("%(shift)s is rostered; nobody approves own time off.", **names),
            self.env._("Ask a superior to approve it."),
        )

    def _say_leave_swap_first(self, names):
        return (
            self.env._(
                "%(shift)s is rostered, and %(number)s colleagues who are off could "
                "swap it: %(colleagues)s.",
                **names,
            ),
            self.env._("Swap with one of them, or tick No Swap Possible."),
        )

    def _say_leave_blocked(self, names):
        return (
            self.env._(
                "%(shift)s is rostered, and %(number)s colleagues who are off could "
                "swap it: %(colleagues)s.",
                **names,
            ),
            self.env._("Swap with one of them."),
        )

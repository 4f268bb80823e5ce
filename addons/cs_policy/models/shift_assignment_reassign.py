from odoo import fields, models
from odoo.tools import SQL

from ..tools.dates import format_month
from ..tools.enforce import enforces
from ..tools.reason import Reason


class ShiftAssignment(models.Model):
    """Who works a shift changes here, and nowhere else."""

    _inherit = "shift.assignment"

    def _reassign(self, moves, note="", source=None):
        """Give shifts to other people: all ``moves`` or none.

        :param moves: list of (shift, employee or empty recordset, origin); a shift
            occurs once
        :param str note: why, kept in the log and told to the people
        :param source: record that caused it (a swap, an absence), kept in the log
        :returns: the changed shifts
        :raises PolicyRefusal: CS-2.1, with every reason against every move
        """
        changes = {
            shift: {"employee_id": employee.id, "origin": origin}
            for shift, employee, origin in moves
        }
        return self._apply_changes(changes, note, source)

    def _after_reassign(self):
        """Hook: ``self`` are shifts whose person, post or hours have just changed."""

    def _change_plan(self, vals):
        """Write plan fields of ``self``: freely in a draft roster, else logged.

        Only what differs counts: a board that moves a shift sends its person along,
        and a swapped shift stays one until somebody else gets it.

        Another day may mean another month: it counts as draft if both are.

        :raises PolicyRefusal: CS-2.1, for started shifts and locked rosters, and for
            what would be moved there
        """
        self.check_access("write")
        changes = {shift: shift._get_plan_changes(vals) for shift in self}
        changes = {shift: changed for shift, changed in changes.items() if changed}
        changing = self.browse([shift.id for shift in changes])
        held = changing.filtered(
            lambda shift: (
                {shift.state, shift._get_target(changes[shift])[0].state}
                & {"published", "locked"}
            )
        )
        draft = changing - held
        frozen = draft._get_freeze_reasons(
            {shift.id: changed for shift, changed in changes.items()}
        )
        self.env["policy.clause"]._refuse(
            [reason for reasons in frozen.values() for reason in reasons], draft[:1]
        )
        draft._with_change().write(vals)
        given = draft.filtered(lambda shift: "origin" in changes[shift])
        given._with_change().write({"origin": "plan"})
        # Taken back to draft: what hangs on the shifts was made while it was held.
        draft.filtered(lambda shift: shift.roster_id.published_at)._after_reassign()
        if held:
            self._apply_changes({shift: changes[shift] for shift in held})

    def _get_plan_changes(self, vals):
        """What of ``vals`` differs, and the origin where the person does."""
        self.ensure_one()
        changed = {}
        for name, value in vals.items():
            compare = self._fields[name].convert_to_cache
            if compare(value, self) != compare(self[name], self):
                changed[name] = value
        if "employee_id" in changed:
            changed["origin"] = "plan"
        return changed

    def _get_target(self, vals):
        """(roster, naive UTC start) of the shift once ``vals`` are written.

        The roster of the new month is of the same company and department; it is empty
        where there is none yet.
        """
        self.ensure_one()
        template = self.template_id.browse(
            vals.get("template_id") or self.template_id.id
        )
        day = fields.Date.to_date(vals.get("date") or self.date)
        roster = self.roster_id.browse(vals.get("roster_id", self.roster_id.id))
        if "roster_id" not in vals:
            roster = roster._get_of_month(day)
        return roster, template._get_interval(day)[0]

    def _log_planned(self):
        """Log and announce shifts added to a roster that is already published."""
        added = self.filtered(lambda shift: shift.state != "draft")
        reasons = [
            reason for found in self._get_freeze_reasons().values() for reason in found
        ]
        self.env["policy.clause"]._refuse(reasons, self[:1])
        if added:
            nobody, label = self.env["hr.employee"], self.env._("New")
            added._log_changes(
                {shift: (nobody, label, shift.roster_id, shift.date) for shift in added}
            )

    def _apply_changes(self, changes, note="", source=None):
        """Write ``changes`` ({shift: values}) with lock, guard, log and notice."""
        shifts = self.browse([shift.id for shift in changes]).sudo()  # own guard below
        people = shifts.employee_id.ids + [
            vals["employee_id"] for vals in changes.values() if vals.get("employee_id")
        ]
        shifts._lock_for_change(people)
        changes = {shift.id: vals for shift, vals in changes.items()}
        found = shifts._get_change_reasons(changes)
        self.env["policy.clause"]._refuse(
            [reason for shift in shifts for reason in found[shift.id]], shifts[:1]
        )
        before = {
            shift: (shift.employee_id, shift._get_label(), shift.roster_id, shift.date)
            for shift in shifts
        }
        # Two people may trade the same hours: the rows are compared at the end.
        constraint = SQL.identifier("shift_assignment_no_double_booking")
        self.env.cr.execute(SQL("SET CONSTRAINTS %s DEFERRED", constraint))
        for shift in shifts:
            shift._with_change().write(changes[shift.id])
        self.env.flush_all()
        self.env.cr.execute(SQL("SET CONSTRAINTS %s IMMEDIATE", constraint))
        shifts._log_changes(before, note, source)
        shifts.sudo(False)._after_reassign()
        return shifts.sudo(False)

    def _lock_for_change(self, employee_ids):
        """Wait for others who change these shifts, or any shift of these people.

        Under REPEATABLE READ the one who waited gets a serialisation failure, is
        retried by Odoo and then decides on what the first one left behind. Writing
        the people's row makes that hold for rules over all shifts of a person.
        """
        self.env.flush_all()
        if not self:
            return
        self._lock_rows(
            SQL(
                "SELECT id FROM shift_assignment WHERE id IN %s ORDER BY id FOR UPDATE",
                tuple(self.ids),
            )
        )
        if employee_ids:
            ids = tuple(set(employee_ids))
            self._lock_rows(
                SQL(
                    "SELECT id FROM hr_employee WHERE id IN %s ORDER BY id FOR UPDATE",
                    ids,
                )
            )
            self._lock_rows(
                SQL(
                    "UPDATE hr_employee SET roster_revision = "
                    "COALESCE(roster_revision, 0) + 1 WHERE id IN %s",
                    ids,
                )
            )
            self.env["hr.employee"].browse(ids).invalidate_recordset(
                ["roster_revision"], flush=False
            )

    def _lock_rows(self, query):
        """Having to wait and be retried is no error worth a line in the log."""
        self.env.cr.execute(query, log_exceptions=False)

    def _get_freeze_reasons(self, changes=None):
        """Why these shifts can't be changed any more: {shift id: [Reason]}."""
        reasons = {shift.id: [] for shift in self}
        for shift, reason in self._iter_freeze_reasons(changes or {}):
            reasons[shift.id].append(reason)
        return reasons

    @enforces("CS-2.1")
    def _iter_freeze_reasons(self, changes):
        """Yield (shift, Reason) for locked rosters and started shifts.

        Whoever did not come is replaced as long as it counts as late, not as absent.
        """
        now = fields.Datetime.now()
        for shift in self:
            roster, vals = shift.roster_id, changes.get(shift.id, {})
            if roster.state == "locked":
                yield shift, roster._held_reason()
            elif roster.published_at and shift.start <= now:
                came = shift.sign_in_at or shift.is_absent or shift.stop <= now
                if vals.get("origin") == "replacement" and not came:
                    continue
                yield (
                    shift,
                    Reason(
                        "CS-2.1",
                        self.env._(
                            "%(shift)s has started already.", shift=shift.display_name
                        ),
                        self.env._("Record what happened as an absence instead."),
                        {"start": fields.Datetime.to_string(shift.start)},
                    ),
                )
            elif {"date", "template_id", "roster_id"} & set(vals):
                for reason in shift._iter_target_reasons(vals):
                    yield shift, reason

    @enforces("CS-2.1")
    def _iter_target_reasons(self, vals):
        """Yield Reason against where ``vals`` put the shift: as strict as adding it."""
        roster, start = self._get_target(vals)
        if not roster:
            day = fields.Date.to_date(vals.get("date") or self.date)
            month = format_month(self.env, day)
            yield Reason(
                "CS-2.1",
                self.env._("There is no roster for %(month)s yet.", month=month),
                self.env._("Make that roster first."),
                {"month": str(day.replace(day=1))},
            )
        elif roster.state == "locked":
            yield roster._held_reason()
        elif roster.published_at and start <= fields.Datetime.now():
            yield Reason(
                "CS-2.1",
                self.env._(
                    "%(shift)s would be moved to where it has started already.",
                    shift=self.display_name,
                ),
                self.env._("Choose a day that is still to come."),
                {"start": fields.Datetime.to_string(start)},
            )

    def _get_change_reasons(self, changes):
        """Every reason against ``changes`` ({shift id: values}): {id: [Reason]}.

        A constant number of queries, whatever the number of shifts.
        """
        reasons = self._get_freeze_reasons(changes)
        for shift, reason in self._iter_person_reasons(changes):
            reasons[shift.id].append(reason)
        for shift, other in self._iter_overlaps(changes):
            reasons[shift.id].append(
                Reason(
                    "CS-2.1",
                    self.env._(
                        "%(person)s works %(other)s at that time.",
                        person=other.employee_id.name,
                        other=other._get_label(),
                    ),
                    figures={"shift": shift.id, "other": other.id},
                )
            )
        return reasons

    def _iter_person_reasons(self, changes):
        """Yield (shift, Reason) for cancelled shifts and people who can't work it."""
        employees = self.env["hr.employee"].sudo()  # agents can't read employees
        for shift in self:
            vals = changes[shift.id]
            if not shift.active and not vals.get("active"):
                message = self.env._(
                    "%(shift)s is cancelled.", shift=shift.display_name
                )
                yield shift, Reason("CS-2.1", message)
            person = employees.browse(vals.get("employee_id") or ())
            if person and (not person.active or person.company_id != shift.company_id):
                message = self.env._(
                    "%(person)s does not work for %(company)s.",
                    person=person.name,
                    company=shift.company_id.name,
                )
                yield shift, Reason("CS-2.1", message)

    def _iter_overlaps(self, changes):
        """Yield (shift, other shift of its new person at the same time)."""
        planned = {}
        for shift in self:
            vals = changes[shift.id]
            template = self.env["shift.template"].browse(
                vals.get("template_id") or shift.template_id.id
            )
            day = fields.Date.to_date(vals.get("date") or shift.date)
            person = vals.get("employee_id", shift.employee_id.id)
            if person and vals.get("active", True):
                planned[shift] = (person, *template._get_interval(day))
        if not planned:
            return
        others = self.search(
            [
                ("employee_id", "in", [person for person, *_ in planned.values()]),
                ("start", "<", max(stop for *_, stop in planned.values())),
                ("stop", ">", min(start for _, start, _ in planned.values())),
                ("id", "not in", self.ids),
            ]
        )
        rows = [
            (other, (other.employee_id.id, other.start, other.stop)) for other in others
        ]
        for shift, (person, start, stop) in planned.items():
            for other, (someone, begin, end) in [*rows, *planned.items()]:
                if (
                    other != shift
                    and person == someone
                    and (start < end and begin < stop)
                ):
                    yield shift, other

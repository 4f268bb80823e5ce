from collections import defaultdict

from odoo import fields, models

from ..tools import roster_sheet, roster_words
from ..tools.enforce import enforces
from ..tools.roster_sheet import Issue
from ..tools.sheet import fold


class ShiftImport(models.Model):
    _inherit = "shift.import"

    def _check_file(self):
        """Read the whole file under the mapping and keep every issue.

        :return: (shift entries, duty managers as (day, employee)) for the import
        """
        self.ensure_one()
        layout = self._get_layout()[1]
        people, issues = roster_sheet.read_people(layout)
        meanings = {fold(line.text): line.meaning for line in self.code_ids}
        shifts, leaves, more = roster_sheet.read_entries(layout, people, meanings)
        issues += more
        issues += self._check_lines(people)
        issues += self._check_month(", ".join(layout.other_sheets))
        issues += self._check_legend(layout)
        issues += self._check_overlaps(shifts)
        issues += self._check_leaves(leaves)
        managers, more = self._read_managers(layout)
        issues += more
        issue_model = self.env["shift.import.issue"]
        self._write_protected(
            {
                "shift_count": len(shifts),
                "leave_count": len(leaves),
                "issue_ids": [(5,)]
                + [
                    (
                        0,
                        0,
                        {
                            "cell": issue.cell,
                            "message": issue_model._describe(issue),
                            "is_blocking": issue.blocking,
                        },
                    )
                    for issue in issues
                ],
            }
        )
        return shifts, managers

    def _check_lines(self, people):
        """Posts and people that nobody has settled yet."""
        has_staff = any(self._get_staff())
        for line in self.person_ids:
            figures = {"person": " ".join(filter(None, (line.number, line.text)))}
            if not (line.employee_id or line.is_new):
                yield Issue(line.cell, "person", figures)
            elif not line.employee_id and has_staff:
                yield Issue(line.cell, "new_person", figures, blocking=False)
            elif line.employee_id and not line.is_confirmed:
                figures["employee"] = line.employee_id.name
                same = fold(line.employee_id.name) == fold(line.text)
                yield Issue(line.cell, "same_name" if same else "name_differs", figures)
        for line in self.post_ids:
            if not (line.post_id or line.is_new):
                yield Issue(line.cell, "post", {"post": line.text})
        if not self.post_id:
            for person in people:
                if not person.post:
                    yield Issue(person.cell, "no_post")

    def _check_legend(self, layout):
        """Hours of the legend that a known shift code has otherwise."""
        hours = {}
        for note in layout.notes:
            hours |= roster_words.read_legend(note)[0]
        for line in self.code_ids.filtered("template_id"):
            code = line.template_id
            first, last = hours.get(fold(line.text), (code.hour_from, code.hour_to))
            if (first - code.hour_from) % 24 or (last - code.hour_to) % 24:
                figures = {"code": line.text, "shift": code.display_name}
                yield Issue("", "legend", figures, blocking=False)

    def _check_month(self, sheets):
        """:param sheets: titles of the other rosters in the file"""
        if not self.month:
            kind = "other_months" if sheets else "no_month"
            return [Issue("", kind, {"sheets": sheets})]
        return [*self._check_state(), *self._check_other_sheets(sheets)]

    def _check_other_sheets(self, sheets):
        if sheets:
            yield Issue("", "other_sheets", {"sheets": sheets}, blocking=False)

    def _check_state(self):
        roster = self._find_roster()
        if roster and roster.state != "draft":
            figures = {
                "month": roster.display_name,
                "state": roster._state_label(roster.state),
            }
            return [Issue("", "month", figures)]
        return []

    @enforces("CS-2.1")
    def _check_overlaps(self, shifts):
        """Nobody is in two places, here or in another roster."""
        hours, employees = self._get_shift_vals(), self._get_employees()
        company = self.company_id
        rows = []
        for entry in shifts:
            person = employees.get(entry.person.key) or entry.person.key
            first, length = hours[entry.code]
            start = company._policy_utc(entry.day, first)
            rows.append(
                (person, start, company._policy_utc(entry.day, first + length), entry)
            )
        if not rows:
            return []
        known = [row[0].id for row in rows if not isinstance(row[0], str)]
        others = self.env["shift.assignment"].search(
            [
                ("employee_id", "in", known),
                ("roster_id", "!=", self._find_roster().id),
                ("start", "<", max(row[2] for row in rows)),
                ("stop", ">", min(row[1] for row in rows)),
            ]
        )
        rows += [(o.employee_id, o.start, o.stop, o) for o in others]
        issues = []
        for later, earlier in roster_sheet.find_overlaps(rows):
            if not isinstance(later, roster_sheet.Entry):
                later, earlier = earlier, later
            if isinstance(later, roster_sheet.Entry):
                other = getattr(earlier, "cell", None) or earlier.display_name
                issues.append(Issue(later.cell, "overlap", {"other": other}))
        return issues

    def _check_leaves(self, leaves):
        """Leave written in the roster that was never asked for is worth knowing."""
        employees = self._get_employees()
        by_person = defaultdict(list)
        for entry in leaves:
            by_person[entry.person].append(entry)
        ids = [e.id for e in employees.values() if e]
        days = [entry.day for entry in leaves]
        if not days:
            return
        on_file = defaultdict(list)
        # The manager plans around leave without seeing what kind of leave it is.
        leave_model = self.env["hr.leave"].sudo()  # dates only
        on_leave = leave_model.search(
            [
                ("employee_id", "in", ids),
                ("state", "not in", ("cancel", "refuse")),
                ("request_date_from", "<=", max(days)),
                ("request_date_to", ">=", min(days)),
            ]
        )
        for leave in on_leave:
            on_file[leave.employee_id.id].append(
                (leave.request_date_from, leave.request_date_to)
            )
        for person, entries in by_person.items():
            employee = employees.get(person.key)
            known = on_file.get(employee.id, ()) if employee else ()
            missing = [
                entry
                for entry in entries
                if not any(first <= entry.day <= last for first, last in known)
            ]
            if missing:
                figures = {"person": person.name or person.number, "days": len(missing)}
                yield Issue(missing[0].cell, "leave", figures, blocking=False)

    def _read_managers(self, layout):
        """([(day, employee or person key)], issues) of the duty-manager row."""
        by_name = defaultdict(list)
        employees = self._get_employees()
        for line in self.person_ids:
            key = fold(line.number or line.text)
            by_name[fold(line.text)].append(employees.get(key) or key)
        for name, staff in self._get_staff()[1].items():
            if name not in by_name:
                by_name[name] = staff
        managers, issues = [], []
        for cell, day, name in roster_sheet.read_managers(layout):
            found = by_name.get(fold(name), [])
            if len(found) == 1:
                managers.append((day, found[0]))
            else:
                issues.append(Issue(cell, "manager", {"name": name}))
        return managers, issues

    def _find_roster(self):
        return self.env["shift.roster"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("department_id", "=", self.department_id.id),
                ("month", "=", self.month and self.month.replace(day=1)),
            ],
            limit=1,
        )

    def _get_employees(self):
        """person key -> employee; empty for people still to be created."""
        return {
            fold(line.number or line.text): line.employee_id for line in self.person_ids
        }

    def action_import(self):
        """Bring the file into the draft roster of its month, all or nothing.

        The people of the file get exactly the shifts of the file; running the same
        file again changes nothing.

        :raises UserError: while a blocking issue stands; nothing is written then
        """
        self.ensure_one()
        self._refuse_imported()
        shifts, managers = self._check_file()
        self._refuse_errors()
        self._create_missing()
        roster = self._find_roster() or self.env["shift.roster"].create(
            {
                "company_id": self.company_id.id,
                "department_id": self.department_id.id,
                "month": self.month,
            }
        )
        self._apply_shifts(roster, shifts)
        self._apply_managers(managers)
        self.env["shift.import.memory"]._remember(self.company_id, self.line_ids)
        self._move("done", roster_id=roster.id)
        return self.action_open_roster()

    def _create_missing(self):
        """Shift codes, posts and people the manager agreed to create."""
        company = {"company_id": self.company_id.id}
        for line in self.line_ids.filtered("is_new"):
            if line.kind == "code" and line.meaning == "shift" and not line.template_id:
                line.template_id = self.env["shift.template"].create(
                    {
                        **company,
                        "name": line.text,
                        "code": line.text,
                        "hour_from": line.hour_from,
                        "hour_to": line.hour_to,
                    }
                )
            elif line.kind == "post" and not line.post_id:
                line.post_id = self.env["shift.post"].create(
                    {**company, "name": line.text}
                )
            elif line.kind == "person" and not line.employee_id:
                line.employee_id = self.env["hr.employee"].create(
                    {**company, "name": line.text}
                )
        for line in self.person_ids.filtered("number"):
            person = line.employee_id
            if person.company_id == self.company_id and not person.staff_number:
                # The number the office uses: next month needs no question.
                person.sudo().staff_number = line.number

    def _apply_shifts(self, roster, shifts):
        """Make the shifts of the file's people in ``roster`` equal to the file."""
        employees = self._get_employees()
        templates = {fold(li.text): li.template_id for li in self.code_ids}
        posts = {fold(li.text): li.post_id for li in self.post_ids}
        wanted = {}
        for entry in shifts:
            employee = employees[entry.person.key]
            post = posts.get(fold(entry.person.post)) or self.post_id
            wanted[employee.id, entry.day, templates[entry.code].id] = post.id
        current = self.env["shift.assignment"].search(
            [
                ("roster_id", "=", roster.id),
                ("employee_id", "in", [e.id for e in employees.values()]),
            ]
        )
        gone = current.browse()
        for shift in current:
            key = (shift.employee_id.id, shift.date, shift.template_id.id)
            if wanted.get(key) == shift.post_id.id:
                del wanted[key]
            else:
                gone |= shift
        gone.unlink()
        self.env["shift.assignment"].create(
            [
                {
                    "roster_id": roster.id,
                    "employee_id": employee,
                    "date": day,
                    "template_id": template,
                    "post_id": post,
                }
                for (employee, day, template), post in wanted.items()
            ]
        )

    def _apply_managers(self, managers):
        """Duty managers of the file's days (CS-2.2), replacing those there."""
        model = self.env["shift.duty.manager"]
        employees = self._get_employees()
        rows = {
            day: employees[who] if isinstance(who, str) else who
            for day, who in managers
        }
        current = model.search(
            [
                ("company_id", "=", self.company_id.id),
                ("template_id", "=", False),
                ("date", "in", list(rows)),
            ]
        )
        for record in current:
            employee = rows.pop(fields.Date.to_date(record.date))
            if record.employee_id != employee:
                record.employee_id = employee
        model.create(
            [
                {
                    "company_id": self.company_id.id,
                    "date": day,
                    "employee_id": employee.id,
                }
                for day, employee in rows.items()
            ]
        )

from odoo import models

from ..tools import roster_layout, roster_sheet
from ..tools import roster_words as words
from ..tools.sheet import fold


class ShiftImport(models.Model):
    _inherit = "shift.import"

    def _propose(self):
        """Fill the mapping from the file, the memory and the usual words."""
        self.ensure_one()
        title, rows, others = self._read_rows()
        hints = (title, self.name or "")
        layout = roster_layout.propose(rows, self.month, hints)
        known = self.env["shift.import.memory"]._recall(self.company_id)
        vals = self._propose_columns(layout, known)
        for val in vals:
            layout.roles[val["position"]] = val["role"]
        people = roster_sheet.read_people(layout)[0]
        vals += self._propose_codes(layout, known)
        vals += self._propose_posts(people, known)
        vals += self._propose_people(people)
        self.write(
            {
                "sheet": title,
                "month": self.month if others else layout.month,
                "notes": "\n".join(layout.notes),
                "line_ids": [(0, 0, val) for val in vals],
            }
        )
        self._check_file()

    def _refresh_lines(self):
        """Add lines for people, posts and codes that a corrected column brings."""
        layout = self._get_layout()[1]
        known = self.env["shift.import.memory"]._recall(self.company_id)
        people = roster_sheet.read_people(layout)[0]
        for kind, vals in (
            ("code", self._propose_codes(layout, known)),
            ("post", self._propose_posts(people, known)),
            ("person", self._propose_people(people)),
        ):
            lines = self.line_ids.filtered(lambda line, kind=kind: line.kind == kind)
            have = {self._line_key(line): line for line in lines}
            wanted = {self._line_key(val) for val in vals}
            lines.filtered(
                lambda line, w=wanted: self._line_key(line) not in w
            ).unlink()
            self.line_ids = [
                (0, 0, val) for val in vals if self._line_key(val) not in have
            ]

    @staticmethod
    def _line_key(line):
        return fold(line["number"] or line["text"])

    def _propose_columns(self, layout, known):
        """Label columns with the role the memory or the heading gives them."""
        vals = []
        for column, role in layout.roles.items():
            header = layout.grid.text(layout.header_row, column)
            memory = known.get(("column", fold(header)))
            usual = words.column_role(header)
            vals.append(
                {
                    "kind": "column",
                    "text": header,
                    "number": False,
                    "cell": layout.grid.name(layout.header_row, column),
                    "position": column,
                    "role": memory.role if memory else role,
                    "source": (memory and "memory") or (usual and "word") or "none",
                }
            )
        return vals

    def _propose_codes(self, layout, known):
        templates = {}
        for template in self.env["shift.template"].search(
            [("company_id", "=", self.company_id.id)]
        ):
            for text in (template.code, *self._names(template)):
                templates.setdefault(fold(text), template)
        hours, meanings = {}, {}
        for note in layout.notes:
            note_hours, note_words = words.read_legend(note)
            hours |= note_hours
            meanings |= note_words
        vals = []
        for key, (text, count) in layout.codes().items():
            val = {"kind": "code", "text": text, "number": False, "count": count}
            val |= self._propose_code(
                text, known.get(("code", key)), templates.get(key), hours.get(key)
            )
            if val["source"] == "none" and words.LEAVE.match(meanings.get(key, "")):
                val |= {"meaning": "leave", "source": "legend"}
            vals.append(val)
        return vals

    def _propose_code(self, text, memory, template, hours):
        if memory and (memory.role != "shift" or memory.template_id):
            return {
                "meaning": memory.role,
                "template_id": memory.template_id.id,
                "source": "memory",
            }
        if template:
            return {
                "meaning": "shift",
                "template_id": template.id,
                "source": "match",
            }
        if hours:
            return self._propose_from_legend(hours)
        for pattern, meaning in ((words.REST, "rest"), (words.LEAVE, "leave")):
            if pattern.match(text):
                return {"meaning": meaning, "source": "word"}
        return {"meaning": False, "source": "none"}

    def _propose_from_legend(self, hours):
        """A shift code of the same hours, or a new one."""
        template = self.env["shift.template"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("hour_from", "=", hours[0]),
                ("hour_to", "=", hours[1]),
            ],
            limit=1,
        )
        return {
            "meaning": "shift",
            "template_id": template.id,
            "is_new": not template,
            "hour_from": hours[0],
            "hour_to": hours[1],
            "source": "legend",
        }

    def _propose_posts(self, people, known):
        posts = {}
        for post in self.env["shift.post"].search(
            [("company_id", "=", self.company_id.id)]
        ):
            for text in (post.code, *self._names(post)):
                posts.setdefault(fold(text), post)
        vals = {}
        for person in people:
            key = fold(person.post)
            if not key:
                continue
            memory = known.get(("post", key))
            post = memory.post_id if memory else posts.get(key)
            val = vals.setdefault(
                key,
                {
                    "kind": "post",
                    "text": person.post,
                    "number": False,
                    "cell": person.post_cell,
                    "count": 0,
                    "post_id": post.id if post else False,
                    "is_new": not post,
                    "source": (memory and "memory") or (post and "match") or "none",
                },
            )
            val["count"] += 1
        return list(vals.values())

    def _propose_people(self, people):
        """By staff number; by name only as a question."""
        by_number, by_name = self._get_staff()
        may_create = self.env["hr.employee"].has_access("create")
        vals, firsts = [], {}
        for person in people:
            firsts.setdefault(person.key, person)  # a row for each post
        for person in firsts.values():
            namesakes = by_name.get(fold(person.name), [])
            employee = by_number.get(fold(person.number))
            found = employee
            if not employee and len(namesakes) == 1:
                found = namesakes[0]
            certain = (
                fold(found.name) == fold(person.name) or not person.name
                if employee
                else bool(found) and not person.number
            )
            vals.append(
                {
                    "kind": "person",
                    "text": person.name or person.number,
                    "number": person.number,
                    "cell": person.cell,
                    "employee_id": found.id if found else False,
                    "is_confirmed": bool(found) and certain,
                    "is_new": not found and not namesakes and may_create,
                    "source": "match" if found else "none",
                }
            )
        return vals

    def _get_staff(self):
        """({number: employee}, {name: [employees]}) of the company."""
        employees = (
            self.env["hr.employee"]
            .sudo()  # names and numbers only, to know whom the file means
            .search([("company_id", "=", self.company_id.id)])
            .sudo(False)
        )
        by_number, by_name = {}, {}
        for employee in employees:
            if employee.staff_number:
                by_number[fold(employee.staff_number)] = employee
            by_name.setdefault(fold(employee.name), []).append(employee)
        return by_number, by_name

    def _names(self, record):
        """The record's name in every language in use."""
        for code, _name in self.env["res.lang"].get_installed():
            yield record.with_context(lang=code).name

import base64
import binascii
import zipfile

from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.property_ops.tools.bank_sheet import fold

from ..tools import survey_sheet


class AreaSurveyLoad(models.TransientModel):
    """Takes the bureau's list of measured areas: all of it or nothing."""

    _name = "area.survey.load"
    _description = "Load Measured Areas"

    survey_id = fields.Many2one("area.survey", required=True, ondelete="cascade")
    data = fields.Binary("File (XLSX or CSV)", required=True, attachment=False)
    file_name = fields.Char()
    issues = fields.Text("To Correct in the File", readonly=True)

    def action_load(self):
        """Enter the areas, or show every cell that stands against it."""
        self.ensure_one()
        self.survey_id.check_access("write")
        rows, found = self._read_file()
        lines, more = self._match(rows)
        issues = [self._describe(issue) for issue in (*found, *more)]
        self.issues = "\n".join(issues)
        if issues:
            return self._reopen()
        for line, row in lines:
            line.write({"gross_area": row.gross, "inside_area": row.inside})
        self.survey_id.message_post(
            body=self.env._(
                "%(count)s homes measured, from %(file)s.",
                count=len(lines),
                file=self.file_name or "",
            )
        )
        return {"type": "ir.actions.act_window_close"}

    def _read_file(self):
        try:
            return survey_sheet.read(base64.b64decode(self.data))
        except (binascii.Error, zipfile.BadZipFile, KeyError, ValueError, OSError) as e:
            raise UserError(
                self.env._("%s is neither XLSX nor CSV.", self.file_name or "")
            ) from e

    def _match(self, rows):
        """([(line, row)], issues): rows to homes of the survey, by contract or home."""
        known = {}
        for line in self.survey_id.line_ids:
            for text in (line.contract_id.name, line.unit_id.reference):
                known[fold(text)] = line
        lines, issues, taken = [], [], set()
        for row in rows:
            line = known.get(fold(row.home))
            if not line or line in taken:
                problem = "twice" if line else "unknown"
                issues.append(survey_sheet.Issue(f"{row.number}", problem, row.home))
                continue
            taken.add(line)
            lines.append((line, row))
        return lines, issues

    def _describe(self, issue):
        env = self.env
        text = {
            "columns": env._("No row of headings with a home and a gross area."),
            "home": env._("The home is missing."),
            "number": env._("No area in m² with at most two decimals."),
            "inside": env._("The inside area is larger than the gross area."),
            "twice": env._("The home stands in the list twice."),
            "unknown": env._("The survey has no such home."),
        }[issue.problem]
        where = " ".join(part for part in (issue.cell, issue.value) if part)
        return env._("%(where)s: %(problem)s", where=where, problem=text)

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

from odoo import fields, models
from odoo.exceptions import UserError

from ..tools import roster_layout
from ..tools.sheet import fold


class ShiftImport(models.Model):
    """A roster file on its way in: read, shown, corrected by hand, imported whole.

    Nothing of the file reaches the roster while one blocking issue stands.
    """

    _name = "shift.import"
    _description = "Roster Import"
    _inherit = ["policy.sheet.import"]
    _order = "id desc"
    _check_company_auto = True

    _transitions = {"draft": {"done"}, "done": set()}
    _protected_fields = ("state", "roster_id")

    department_id = fields.Many2one("hr.department", check_company=True)
    month = fields.Date(help="First day of the month; taken from the file if named.")
    post_id = fields.Many2one(
        "shift.post",
        "Default Post",
        check_company=True,
        help="For everybody, where the file has no post column.",
    )
    state = fields.Selection(
        [("draft", "To check"), ("done", "Imported")],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
    )
    line_ids = fields.One2many("shift.import.line", "import_id")
    column_ids = fields.One2many(
        "shift.import.line", "import_id", domain=[("kind", "=", "column")]
    )
    code_ids = fields.One2many(
        "shift.import.line", "import_id", domain=[("kind", "=", "code")]
    )
    post_ids = fields.One2many(
        "shift.import.line", "import_id", domain=[("kind", "=", "post")]
    )
    person_ids = fields.One2many(
        "shift.import.line", "import_id", domain=[("kind", "=", "person")]
    )
    issue_ids = fields.One2many("shift.import.issue", "import_id", readonly=True)
    shift_count = fields.Integer("Shifts", readonly=True)
    leave_count = fields.Integer("Leave Days", readonly=True)
    roster_id = fields.Many2one("shift.roster", readonly=True, copy=False)

    def _compute_display_name(self):
        for record in self:
            record.display_name = record.name or self.env._("Roster file")

    def action_check(self):
        """Read the file again with the mapping as corrected."""
        for record in self:
            if record._read_rows()[0] == record.sheet:
                record._refresh_lines()
                record._check_file()
            else:  # another month stands on another sheet
                record.action_propose()
        return True

    def action_open_roster(self):
        self.ensure_one()
        return self.roster_id._get_records_action()

    def _read_rows(self):
        """(sheet title, rows, titles of other rosters) of the roster of the month.

        :raises UserError: when the file is no workbook or holds no roster
        """
        found = []
        for title, rows in self._read_sheets(merged=True):
            layout = roster_layout.propose(rows, None, (title, self.name or ""))
            if layout:
                found.append((title, rows, layout.month))
        if not found:
            raise UserError(
                self.env._(
                    "%(file)s: no row or column of days found. A roster has people "
                    "down and days across, or the other way round.",
                    file=self.display_name,
                )
            )
        month = self.month and self.month.replace(day=1)
        same = [sheet for sheet in found if month and sheet[2] == month]
        title, rows, _month = (same or found)[0]
        return title, rows, [sheet[0] for sheet in found if sheet[0] != title]

    def _get_layout(self):
        """The file's layout under the mapping as it stands now."""
        title, rows, others = self._read_rows()
        layout = roster_layout.propose(rows, self.month, (title, self.name or ""))
        layout.other_sheets = others
        for line in self.column_ids:
            layout.roles[line.position] = line.role or "ignore"
        return title, layout

    def _get_shift_vals(self):
        """(hours by code key) of every code that means a shift."""
        hours = {}
        for line in self.code_ids.filtered(lambda line: line.meaning == "shift"):
            source = line.template_id or line
            length = (source.hour_to - source.hour_from) % 24 or 24.0
            hours[fold(line.text)] = (source.hour_from, length)
        return hours

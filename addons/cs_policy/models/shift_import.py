import base64
import binascii
import io
import zipfile

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import roster_layout
from ..tools import roster_words as words


class ShiftImport(models.Model):
    """A roster file on its way in: read, shown, corrected by hand, imported whole.

    Nothing of the file reaches the roster while one blocking issue stands.
    """

    _name = "shift.import"
    _description = "Roster Import"
    _inherit = ["policy.state.mixin"]
    _order = "id desc"
    _check_company_auto = True

    _transitions = {"draft": {"done"}, "done": set()}
    _protected_fields = ("state", "roster_id")

    name = fields.Char("File Name")
    data = fields.Binary("File", required=True, attachment=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    department_id = fields.Many2one("hr.department", check_company=True)
    sheet = fields.Char(readonly=True)
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
    blocking_count = fields.Integer(compute="_compute_blocking_count")
    shift_count = fields.Integer("Shifts", readonly=True)
    leave_count = fields.Integer("Leave Days", readonly=True)
    notes = fields.Text("Notes in the File", readonly=True)
    roster_id = fields.Many2one("shift.roster", readonly=True, copy=False)

    @api.depends("issue_ids.is_blocking")
    def _compute_blocking_count(self):
        for record in self:
            record.blocking_count = len(record.issue_ids.filtered("is_blocking"))

    def _compute_display_name(self):
        for record in self:
            record.display_name = record.name or self.env._("Roster file")

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        for record in records:
            record._propose()
        return records

    def write(self, vals):
        res = super().write(vals)
        if "data" in vals:
            for record in self:
                record.line_ids.unlink()
                record._propose()
        return res

    def action_check(self):
        """Read the file again with the mapping as corrected."""
        for record in self:
            record._refresh_lines()
            record._check_file()
        return True

    def action_propose(self):
        """Forget the corrections and propose anew."""
        for record in self:
            record.line_ids.unlink()
            record._propose()
        return True

    def action_open_roster(self):
        self.ensure_one()
        return self.roster_id._get_records_action()

    def _read_rows(self):
        """(sheet title, rows) of the first sheet that looks like a roster.

        :raises UserError: when the file is no workbook or holds no roster
        """
        self.ensure_one()
        from openpyxl import load_workbook  # slow to import, seldom needed

        try:
            raw = io.BytesIO(base64.b64decode(self.data or b""))
            book = load_workbook(raw, data_only=True, read_only=False)
        except (binascii.Error, zipfile.BadZipFile, KeyError, ValueError, OSError) as e:
            raise UserError(
                self.env._("%(file)s is not an XLSX workbook.", file=self.display_name)
            ) from e
        for sheet in book.worksheets:
            rows = list(sheet.iter_rows(values_only=True))
            if roster_layout.propose(rows):
                return sheet.title, rows
        raise UserError(
            self.env._(
                "%(file)s: no row or column of days found. A roster has people down "
                "and days across, or the other way round.",
                file=self.display_name,
            )
        )

    def _get_layout(self):
        """The file's layout under the mapping as it stands now."""
        title, rows = self._read_rows()
        layout = roster_layout.propose(rows, self.month, (title, self.name or ""))
        for line in self.column_ids:
            layout.roles[line.position] = line.role or "ignore"
        return title, layout

    def _get_shift_vals(self):
        """(hours by code key) of every code that means a shift."""
        hours = {}
        for line in self.code_ids.filtered(lambda line: line.meaning == "shift"):
            source = line.template_id or line
            length = (source.hour_to - source.hour_from) % 24 or 24.0
            hours[words.key(line.text)] = (source.hour_from, length)
        return hours

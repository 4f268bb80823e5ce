import base64
import binascii
import io
import zipfile
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import estate_layout


class PropertyLedgerImport(models.Model):
    """An estate's ledger on its way in: read, shown, corrected, imported whole.

    Nothing of the file reaches the register while one blocking error stands.
    """

    _name = "property.ledger.import"
    _description = "Ledger Import"
    _inherit = ["policy.state.mixin"]
    _order = "id desc"
    _check_company_auto = True

    _transitions = {
        "draft": {"register", "done"},
        "register": {"done"},
        "done": set(),
    }
    _protected_fields = ("state", "date_imported")

    name = fields.Char("File Name")
    data = fields.Binary("File", required=True, attachment=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    sheet = fields.Char(readonly=True)
    date = fields.Date(
        "As at",
        required=True,
        default=lambda self: self._default_date(),
        help="Day of the arrears and dials; taken from the file where it says it.",
    )
    estate_id = fields.Many2one(
        "property.estate",
        check_company=True,
        help="Whose homes these are; empty: a new estate.",
    )
    estate_name = fields.Char("New Estate", help="Taken from the title of the file.")
    developer_id = fields.Many2one(
        "res.partner",
        compute="_compute_developer_id",
        store=True,
        readonly=False,
        help="Homes without an owner are theirs.",
    )
    fee_type_id = fields.Many2one(
        "property.fee.type",
        "Fee of the Rates",
        check_company=True,
        help="Empty: the company's property fee.",
    )
    journal_id = fields.Many2one(
        "account.journal",
        check_company=True,
        domain="[('type', '=', 'sale'), ('company_id', '=', company_id)]",
        compute="_compute_accounts",
        store=True,
        readonly=False,
        precompute=True,
    )
    account_id = fields.Many2one(
        "account.account",
        "Contra Account",
        check_company=True,
        compute="_compute_accounts",
        store=True,
        readonly=False,
        precompute=True,
        help="Other side of the arrears: opening balances, or the income of the fee "
        "where it was never booked.",
    )
    state = fields.Selection(
        [
            ("draft", "To check"),
            ("register", "Arrears to post"),
            ("done", "Imported"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
    )
    date_imported = fields.Datetime("Imported on", readonly=True, copy=False)
    line_ids = fields.One2many("property.ledger.import.line", "import_id")
    column_ids = fields.One2many(
        "property.ledger.import.line", "import_id", domain=[("kind", "=", "column")]
    )
    word_ids = fields.One2many(
        "property.ledger.import.line", "import_id", domain=[("kind", "=", "word")]
    )
    person_ids = fields.One2many(
        "property.ledger.import.line", "import_id", domain=[("kind", "=", "person")]
    )
    issue_ids = fields.One2many(
        "property.ledger.import.issue", "import_id", readonly=True
    )
    blocking_count = fields.Integer(compute="_compute_blocking_count")
    home_count = fields.Integer("Homes", readonly=True)
    new_home_count = fields.Integer("New Homes", readonly=True)
    owner_count = fields.Integer("Owners", readonly=True)
    tenant_count = fields.Integer("Tenants", readonly=True)
    meter_count = fields.Integer("Meters", readonly=True)
    arrears_count = fields.Integer("Homes in Arrears", readonly=True)
    arrears_total = fields.Monetary("Arrears", readonly=True)
    notes = fields.Text("Notes in the File", readonly=True)

    @api.model
    def _default_date(self):
        today = self.env.company._policy_today()
        return today.replace(day=1) - timedelta(days=1)

    @api.depends("issue_ids.is_blocking")
    def _compute_blocking_count(self):
        for record in self:
            record.blocking_count = len(record.issue_ids.filtered("is_blocking"))

    @api.depends("estate_id")
    def _compute_developer_id(self):
        for record in self:
            record.developer_id = record.estate_id.developer_id or record.developer_id

    @api.depends("company_id")
    def _compute_accounts(self):
        for record in self:
            probe = self.env["property.estate"].new({"company_id": record.company_id})
            record.journal_id = probe._get_opening_journal()
            record.account_id = probe._get_opening_account()

    def _compute_display_name(self):
        for record in self:
            record.display_name = record.name or self.env._("Ledger")

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        for record in records:
            record._propose()
        return records

    def write(self, vals):
        result = super().write(vals)
        if "data" in vals:
            for record in self:
                record.line_ids.unlink()
                record._propose()
        return result

    def action_check(self):
        """Read the file again with the mapping as corrected."""
        for record in self:
            layout = record._read_layout()
            record._refresh_lines(layout)
            record._check_file(layout)
        return True

    def action_propose(self):
        """Forget the corrections and propose anew."""
        for record in self:
            record.line_ids.unlink()
            record._propose()
        return True

    def action_open_homes(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_ops.property_unit_action"
        )
        return {**action, "domain": [("estate_id", "=", self.estate_id.id)]}

    def _read_layout(self):
        """Layout of the sheet with most homes, under the mapping as it stands.

        :raises UserError: when the file is no workbook or holds no ledger
        """
        self.ensure_one()
        found, own = [], self._get_own_words()[0]
        for title, rows in self._read_sheets():
            layout = estate_layout.propose(rows, own)
            if layout:
                found.append((len(layout.home_rows), title, layout))
        if not found:
            raise UserError(
                self.env._(
                    "%(file)s: no heading row found. A ledger has one home per row, "
                    "below headings such as building, room, area and owner.",
                    file=self.display_name,
                )
            )
        layout = max(found, key=lambda row: row[0])[2]
        layout.sheet = next(title for _n, title, there in found if there is layout)
        layout.other_sheets = [t for n, t, there in found if there is not layout and n]
        for line in self.column_ids:
            for column in layout.columns:
                if column.position == line.position:
                    column.role = line.role or "ignore"
        estate_layout.sort_rows(layout)
        return layout

    def _read_sheets(self):
        """(title, rows) of every sheet; a merged cell's value stands in all of it."""
        from openpyxl import load_workbook  # slow to import, seldom needed

        try:
            raw = io.BytesIO(base64.b64decode(self.data or b""))
            book = load_workbook(raw, data_only=True)
        except (binascii.Error, zipfile.BadZipFile, KeyError, ValueError, OSError) as e:
            raise UserError(
                self.env._("%(file)s is not an XLSX workbook.", file=self.display_name)
            ) from e
        for sheet in book.worksheets:
            rows = [list(row) for row in sheet.iter_rows(values_only=True)]
            for area in sheet.merged_cells.ranges:
                value = rows[area.min_row - 1][area.min_col - 1]
                for number in range(area.min_row - 1, min(area.max_row, len(rows))):
                    for position in range(area.min_col - 1, area.max_col):
                        rows[number][position] = value
            yield sheet.title, rows

import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import sheet


class PolicySheetImport(models.AbstractModel):
    """A workbook on its way in: read, shown, corrected by hand, imported whole.

    A model brings ``issue_ids`` with ``is_blocking``, ``line_ids`` with the mapping,
    and :meth:`_propose`, which fills both. Nothing of the file reaches other records
    while one blocking issue stands.
    """

    _name = "policy.sheet.import"
    _description = "Import of a Workbook"
    _inherit = ["policy.state.mixin"]

    name = fields.Char("File Name")
    data = fields.Binary("File", required=True, attachment=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    sheet = fields.Char(readonly=True)
    blocking_count = fields.Integer(compute="_compute_blocking_count")
    notes = fields.Text("Notes in the File", readonly=True)

    @api.depends("issue_ids.is_blocking")
    def _compute_blocking_count(self):
        for record in self:
            record.blocking_count = len(record.issue_ids.filtered("is_blocking"))

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        for record in records:
            record._propose()
        return records

    def write(self, vals):
        result = super().write(vals)
        if "data" in vals:
            self.action_propose()
        return result

    def action_propose(self):
        """Forget the corrections and propose anew."""
        for record in self:
            record.line_ids.unlink()
            record._propose()
        return True

    def _propose(self):
        """Fill the mapping from the file and check the file under it; by the model."""

    def _read_sheets(self, merged=False):
        """[(title, rows)] of every sheet.

        :param merged: whether the value of a merged cell stands in all of it
        :raises UserError: when the file is no workbook
        """
        self.ensure_one()
        try:
            return sheet.read_sheets(base64.b64decode(self.data or b""), merged)
        except ValueError as error:
            raise UserError(
                self.env._(
                    "%(file)s is not an XLSX workbook. Open an .xls or .csv file in a "
                    "spreadsheet program and save it as .xlsx.",
                    file=self.display_name,
                )
            ) from error

    def _refuse_imported(self):
        """:raises UserError: when the file was imported before"""
        if self.state != self._initial_state:
            raise UserError(
                self.env._("%(file)s is imported already.", file=self.display_name)
            )

    def _refuse_errors(self):
        """Nothing is imported while one error stands.

        :raises UserError: with the number of errors and the first of them
        """
        if not self.blocking_count:
            return
        first = self.issue_ids.filtered("is_blocking")[0]
        raise UserError(
            self.env._(
                "%(file)s: %(count)s errors must be corrected first, e.g. at "
                "%(cell)s: %(message)s",
                file=self.display_name,
                count=self.blocking_count,
                cell=first.cell or "-",
                message=first.message,
            )
        )

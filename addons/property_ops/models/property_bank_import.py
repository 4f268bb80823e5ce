import base64

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.cs_policy.tools.enforce import enforces

from ..tools import bank_sheet

AT_ONCE = 50
"""So many rows are taken while the cashier waits; more in the background."""


class PropertyBankImport(models.Model):
    """A statement or a return file of the bank on its way in (PO-4.1.2).

    Columns are proposed, corrected and remembered; rows that are certain become
    payments, each once for ever, the rest is listed with who it may be.
    """

    _name = "property.bank.import"
    _description = "Bank File"
    _inherit = ["mail.thread", "policy.state.mixin"]
    _order = "id desc"
    _check_company_auto = True

    _transitions = {
        "draft": {"running", "done"},
        "running": {"done"},
        "done": {"running"},
    }

    _protected_fields = ("state", "cashier_id")

    name = fields.Char("File Name")
    data = fields.Binary("File", required=True, attachment=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    journal_id = fields.Many2one(
        "account.journal",
        "Bank Account",
        required=True,
        check_company=True,
        domain="[('type', '=', 'bank'), ('company_id', '=', company_id)]",
        default=lambda self: self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", self.env.company.id)], limit=1
        ),
    )
    header_row = fields.Integer(readonly=True)
    cashier_id = fields.Many2one(
        "res.users", "Taken by", readonly=True, copy=False, ondelete="restrict"
    )
    column_ids = fields.One2many("property.bank.import.column", "import_id")
    line_ids = fields.One2many("property.bank.import.line", "import_id")
    line_count = fields.Integer("Rows", compute="_compute_counts")
    matched_count = fields.Integer("Matched", compute="_compute_counts")
    taken_count = fields.Integer("Taken", compute="_compute_counts")
    open_count = fields.Integer("To Match by Hand", compute="_compute_counts")
    amount_open = fields.Monetary("Not Taken", compute="_compute_counts")
    state = fields.Selection(
        [("draft", "To check"), ("running", "Running"), ("done", "Taken")],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        tracking=True,
    )

    @api.depends("line_ids.status")
    def _compute_counts(self):
        for record in self:
            by_status = record.line_ids.grouped("status")
            record.line_count = len(record.line_ids)
            record.matched_count = len(by_status.get("matched", ()))
            record.taken_count = len(by_status.get("taken", ()))
            rest = record.line_ids.filtered(lambda line: line.status == "open")
            record.open_count = len(rest)
            record.amount_open = sum(rest.mapped("amount"))

    def _compute_display_name(self):
        for record in self:
            record.display_name = record.name or self.env._("Bank file")

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        for record in records:
            record._propose()
        return records

    def write(self, vals):
        if {"data", "company_id"} & set(vals) and "draft" not in self.mapped("state"):
            raise UserError(self.env._("The file is taken already; load a new one."))
        result = super().write(vals)
        if "data" in vals:
            for record in self:
                record._propose()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_taken(self):
        if any(self.line_ids.mapped("is_taken")):
            raise UserError(self.env._("A bank file that has been taken stays."))

    def _read_file(self):
        """Rows of the file.

        :raises UserError: when it is neither text nor a workbook
        """
        self.ensure_one()
        try:
            return bank_sheet.read_rows(base64.b64decode(self.data or b""))
        except ValueError as error:
            raise UserError(
                self.env._(
                    "%s is neither CSV (UTF-8 or GBK) nor XLSX.", self.display_name
                )
            ) from error

    def _propose(self):
        """Columns from their headings and from the memory, then the rows."""
        rows = self._read_file()
        try:
            header, roles = bank_sheet.find_header(rows)
        except ValueError as error:
            raise UserError(
                self.env._(
                    "%s: no row of headings with an amount found.", self.display_name
                )
            ) from error
        known = self.env["property.bank.import.memory"]._recall(self.company_id)
        columns = [Command.clear()]
        for position, role in roles.items():
            heading = str(rows[header][position] or "").strip()
            if not heading:
                continue
            memory = known.get(bank_sheet.fold(heading))
            columns.append(
                Command.create(
                    {
                        "position": position,
                        "heading": heading,
                        "role": memory or role,
                        "is_remembered": bool(memory),
                    }
                )
            )
        self.write({"header_row": header, "column_ids": columns})
        self._read_lines(rows)

    def action_check(self):
        """Read the file again with the columns as corrected."""
        for record in self:
            if record.state != "draft":
                raise UserError(self.env._("The file is taken already."))
            record._read_lines(record._read_file())
        return True

    def _read_lines(self, rows):
        """Rows as the columns say; those taken from another file are known."""
        roles = {column.position: column.role for column in self.column_ids}
        today = self.company_id._policy_today()
        seen, commands = {}, [Command.clear()]
        for row in bank_sheet.parse_rows(rows, self.header_row, roles, today):
            commands.append(
                Command.create(
                    {
                        "number": row.number,
                        "date": row.date,
                        "amount": float(row.amount),
                        "payer": row.payer,
                        "account": row.account,
                        "memo": row.memo,
                        "serial": row.serial,
                        "result": row.result,
                        "fingerprint": bank_sheet.fingerprint(row, seen),
                        "status": self._get_first_status(row),
                    }
                )
            )
        written = self.sudo()  # rows are written by their methods alone
        written.line_ids = commands
        written._mark_known()
        written._match()

    def _get_first_status(self, row):
        if row.problem:
            return "unreadable"
        return "failed" if row.is_failed else "open"

    @enforces("PO-4.1.2")
    def _mark_known(self):
        """Rows that were taken before, from whatever file, are not taken again."""
        lines = self.line_ids
        taken = {
            line.fingerprint: line
            for line in lines.search(
                [
                    ("company_id", "=", self.company_id.id),
                    ("fingerprint", "in", lines.mapped("fingerprint")),
                    ("is_taken", "=", True),
                ]
            )
        }
        for line in lines:
            before = taken.get(line.fingerprint)
            if before:
                line.write({"status": "known", "receipt_id": before.receipt_id.id})

    def action_take(self):
        """Take the matched rows as payments: few at once, many in the background."""
        for record in self:
            record.check_access("write")
            self.env["property.bank.import.memory"]._remember(record)
            if record.matched_count <= AT_ONCE:
                record._take_chunk(AT_ONCE)
                if record.state != "done":
                    record._move("done", cashier_id=self.env.uid)
                continue
            record._move("running", cashier_id=self.env.uid)
            cron = self.env.ref("property_ops.property_bank_import_cron_take")
            cron.sudo()._trigger()  # cashiers may not touch scheduled actions
        return True

    def _take_chunk(self, limit):
        """Take up to ``limit`` matched rows; True while some are left."""
        lines = self.line_ids.filtered(lambda line: line.status == "matched")
        for line in lines[:limit]:
            line._take()
        return len(lines) > limit

    @api.model
    def _cron_take(self):
        """Go on with files that have many rows, as the cashier who took them."""
        cron = self.env["ir.cron"]
        for record in self.search([("state", "=", "running")], order="id"):
            worker = record.with_user(record.cashier_id)
            worker = worker.with_company(record.company_id)
            while worker._take_chunk(AT_ONCE):
                if not cron._commit_progress(AT_ONCE, remaining=worker.matched_count):
                    return
            record._move("done")
            cron._commit_progress(1)

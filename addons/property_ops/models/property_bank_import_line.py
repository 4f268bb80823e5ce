from psycopg2 import IntegrityError, OperationalError

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.cs_policy.tools.enforce import enforces

BY_HAND = {"partner_id", "move_line_ids"}
"""What a person may set on a row; the rest is the bank's, or ours."""


class PropertyBankImportLine(models.Model):
    """One amount the bank received, and what it pays."""

    _name = "property.bank.import.line"
    _description = "Row of a Bank File"
    _order = "import_id, number"
    _rec_name = "memo"
    _check_company_auto = True

    import_id = fields.Many2one(
        "property.bank.import", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="import_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    number = fields.Integer("Row", required=True, readonly=True)
    date = fields.Date(readonly=True)
    amount = fields.Monetary(readonly=True)
    payer = fields.Char("Payer in the File", readonly=True)
    account = fields.Char(readonly=True)
    memo = fields.Char("Reference Text", readonly=True)
    serial = fields.Char("Number of the Bank", readonly=True)
    result = fields.Char(readonly=True)
    fingerprint = fields.Char(required=True, readonly=True, index=True)
    status = fields.Selection(
        [
            ("open", "To match"),
            ("matched", "Matched"),
            ("taken", "Taken"),
            ("known", "Taken before"),
            ("failed", "Failed at the bank"),
            ("unreadable", "Not readable"),
            ("ignored", "Left out"),
        ],
        required=True,
        readonly=True,
        default="open",
        index=True,
    )
    matched_by = fields.Selection(
        [("reference", "Reference"), ("home", "Home and amount"), ("hand", "Hand")],
        readonly=True,
    )
    partner_id = fields.Many2one("res.partner", "Payer", ondelete="restrict")
    move_line_ids = fields.Many2many(
        "account.move.line",
        "property_bank_import_line_item_rel",
        string="Pays",
        help="Empty: whatever the payer owes, the oldest first.",
    )
    candidate_ids = fields.Many2many(
        "account.move.line",
        "property_bank_import_line_candidate_rel",
        string="Candidates",
        compute="_compute_candidate_ids",
        store=True,
        readonly=True,
    )
    candidate_names = fields.Char("Maybe", compute="_compute_candidate_names")
    is_taken = fields.Boolean(readonly=True, copy=False)
    receipt_id = fields.Many2one(
        "property.receipt", readonly=True, copy=False, ondelete="restrict"
    )
    issue = fields.Char(readonly=True, copy=False)

    # The same movement is money once, whichever file it stands in.
    _fingerprint_uniq = models.UniqueIndex(
        "(company_id, fingerprint) WHERE is_taken",
        "That row of the bank was taken already.",
    )

    @api.depends("partner_id")
    def _compute_candidate_ids(self):
        """What the payer chosen by hand owes; else as matching proposed."""
        receipts = self.env["property.receipt"]
        for line in self:
            if line.partner_id:
                line.candidate_ids = receipts._get_debts(
                    line.partner_id, None, line.company_id
                )
            else:
                line.candidate_ids = line.candidate_ids

    @api.depends("candidate_ids")
    def _compute_candidate_names(self):
        for line in self:
            items = line.candidate_ids[:5] if not line.is_taken else ()
            line.candidate_names = ", ".join(
                f"{item.partner_id.name} {item.move_id.property_unit_id.name or ''} "
                f"{item.amount_residual:.2f}"
                for item in items
            )

    def write(self, vals):
        if not self.env.su:
            if set(vals) - BY_HAND:
                raise AccessError(self.env._("A row is as the bank wrote it."))
            if any(line.is_taken for line in self):
                raise UserError(self.env._("A row that was taken stays as it is."))
        return super().write(vals)

    def action_take(self):
        """Take the row as a payment of the chosen payer."""
        for line in self:
            line.check_access("write")
            if line.status not in ("open", "matched"):
                raise UserError(self.env._("Row %s is not open.", line.number))
            if not line.partner_id:
                raise UserError(self.env._("Choose who has paid row %s.", line.number))
            if line.status == "open":
                found = {"status": "matched", "matched_by": "hand"}
                line.sudo().write(found)  # rows are written by their methods alone
            line._take()
            if line.issue:
                raise UserError(line.issue)
        return True

    def action_ignore(self):
        """No money for homes: left out, and not asked for again."""
        for line in self.filtered(lambda line: line.status in ("open", "matched")):
            line.check_access("write")
            line.sudo().status = "ignored"  # as above
        return True

    def action_reopen(self):
        for line in self.filtered(lambda line: line.status == "ignored"):
            line.check_access("write")
            line.sudo().status = "open"  # as above
        return True

    @enforces("PO-4.1.2")
    def _take(self):
        """A payment and its receipt, once for ever; else the reason on the row."""
        self.ensure_one()
        written = self.sudo()  # rows are written by their methods alone
        try:
            with self.env.cr.savepoint():
                written.is_taken = True
                written.flush_recordset()  # refused here when taken by somebody else
                receipt = self.env["property.receipt"]._take(
                    self.partner_id,
                    self.move_line_ids,
                    self.amount,
                    self.import_id.journal_id,
                    self.date,
                    method="transfer",
                    channel="bank",
                    reference=self.serial or self.memo,
                )
                written.write(
                    {"status": "taken", "receipt_id": receipt.id, "issue": False}
                )
        except OperationalError:
            raise  # lost to another transaction: tried again
        except IntegrityError:
            self._set_issue(self.env._("That row of the bank was taken already."))
        except Exception as error:
            self._set_issue(str(error))

    def _set_issue(self, text):
        self.env.invalidate_all()
        written = self.sudo()  # rows are written by their methods alone
        written.write({"issue": text, "status": "open", "is_taken": False})

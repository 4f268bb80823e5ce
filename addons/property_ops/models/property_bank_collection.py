import base64

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason


class PropertyBankCollection(models.Model):
    """What the bank is asked to collect from those who agreed to it (PO-4.1.2)."""

    _name = "property.bank.collection"
    _description = "Bank Collection"
    _inherit = ["mail.thread", "policy.state.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True

    _transitions = {
        "draft": {"sent"},
        "sent": {"done"},
        "done": set(),
    }

    name = fields.Char(compute="_compute_name", store=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(
        "Collection Day",
        required=True,
        default=lambda self: self.env.company._policy_today(),
    )
    date_due = fields.Date(
        "Due until",
        required=True,
        default=lambda self: self.env.company._policy_today(),
        help="Bills due later are left for the next file.",
    )
    estate_ids = fields.Many2many(
        "property.estate", string="Estates", check_company=True, help="Empty: all."
    )
    layout_id = fields.Many2one(
        "property.bank.layout",
        "File Layout",
        required=True,
        ondelete="restrict",
        default=lambda self: self.env["property.bank.layout"].search(
            [("company_id", "in", (False, self.env.company.id))], limit=1
        ),
        domain="[('company_id', 'in', (False, company_id))]",
    )
    line_ids = fields.One2many("property.bank.collection.line", "collection_id")
    line_count = fields.Integer("Items", compute="_compute_totals")
    amount_total = fields.Monetary("To Collect", compute="_compute_totals")
    amount_paid = fields.Monetary("Collected", compute="_compute_totals")
    state = fields.Selection(
        [("draft", "Draft"), ("sent", "At the bank"), ("done", "Done")],
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        default="draft",
    )

    @api.depends("date")
    def _compute_name(self):
        for record in self:
            record.name = f"DD-{record.date:%Y%m%d}" if record.date else ""

    @api.depends("line_ids.amount", "line_ids.is_paid")
    def _compute_totals(self):
        for record in self:
            paid = record.line_ids.filtered("is_paid")
            record.line_count = len(record.line_ids)
            record.amount_total = sum(record.line_ids.mapped("amount"))
            record.amount_paid = sum(paid.mapped("amount"))

    def action_collect(self):
        """List the open items of everybody who agreed, anew."""
        for record in self:
            record._check_draft()
            rows = [record._prepare_line(item) for item in record._find_items()]
            record.line_ids = [Command.clear(), *map(Command.create, rows)]
        return bool(self.line_ids) or {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "message": self.env._(
                    "Nobody who agreed to collection by the bank owes anything by "
                    "then. Account and authorisation are kept on the payer's contact."
                ),
            },
        }

    def _check_draft(self):
        if self.state != "draft":
            raise UserError(self.env._("The file is at the bank already."))

    @enforces("PO-4.1.2")
    def _find_items(self):
        """Open items due, of payers with an account and an authorisation.

        What is at the bank in another file is left out: nobody pays twice.
        """
        self.ensure_one()
        elsewhere = self.env["property.bank.collection.line"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("collection_id.state", "=", "sent"),
                ("collection_id", "!=", self.id),
            ]
        )
        domain = [
            ("company_id", "=", self.company_id.id),
            ("account_type", "=", "asset_receivable"),
            ("parent_state", "=", "posted"),
            ("reconciled", "=", False),
            ("amount_residual", ">", 0),
            ("date_maturity", "<=", self.date_due),
            ("move_id.property_unit_id", "!=", False),
            ("partner_id.property_debit_bank_id", "!=", False),
            ("partner_id.property_debit_mandate", "!=", False),
            ("partner_id.property_debit_date", "<=", self.date),
            ("id", "not in", elsewhere.move_line_id.ids),
        ]
        if self.estate_ids:
            domain.append(
                ("move_id.property_unit_id.estate_id", "in", self.estate_ids.ids)
            )
        items = self.env["account.move.line"]
        return items.search(domain, order="partner_id, date_maturity, id")

    def _prepare_line(self, item):
        payer = item.partner_id
        return {
            "partner_id": payer.id,
            "move_line_id": item.id,
            "unit_id": item.move_id.property_unit_id.id,
            "bank_id": payer.property_debit_bank_id.id,
            "mandate": payer.property_debit_mandate,
            "amount": item.amount_residual,
        }

    def action_export_csv(self):
        self.ensure_one()
        return self._send_out("csv")

    def action_export_xlsx(self):
        self.ensure_one()
        return self._send_out("xlsx")

    def _send_out(self, kind):
        """Freeze the list and hand the file over for download."""
        self.check_access("write")
        if not self.line_ids:
            raise UserError(self.env._("There is nothing to collect."))
        if self.state == "draft":
            self._lock_items()
            self.env["policy.clause"]._refuse(self._get_send_reasons(), self)
            self._move("sent")
        if kind == "xlsx":
            report = self.env.ref("property_ops.property_bank_collection_xlsx_report")
            return report.report_action(self, config=False)
        attachment = self.env["ir.attachment"].create(
            {
                "name": f"{self.name}.csv",
                "datas": base64.b64encode(self.layout_id._make_csv(self.line_ids)),
                "res_model": self._name,
                "res_id": self.id,
                "mimetype": "text/csv",
            }
        )
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{attachment.id}?download=1",
            "target": "self",
        }

    def _lock_items(self):
        """Two files with the same item, and its payment, go one after the other.

        The items are written, not only locked: who waited fails on it, is tried again
        by Odoo and then sees what the first has done.
        """
        self.line_ids.move_line_id.flush_recordset()
        self.env.cr.execute(
            SQL(
                "WITH item AS (SELECT id FROM account_move_line WHERE id = ANY(%s)"
                " ORDER BY id FOR NO KEY UPDATE) UPDATE account_move_line line"
                " SET write_date = write_date FROM item WHERE item.id = line.id",
                self.line_ids.move_line_id.ids,
            )
        )

    @enforces("PO-4.1.2")
    def _get_send_reasons(self):
        """One for each item that is not to be collected as it was listed."""
        open_items = self._find_items()
        is_same = self.currency_id.compare_amounts
        return [
            Reason(
                "PO-4.1.2",
                self.env._(
                    "%(bill)s of %(payer)s was paid or changed since it was listed, "
                    "or is in another file.",
                    bill=line.reference,
                    payer=line.partner_id.name,
                ),
                self.env._("List the items anew."),
            )
            for line in self.line_ids
            if line.move_line_id not in open_items
            or is_same(line.amount, line.move_line_id.amount_residual)
        ]

    def action_done(self):
        """The bank has answered: what it did not collect may be asked for again."""
        self.check_access("write")
        return self._move("done")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        if any(record.state != "draft" for record in self):
            raise UserError(self.env._("A file that was sent to the bank stays."))

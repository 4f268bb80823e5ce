from odoo import Command, api, fields, models
from odoo.tools import SQL

DENOMINATIONS = (100, 50, 20, 10, 5, 1, 0.5, 0.1)
"""Notes and coins proposed for counting; the cashier may change them."""


class PropertyCashSheet(models.Model):
    """What one cashier took on one day, counted and handed over (PO-4.1.2).

    A receipt belongs to the open sheet of its cashier; once the sheet of the day is
    closed, the next receipt opens the sheet of the next day.
    """

    _name = "property.cash.sheet"
    _description = "Cash Sheet"
    _inherit = ["mail.thread", "policy.state.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True

    _transitions = {
        "open": {"closed"},
        "closed": {"approved", "open"},
        "approved": set(),
    }
    _initial_state = "open"
    _protected_fields = (
        "state",
        "company_id",
        "cashier_id",
        "date",
        "date_closed",
        "approved_by_id",
        "date_approved",
    )

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    cashier_id = fields.Many2one(
        "res.users", required=True, readonly=True, index=True, ondelete="restrict"
    )
    date = fields.Date(
        "Day", required=True, readonly=True, help="In company time; see the receipts."
    )
    revision = fields.Integer(readonly=True, help="Counts receipts made and made void.")
    opening_cash = fields.Monetary(
        "Cash at the Start", help="Change in the drawer before the first payment."
    )
    receipt_ids = fields.One2many("property.receipt", "sheet_id", readonly=True)
    receipt_count = fields.Integer("Receipts", compute="_compute_receipt_count")
    void_count = fields.Integer("Void Receipts", compute="_compute_receipt_count")
    line_ids = fields.One2many("property.cash.sheet.line", "sheet_id")
    count_ids = fields.One2many("property.cash.count", "sheet_id")
    amount_expected = fields.Monetary("Expected", compute="_compute_amounts")
    amount_counted = fields.Monetary("Counted", compute="_compute_amounts")
    difference = fields.Monetary(compute="_compute_amounts")
    reason = fields.Char("Reason for the Difference")
    date_closed = fields.Datetime("Closed at", readonly=True, copy=False)
    approved_by_id = fields.Many2one("res.users", "Seen by", readonly=True, copy=False)
    date_approved = fields.Datetime("Seen at", readonly=True, copy=False)
    state = fields.Selection(
        [("open", "Open"), ("closed", "Closed"), ("approved", "Seen")],
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        default="open",
    )

    _day_uniq = models.Constraint(
        "UNIQUE(company_id, cashier_id, date)",
        "That cashier has a sheet for the day already.",
    )

    @api.depends("cashier_id", "date")
    def _compute_display_name(self):
        for sheet in self:
            sheet.display_name = f"{sheet.date or ''} {sheet.cashier_id.name or ''}"

    @api.depends("receipt_ids.state")
    def _compute_receipt_count(self):
        for sheet in self:
            void = sheet.receipt_ids.filtered(lambda r: r.state == "void")
            sheet.receipt_count = len(sheet.receipt_ids)
            sheet.void_count = len(void)

    @api.depends("line_ids.expected", "line_ids.counted")
    def _compute_amounts(self):
        for sheet in self:
            sheet.amount_expected = sum(sheet.line_ids.mapped("expected"))
            sheet.amount_counted = sum(sheet.line_ids.mapped("counted"))
            sheet.difference = sum(sheet.line_ids.mapped("difference"))

    def write(self, vals):
        figures = {"opening_cash", "reason", "line_ids", "count_ids"} & set(vals)
        if figures:
            self._check_open()
        return super().write(vals)

    @api.model
    def _get_open(self, cashier, company):
        """The sheet a receipt of now belongs to, locked until the commit.

        The sheet of today; where that is closed, the next day's.
        """
        sheets = self.sudo()  # made and kept by receipts, not by hand
        day = company._policy_today()
        domain = [("company_id", "=", company.id), ("cashier_id", "=", cashier.id)]
        found = sheets.search([*domain, ("date", ">=", day)], order="date desc")
        sheet = found.filtered(lambda row: row.state == "open")[-1:]
        if not sheet:
            if found:
                day = fields.Date.add(found[0].date, days=1)
            sheet = sheets._create_protected(
                [
                    {
                        "company_id": company.id,
                        "cashier_id": cashier.id,
                        "date": day,
                        "line_ids": [
                            Command.create({"method": method})
                            for method in ("cash", "transfer", "card", "qr")
                        ],
                        "count_ids": [
                            Command.create({"denomination": value})
                            for value in DENOMINATIONS
                        ],
                    }
                ]
            )
        sheet._touch()
        return sheet

    def _touch(self):
        """Whoever closes the sheet at the same instant is tried again."""
        if not self:
            return
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                "UPDATE property_cash_sheet SET revision = COALESCE(revision, 0) + 1 "
                "WHERE id IN %s",
                tuple(self.ids),
            )
        )
        self.invalidate_recordset(["revision", "state"])

    @api.model
    def action_open_mine(self):
        """The cashier's own sheet of today."""
        user, company = self.env.user, self.env.company
        self.env["account.payment"].check_access("create")
        sheet = self._get_open(user, company)
        return {**sheet._get_records_action(), "view_mode": "form"}

    def action_view_receipts(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_ops.property_receipt_action"
        )
        return {**action, "domain": [("sheet_id", "=", self.id)], "context": {}}

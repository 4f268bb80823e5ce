from odoo import Command, api, fields, models
from odoo.exceptions import UserError

METHODS = [
    ("cash", "Cash"),
    ("transfer", "Transfer"),
    ("card", "Card"),
    ("qr", "QR code"),
]


class PropertyDeskPayment(models.TransientModel):
    """One payer at the desk: who, what is open, how much, receipt (PO-4.1.2)."""

    _name = "property.desk.payment"
    _description = "Payment Desk"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    unit_id = fields.Many2one(
        "property.unit", "Home", domain="[('company_id', '=', company_id)]"
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Payer",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
    )
    other_debtors = fields.Char(
        compute="_compute_other_debtors", help="Others who owe for the same home."
    )
    date = fields.Date(
        required=True, default=lambda self: self.env.company._policy_today()
    )
    method = fields.Selection(METHODS, required=True, default="cash")
    journal_id = fields.Many2one(
        "account.journal",
        compute="_compute_journal_id",
        store=True,
        readonly=False,
        domain="[('company_id', '=', company_id), ('type', 'in', ('cash', 'bank'))]",
    )
    reference = fields.Char(help="Of the transfer, slip or terminal.")
    line_ids = fields.One2many(
        "property.desk.payment.line",
        "desk_id",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    amount_due = fields.Monetary("To Pay", compute="_compute_amount_due")
    amount_credit = fields.Monetary("Prepaid So Far", compute="_compute_amount_credit")
    amount = fields.Monetary(
        "Amount Paid", compute="_compute_amount", store=True, readonly=False
    )
    amount_given = fields.Monetary("Cash Handed Over")
    amount_change = fields.Monetary("Cash Back", compute="_compute_change")
    amount_prepayment = fields.Monetary("Prepayment", compute="_compute_change")
    receipt_id = fields.Many2one("property.receipt", readonly=True)
    receipt_ids = fields.Many2many(
        "property.receipt", string="Latest", compute="_compute_receipt_ids"
    )

    def _compute_display_name(self):
        for desk in self:
            desk.display_name = self.env._("Payment Desk")

    @api.depends("unit_id")
    def _compute_partner_id(self):
        for desk in self:
            unit = desk.unit_id
            if not unit:
                continue
            debtors = [partner for partner, _amount in unit._get_debtors()]
            payer = unit._get_payers(desk.date or desk.company_id._policy_today())
            payer = payer[unit.id].commercial_partner_id
            if desk.partner_id.commercial_partner_id not in debtors:
                desk.partner_id = (
                    payer if payer in debtors or not debtors else debtors[0]
                )

    @api.depends("unit_id", "partner_id")
    def _compute_other_debtors(self):
        for desk in self:
            mine = desk.partner_id.commercial_partner_id
            debtors = desk.unit_id._get_debtors() if desk.unit_id else []
            desk.other_debtors = ", ".join(
                f"{partner.name}: {desk.currency_id.format(amount)}"
                for partner, amount in debtors
                if partner != mine
            )

    @api.depends("method", "company_id")
    def _compute_journal_id(self):
        for desk in self:
            journals = self.env["account.journal"].search(
                [
                    ("company_id", "=", desk.company_id.id),
                    ("type", "in", ("cash", "bank")),
                ]
            )
            kind = "cash" if desk.method == "cash" else "bank"
            named = journals.filtered(lambda j, d=desk: j.property_method == d.method)
            free = journals.filtered(
                lambda j, k=kind: j.type == k and not j.property_method
            )
            typed = journals.filtered(lambda j, k=kind: j.type == k)
            desk.journal_id = (named or free or typed)[:1]

    @api.depends("partner_id", "unit_id", "date")
    def _compute_line_ids(self):
        for desk in self:
            rows = [Command.clear()]
            if desk.partner_id:
                rows += [Command.create(vals) for vals in desk._prepare_lines()]
            desk.line_ids = rows

    def _prepare_lines(self):
        """What the payer owes, oldest first; that of other homes is not ticked."""
        receipts = self.env["property.receipt"]
        debts = receipts._get_debts(self.partner_id, None, self.company_id)
        fees = self.env["property.late.fee"]._get_due(debts, self.date)
        mine = self.unit_id._origin or self.unit_id
        return [
            {
                "move_line_id": debt.id,
                "is_selected": not mine or debt.move_id.property_unit_id == mine,
                "amount_open": debt.amount_residual,
                "amount_late_fee": fees.get(debt.id, 0.0),
            }
            for debt in debts
        ]

    @api.depends(
        "line_ids.is_selected", "line_ids.amount_open", "line_ids.amount_late_fee"
    )
    def _compute_amount_due(self):
        for desk in self:
            chosen = desk.line_ids.filtered("is_selected")
            desk.amount_due = sum(chosen.mapped("amount_total"))

    @api.depends("partner_id", "company_id")
    def _compute_amount_credit(self):
        for desk in self:
            payer = desk.partner_id.commercial_partner_id
            lines = self.env["account.move.line"]
            [(credit,)] = lines._read_group(
                [
                    ("company_id", "=", desk.company_id.id),
                    ("partner_id", "=", payer.id),
                    *lines._get_prepayment_domain(),
                ],
                [],
                ["amount_residual:sum"],
            )
            desk.amount_credit = -(credit or 0.0)

    @api.depends("amount_due")
    def _compute_amount(self):
        for desk in self:
            desk.amount = desk.amount_due

    @api.depends("amount", "amount_due", "amount_given", "method")
    def _compute_change(self):
        for desk in self:
            desk.amount_prepayment = max(desk.amount - desk.amount_due, 0.0)
            given = desk.amount_given if desk.method == "cash" else 0.0
            desk.amount_change = max(given - desk.amount, 0.0)

    @api.depends("receipt_id", "partner_id")
    def _compute_receipt_ids(self):
        for desk in self:
            desk.receipt_ids = self.env["property.receipt"].search(
                [
                    ("company_id", "=", desk.company_id.id),
                    ("partner_id", "=", desk.partner_id.commercial_partner_id.id),
                ],
                limit=5,
            )

    def action_take(self):
        """Take the payment and print its receipt."""
        self.ensure_one()
        self._lock_desk()
        if self.receipt_id:
            raise UserError(
                self.env._("This payment is taken: receipt %s.", self.receipt_id.name)
            )
        if not self.journal_id:
            raise UserError(
                self.env._("Say which journal takes the money; accounting creates it.")
            )
        chosen = self.line_ids.filtered("is_selected")
        if self.line_ids and not chosen:
            raise UserError(self.env._("Tick what is paid."))
        if self.method == "cash" and 0 < self.amount_given < self.amount:
            raise UserError(self.env._("The cash handed over is less than the amount."))
        self.receipt_id = self.env["property.receipt"]._take(
            self.partner_id,
            chosen.move_line_id,
            self.amount,
            self.journal_id,
            self.date,
            method=self.method,
            reference=self.reference,
            seen={line.move_line_id.id: line.amount_open for line in chosen},
        )
        return self.receipt_id.action_print()

    def _lock_desk(self):
        """A second click on the same screen waits, then finds the receipt."""
        self.flush_recordset()
        self.env.cr.execute(
            "SELECT id FROM property_desk_payment WHERE id = %s FOR UPDATE", [self.id]
        )
        self.invalidate_recordset(["receipt_id"])

    def action_print(self):
        self.ensure_one()
        return self.receipt_id.action_print()

    def action_next(self):
        """The next payer, on an empty screen with the same method."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "property_ops.property_desk_payment_action"
        )
        return {**action, "context": {"default_method": self.method}}

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.cs_policy.tools.enforce import enforces


class PropertyAccountStatement(models.TransientModel):
    """The account of an owner on paper, for all homes or some, and a period."""

    _name = "property.account.statement"
    _description = "Statement of Account"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one("res.partner", "Owner", required=True)
    unit_ids = fields.Many2many(
        "property.unit",
        string="Homes",
        domain="[('company_id', '=', company_id)]",
        help="Empty: the whole account, prepayments included.",
    )
    date_from = fields.Date(
        "From",
        required=True,
        default=lambda self: self.env.company._policy_today().replace(month=1, day=1),
    )
    date_to = fields.Date(
        "To", required=True, default=lambda self: self.env.company._policy_today()
    )

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for wizard in self:
            if wizard.date_to < wizard.date_from:
                raise UserError(self.env._("The last day can't be before the first."))

    def action_print(self):
        self.ensure_one()
        report = self.env.ref("property_ops.property_account_statement_report")
        return report.report_action(self, config=False)

    def _get_items(self):
        """Posted receivable items of the owner up to the last day."""
        return self.env["account.move.line"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("partner_id", "=", self.partner_id.commercial_partner_id.id),
                ("account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("date", "<=", self.date_to),
            ],
            order="date, id",
        )

    @enforces("PO-4.1.2")
    def _get_statement(self):
        """Opening balance, rows of the period with running balance, closing.

        Of the whole account these are the posted receivable items as they are. Of
        some homes they are the items of those homes and, of everything else, the
        parts that were set against them.
        """
        self.ensure_one()
        items = self._get_items()
        if self.unit_ids:
            entries = self._get_home_entries(items)
        else:
            entries = [(item.date, item, item.balance) for item in items]
        rounded = self.currency_id.round
        opening = rounded(sum(a for day, _i, a in entries if day < self.date_from))
        balance, rows = opening, []
        for day, item, amount in entries:
            if day < self.date_from:
                continue
            balance = rounded(balance + amount)
            rows.append(self._prepare_row(day, item, amount, balance))
        totals = {}
        for row in rows:
            totals[row["kind"]] = rounded(totals.get(row["kind"], 0) + row["amount"])
        return {
            "opening": opening,
            "rows": rows,
            "closing": balance,
            "totals": list(totals.items()),
        }

    def _get_home_entries(self, items):
        """(day, item, amount) as far as the chosen homes are concerned."""
        mine = items.filtered(
            lambda item: item.move_id.property_unit_id in self.unit_ids
        )
        entries = [(item.date, item, item.balance) for item in mine]
        for part in mine.matched_credit_ids:
            other = part.credit_move_id
            if other not in mine and part.max_date <= self.date_to:
                entries.append((part.max_date, other, -part.amount))
        for part in mine.matched_debit_ids:
            other = part.debit_move_id
            if other not in mine and part.max_date <= self.date_to:
                entries.append((part.max_date, other, part.amount))
        return sorted(entries, key=lambda entry: (entry[0], entry[1].id))

    def _prepare_row(self, day, item, amount, balance):
        move = item.move_id
        receipt = move.origin_payment_id.property_receipt_ids[:1]
        return {
            "date": day,
            "name": receipt.name or move.name,
            "kind": self._get_kind(move),
            "home": move.property_unit_id.reference or "",
            "period": item.property_period,
            "due": item.date_maturity if amount > 0 else False,
            "amount": amount,
            "balance": balance,
        }

    def _get_kind(self, move):
        if move.move_type == "out_refund":
            return self.env._("Credit note")
        if move.property_kind:
            labels = move._fields["property_kind"]._description_selection(self.env)
            return dict(labels)[move.property_kind]
        if move.origin_payment_id:
            return self.env._("Payment")
        return self.env._("Other")

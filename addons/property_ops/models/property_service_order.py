from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason

from ..tools import fees
from ..tools.wording import join_names

CLAUSE = "PO-4.1.1"
CONFIRMED = {"unit_id", "rule_id", "date", "quantity", "partner_id"}
"""What the bill will say: stays as it is once the work is confirmed."""


class PropertyServiceOrder(models.Model):
    """Paid work at a home: confirmed when done, on the next bill of who pays.

    Priced by a fee rule of the method *per service order*, in the company's currency,
    before tax unless the tax of the product is included in prices (PO-4.1.1).
    """

    _name = "property.service.order"
    _description = "Service Order"
    _inherit = ["mail.thread", "policy.state.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True

    _transitions = {
        "draft": {"confirmed", "cancelled"},
        "confirmed": {"draft"},
        "cancelled": {"draft"},
    }

    unit_id = fields.Many2one(
        "property.unit", "Home", required=True, ondelete="restrict", index=True
    )
    estate_id = fields.Many2one(related="unit_id.estate_id", store=True, index=True)
    company_id = fields.Many2one(
        related="unit_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    rule_id = fields.Many2one(
        "property.fee.rule",
        "Service",
        required=True,
        ondelete="restrict",
        check_company=True,
        domain="[('method', '=', 'service'), ('estate_id', '=', estate_id)]",
    )
    fee_type_id = fields.Many2one(related="rule_id.fee_type_id")
    date = fields.Date(
        "Done on",
        required=True,
        default=lambda self: self.env.company._policy_today(),
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Payer",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="restrict",
        index="btree_not_null",
        help="Who pays the fees of the home on that day, unless somebody else ordered.",
    )
    quantity = fields.Float(required=True, default=1, digits="Property Meter")
    price_unit = fields.Float(
        "Unit Price",
        compute="_compute_price_unit",
        store=True,
        precompute=True,
        digits="Property Rate",
    )
    amount = fields.Monetary(compute="_compute_amount", store=True, precompute=True)
    note = fields.Text("Work Done")
    ticket_id = fields.Many2one("helpdesk.ticket", index="btree_not_null")
    charge_ids = fields.One2many("property.charge", "service_order_id", readonly=True)
    move_id = fields.Many2one("account.move", "Bill", compute="_compute_move_id")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("confirmed", "Confirmed"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
        default="draft",
    )

    _quantity_valid = models.Constraint(
        "CHECK(quantity > 0)", "A service is done at least in part."
    )

    @api.depends("unit_id.reference", "rule_id.name", "date")
    def _compute_display_name(self):
        for order in self:
            service = f"{order.rule_id.name or ''} {order.date or ''}".strip()
            order.display_name = join_names(order.unit_id.reference, service)

    @api.depends("unit_id", "date")
    def _compute_partner_id(self):
        for day, orders in self.grouped("date").items():
            payers = day and orders.unit_id._get_payers(day)
            for order in orders:
                order.partner_id = payers and payers.get(order.unit_id.id)

    @api.depends("rule_id")
    def _compute_price_unit(self):
        for order in self:
            order.price_unit = order.rule_id.rate

    @api.depends("price_unit", "quantity", "currency_id")
    def _compute_amount(self):
        for order in self:
            step = order.currency_id.rounding or 0.01
            price = fees.decimal(order.price_unit) * fees.decimal(order.quantity)
            order.amount = fees.round_money(price, step)

    @api.depends("charge_ids.move_id", "charge_ids.is_credited")
    def _compute_move_id(self):
        for order in self:
            charges = order.sudo().charge_ids  # whether it is billed, no more
            order.move_id = charges.filtered(lambda row: not row.is_credited).move_id

    @enforces("PO-4.1.1")
    def _get_confirm_reasons(self):
        """{id: all reasons why it can't be put on a bill}"""
        return {order.id: list(order._iter_confirm_reasons()) for order in self}

    def _iter_confirm_reasons(self):
        rule, day = self.rule_id, self.date
        if day > self.company_id._policy_today():
            yield Reason(CLAUSE, self.env._("It is confirmed when the work is done."))
        is_here = rule.estate_id == self.estate_id and rule._filter_units(self.unit_id)
        if rule.method != "service" or not is_here:
            yield Reason(CLAUSE, self.env._("That service is not offered to the home."))
        elif day < rule.date_from or (rule.date_to and day > rule.date_to):
            yield Reason(
                CLAUSE,
                self.env._("The price of the service is not in force on that day."),
                figures={"day": str(day)},
            )
        if not self.partner_id:
            yield Reason(CLAUSE, self.env._("Nobody pays for it."))

    def action_confirm(self):
        """The work is done and accepted: it goes on the next bill.

        :raises PolicyRefusal: with every reason against the first that can't
        """
        self.check_access("write")
        reasons = self._get_confirm_reasons()
        for order in self:
            self.env["policy.clause"]._refuse(reasons[order.id], order)
        return self._move("confirmed")

    def action_reset(self):
        """Back to be corrected; what a run has worked out of it goes.

        :raises UserError: for one that stands on a bill
        """
        self.check_access("write")
        self._check_unbilled()
        charges = self.sudo().charge_ids  # written by runs alone
        charges.filtered(lambda row: not row.move_id).unlink()
        return self._move("draft")

    def action_cancel(self):
        self.check_access("write")
        return self._move("cancelled")

    def write(self, vals):
        if CONFIRMED & set(vals):
            for order in self.filtered(lambda row: row.state == "confirmed"):
                raise UserError(
                    self.env._(
                        "%(order)s is confirmed; take it back to draft first.",
                        order=order.display_name,
                    )
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        for order in self.filtered(lambda row: row.state != "draft"):
            raise UserError(
                self.env._("%(order)s: drafts are deleted.", order=order.display_name)
            )

    def _check_unbilled(self):
        for order in self.filtered("move_id"):
            raise UserError(
                self.env._(
                    "%(order)s stands on %(bill)s; take that bill back first.",
                    order=order.display_name,
                    bill=order.move_id.sudo().name,  # its number
                )
            )

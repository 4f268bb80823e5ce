from base64 import b64encode
from io import BytesIO

import qrcode

from odoo import api, fields, models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    _inherit = "account.move"

    property_unit_id = fields.Many2one(
        "property.unit", "Home", index="btree_not_null", copy=True, ondelete="restrict"
    )
    property_kind = fields.Selection(
        [("bill", "Monthly bill")],
        "Property Document",
        copy=True,
        index="btree_not_null",
    )
    property_period = fields.Date("Fee Month", copy=False)
    property_charge_ids = fields.One2many("property.charge", "move_id")
    can_credit_charges = fields.Boolean(compute="_compute_can_credit_charges")

    @api.depends("state", "property_charge_ids.is_credited")
    def _compute_can_credit_charges(self):
        for move in self:
            charges = move.property_charge_ids
            move.can_credit_charges = (
                move.state == "posted"
                and move.move_type == "out_invoice"
                and bool(charges)
                and not any(charges.mapped("is_credited"))
            )

    def action_credit_charges(self):
        """Take the bill back by a credit note; its month can be billed again.

        Payments it had become prepayments of the payer.
        """
        self.ensure_one()
        self.check_access("write")
        if not self.can_credit_charges:
            raise UserError(self.env._("Only a posted bill is taken back, and once."))
        charges = self.property_charge_ids.sudo()  # written by runs alone
        charges._release()  # first: what is taken back bears no late fee
        self.line_ids.remove_move_reconcile()
        day = self.company_id._policy_today()
        values = {"date": day, "invoice_date": day, "invoice_date_due": day}
        credit = self._reverse_moves([values], cancel=True)
        return credit._get_records_action()

    def _get_payment_link(self):
        """Where the payer sees the invoice and pays it, for print and QR code."""
        self.ensure_one()
        return f"{self.get_base_url()}{self.get_portal_url()}"

    def _get_payment_qr(self):
        """PNG of the QR code of :meth:`_get_payment_link`, as data URI."""
        image = qrcode.make(self._get_payment_link(), border=1)
        buffer = BytesIO()
        image.save(buffer, "PNG")
        return f"data:image/png;base64,{b64encode(buffer.getvalue()).decode()}"

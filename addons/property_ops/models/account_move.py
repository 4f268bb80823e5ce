from base64 import b64encode
from io import BytesIO

import qrcode

from odoo import api, fields, models

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason

CLAUSE = "PO-4.1.2"


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
    can_credit_charges = fields.Boolean(
        compute="_compute_can_credit_charges", compute_sudo=True
    )
    is_taken_back = fields.Boolean(
        "Taken Back",
        readonly=True,
        copy=False,
        help="By a credit note: it was never owed and bears no late fee.",
    )

    @api.depends(
        "state",
        "payment_state",
        "property_charge_ids.is_credited",
        "reversal_move_ids.state",
    )
    def _compute_can_credit_charges(self):
        reasons = self._get_credit_charges_reasons()
        for move in self:
            move.can_credit_charges = not reasons[move.id]

    @enforces("PO-4.1.2")
    def _get_credit_charges_reasons(self):
        """{bill id: everything against taking it back}."""
        found = {move.id: [] for move in self}
        for move in self:
            charges = move.property_charge_ids
            is_bill = move.state == "posted" and move.move_type == "out_invoice"
            credits = move.reversal_move_ids.filtered(lambda row: row.state != "cancel")
            drafts = credits.filtered(lambda row: row.state == "draft")
            if not is_bill or not charges or any(charges.mapped("is_credited")):
                message = self.env._("Only a posted bill is taken back, and once.")
                found[move.id].append(Reason(CLAUSE, message))
            elif drafts:
                names = ", ".join(drafts.mapped("display_name"))
                found[move.id].append(
                    Reason(
                        CLAUSE,
                        self.env._("A credit note of the bill is begun: %s.", names),
                        self.env._("Delete the draft, then take the bill back."),
                    )
                )
            elif credits or move.payment_state == "reversed":
                names = ", ".join(credits.mapped("name")) or "–"
                found[move.id].append(
                    Reason(
                        CLAUSE,
                        self.env._("The bill is credited already: %s.", names),
                        self.env._("Cancel the credit note, then take the bill back."),
                    )
                )
        return found

    def _post(self, soft=True):
        """What was taken back is not credited once more."""
        credits = self.filtered(lambda move: move.move_type == "out_refund")
        self.env["policy.clause"]._refuse(credits._get_credited_twice_reasons())
        return super()._post(soft=soft)

    @enforces("PO-4.1.2")
    def _get_credited_twice_reasons(self):
        """One for each credit note of what another one took back already."""
        reasons = []
        for move in self.sudo():  # who posts need not see the others
            bill = move.reversed_entry_id
            others = bill.reversal_move_ids - move
            others = others.filtered(lambda row: row.state == "posted")
            if bill.is_taken_back and others:
                message = self.env._(
                    "%(bill)s was taken back by %(credit)s already.",
                    bill=bill.name,
                    credit=", ".join(others.mapped("name")),
                )
                remedy = self.env._("Delete this draft.")
                reasons.append(Reason(CLAUSE, message, remedy))
        return reasons

    def button_draft(self):
        self.check_access("write")  # the reasons name bills
        self.env["policy.clause"]._refuse(self._get_draft_reasons())
        return super().button_draft()

    @enforces("PO-4.1.2")
    def _get_draft_reasons(self):
        """A run's bill stays posted, and so does the credit note that took one back.

        Else its charges would hang on nothing, and the month never be billed again;
        nor would arrears that are owed again bear late fee.
        """
        reasons = []
        for move in self.sudo():  # written by runs alone
            if move.is_taken_back or move.reversed_entry_id.is_taken_back:
                message = self.env._("What was taken back stays so: %s.", move.name)
                reasons.append(Reason(CLAUSE, message))
            elif move.property_charge_ids:
                message = self.env._(
                    "%s is of a billing run and stays posted.", move.name
                )
                remedy = self.env._(
                    "Take the bill back; its month can be billed again."
                )
                reasons.append(Reason(CLAUSE, message, remedy))
        return reasons

    def action_credit_charges(self):
        """Take the bill back by a credit note; its month can be billed again.

        Payments it had become prepayments of the payer.
        """
        self.ensure_one()
        self.check_access("write")
        reasons = self._get_credit_charges_reasons()[self.id]
        self.env["policy.clause"]._refuse(reasons, self)
        charges = self.property_charge_ids.sudo()  # written by runs alone
        charges._release()
        self.is_taken_back = True  # first: what is taken back bears no late fee
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

from odoo import api, fields, models

from ..models.document_copy import HOLDERS


class DocumentCopyMove(models.TransientModel):
    """Papers are given to somebody, who signs on the tablet."""

    _name = "document.copy.move"
    _description = "Hand Over Papers"

    copy_ids = fields.Many2many("document.copy", string="Papers", required=True)
    to = fields.Selection(
        HOLDERS,
        "Handed To",
        required=True,
        compute="_compute_to",
        store=True,
        precompute=True,
        readonly=False,
        help="Proposed from where the papers belong.",
    )
    is_loan = fields.Boolean("Only Lent")
    partner_id = fields.Many2one(
        "res.partner",
        "Receiver",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
    )
    user_id = fields.Many2one(
        "res.users", "Colleague", domain="[('share', '=', False)]"
    )
    person = fields.Char("Name of Who Takes Them")
    signature = fields.Binary()
    witness = fields.Char()
    date_due_back = fields.Date("Due Back on")
    reason = fields.Char()
    box = fields.Char("Archive Box")
    place = fields.Char("Shelf")

    @api.depends("copy_ids")
    def _compute_to(self):
        for wizard in self:
            places = set(wizard.copy_ids.mapped("recipient"))
            wizard.to = wizard.to or (places.pop() if len(places) == 1 else False)

    @api.depends("copy_ids", "to")
    def _compute_partner_id(self):
        for wizard in self:
            partners = wizard.partner_id.browse()
            if wizard.to == "customer":
                for copy in wizard.copy_ids:
                    partners |= copy._get_deal().partner_id
            wizard.partner_id = wizard.partner_id or partners[:1]

    def action_confirm(self):
        """Move the papers; for a customer make out the receipt to be signed."""
        self.ensure_one()
        if self.to == "customer" and not self.is_loan:
            return self._open_receipt()
        self.copy_ids._hand_over(
            self.to,
            partner_id=self.partner_id.id,
            user_id=self.user_id.id,
            person=self.person or "",
            signature=self.signature or None,
            witness=self.witness or "",
            due_back=self.date_due_back if self.is_loan else None,
            reason=self.reason or "",
            box=self.box or "",
            place=self.place or "",
        )
        return {"type": "ir.actions.act_window_close"}

    def _open_receipt(self):
        receipts = self.env["document.receipt"]
        deal = self.copy_ids[:1]._get_deal()
        receipt = receipts.create(
            receipts._prepare_receipt(deal, self.partner_id, self.copy_ids)
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": receipt._name,
            "res_id": receipt.id,
            "view_mode": "form",
        }

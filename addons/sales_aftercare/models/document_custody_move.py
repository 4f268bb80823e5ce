from odoo import fields, models

from .document_copy import HOLDERS


class DocumentCustodyMove(models.Model):
    """One link in the chain of custody of a paper; written by moves alone."""

    _name = "document.custody.move"
    _description = "Custody Move"
    _inherit = ["policy.log.mixin"]
    _order = "id desc"
    _check_company_auto = True

    copy_id = fields.Many2one(
        "document.copy", "Paper", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    from_holder = fields.Selection(HOLDERS, "Handed From")
    from_person = fields.Char("Given By")
    to_holder = fields.Selection(HOLDERS, "Handed To")
    to_person = fields.Char("Taken By")
    to_partner_id = fields.Many2one("res.partner", "Receiver", ondelete="restrict")
    signature = fields.Binary("Signature of the Receiver")
    witness = fields.Char()
    date_due_back = fields.Date("Due Back on")
    reason = fields.Char()
    receipt_id = fields.Many2one("document.receipt", ondelete="restrict")
    user_id = fields.Many2one(
        "res.users", "Recorded by", required=True, ondelete="restrict"
    )

    def _get_act(self):
        """What the rows of one act of handing over have in common."""
        self.ensure_one()
        day = self.date.replace(second=0, microsecond=0)
        return day, self.to_holder, self.to_person

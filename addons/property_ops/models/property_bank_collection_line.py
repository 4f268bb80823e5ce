from odoo import api, fields, models
from odoo.exceptions import UserError


class PropertyBankCollectionLine(models.Model):
    """One open item the bank collects; frozen once the file is sent."""

    _name = "property.bank.collection.line"
    _description = "Bank Collection Line"
    _order = "collection_id, id"

    collection_id = fields.Many2one(
        "property.bank.collection", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="collection_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one("res.partner", "Payer", required=True)
    unit_id = fields.Many2one("property.unit", "Home")
    move_line_id = fields.Many2one(
        "account.move.line", "Item", required=True, ondelete="restrict", index=True
    )
    reference = fields.Char("Bill Number", related="move_line_id.move_id.name")
    bank_id = fields.Many2one("res.partner.bank", "Bank Account", required=True)
    mandate = fields.Char("Authorisation", required=True)
    amount = fields.Monetary(required=True)
    is_paid = fields.Boolean("Paid", compute="_compute_is_paid")

    @api.depends("move_line_id.reconciled")
    def _compute_is_paid(self):
        for line in self:
            line.is_paid = line.move_line_id.reconciled

    def _check_draft(self):
        if any(line.collection_id.state != "draft" for line in self):
            raise UserError(self.env._("The file is at the bank already."))

    def write(self, vals):
        self._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        self._check_draft()

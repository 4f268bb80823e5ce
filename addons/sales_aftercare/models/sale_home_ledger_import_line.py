from odoo import api, fields, models

from ..tools.contract_words import METHODS, ROLES


class SaleHomeLedgerImportLine(models.Model):
    """One thing the file says and what it is taken to mean."""

    _name = "sale.home.ledger.import.line"
    _description = "Contract Ledger Mapping"
    _inherit = ["policy.sheet.ledger.line"]

    import_id = fields.Many2one(
        "sale.home.ledger.import", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="import_id.company_id")
    kind = fields.Selection(
        [("column", "Column"), ("word", "Word"), ("person", "Person")],
        required=True,
        readonly=True,
    )
    phone = fields.Char(readonly=True)
    place = fields.Char("Home", readonly=True)
    word_role = fields.Selection(
        [
            ("method", "Payment method"),
            ("kind", "Kind of home"),
            ("state", "State of the contract"),
        ],
        "Column of the Word",
        readonly=True,
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Same as Contact",
        domain="[('company_id', 'in', (False, company_id))]",
    )

    @api.depends("text", "place", "phone")
    def _compute_display_name(self):
        for line in self:
            parts = (line.text, line.phone, line.place)
            line.display_name = " ".join(filter(None, parts))

    @api.model
    def _get_role_selection(self):
        labels = self.env["sale.home.ledger.import"]._get_role_labels()
        nothing = self.env._("Nothing")
        return [*((role, labels[role]) for role in ROLES), ("ignore", nothing)]

    @api.model
    def _get_meaning_selection(self):
        labels = self.env["sale.home.ledger.import"]._get_value_labels()
        values = [*(("method", word) for word in METHODS), ("kind", "ready")]
        values += [("kind", "off_plan"), ("state", "running"), ("state", "ended")]
        return [(value, labels[role, value]) for role, value in values]

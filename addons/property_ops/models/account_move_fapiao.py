from odoo import api, fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    property_fapiao_ids = fields.One2many(
        "property.fapiao",
        "move_id",
        groups="property_ops.property_ops_group_cashier",
    )
    property_fapiao_number = fields.Char(
        "Fapiao Numbers",
        compute="_compute_property_fapiao_number",
        compute_sudo=True,
    )

    @api.depends("property_fapiao_ids.number", "property_fapiao_ids.state")
    def _compute_property_fapiao_number(self):
        for move in self:
            live = move.property_fapiao_ids.filtered(lambda f: f.state == "issued")
            move.property_fapiao_number = ", ".join(live.mapped("number"))

    def action_ask_fapiao(self):
        """Ask for the fapiao of this bill."""
        self.ensure_one()
        context = {
            "default_move_id": self.id,
            "default_title": self.commercial_partner_id.name,
            "default_tax_number": self.commercial_partner_id.vat,
            "default_email": self.commercial_partner_id.email,
        }
        return {
            "name": self.env._("Ask for a Fapiao"),
            "type": "ir.actions.act_window",
            "res_model": "property.fapiao",
            "view_mode": "form",
            "target": "new",
            "context": context,
        }

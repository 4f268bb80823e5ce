from odoo import api, fields, models

from odoo.addons.cs_policy.tools.enforce import enforces
from odoo.addons.cs_policy.tools.reason import Reason


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

    @api.depends("property_fapiao_ids.state")
    def _compute_can_credit_charges(self):
        return super()._compute_can_credit_charges()

    @enforces("PO-4.1.2")
    def _get_credit_charges_reasons(self):
        """A fapiao on the bill is made void first."""
        found = super()._get_credit_charges_reasons()
        for move in self:
            fapiaos = move.sudo().property_fapiao_ids  # whoever may see fapiao or not
            if any(fapiao.state == "issued" for fapiao in fapiaos):
                message = self.env._("A fapiao was issued for the bill.")
                remedy = self.env._("Cancel the fapiao first.")
                found[move.id].append(Reason("PO-4.1.2", message, remedy))
        return found

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

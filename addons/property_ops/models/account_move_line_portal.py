from odoo import api, fields, models


class AccountMoveLine(models.Model):
    """Lines follow their invoice: see ``account.move.property_viewer_ids``."""

    _inherit = "account.move.line"

    is_property_shown = fields.Boolean(
        compute="_compute_is_property_shown", search="_search_is_property_shown"
    )

    @api.depends_context("uid")
    @api.depends("move_id.property_viewer_ids")
    def _compute_is_property_shown(self):
        for line in self:
            # sudo: whether oneself is among the viewers, nothing else
            line.is_property_shown = line.move_id.sudo().is_property_shown

    def _search_is_property_shown(self, operator, value):
        if operator != "in":
            return NotImplemented
        found = self.env["account.move"]._search_is_property_shown(operator, value)
        return [
            ("move_id", *leaf[1:]) if isinstance(leaf, tuple) else leaf
            for leaf in found
        ]
